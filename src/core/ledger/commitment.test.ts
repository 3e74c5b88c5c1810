import assert from 'node:assert/strict'
import { test } from 'node:test'
import * as fc from 'fast-check'
import { nodePrimitives } from '../../io/primitives.ts'
import { checkDecoder } from '../../../test/mutations.ts'
import { toHex } from '../bytes/bytes.ts'
import type { Json } from '../bytes/canonical.ts'
import { utf8 } from '../bytes/utf8.ts'
import { leafHash } from '../crypto/merkle.ts'
import { Fault } from '../fault.ts'
import {
  commit,
  committedFields,
  FIELDS_MAX,
  fieldDigest,
  fieldSalts,
  saltAt,
  verifyOpening,
  type Fields,
} from './commitment.ts'
import { decodeDisclosure, disclose, encodeDisclosure, verifyDisclosure } from './disclosure.ts'
import { decodeOpening, encodeOpening, OPENING_BYTES_MAX } from './opening.ts'

const k = Uint8Array.from({ length: 32 }, (_, i) => i)
const fields: Fields = { kind: 'receipt', rung: 'arrived', seen: 7 }
const entry = commit(nodePrimitives, k, fields)

test('the published event gives the published digest, commitment and leaf', () => {
  const committed = committedFields(fields)
  assert.equal(committed.length, 8)
  const digest = fieldDigest(nodePrimitives, saltAt(fieldSalts(nodePrimitives, k, 8), 0), committed[0]!)
  assert.equal(toHex(digest), '41fd5163c93d66a34b523ded7e884c7a1be1990eff8b9591e14e72813490aa90')
  assert.equal(toHex(entry), '01523dc91eb0c51ece27b69341825602c50fa60313af3dcac303827e6187b93def')
  assert.equal(
    toHex(leafHash(nodePrimitives.sha256, entry)),
    'c5f800f724cc372d7d13c6874baf93d3fa63d4054d20d5ad877647edf1bdd73a',
  )
})

const nameOf = fc.stringMatching(/^[a-z][a-z0-9_.]{0,12}$/)
const text = fc.string({ unit: 'grapheme', maxLength: 20 }).map((s) => s.normalize('NFC'))
const leaf = fc.oneof(
  fc.constant(null),
  fc.boolean(),
  fc.maxSafeInteger().map((n) => n + 0),
  text,
)
const value: fc.Arbitrary<Json> = fc.oneof(
  leaf,
  fc.array(leaf, { maxLength: 4 }),
  fc.dictionary(text, leaf, { maxKeys: 3, noNullPrototype: true }),
)
const anyFields = fc.dictionary(nameOf, value, { minKeys: 1, maxKeys: 20, noNullPrototype: true })

test('a full opening survives its codec, opens its entry, and opens no other', () => {
  fc.assert(
    fc.property(anyFields, fc.uint8Array({ minLength: 32, maxLength: 32 }), (some, key) => {
      const bytes = encodeOpening({ k: key, fields: some })
      const opening = decodeOpening(bytes)
      assert.deepEqual({ k: opening.k, fields: opening.fields }, { k: key, fields: some })
      verifyOpening(nodePrimitives, commit(nodePrimitives, key, some), opening)
      assert.throws(() => verifyOpening(nodePrimitives, entry, opening), { code: 'opening-differs' })
    }),
  )
})

test('any subset of fields is disclosed, proves itself, and shows nothing else', () => {
  fc.assert(
    fc.property(anyFields, fc.func(fc.boolean()), (some, isShown) => {
      const names = Object.keys(some).filter((name) => isShown(name))
      const bytes = encodeDisclosure(disclose(nodePrimitives, { k, fields: some }, names))
      const disclosure = decodeDisclosure(bytes)
      assert.deepEqual(encodeDisclosure(disclosure), bytes)
      const shown = verifyDisclosure(nodePrimitives, commit(nodePrimitives, k, some), disclosure)
      assert.deepEqual(shown, Object.fromEntries(names.map((name) => [name, some[name]])))
      assert.throws(() => verifyDisclosure(nodePrimitives, entry, disclosure), { code: 'opening-differs' })
    }),
  )
})

