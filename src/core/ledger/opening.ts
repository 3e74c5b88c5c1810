import { concat, equal, fromBase64, toBase64 } from '../bytes/bytes.ts'
import { decodeCanonical, isObject, parseJson, type Json } from '../bytes/canonical.ts'
import { shape, stringOf } from '../bytes/shape.ts'
import { fromUtf8, utf8 } from '../bytes/utf8.ts'
import { Fault } from '../fault.ts'
import { committedFields, type CommittedField, type Opening } from './commitment.ts'

/* {"f":{<name>:<value>,...},"k":"<base64>","v":1}        RFC 8785 bytes */

/** Largest opening, full or partial. What is larger is an object, committed to by digest. */
export const OPENING_BYTES_MAX = 64 * 1024

/** An opening with what its entry commits to, and its bytes: spelled once, since both are made of the same values. */
export interface SpelledOpening extends Opening {
  readonly committed: readonly CommittedField[]
  readonly bytes: Uint8Array
}

/** Spells an opening. */
export function spellOpening({ k, fields }: Opening): SpelledOpening {
  const committed = committedFields(fields)
  const parts = [FRONT]
  for (const { name, value } of committed) {
    if (value.length === 0) break // pads have no value, and stand last
    parts.push(parts.length === 1 ? QUOTE : COMMA_QUOTE, name, QUOTE_COLON, value)
  }
  parts.push(utf8(`},"k":"${toBase64(k)}","v":1}`))
  const bytes = concat(parts)
  if (bytes.length > OPENING_BYTES_MAX) throw new Fault('limit-exceeded', `opening: ${bytes.length} bytes`)
  return { k, fields, committed, bytes }
}

const FRONT = utf8('{"f":{')
const QUOTE = utf8('"')
const COMMA_QUOTE = utf8(',"')
const QUOTE_COLON = utf8('":')

/** Writes a full opening in its one spelling. */
export function encodeOpening(opening: Opening): Uint8Array {
  return spellOpening(opening).bytes
}

/**
 * Reads a full opening. Whether an entry commits to it is {@link verifyOpening}'s to say.
 *
 * INVARIANT: a name that stands twice is refused (the spelling is not canonical), since a guard could have been shown the other one.
 */
export function decodeOpening(bytes: Uint8Array): SpelledOpening {
  const where = 'opening'
  if (bytes.length > OPENING_BYTES_MAX) throw new Fault('limit-exceeded', `${where}: ${bytes.length} bytes`)
  const opening = shape(parseJson(fromUtf8(bytes, where), where), where, ['f', 'k', 'v'])
  if (opening.object['v'] !== 1) throw new Fault('bytes-malformed', `${where}: not of version 1`)
  const k = fromBase64(stringOf(opening, 'k'), 'opening.k')
  if (k.length !== 32) throw new Fault('bytes-malformed', 'opening.k: not 32 bytes')
  const fields = opening.object['f']
  if (!isObject(fields)) throw new Fault('bytes-malformed', 'opening.f: not an object')
  const spelled = spellOpening({ k, fields })
  if (!equal(spelled.bytes, bytes)) throw new Fault('bytes-not-canonical', where)
  return spelled
}

/** Reads canonical JSON of at most 64 KiB whose `v` is 1. */
export function decodeVersioned(bytes: Uint8Array, where: string): Json {
  if (bytes.length > OPENING_BYTES_MAX) throw new Fault('limit-exceeded', `${where}: ${bytes.length} bytes`)
  const value = decodeCanonical(bytes, where)
  if (!isObject(value) || value['v'] !== 1) throw new Fault('bytes-malformed', `${where}: not of version 1`)
  return value
}
