import assert from 'node:assert/strict'
import { test } from 'node:test'
import { checkDecoder } from '../../../test/mutations.ts'
import { canonicalBytes, decodeCanonical, type Json } from '../bytes/canonical.ts'
import { contentJson, decodeContent, INLINE_BYTES_MAX, type Content } from './content.ts'

const root = 'ab'.repeat(48)
const contents: readonly Content[] = [
  { kind: 'inline', bytes: new Uint8Array(0) },
  { kind: 'inline', bytes: new Uint8Array(INLINE_BYTES_MAX).fill(7) },
  { kind: 'sealed', sealed: new Uint8Array(INLINE_BYTES_MAX + 8192).fill(7) },
  { kind: 'object', root, length: 10_000_000_000 },
]
const spell = (bytes: Uint8Array): Uint8Array =>
  canonicalBytes(contentJson(decodeContent(decodeCanonical(bytes, 'content'))))

test('content survives its codec, at its largest too', () => {
  for (const content of contents) assert.deepEqual(decodeContent(contentJson(content)), content)
  const short = contents.filter(
    (content) => content.kind === 'object' || (content.kind === 'inline' && content.bytes.length === 0),
  )
  checkDecoder(
    spell,
    short.map((content) => canonicalBytes(contentJson(content))),
  )
})

test('content larger than rides inside an opening, of another kind, or with a name more is refused', () => {
  const cases: readonly (readonly [string, Json])[] = [
    ['limit-exceeded', { kind: 'inline', bytes: new Uint8Array(INLINE_BYTES_MAX + 3).toBase64() }],
    ['limit-exceeded', { kind: 'sealed', sealed: new Uint8Array(INLINE_BYTES_MAX + 9000).toBase64() }],
    ['bytes-malformed', { kind: 'inline', bytes: 'AA' }],
    ['bytes-malformed', { kind: 'inline', bytes: 'AB==' }],
    ['bytes-malformed', { kind: 'inline', bytes: '', sealed: '' }],
    ['bytes-malformed', { kind: 'object', root: root.toUpperCase(), length: 1 }],
    ['bytes-malformed', { kind: 'object', root: root.slice(2), length: 1 }],
    ['bytes-malformed', { kind: 'object', root, length: -1 }],
    ['bytes-malformed', { kind: 'object', root, length: 1.5 }],
    ['bytes-malformed', { kind: 'elsewhere' }],
    ['bytes-malformed', { kind: 7 }],
    ['bytes-malformed', null],
    ['bytes-malformed', []],
  ]
  for (const [code, json] of cases)
    assert.throws(() => decodeContent(json), { code }, JSON.stringify(json).slice(0, 60))
})
