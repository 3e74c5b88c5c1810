import assert from 'node:assert/strict'
import { randomBytes } from 'node:crypto'
import { test } from 'node:test'
import { nodePrimitives as primitives } from '../io/primitives.ts'
import { systemChance as chance } from '../io/system.ts'
import { openVault } from './vault.ts'

const periodKey = new Uint8Array(randomBytes(32))
const vault = openVault({ primitives, chance }, periodKey)
const records = Array.from({ length: 300 }, (_, i) => new Uint8Array(i % 7).fill(i))

test('each record of a run opens by itself, and what is missing stays missing', () => {
  const sealed = vault.sealRun([null, ...records, null])
  assert.equal(sealed[0], null)
  assert.equal(sealed.at(-1), null)
  for (const [i, record] of records.entries()) {
    const bytes = sealed[i + 1]
    assert.ok(bytes instanceof Uint8Array)
    assert.deepEqual(vault.open(bytes, 'record'), record)
  }
})

test('no two records are sealed under the same key and nonce', () => {
  const same = new Uint8Array(64)
  const sealed = [...vault.sealRun(records.map(() => same)), ...vault.sealRun([same]), vault.seal(same)]
  const ciphertexts = new Set(sealed.map((bytes) => bytes?.slice(65).toHex()))
  assert.equal(ciphertexts.size, records.length + 2)
})

test('a changed byte, another period key and a record cut short do not open', () => {
  const sealed = vault.seal(new Uint8Array([1, 2, 3]))
  for (let at = 0; at < sealed.length; at++) {
    const changed = sealed.with(at, (sealed[at] ?? 0) ^ 1)
    assert.throws(() => vault.open(changed, 'record'), { code: 'store-sealed' }, `byte ${at}`)
    assert.throws(() => vault.open(sealed.subarray(0, at), 'record'), { code: 'store-sealed' }, `${at} bytes`)
  }
  const other = openVault({ primitives, chance }, new Uint8Array(randomBytes(32)))
  assert.throws(() => other.open(sealed, 'record'), { code: 'store-sealed' })
})
