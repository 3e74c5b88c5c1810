import assert from 'node:assert/strict'
import { test } from 'node:test'
import { isLanguage, languageOf, sayIn } from './language.ts'

test('LC_ALL decides before LC_MESSAGES and LANG, and an empty one does not count', () => {
  assert.equal(languageOf({ LC_ALL: 'ko_KR.UTF-8', LANG: 'ja_JP.UTF-8' }), 'ko')
  assert.equal(languageOf({ LC_ALL: '', LC_MESSAGES: 'ja_JP', LANG: 'ko_KR' }), 'ja')
  assert.equal(languageOf({ LANG: 'JA' }), 'ja')
})

test('a language Comity does not speak, and none at all, is answered in English', () => {
  for (const LANG of ['C.UTF-8', 'POSIX', 'fr_FR.UTF-8', 'korean', '', undefined])
    assert.equal(languageOf({ LANG }), 'en')
})

test('only the three languages are languages', () => {
  assert.deepEqual(['en', 'ko', 'ja', 'fr', 'EN', ''].map(isLanguage), [true, true, true, false, false, false])
})

test('a text is said in the one language chosen', () => {
  assert.equal(sayIn('ko')({ en: 'a', ko: 'b', ja: 'c' }), 'b')
})
