import assert from 'node:assert/strict'
import { mkdtempSync, readdirSync, readFileSync, renameSync, statSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { test } from 'node:test'
import { utf8 } from '../core/bytes/utf8.ts'
import { Fault } from '../core/fault.ts'
import { openLock, readSecret } from './key-file.ts'
import { createKeys, openKeys } from './keys.ts'
import { readPassphrase } from './passphrase.ts'
import { nodePrimitives as primitives } from './primitives.ts'

const passphrase = '올바른 비밀번호 correct horse'
const names = ['identity', 'log/00112233445566778899aabbccddeeff', 'sealing/00112233445566778899aabbccddeeff']
const place = (): string => join(mkdtempSync(join(tmpdir(), 'comity-keys-')), 'keys')

test('keys made once are there after opening again, sign, decapsulate, and never appear in a file', async () => {
  const directory = place()
  const made = await createKeys({ directory, passphrase })
  await made.provide(names)
  await made.provide(names)
  const storage = await made.storageKey('2026-11')
  const opened = await openKeys({ directory, passphrase })
  for (const algorithm of ['ed25519', 'ml-dsa-87'] as const) {
    const key = opened.publicKey('identity', algorithm)
    assert.deepEqual(key, made.publicKey('identity', algorithm))
    assert.notDeepEqual(key, made.publicKey(names[1] ?? '', algorithm))
    assert.ok(primitives.verify(algorithm, key, utf8('m'), await opened.sign('identity', algorithm, utf8('m'))))
  }
  for (const kem of ['ml-kem-1024', 'p384'] as const) {
    const sent = primitives.encapsulate(kem, made.publicKey(names[2] ?? '', kem))
    assert.ok(sent)
    assert.deepEqual(await opened.decapsulate(names[2] ?? '', kem, sent.ciphertext), sent.shared)
    assert.equal(await opened.decapsulate(names[2] ?? '', kem, sent.ciphertext.subarray(1)), null)
  }
  assert.deepEqual(await opened.storageKey('2026-11'), storage)
  assert.notDeepEqual(await opened.storageKey('2026-12'), storage)
  for (const file of readdirSync(directory)) {
    assert.equal(statSync(join(directory, file)).mode & 0o777, 0o600, file)
    assert.ok(!file.endsWith('.tmp'), file)
    const text = readFileSync(join(directory, file), 'utf8')
    assert.ok(!text.includes(storage.toBase64()) && !text.includes('BEGIN'), file)
  }
})

test('a wrong passphrase, a damaged lock, and a cut, changed or exchanged key file each have their own failure', async () => {
  const directory = place()
  await (await createKeys({ directory, passphrase })).provide(['identity'])
  await assert.rejects(openKeys({ directory, passphrase: `${passphrase}!` }), { code: 'passphrase-wrong' })
  const [ed, dsa] = [join(directory, 'identity.ed25519.key'), join(directory, 'identity.ml-dsa-87.key')]
  const whole = readFileSync(ed)
  const damaged = (name: RegExp) => (error: unknown) =>
    error instanceof Fault && error.code === 'key-damaged' && name.test(error.detail)
  const key = await openLock(join(directory, 'lock'), passphrase)
  for (const changed of [
    whole.subarray(0, 40),
    Buffer.alloc(0),
    flipped(whole, 30),
    flipped(whole, whole.length - 9),
  ]) {
    writeFileSync(ed, changed)
    assert.throws(() => readSecret(ed, key, 'identity\0ed25519'), damaged(/identity\.ed25519\.key/))
  }
  writeFileSync(ed, readFileSync(dsa))
  await assert.rejects(openKeys({ directory, passphrase }), damaged(/identity\.ed25519\.key/))
  writeFileSync(ed, whole)
  await openKeys({ directory, passphrase })
  const lock = join(directory, 'lock')
  writeFileSync(lock, flipped(readFileSync(lock), 60))
  await assert.rejects(openKeys({ directory, passphrase }), damaged(/lock/))
})

test('a key that is not there is named, and never made in passing', async () => {
  const directory = place()
  const keys = await createKeys({ directory, passphrase })
  await keys.provide(['identity'])
  renameSync(join(directory, 'identity.ed25519.key'), join(directory, 'elsewhere'))
  const opened = await openKeys({ directory, passphrase })
  assert.throws(() => opened.publicKey('identity', 'ed25519'), { code: 'key-damaged' })
  await assert.rejects(opened.sign('identity', 'ed25519', utf8('m')), { code: 'key-damaged' })
})

test('a directory that holds something is not made into one of keys', async () => {
  const directory = place()
  await createKeys({ directory, passphrase })
  await assert.rejects(createKeys({ directory, passphrase }), { code: 'directory-not-empty' })
})

test('signing with ML-DSA-87 does not hold up the loop: nothing is signed within the turn that asked', async () => {
  const keys = await createKeys({ directory: place(), passphrase })
  await keys.provide(['identity'])
  let signed = 0
  const signing = [1, 2, 3].map(async () => keys.sign('identity', 'ml-dsa-87', utf8('m')).then(() => signed++))
  for (let microtask = 0; microtask < 100; microtask++) await Promise.resolve()
  assert.equal(signed, 0)
  await Promise.all(signing)
  assert.equal(signed, 3)
})

test('a passphrase is one line, from a file, a descriptor or a variable that is then forgotten', () => {
  const file = join(mkdtempSync(join(tmpdir(), 'comity-pass-')), 'passphrase')
  writeFileSync(file, 'secret words\n')
  assert.equal(readPassphrase({ kind: 'file', path: file }, {}), 'secret words')
  const environment = { COMITY_PASSPHRASE: 'from here\r\n' }
  assert.equal(readPassphrase({ kind: 'environment', name: 'COMITY_PASSPHRASE' }, environment), 'from here')
  assert.deepEqual(environment, {})
  // The same Korean syllable, composed and decomposed, is one passphrase.
  const spelt = (text: string): string => readPassphrase({ kind: 'environment', name: 'P' }, { P: text })
  assert.equal(spelt('가'), spelt('가'.normalize('NFD')))
  for (const bad of ['', '\n', 'two\nlines', 'x'.repeat(1025)]) {
    writeFileSync(file, bad)
    assert.throws(
      () => readPassphrase({ kind: 'file', path: file }, {}),
      { code: 'usage-invalid' },
      JSON.stringify(bad),
    )
  }
  assert.throws(() => readPassphrase({ kind: 'file', path: `${file}.none` }, {}), { code: 'usage-invalid' })
  assert.throws(() => readPassphrase({ kind: 'environment', name: 'NONE' }, {}), { code: 'usage-invalid' })
  assert.throws(() => readPassphrase({ kind: 'descriptor', fd: 9999 }, {}), { code: 'usage-invalid' })
})

function flipped(bytes: Buffer, at: number): Buffer {
  const changed = Buffer.from(bytes)
  changed[at] = (changed[at] ?? 0) ^ 1
  return changed
}
