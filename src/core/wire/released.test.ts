import assert from 'node:assert/strict'
import { test } from 'node:test'
import * as exercise from '../../../test/exercise.ts'
import { checkDecoder } from '../../../test/mutations.ts'
import { canonicalBytes, decodeCanonical } from '../bytes/canonical.ts'
import { decodeReleased, isPartName, releasedJson, type Released } from './released.ts'

const released: Released = {
  facts: exercise.item({ portions: [exercise.portion(), exercise.US_PORTION] }),
  parts: [
    { name: 'title.txt', bytes: 5 },
    { name: '부록 1.txt', bytes: 0 },
  ],
  verdict: '0a'.repeat(48),
}

test('what a release says of its item survives its codec', () => {
  assert.deepEqual(decodeReleased(releasedJson(released)), released)
  checkDecoder(
    (bytes) => canonicalBytes(releasedJson(decodeReleased(decodeCanonical(bytes, 'item')))),
    [canonicalBytes(releasedJson(released))],
  )
})

test('as many parts as portions, each with a plain name and a size, and a digest that is one', () => {
  const refused = (given: Partial<Released>): void =>
    assert.throws(() => decodeReleased(releasedJson({ ...released, ...given })), { code: 'bytes-malformed' })
  refused({ parts: released.parts.slice(1) })
  refused({ parts: [] })
  refused({ verdict: 'x'.repeat(96) })
  refused({ verdict: '0A'.repeat(48) })
  for (const name of [
    '../a',
    'a/b',
    'a\\b',
    '.hidden',
    '',
    'a\0',
    'a\n',
    'con:',
    'x'.repeat(201),
    'e\u0301.txt',
    '\ud800',
  ])
    refused({ parts: [{ name, bytes: 1 }, ...released.parts.slice(1)] })
  for (const name of ['a', 'é.txt', '상황 보고.pdf', 'x'.repeat(200)]) assert.ok(isPartName(name), name)
})
