import { assert } from '../assert.ts'
import { equal } from '../bytes/bytes.ts'
import { canonicalBytes, type Json } from '../bytes/canonical.ts'
import { utf8 } from '../bytes/utf8.ts'
import type { Primitives } from '../crypto/primitives.ts'
import { Fault } from '../fault.ts'

/*
 * entry  01 || C                                                                                       33 bytes, whatever the act
 * C      SHA-256("comity/event/v1\0" || u16 n || d_0 || ... || d_n-1)
 * d_i    SHA-256("comity/field/v1\0" || s_i || u16 len(name) || name || u32 len(value) || value)       fields sorted by name
 * s_i    bytes 32i to 32i+31 of HKDF-SHA256(ikm = k, salt = "", info = "comity/salt/v1", length = 32n)
 *
 * n is the number of fields, raised to a multiple of 8 by pads named ~0, ~1, ... with no value at all.
 */

/** What an act says: its fields by name. */
export type Fields = { readonly [name: string]: Json }

/** The secret of one event (32 random bytes) and what its entry commits to. */
export interface Opening {
  readonly k: Uint8Array
  readonly fields: Fields
}

/** Bytes of `01 || C`. */
const ENTRY_BYTES = 33
/** The first byte of every entry of this version. */
const ENTRY_VERSION = 1
/** Most fields of one act. */
export const FIELDS_MAX = 64

const NAME = /^[a-z][a-z0-9_.]{0,62}$/
const NAME_BYTES_MAX = 63
const SALT_BYTES = 32
const SALT_INFO = utf8('comity/salt/v1')
const FIELD_LABEL = utf8('comity/field/v1\0')
const EVENT_LABEL = utf8('comity/event/v1\0')
const NO_SALT = new Uint8Array(0)
// One piece of memory for the inputs of all hashes: allocating one a field costs as much as hashing it.
const ROOM = new Uint8Array(4096)
const PADS = Array.from({ length: 8 }, (_, i) => ({ name: utf8(`~${i}`), value: new Uint8Array(0) }))

/**
 * The entry an act leaves in the log. The same `k` and fields give the same entry in every log, so that members can compare.
 *
 * Bad names, no fields, too many, or values outside canonical JSON are Faults; `k` of another length than 32 is a bug.
 */
export function commit(primitives: Primitives, k: Uint8Array, fields: Fields): Uint8Array {
  return commitFields(primitives, k, committedFields(fields))
}

/** The same of fields that are spelled already, as {@link committedFields} does. */
export function commitFields(primitives: Primitives, k: Uint8Array, committed: readonly CommittedField[]): Uint8Array {
  const salts = fieldSalts(primitives, k, committed.length)
  return entryOf(
    primitives,
    committed.map((field, i) => fieldDigest(primitives, saltAt(salts, i), field)),
  )
}

/** Throws `opening-differs` unless the entry commits to exactly this opening. */
export function verifyOpening(
  primitives: Primitives,
  entry: Uint8Array,
  opening: Opening & { readonly committed?: readonly CommittedField[] },
): void {
  const { k, fields, committed = committedFields(fields) } = opening
  if (!equal(commitFields(primitives, k, committed), entry)) throw new Fault('opening-differs', 'full opening')
}

/** One field as it is hashed: the bytes of its name and of its value. */
export interface CommittedField {
  readonly name: Uint8Array
  readonly value: Uint8Array
}

/** The fields in the order they are hashed, pads last: `~` sorts behind every name. */
export function committedFields(fields: Fields): readonly CommittedField[] {
  const names = fieldNames(fields)
  const committed = names.map((name) => ({ name: utf8(name), value: canonicalBytes(valueOf(fields, name)) }))
  return [...committed, ...PADS.slice(0, committedCount(names.length) - names.length)]
}

/** Field names in the order they are hashed; throws where one is no field name or their number is out of bounds. */
export function fieldNames(fields: Fields): readonly string[] {
  const names = Object.keys(fields).sort()
  if (names.length === 0) throw new Fault('bytes-malformed', 'opening: no fields')
  if (names.length > FIELDS_MAX) throw new Fault('limit-exceeded', `opening: more than ${FIELDS_MAX} fields`)
  for (const name of names)
    if (!isFieldName(name))
      throw new Fault('bytes-malformed', `opening: field name \`${name.slice(0, NAME_BYTES_MAX)}\``)
  return names
}

/** Tells whether a name may name a field. Names are ASCII, so string order is byte order. */
export function isFieldName(name: string): boolean {
  return NAME.test(name)
}

/** The count n for so many fields: pads fill it up to a multiple of 8. */
function committedCount(fields: number): number {
  return Math.ceil(fields / 8) * 8
}

/** All n salts, one behind the other. */
export function fieldSalts(primitives: Primitives, k: Uint8Array, count: number): Uint8Array {
  assert(k.length === 32, 'the secret of an event is 32 bytes')
  return primitives.hkdf('sha256', { ikm: k, salt: NO_SALT, info: SALT_INFO, length: SALT_BYTES * count })
}

/** The salt of field `i`. */
export function saltAt(salts: Uint8Array, i: number): Uint8Array {
  return salts.subarray(SALT_BYTES * i, SALT_BYTES * (i + 1))
}

/** d_i: the digest that stands for one field in the commitment. */
export function fieldDigest(primitives: Primitives, salt: Uint8Array, { name, value }: CommittedField): Uint8Array {
  assert(salt.length === SALT_BYTES && name.length <= NAME_BYTES_MAX, 'a field has a 32-byte salt and a short name')
  const length = FIELD_LABEL.length + SALT_BYTES + 2 + name.length + 4 + value.length
  const input = ROOM.length >= length ? ROOM.subarray(0, length) : new Uint8Array(length)
  input.set(FIELD_LABEL)
  input.set(salt, 16)
  input[48] = 0
  input[49] = name.length
  input.set(name, 50)
  const at = 50 + name.length
  input[at] = value.length >>> 24
  input[at + 1] = value.length >>> 16
  input[at + 2] = value.length >>> 8
  input[at + 3] = value.length
  input.set(value, at + 4)
  return primitives.sha256(input)
}

/** The entry that commits to these digests, in order. */
export function entryOf(primitives: Primitives, digests: readonly Uint8Array[]): Uint8Array {
  const input = new Uint8Array(EVENT_LABEL.length + 2 + 32 * digests.length)
  input.set(EVENT_LABEL)
  input[17] = digests.length
  for (const [i, digest] of digests.entries()) input.set(digest, 18 + 32 * i)
  const entry = new Uint8Array(ENTRY_BYTES)
  entry[0] = ENTRY_VERSION
  entry.set(primitives.sha256(input), 1)
  return entry
}

function valueOf(fields: Fields, name: string): Json {
  const value = fields[name]
  if (value === undefined) throw new Fault('bytes-not-canonical', `opening: no value for \`${name}\``)
  return value
}
