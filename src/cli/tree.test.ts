import assert from 'node:assert/strict'
import { test } from 'node:test'
import { LANGUAGES } from '../core/text.ts'
import { sayIn } from './language.ts'
import { commandNamed, NOUNS, TREE } from './tree.ts'

test('every command loads, speaks every language, and has an example of itself', async () => {
  for (const [name, row] of Object.entries(TREE)) {
    const { command } = await row.load()
    const briefs = LANGUAGES.map((language) => command(sayIn(language)).brief)
    assert.equal(new Set(briefs).size, LANGUAGES.length, `${name}: ${briefs.join(' | ')}`)
    assert.equal(commandNamed(row.example.split(' ')), name)
  }
})

test('every noun groups a verb, and every verb has its noun', () => {
  const nouns = new Set(Object.keys(TREE).flatMap((name) => (name.includes(' ') ? [name.split(' ')[0]] : [])))
  assert.deepEqual(nouns, new Set(Object.keys(NOUNS)))
})
