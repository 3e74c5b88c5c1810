import { concat, fromDecimal, toHex } from '../bytes/bytes.ts'
import { fromUtf8, utf8 } from '../bytes/utf8.ts'
import type { Primitives } from '../crypto/primitives.ts'
import { Fault } from '../fault.ts'

/*
 * comity/parcel/v1LF
 * from <origin>LF
 * range <first> <end>LF                    half-open
 * seen <size>LF                            the partner's entries that the sender has stored and cosigned
 * sections <n>LF
 * <name> <length> <sha256 hex>LF           n lines, in the order of SECTIONS
 * LF
 * <sections, concatenated>
 */

/** A contiguous range of one log with what is needed to check it: the unit that crosses a border, on any road. */
export interface Parcel {
  readonly from: string
  readonly first: number
  readonly end: number
  readonly seen: number
  readonly sections: ReadonlyMap<SectionName, Uint8Array>
}

/** In the only order they may stand. */
const SECTIONS = ['head', 'proof', 'entries', 'clear', 'openings', 'cosign'] as const

export type SectionName = (typeof SECTIONS)[number]

const HEADER_BYTES_MAX = 8192
/** Largest parcel, header included. */
export const PARCEL_BYTES_MAX = 16 * 1024 * 1024
/** Most entries in one parcel. */
export const PARCEL_ENTRIES_MAX = 65_536

/** Writes a parcel; empty sections are left out. */
export function encodeParcel(primitives: Primitives, parcel: Parcel): Uint8Array {
  const present = SECTIONS.map((name) => [name, parcel.sections.get(name)] as const).filter(isPresent)
  const lines = present.map(([name, bytes]) => `${name} ${bytes.length} ${toHex(primitives.sha256(bytes))}\n`)
  const header =
    `comity/parcel/v1\nfrom ${parcel.from}\nrange ${parcel.first} ${parcel.end}\nseen ${parcel.seen}\n` +
    `sections ${present.length}\n${lines.join('')}\n`
  return concat([utf8(header), ...present.map(([, bytes]) => bytes)])
}

function isPresent(named: readonly [SectionName, Uint8Array | undefined]): named is readonly [SectionName, Uint8Array] {
  return named[1] !== undefined && named[1].length > 0
}

/** Reads a parcel strictly: form, order, lengths and section digests. What the sections say is checked by whoever uses them. */
export function decodeParcel(primitives: Primitives, bytes: Uint8Array): Parcel {
  if (bytes.length > PARCEL_BYTES_MAX) throw new Fault('limit-exceeded', `parcel: ${bytes.length} bytes`)
  const headerLength = headerEnd(bytes)
  const lines = fromUtf8(bytes.subarray(0, headerLength), 'parcel header').split('\n')
  if (lines[0] !== 'comity/parcel/v1') throw new Fault('bytes-malformed', 'parcel line 1: not a parcel of version 1')
  const from = value(lines[1], 'from ')
  const [first, end] = decodeRange(value(lines[2], 'range '))
  const seen = fromDecimal(value(lines[3], 'seen '), 'parcel seen')
  const count = fromDecimal(value(lines[4], 'sections '), 'parcel sections')
  if (count > SECTIONS.length) throw new Fault('limit-exceeded', 'parcel sections')
  // The header ends in an empty line, which splits into two empty strings.
  if (lines.length !== 5 + count + 2) throw new Fault('bytes-malformed', 'parcel sections: another number of lines')
  const sections = decodeSections(primitives, { lines: lines.slice(5, 5 + count), body: bytes.subarray(headerLength) })
  return { from, first, end, seen, sections }
}

function headerEnd(bytes: Uint8Array): number {
  const limit = Math.min(bytes.length, HEADER_BYTES_MAX)
  for (let i = 1; i < limit; i++) if (bytes[i] === 0x0a && bytes[i - 1] === 0x0a) return i + 1
  throw new Fault('bytes-malformed', `parcel: no end of header within ${HEADER_BYTES_MAX} bytes`)
}

function value(line: string | undefined, name: string): string {
  if (line === undefined || !line.startsWith(name))
    throw new Fault('bytes-malformed', `parcel header: no line \`${name.trim()}\``)
  return line.slice(name.length)
}

function decodeRange(text: string): readonly [number, number] {
  const [a, b, more] = text.split(' ')
  if (a === undefined || b === undefined || more !== undefined)
    throw new Fault('bytes-malformed', 'parcel range: not two numbers')
  const first = fromDecimal(a, 'parcel range first')
  const end = fromDecimal(b, 'parcel range end')
  if (end < first) throw new Fault('bytes-malformed', 'parcel range: ends before it begins')
  if (end - first > PARCEL_ENTRIES_MAX) throw new Fault('limit-exceeded', `parcel range: ${end - first} entries`)
  return [first, end]
}

function decodeSections(
  primitives: Primitives,
  { lines, body }: { lines: readonly string[]; body: Uint8Array },
): ReadonlyMap<SectionName, Uint8Array> {
  const sections = new Map<SectionName, Uint8Array>()
  let at = 0
  let order = -1
  for (const line of lines) {
    const [name, length, digest, more] = line.split(' ')
    const place = SECTIONS.findIndex((known) => known === name)
    const known = SECTIONS[place]
    if (known === undefined || length === undefined || digest === undefined || more !== undefined)
      throw new Fault('bytes-malformed', 'parcel section line')
    if (place <= order) throw new Fault('bytes-not-canonical', `parcel section \`${known}\`: twice or out of order`)
    order = place
    const end = at + fromDecimal(length, `parcel section \`${known}\` length`)
    if (end > body.length || end === at)
      throw new Fault('bytes-malformed', `parcel section \`${known}\`: empty, or longer than the parcel`)
    const bytes = body.subarray(at, end)
    if (toHex(primitives.sha256(bytes)) !== digest)
      throw new Fault('bytes-malformed', `parcel section \`${known}\`: digest differs`)
    sections.set(known, bytes)
    at = end
  }
  if (at !== body.length) throw new Fault('bytes-malformed', 'parcel: bytes after the last section')
  return sections
}

/** The bytes of one section, empty where it is absent. */
export function section(parcel: Parcel, name: SectionName): Uint8Array {
  return parcel.sections.get(name) ?? new Uint8Array(0)
}

/** A list of byte strings as one: each behind its length in four bytes, most significant first. */
export function packList(list: readonly Uint8Array[]): Uint8Array {
  let length = 0
  for (const item of list) length += 4 + item.length
  const bytes = new Uint8Array(length)
  const view = new DataView(bytes.buffer)
  let at = 0
  for (const item of list) {
    view.setUint32(at, item.length)
    bytes.set(item, at + 4)
    at += 4 + item.length
  }
  return bytes
}

/** Reads {@link packList}; exactly `count` items and nothing behind them. */
export function unpackList(
  bytes: Uint8Array,
  { count, where }: { count: number; where: string },
): readonly Uint8Array[] {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength)
  const list: Uint8Array[] = []
  let at = 0
  while (list.length < count) {
    if (at + 4 > bytes.length) throw new Fault('bytes-malformed', `${where}: ${list.length} of ${count} items`)
    const end = at + 4 + view.getUint32(at)
    if (end > bytes.length) throw new Fault('bytes-malformed', `${where}: item ${list.length} is cut short`)
    list.push(bytes.subarray(at + 4, end))
    at = end
  }
  if (at !== bytes.length) throw new Fault('bytes-malformed', `${where}: bytes after the last item`)
  return list
}
