import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { test } from 'node:test'
import { TREE } from '../src/cli/tree.ts'
import { articlesDocument } from '../tools/articles.ts'

const written = readFileSync(new URL('../docs/articles.md', import.meta.url), 'utf8')

test('docs/articles.md says what the terms and the tests say now; otherwise run `node tools/articles.ts`', () => {
  assert.equal(written, articlesDocument())
})

test('every clause says how it is kept, and every rule has a test', () => {
  const rows = written.split('\n').filter((line) => line.startsWith('| `art_'))
  assert.ok(rows.length > 100)
  for (const row of rows)
    assert.match(row, /\| (\*\*enforced\*\* \| `|assisted \| `comity |only shown \||by paragraph \|)/)
  assert.ok(!written.includes('no test names it'))
})

test('a procedure that the document names is a command of the program', () => {
  for (const [, name = ''] of written.matchAll(/`comity ([a-z -]+)`/g)) assert.ok(Object.hasOwn(TREE, name), name)
})
