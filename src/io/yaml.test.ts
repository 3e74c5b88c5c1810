import assert from 'node:assert/strict'
import { test } from 'node:test'
import * as fc from 'fast-check'
import { canonical, type Json } from '../core/bytes/canonical.ts'
import { utf8 } from '../core/bytes/utf8.ts'
import { decodeYaml } from './yaml.ts'

const read = (text: string): Json => decodeYaml(utf8(text), 'file')

test('YAML and JSON of one value read alike', () => {
  const value = { a: [1, -2, null, true, 'text', '1'], b: { 군사: '秘', c: [] }, d: 'two\nlines' }
  const yaml =
    "a:\n  - 1\n  - -2\n  - null\n  - true\n  - text # a comment\n  - '1'\nb: { 군사: 秘, c: [] }\nd: |-\n  two\n  lines\n"
  assert.deepEqual(read(yaml), value)
  assert.deepEqual(read(JSON.stringify(value)), value)
})

test('whatever JSON Comity writes, the reader reads back', () => {
  const json = fc.letrec<{ value: Json }>((tie) => ({
    value: fc.oneof(
      { depthSize: 'small', withCrossShrink: true },
      fc.constantFrom(null, true, false),
      fc.maxSafeInteger(),
      fc.string({ unit: 'grapheme' }).map((text) => text.normalize('NFC')),
      fc.array(tie('value'), { maxLength: 4 }),
      fc.dictionary(
        fc.string({ maxLength: 8 }).filter((name) => name !== '<<'),
        tie('value'),
        { maxKeys: 4, noNullPrototype: true },
      ),
    ),
  })).value
  fc.assert(fc.property(json, (value) => assert.equal(canonical(read(canonical(value))), canonical(value))))
})

const refused: readonly (readonly [name: string, text: string])[] = [
  ['a name given twice', 'a: 1\na: 2'],
  ['a name given twice in JSON', '{"a":1,"a":1}'],
  ['an anchor', 'a: &x 1'],
  ['an anchor on a list', 'a: &x [1]'],
  ['an alias', 'a: &x 1\nb: *x'],
  ['a tag', 'a: !!str 1'],
  ['a tag of its own', 'a: !secret 1'],
  ['a tag on the whole', '!!map {a: 1}'],
  ['a merge key', '<<: {a: 1}\nb: 2'],
  ['a directive', '%YAML 1.2\n---\na: 1'],
  ['a document mark', '---\na: 1'],
  ['two documents', 'a: 1\n---\nb: 1'],
  ['a fraction', 'a: 1.5'],
  ['an exponent', 'a: 1e3'],
  ['a number in another base', 'a: 0x10'],
  ['a number beyond 2^53', 'a: 9007199254740993'],
  ['a negative zero', 'a: -0'],
  ['infinity', 'a: .inf'],
  ['a tilde for null', 'a: ~'],
  ['nothing for null', 'a:'],
  ['a shouted truth', 'a: True'],
  ['a name that is a list', '? [a]\n: 1'],
  ['nothing at all', ''],
  ['a broken quote', 'a: "x'],
]
for (const [name, text] of refused) {
  test(`YAML with ${name} is refused by place`, () => {
    assert.throws(() => read(text), { code: 'bytes-malformed', detail: /^file/ })
  })
}

test('a file beyond the limits is refused before it is walked', () => {
  assert.throws(() => read(' '.repeat(256 * 1024 + 1)), { code: 'limit-exceeded' })
  assert.throws(() => read(`${'['.repeat(40)}${']'.repeat(40)}`), { code: 'limit-exceeded' })
  assert.throws(() => read(`${'['.repeat(10_000)}${']'.repeat(10_000)}`), { code: 'bytes-malformed' })
  assert.throws(() => decodeYaml(Uint8Array.of(0x61, 0xff), 'file'), { code: 'bytes-malformed' })
})

test('a name that JavaScript treats specially is a name like any other', () => {
  const value = read('__proto__: 1')
  assert.deepEqual(Object.keys(value ?? {}), ['__proto__'])
})
