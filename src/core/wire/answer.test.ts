import assert from 'node:assert/strict'
import { test } from 'node:test'
import { checkDecoder } from '../../../test/mutations.ts'
import { utf8 } from '../bytes/utf8.ts'
import { decodeAnswer, encodeAnswer, type Answer } from './answer.ts'
import { PARCEL_BYTES_MAX } from './parcel.ts'

const bare: Answer = { have: 0, windowBytes: 0, windowEntries: 0, cosignature: '', reply: new Uint8Array(0) }
const full: Answer = {
  have: 812,
  windowBytes: PARCEL_BYTES_MAX,
  windowEntries: 65_536,
  cosignature: '— jp.example/cosign AAAA\n— jp.example/cosign BBBB\n',
  reply: utf8('a parcel\n\nwith anything in it'),
}

test('an answer survives its codec, with and without a cosignature and a reply', () => {
  for (const answer of [bare, full, { ...full, cosignature: '' }, { ...full, reply: bare.reply }])
    assert.deepEqual(decodeAnswer(encodeAnswer(answer)), answer)
})

test('damaged, cut, extended and random answers are refused with a Fault, or are what they would be spelt as', () => {
  checkDecoder((bytes) => encodeAnswer(decodeAnswer(bytes)), [bare, full].map(encodeAnswer))
})

test('a reply longer than the answer, a number with a leading zero and a header without end are refused', () => {
  const cases: readonly (readonly [string, string])[] = [
    ['bytes-malformed', 'have 1\nwindow 1 1\nreply 9\n\nshort'],
    ['bytes-malformed', 'have 01\nwindow 1 1\nreply 0\n\n'],
    ['bytes-malformed', 'have 1\nwindow 1 1\nreply 00\n\n'],
    ['limit-exceeded', `have ${2 ** 53}\nwindow 1 1\nreply 0\n\n`],
    ['bytes-malformed', 'have 1\nwindow 1 1\nreply 0\n'],
    ['bytes-malformed', `have 1\nwindow 1 1\nreply 0\n\n${'x'.repeat(70_000)}`],
    ['bytes-malformed', 'Have 1\nwindow 1 1\nreply 0\n\n'],
  ]
  for (const [code, text] of cases) assert.throws(() => decodeAnswer(utf8(text)), { code }, text.slice(0, 40))
  assert.throws(() => decodeAnswer(new Uint8Array(PARCEL_BYTES_MAX + 70_000)), { code: 'limit-exceeded' })
  const latin = Uint8Array.of(...utf8('have 1\nwindow 1 1\nreply 0\n\n'), 0xff)
  assert.throws(() => decodeAnswer(latin), { code: 'bytes-malformed', detail: /cosignature: not UTF-8/ })
})
