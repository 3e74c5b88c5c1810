import { fromBase64, toBase64 } from '../bytes/bytes.ts'
import { canonicalBytes, decodeCanonical, isObject, type Json } from '../bytes/canonical.ts'
import { shape, stringOf } from '../bytes/shape.ts'
import { Fault } from '../fault.ts'
import { fieldNames, type Opening } from './commitment.ts'

/* {"f":{<name>:<value>,...},"k":"<base64>","v":1}        RFC 8785 bytes */

/** Largest opening, full or partial. What is larger is an object, committed to by digest. */
export const OPENING_BYTES_MAX = 64 * 1024

/** Writes a full opening in its one spelling. */
export function encodeOpening({ k, fields }: Opening): Uint8Array {
  fieldNames(fields)
  const bytes = canonicalBytes({ v: 1, k: toBase64(k), f: fields })
  if (bytes.length > OPENING_BYTES_MAX) throw new Fault('limit-exceeded', `opening: ${bytes.length} bytes`)
  return bytes
}

/**
 * Reads a full opening. Whether an entry commits to it is {@link verifyOpening}'s to say.
 *
 * INVARIANT: a name that stands twice is refused (the spelling is not canonical), since a guard could have been shown the other one.
 */
export function decodeOpening(bytes: Uint8Array): Opening {
  const where = 'opening'
  const opening = shape(decodeVersioned(bytes, where), where, ['f', 'k', 'v'])
  const k = fromBase64(stringOf(opening, 'k'), 'opening.k')
  if (k.length !== 32) throw new Fault('bytes-malformed', 'opening.k: not 32 bytes')
  const fields = opening.object['f']
  if (!isObject(fields)) throw new Fault('bytes-malformed', 'opening.f: not an object')
  fieldNames(fields)
  return { k, fields }
}

/** Reads canonical JSON of at most 64 KiB whose `v` is 1. */
export function decodeVersioned(bytes: Uint8Array, where: string): Json {
  if (bytes.length > OPENING_BYTES_MAX) throw new Fault('limit-exceeded', `${where}: ${bytes.length} bytes`)
  const value = decodeCanonical(bytes, where)
  if (!isObject(value) || value['v'] !== 1) throw new Fault('bytes-malformed', `${where}: not of version 1`)
  return value
}