test('a disclosure with a changed value, name, salt, digest or place proves nothing', () => {
  const honest = disclose(nodePrimitives, { k, fields }, ['kind', 'seen'])
  const [kind, seen] = honest.show
  const lies = [
    { ...honest, show: [{ ...kind!, value: 'release' }, seen!] },
    { ...honest, show: [{ ...kind!, name: 'kin' }, seen!] },
    { ...honest, show: [{ ...kind!, salt: seen!.salt }, seen!] },
    { ...honest, hide: honest.hide.map((hidden, i) => (i === 0 ? { ...hidden, digest: k } : hidden)) },
    {
      ...honest,
      show: [
        { ...kind!, index: 2 },
        { ...seen!, index: 0 },
      ],
    },
  ]
  verifyDisclosure(nodePrimitives, entry, honest)
  for (const lie of lies) assert.throws(() => verifyDisclosure(nodePrimitives, entry, lie), { code: 'opening-differs' })
})

test('a partial opening that does not cover every field once, in order, is refused', () => {
  const honest = disclose(nodePrimitives, { k, fields }, ['kind', 'seen'])
  const shapes = [
    { ...honest, hide: honest.hide.slice(1) },
    { ...honest, hide: [honest.hide[0]!, ...honest.hide] },
    { ...honest, hide: [...honest.hide].reverse() },
    { ...honest, show: [...honest.show].reverse() },
    { ...honest, count: 16 },
    { ...honest, count: 0, show: [], hide: [] },
    { ...honest, count: 72 },
    { ...honest, show: honest.show.map((row, i) => (i === 1 ? { ...row, index: 0 } : row)) },
  ]
  for (const shape of shapes) assert.throws(() => decodeDisclosure(encodeDisclosure(shape)), Fault)
})

test('a name that stands twice in a full opening is refused', () => {
  const twice = utf8(`{"f":{"kind":"release","kind":"receipt"},"k":"${k.toBase64()}","v":1}`)
  assert.throws(() => decodeOpening(twice), { code: 'bytes-not-canonical' })
})

test('names outside the grammar, no fields, more than 64, and openings over 64 KiB are refused', () => {
  for (const name of ['', 'Kind', '~0', '1a', 'a-b', 'a'.repeat(64), '__proto__', 'é'])
    assert.throws(() => commit(nodePrimitives, k, Object.fromEntries([[name, 1]])), { code: 'bytes-malformed' }, name)
  assert.throws(() => commit(nodePrimitives, k, {}), { code: 'bytes-malformed' })
  const many = (count: number): Fields => Object.fromEntries(Array.from({ length: count }, (_, i) => [`f${i}`, i]))
  assert.equal(commit(nodePrimitives, k, many(FIELDS_MAX)).length, 33)
  assert.throws(() => commit(nodePrimitives, k, many(FIELDS_MAX + 1)), { code: 'limit-exceeded' })
  const large = { k, fields: { note: 'x'.repeat(OPENING_BYTES_MAX) } }
  assert.throws(() => encodeOpening(large), { code: 'limit-exceeded' })
  assert.throws(() => decodeOpening(new Uint8Array(OPENING_BYTES_MAX + 1)), { code: 'limit-exceeded' })
})

test('fractions and text outside NFC are no values', () => {
  assert.throws(() => commit(nodePrimitives, k, { a: 0.5 }), { code: 'bytes-not-canonical' })
  assert.throws(() => commit(nodePrimitives, k, { a: 'e\u0301' }), { code: 'bytes-not-canonical' })
})

test('the entry is 33 bytes whatever the act, and fields in another order give the same one', () => {
  assert.deepEqual(commit(nodePrimitives, k, { seen: 7, rung: 'arrived', kind: 'receipt' }), entry)
  assert.equal(commit(nodePrimitives, k, { a: 'x'.repeat(5000) }).length, 33)
})

test('no damaged opening, full or partial, is accepted in another spelling, nor throws anything but a fault', () => {
  checkDecoder((bytes) => encodeOpening(decodeOpening(bytes)), [encodeOpening({ k, fields })], 1000)
  const shown = encodeDisclosure(disclose(nodePrimitives, { k, fields }, ['kind', 'seen']))
  checkDecoder((bytes) => encodeDisclosure(decodeDisclosure(bytes)), [shown], 1000)
})
