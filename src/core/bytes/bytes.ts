import { Fault } from '../fault.ts'

/** Nothing. */
export const EMPTY: Uint8Array = new Uint8Array(0)

/** Joins byte strings in order. */
export function concat(parts: readonly Uint8Array[]): Uint8Array {
  let length = 0
  for (const part of parts) length += part.length
  const all = new Uint8Array(length)
  let at = 0
  for (const part of parts) {
    all.set(part, at)
    at += part.length
  }
  return all
}

/** Tells whether two byte strings are the same. Not for secrets: it stops at the first difference. */
export function equal(a: Uint8Array, b: Uint8Array): boolean {
  if (a.length !== b.length) return false
  for (let i = 0; i < a.length; i++) if (a[i] !== b[i]) return false
  return true
}

/** Orders byte strings as unsigned bytes, shorter first where one begins the other. */
export function compare(a: Uint8Array, b: Uint8Array): number {
  const length = Math.min(a.length, b.length)
  for (let i = 0; i < length; i++) {
    const difference = (a[i] ?? 0) - (b[i] ?? 0)
    if (difference !== 0) return difference
  }
  return a.length - b.length
}

/** Lower-case hexadecimal. */
export function toHex(bytes: Uint8Array): string {
  return bytes.toHex()
}

/** Reads lower-case hexadecimal; anything else is a `bytes-malformed` Fault naming `where`. */
export function fromHex(text: string, where: string): Uint8Array {
  if (text.length % 2 !== 0 || !/^[0-9a-f]*$/.test(text))
    throw new Fault('bytes-malformed', `${where}: not lower-case hexadecimal`)
  return Uint8Array.fromHex(text)
}

/** Standard base64 with padding (RFC 4648 section 4). */
export function toBase64(bytes: Uint8Array): string {
  return bytes.toBase64()
}

/** Reads standard base64, strictly: padding required, trailing bits zero, no white space (RFC 4648 section 3.5). */
export function fromBase64(text: string, where: string): Uint8Array {
  let bytes: Uint8Array
  try {
    bytes = Uint8Array.fromBase64(text, { lastChunkHandling: 'strict' })
  } catch (cause) {
    throw new Fault('bytes-malformed', `${where}: not canonical base64`, { cause })
  }
  // The one thing the strict reading passes over is white space, which the length gives away.
  const padding = text.endsWith('==') ? 2 : text.endsWith('=') ? 1 : 0
  if (bytes.length !== (text.length / 4) * 3 - padding) throw new Fault('bytes-malformed', `${where}: not base64`)
  return bytes
}

/** Eight bytes, most significant first. */
export function u64(value: number): Uint8Array {
  const bytes = new Uint8Array(8)
  new DataView(bytes.buffer).setBigUint64(0, BigInt(value))
  return bytes
}

/** Two bytes, most significant first. */
export function u16(value: number): Uint8Array {
  return Uint8Array.of(value >>> 8, value & 0xff)
}

/** Four bytes, most significant first. */
export function u32(value: number): Uint8Array {
  return Uint8Array.of(value >>> 24, (value >>> 16) & 0xff, (value >>> 8) & 0xff, value & 0xff)
}

/** Reads a decimal without sign, leading zeros or white space, at most 2^53-1. */
export function fromDecimal(text: string, where: string): number {
  if (!/^(0|[1-9][0-9]{0,15})$/.test(text)) throw new Fault('bytes-malformed', `${where}: not a plain decimal`)
  const value = Number(text)
  if (!Number.isSafeInteger(value)) throw new Fault('limit-exceeded', `${where}: larger than 2^53-1`)
  return value
}
