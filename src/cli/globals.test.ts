import assert from 'node:assert/strict'
import { test } from 'node:test'
import { readGlobals } from './globals.ts'

test('global options are taken from wherever they stand, and the rest keeps its order', () => {
  assert.deepEqual(readGlobals(['item', '--json', 'draft', '--lang', 'ko', 'a.pdf', '--quiet']), {
    json: true,
    quiet: true,
    language: 'ko',
    rest: ['item', 'draft', 'a.pdf'],
  })
  assert.equal(readGlobals(['--lang=ja']).language, 'ja')
})

test('nothing after `--` is an option', () => {
  assert.deepEqual(readGlobals(['x', '--', '--json']), {
    json: false,
    quiet: false,
    language: null,
    rest: ['x', '--', '--json'],
  })
})

test('a language Comity does not speak is refused, and so is a missing one', () => {
  assert.throws(() => readGlobals(['--lang', 'fr']), { code: 'usage-invalid' })
  assert.throws(() => readGlobals(['--lang']), { code: 'usage-invalid' })
})
