import assert from 'node:assert/strict'
import { resolve } from 'node:path'
import process from 'node:process'
import { test } from 'node:test'
import { nodeOptions } from './node-options.ts'

test('a passphrase comes from a file, a descriptor or the environment, and from one of them only', () => {
  const source = (flags: Parameters<typeof nodeOptions>[0]) => nodeOptions({ dir: 'kr', ...flags }).passphrase
  assert.deepEqual(source({}), { kind: 'environment', name: 'COMITY_PASSPHRASE' })
  assert.deepEqual(source({ passphraseFile: 'f' }), { kind: 'file', path: 'f' })
  assert.deepEqual(source({ passphraseFd: '3' }), { kind: 'descriptor', fd: 3 })
  assert.throws(() => source({ passphraseFile: 'f', passphraseFd: '3' }), { code: 'usage-invalid' })
  for (const passphraseFd of ['', '-1', 'three', '12345'])
    assert.throws(() => source({ passphraseFd }), { code: 'usage-invalid', detail: /--passphrase-fd/ })
})

test('the directory is the one that is named, else that of the environment', () => {
  const before = process.env['COMITY_DIR']
  try {
    process.env['COMITY_DIR'] = '/srv/kr'
    assert.equal(nodeOptions({}).directory, '/srv/kr')
    assert.equal(nodeOptions({ dir: 'jp' }).directory, resolve('jp'))
    delete process.env['COMITY_DIR']
    assert.equal(nodeOptions({}).directory, resolve('.comity'))
  } finally {
    if (before !== undefined) process.env['COMITY_DIR'] = before
  }
})
