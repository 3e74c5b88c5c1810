import assert from 'node:assert/strict'
import { test } from 'node:test'
import * as fc from 'fast-check'
import { canonical, canonicalBytes, decodeCanonical, type Json } from './canonical.ts'
import { utf8 } from './utf8.ts'

const words = fc.oneof(
  fc.string({ unit: 'grapheme', maxLength: 12 }),
  fc.constantFrom('군사Ⅱ급비밀', '極秘', 'é', '\n', '"', '\\ud', '\u007f'),
)
const text = words.map((word) => word.normalize('NFC'))
const values = fc.letrec<{ value: Json }>((tie) => ({
  value: fc.oneof(
    { depthSize: 'small' },
    fc.constantFrom(null, true, false),
    fc.maxSafeInteger().map((whole) => whole + 0),
    text,
    fc.array(tie('value'), { maxLength: 4 }),
    fc.dictionary(text, tie('value'), { maxKeys: 5, noNullPrototype: true }),
  ),
})).value

/** RFC 8785 the plain way: names sorted at every level, then JSON.stringify. Integer-like names are spelled by hand. */
function plainly(value: Json): string {
  if (typeof value !== 'object' || value === null) return JSON.stringify(value)
  if (Array.isArray(value)) return `[${value.map(plainly).join(',')}]`
  const names = Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1))
  return `{${names.map(([name, of]) => `${JSON.stringify(name)}:${plainly(of)}`).join(',')}}`
}

test('one value has one spelling, whatever the order its names were given in', () => {
  fc.assert(
    fc.property(values, (value) => {
      const spelled = canonical(value)
      assert.equal(spelled, plainly(value))
      assert.deepEqual(canonicalBytes(value), utf8(spelled))
      // Read back the names stand in order, so this takes the short way and the first may not have.
      assert.equal(canonical(decodeCanonical(utf8(spelled), 'value')), spelled)
    }),
  )
})

test('names that look like numbers are ordered as text, which is not the order JavaScript keeps them in', () => {
  assert.equal(canonical({ 9: 1, 10: 2 }), '{"10":2,"9":1}')
  assert.deepEqual(decodeCanonical(utf8('{"10":2,"9":1}'), 'value'), { 9: 1, 10: 2 })
  assert.throws(() => decodeCanonical(utf8('{"9":1,"10":2}'), 'value'), { code: 'bytes-not-canonical' })
})

test('what has no canonical spelling is refused on the short way and the long', () => {
  const refused: readonly Json[] = [1.5, -0, 2 ** 53, '\ud800', 'e\u0301']
  for (const value of refused) {
    assert.throws(() => canonical(value), { code: 'bytes-not-canonical' }, JSON.stringify(value))
    assert.throws(() => canonicalBytes({ a: value, b: 0 }), { code: 'bytes-not-canonical' })
    assert.throws(() => canonicalBytes({ b: 0, a: value }), { code: 'bytes-not-canonical' })
  }
})

test('every other spelling of a value is refused', () => {
  for (const other of [
    '{"a":1, "b":2}',
    '{"b":2,"a":1}',
    '{"a":1,"a":1}',
    '1.0',
    '1e2',
    '-0',
    '"\\u0041"',
    '"\\/"',
    '"\\ud800"',
    '"e\u0301"',
  ])
    assert.throws(() => decodeCanonical(utf8(other), 'value'), { code: 'bytes-not-canonical' }, other)
})

test('a letter that would join the escape before it is its own string', () => {
  const value = { a: '\n\u0303' }
  assert.equal(canonical(value), '{"a":"\\n\u0303"}')
  assert.deepEqual(decodeCanonical(canonicalBytes(value), 'value'), value)
})

test('nesting beyond the limit is refused', () => {
  const nested = (depth: number): Json => (depth === 0 ? 0 : [nested(depth - 1)])
  assert.equal(canonical(nested(32)).length, 65)
  assert.throws(() => canonical(nested(33)), { code: 'limit-exceeded' })
})
