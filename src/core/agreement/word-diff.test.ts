import assert from 'node:assert/strict'
import { test } from 'node:test'
import * as fc from 'fast-check'
import { wordDiff, type Piece } from './word-diff.ts'

const shown = (pieces: readonly Piece[]): string =>
  pieces.map(({ kind, text }) => (kind === 'same' ? text : kind === 'added' ? `{+${text}+}` : `[-${text}-]`)).join('')
const sideOf = (pieces: readonly Piece[], other: Piece['kind']): string =>
  pieces.flatMap(({ kind, text }) => (kind === other ? [] : [text])).join('')

test('one changed word is shown as one changed word, in each language', () => {
  assert.equal(
    shown(wordDiff('It stays in force for one year. It may end.', 'It stays in force for two years. It may end.')),
    'It stays in force for [-one-]{+two+} [-year-]{+years+}. It may end.',
  )
  assert.equal(shown(wordDiff('협정은 1년간 유효하다.', '협정은 3년간 유효하다.')), '협정은 [-1-]{+3+}년간 유효하다.')
  assert.equal(shown(wordDiff('効力は一年とする。', '効力は三年とする。')), '効力は[-一-]{+三+}年とする。')
})

test('an added sentence is shown added, and the rest the same', () => {
  assert.equal(shown(wordDiff('A. B.', 'A. New. B.')), 'A.{+ New.+} B.')
})

test('equal texts are one piece, and an empty one is none', () => {
  assert.deepEqual(wordDiff('same', 'same'), [{ kind: 'same', text: 'same' }])
  assert.deepEqual(wordDiff('', ''), [])
})

test('whatever the two texts, the pieces spell both', () => {
  const words = fc.array(fc.constantFrom('a', 'b', 'secret', ' ', '. ', '。', '비밀', '秘', '\n', '1'), {
    maxLength: 40,
  })
  fc.assert(
    fc.property(words, words, (a, b) => {
      const [before, after] = [a.join(''), b.join('')]
      const pieces = wordDiff(before, after)
      assert.equal(sideOf(pieces, 'added'), before)
      assert.equal(sideOf(pieces, 'removed'), after)
      assert.ok(pieces.every((piece, i) => piece.text !== '' && piece.kind !== pieces[i - 1]?.kind))
    }),
  )
})

test('two texts of 32 KiB that share nothing are compared within a second', () => {
  const long = (sign: string): string => Array.from({ length: 6000 }, (_, i) => `${sign}${i}`).join(' ')
  const begun = performance.now()
  const pieces = wordDiff(long('a'), long('b'))
  assert.equal(sideOf(pieces, 'added'), long('a'))
  assert.ok(performance.now() - begun < 1000)
})
