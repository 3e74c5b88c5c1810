import { fromDecimal } from '../bytes/bytes.ts'
import { fromUtf8, utf8 } from '../bytes/utf8.ts'
import { Fault } from '../fault.ts'

/*
 * size <n>LF
 * <cosignature lines on the partner's head of that size>
 */

/** The sender's cosignature on the newest head of the partner it has stored up to. */
export interface CosignSection {
  /** 0 where the section is absent. */
  readonly size: number
  readonly lines: string
}

/** Writes the section; nothing for no cosignature. */
export function encodeCosignSection({ size, lines }: CosignSection): Uint8Array {
  return size === 0 || lines === '' ? new Uint8Array(0) : utf8(`size ${size}\n${lines}`)
}

/** Reads the section; the lines are verified by whoever takes them. */
export function decodeCosignSection(bytes: Uint8Array): CosignSection {
  if (bytes.length === 0) return { size: 0, lines: '' }
  const text = fromUtf8(bytes, 'parcel cosign')
  const end = text.indexOf('\n')
  if (!text.startsWith('size ') || end < 0) throw new Fault('bytes-malformed', 'parcel cosign: no size')
  const size = fromDecimal(text.slice(5, end), 'parcel cosign size')
  const lines = text.slice(end + 1)
  if (size === 0 || lines === '') throw new Fault('bytes-not-canonical', 'parcel cosign: of nothing')
  return { size, lines }
}
