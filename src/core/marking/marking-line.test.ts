import assert from 'node:assert/strict'
import { test } from 'node:test'
import { clearedFor, marking } from '../../../test/fictional-policies.ts'
import { clearanceLine, markingLine, type Reader } from './marking-line.ts'
import type { Marked } from './resolve.ts'

const line = (marked: Marked, language: string, place: Reader['place'] = 'pageTop'): string =>
  markingLine(marked, { place, language })

test('a line is policy, classification, then each tag in the order of the policy, in the language of the reader where it has one', () => {
  const marked = marking('GUARDED', 'BBB', 'AAA', 'LYRA', 'ORION', 'STAFF')
  assert.equal(line(marked, 'en'), 'ARCADIA GUARDED ORION/LYRA REL TO AAA, BBB STAFF')
  assert.equal(line(marked, 'ko'), 'ARCADIA 보호 ORION/LYRA 제공 가능: AAA, BBB STAFF')
  assert.equal(line(marked, 'ja'), 'ARCADIA GUARDED オリオン/LYRA 提供先 AAA, BBB STAFF')
  assert.equal(line(marked, 'fr'), line(marked, 'en'), 'what the policy does not translate is not translated')
})

test('the exact language comes before its primary tag, and both before the phrase without one', () => {
  const at = (language: string): string => line(marking('GUARDED'), language, 'documentStart')
  assert.equal(at('en-GB'), 'ARCADIA GUARDED PAPERS')
  assert.equal(at('en-US'), 'ARCADIA GUARDED MATERIAL')
  assert.equal(at('ko'), 'ARCADIA GUARDED')
})

test('a phrase for a place stands at that place alone', () => {
  assert.equal(line(marking('OPEN'), 'en', 'portionMarking'), 'ARCADIA (O)')
  assert.equal(line(marking('OPEN'), 'ko', 'pageBottom'), 'ARCADIA 공개')
  assert.equal(line(marking('OPEN'), 'ko', 'subject'), 'ARCADIA OPEN')
})

test('a policy may be replaced, a level suppressed, a value kept off the page', () => {
  assert.equal(line(marking('SEALED', 'AAA'), 'en'), 'CROWN SEALED REL TO AAA')
  assert.equal(line(marking('SEALED', 'AAA'), 'ko'), 'ARCADIA SEALED 제공 가능: AAA')
  assert.equal(line(marking('OPEN', 'ALONE'), 'en'), 'ARCADIA STANDS ALONE')
  assert.equal(line(marking('OPEN', 'SILENT'), 'en'), 'ARCADIA OPEN')
})

test('a clearance names its levels from the lowest, in braces where there are several', () => {
  const reader = { place: 'pageTop', language: 'en' } as const
  assert.equal(clearanceLine(clearedFor(['SEALED', 'OPEN'], 'ORION'), reader), '{OPEN|SEALED} ORION')
  assert.equal(clearanceLine(clearedFor(['OPEN']), reader), 'OPEN')
})
