import { assert } from '../assert.ts'
import { equal, fromBase64, toBase64 } from '../bytes/bytes.ts'
import { canonicalBytes, type Json } from '../bytes/canonical.ts'
import { countOf, listOf, shape } from '../bytes/shape.ts'
import { utf8 } from '../bytes/utf8.ts'
import type { Primitives } from '../crypto/primitives.ts'
import { Fault } from '../fault.ts'
import {
  committedFields,
  entryOf,
  fieldDigest,
  FIELDS_MAX,
  fieldNames,
  fieldSalts,
  isFieldName,
  saltAt,
  type Fields,
  type Opening,
} from './commitment.ts'
import { decodeVersioned, OPENING_BYTES_MAX } from './opening.ts'

/* {"hide":[[i,"<digest>"],...],"n":8,"show":[[i,"<salt>","<name>",<value>],...],"v":1}        RFC 8785 bytes */

/**
 * A partial opening: some fields of an act shown, the others by digest alone.
 *
 * INVARIANT: `show` and `hide` rise by index and together cover 0 to `count` - 1 once. Pads are always hidden.
 */
export interface Disclosure {
  readonly count: number
  readonly show: readonly Shown[]
  readonly hide: readonly Hidden[]
}

interface Shown {
  readonly index: number
  readonly salt: Uint8Array
  readonly name: string
  readonly value: Json
}

interface Hidden {
  readonly index: number
  readonly digest: Uint8Array
}

/** Shows the fields of these names; those the act does not have are left out, as an absent field shows nothing. */
export function disclose(primitives: Primitives, opening: Opening, names: readonly string[]): Disclosure {
  const committed = committedFields(opening.fields)
  const salts = fieldSalts(primitives, opening.k, committed.length)
  const ordered = fieldNames(opening.fields)
  const show: Shown[] = []
  const hide: Hidden[] = []
  for (const [index, field] of committed.entries()) {
    const name = ordered[index]
    const value = name === undefined ? undefined : opening.fields[name]
    const salt = saltAt(salts, index)
    if (name !== undefined && value !== undefined && names.includes(name)) show.push({ index, salt, name, value })
    else hide.push({ index, digest: fieldDigest(primitives, salt, field) })
  }
  return { count: committed.length, show, hide }
}

/**
 * The fields an entry provably has, or an `opening-differs` Fault.
 *
 * Only a full opening proves that no other field exists and that no name stands twice.
 */
export function verifyDisclosure(primitives: Primitives, entry: Uint8Array, disclosure: Disclosure): Fields {
  const digests: Uint8Array[] = []
  for (const { index, digest } of disclosure.hide) digests[index] = digest
  for (const { index, salt, name, value } of disclosure.show)
    digests[index] = fieldDigest(primitives, salt, { name: utf8(name), value: canonicalBytes(value) })
  assert(digests.length === disclosure.count, 'a partial opening covers every field once')
  if (!equal(entryOf(primitives, digests), entry)) throw new Fault('opening-differs', 'partial opening')
  return Object.fromEntries(disclosure.show.map(({ name, value }) => [name, value]))
}

/** Writes a partial opening in its one spelling. */
export function encodeDisclosure({ count, show, hide }: Disclosure): Uint8Array {
  const bytes = canonicalBytes({
    v: 1,
    n: count,
    show: show.map(({ index, salt, name, value }) => [index, toBase64(salt), name, value]),
    hide: hide.map(({ index, digest }) => [index, toBase64(digest)]),
  })
  if (bytes.length > OPENING_BYTES_MAX) throw new Fault('limit-exceeded', `partial opening: ${bytes.length} bytes`)
  return bytes
}

/** Reads a partial opening strictly. */
export function decodeDisclosure(bytes: Uint8Array): Disclosure {
  const where = 'partial opening'
  const shaped = shape(decodeVersioned(bytes, where), where, ['hide', 'n', 'show', 'v'])
  const count = countOf(shaped, 'n')
  if (count === 0 || count % 8 !== 0 || count > FIELDS_MAX) throw new Fault('bytes-malformed', `${where}.n: ${count}`)
  const show = listOf(shaped, 'show', FIELDS_MAX).map(decodeShown)
  const hide = listOf(shaped, 'hide', FIELDS_MAX).map(decodeHidden)
  if (!rises(show.map(({ index }) => index)) || !rises(hide.map(({ index }) => index)))
    throw new Fault('bytes-not-canonical', `${where}: not in order`)
  if (!rises(show.map(({ name }) => name)))
    throw new Fault('bytes-malformed', `${where}: names are not sorted and unique`)
  const covered = new Set([...show, ...hide].map(({ index }) => index))
  if (show.length + hide.length !== count || covered.size !== count || Math.max(...covered) !== count - 1)
    throw new Fault('bytes-malformed', `${where}: does not cover ${count} fields once`)
  return { count, show, hide }
}

function decodeShown(row: Json): Shown {
  const [index, salt, name, value] = cells(row, 4)
  if (typeof name !== 'string' || !isFieldName(name))
    throw new Fault('bytes-malformed', 'partial opening.show: not a field name')
  if (value === undefined) throw new Fault('bytes-malformed', `partial opening.show: no value for \`${name}\``)
  return { index: decodeIndex(index), salt: decodeHash(salt), name, value }
}

function decodeHidden(row: Json): Hidden {
  const [index, digest] = cells(row, 2)
  return { index: decodeIndex(index), digest: decodeHash(digest) }
}

function cells(row: Json, count: number): readonly Json[] {
  if (!Array.isArray(row) || row.length !== count)
    throw new Fault('bytes-malformed', `partial opening: a row without ${count} cells`)
  return row
}

function decodeIndex(value: Json | undefined): number {
  if (typeof value !== 'number' || !Number.isSafeInteger(value) || value < 0 || value >= FIELDS_MAX)
    throw new Fault('bytes-malformed', 'partial opening: not an index')
  return value
}

function decodeHash(value: Json | undefined): Uint8Array {
  const bytes = typeof value === 'string' ? fromBase64(value, 'partial opening') : null
  if (bytes?.length !== 32) throw new Fault('bytes-malformed', 'partial opening: not 32 bytes')
  return bytes
}

function rises(list: readonly (number | string)[]): boolean {
  return list.every((value, i) => i === 0 || (list[i - 1] ?? value) < value)
}
