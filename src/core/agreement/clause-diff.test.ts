import assert from 'node:assert/strict'
import { test } from 'node:test'
import { hash, terms, texts } from '../../../test/exercise.ts'
import { documentDiff } from './clause-diff.ts'
import { assemble, clausesOf, type Clause, type Document } from './document.ts'
import type { Terms } from './terms.ts'

const document: Document = { terms, texts }
const edited = (change: (clauses: Map<string, Clause>) => unknown): Document => {
  const clauses = new Map(clausesOf(document))
  change(clauses)
  return assemble(hash, clauses)
}
const clause = (clauses: Map<string, Clause>, address: string): Clause => {
  const found = clauses.get(address)
  assert.ok(found !== undefined)
  return found
}

test('a document does not differ from itself', () => assert.deepEqual(documentDiff(document, document), []))

test('one word changed in each language is one clause, with the words in each language', () => {
  const after = edited((clauses) => {
    const { texts: said, ...rest } = clause(clauses, 'art_19')
    clauses.set('art_19', {
      ...rest,
      texts: { ...said, en: (said.en ?? '').replace('bears', 'carries'), ja: (said.ja ?? '').replace('経費', '費用') },
    })
  })
  const [change, ...more] = documentDiff(document, after)
  assert.equal(more.length, 0)
  assert.equal(change?.address, 'art_19')
  assert.deepEqual(
    change.words.map(({ language }) => language),
    ['en', 'ja'],
  )
  assert.ok(change.words[0]?.pieces.some(({ kind, text }) => kind === 'added' && text === 'carries'))
  assert.deepEqual(change.rules, [])
})

test('a changed rule is shown by its path, old and new, under the clause it rests on', () => {
  const after = edited((clauses) => {
    const old = clause(clauses, 'art_21')
    clauses.set('art_21', { ...old, rules: { ...old.rules, term: { ...terms.term, noticeDays: 120 } } })
  })
  assert.deepEqual(documentDiff(document, after), [
    {
      address: 'art_21',
      kind: 'changed',
      words: [],
      rules: [{ path: 'term.noticeDays', before: '90', after: '120' }],
    },
  ])
})

test('a row put in before others is one added row, and a whole article is one added clause', () => {
  const after = edited((clauses) => {
    const old = clause(clauses, 'art_9')
    clauses.set('art_9', { ...old, rules: { ...old.rules, channels: [terms.channels[1] ?? null] } })
    clauses.set('art_22', {
      texts: { en: '## Article 22\n\nNew.\n', ko: '## 제22조\n\n신설.\n', ja: '## 第二十二条\n\n新設。\n' },
      article: { id: 'art_22', title: { en: 'New', ko: '신설', ja: '新設' }, paragraphs: [], kind: 'manual' },
      rules: {},
    })
  })
  const changes = documentDiff(document, after)
  assert.deepEqual(
    changes.map(({ address, kind }) => [address, kind]),
    [
      ['art_9', 'changed'],
      ['art_22', 'added'],
    ],
  )
  assert.deepEqual(changes[0]?.rules, [
    { path: 'channels[online]', before: '{"cites":"art_9__para_1","id":"online"}', after: null },
  ])
})

test('two large agreements are compared in under two seconds', () => {
  const large = (mark: string): Document => {
    const articles = Array.from({ length: 63 }, (_, i) => ({
      id: `art_${i + 1}`,
      title: { en: 'Title', ko: '제목', ja: '題名' },
      paragraphs: [],
      kind: 'manual' as const,
    }))
    const words = (sign: string): string =>
      articles
        .map(
          ({ id }) =>
            `## ${id}\n\n${Array.from({ length: 1500 }, (_, i) => (i % 7 === 0 ? `${mark}${i}` : sign)).join(' ')}.\n\n`,
        )
        .join('')
    const wide: Terms = { ...terms, articles }
    return {
      terms: wide,
      texts: { en: `# Head\n\n${words('word')}`, ko: `# 머리\n\n${words('비밀')}`, ja: `# 頭\n\n${words('秘')}` },
    }
  }
  const [before, after] = [large('a'), large('b')]
  const begun = performance.now()
  const changes = documentDiff(before, after)
  const took = performance.now() - begun
  assert.equal(changes.length, 63)
  assert.ok(took < 2000, `${Math.round(took)} ms`)
})
