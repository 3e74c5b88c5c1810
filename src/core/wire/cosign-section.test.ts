import assert from 'node:assert/strict'
import { test } from 'node:test'
import { checkDecoder } from '../../../test/mutations.ts'
import { utf8 } from '../bytes/utf8.ts'
import { decodeCosignSection, encodeCosignSection } from './cosign-section.ts'

test('the section survives its codec; no cosignature is no section', () => {
  const section = { size: 12, lines: '— jp.example/cosign AAAA\n' }
  assert.deepEqual(decodeCosignSection(encodeCosignSection(section)), section)
  for (const none of [
    { size: 0, lines: '' },
    { size: 0, lines: 'x\n' },
    { size: 3, lines: '' },
  ])
    assert.deepEqual(decodeCosignSection(encodeCosignSection(none)), { size: 0, lines: '' })
  checkDecoder((bytes) => encodeCosignSection(decodeCosignSection(bytes)), [encodeCosignSection(section)])
})

test('a section of no size or of no lines is another spelling of none, and refused', () => {
  for (const [code, text] of [
    ['bytes-not-canonical', 'size 0\nline\n'],
    ['bytes-not-canonical', 'size 3\n'],
    ['bytes-malformed', 'size 03\nline\n'],
    ['bytes-malformed', 'size 3'],
    ['bytes-malformed', 'line\n'],
  ] as const)
    assert.throws(() => decodeCosignSection(utf8(text)), { code }, text)
})
