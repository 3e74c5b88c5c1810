import assert from 'node:assert/strict'
import { test } from 'node:test'
import { dice } from '../../sim/chance.ts'
import { fuzz } from '../../test/fuzz.ts'
import { utf8 } from '../core/bytes/utf8.ts'
import { nodePrimitives as primitives } from '../io/primitives.ts'
import { openVault, pool } from './vault.ts'

const chance = dice(7, 'vault')
const vault = openVault({ primitives, chance }, chance.bytes(32))

test('what is sealed opens again, alone or in a run, and no two seals of one record are alike', () => {
  const records = [utf8('one'), null, new Uint8Array(0), utf8('x'.repeat(100_000))]
  for (const bytes of records) if (bytes !== null) assert.deepEqual(vault.open(vault.seal(bytes), 'here'), bytes)
  const run = vault.sealRun(records)
  assert.deepEqual(
    run.map((sealed) => (sealed === null ? null : vault.open(sealed, 'here'))),
    records,
  )
  assert.notDeepEqual(vault.seal(utf8('one')), vault.seal(utf8('one')))
})

test('a record that was changed, cut, or sealed under another key is `store-sealed`, and says which', async () => {
  const sealed = vault.seal(utf8('a record'))
  const { accepted } = await fuzz(sealed, (bytes) => vault.open(bytes, 'entry 7'))
  assert.equal(accepted, 0)
  const other = openVault({ primitives, chance }, chance.bytes(32))
  assert.throws(() => other.open(sealed, 'entry 7'), { code: 'store-sealed', detail: 'entry 7' })
})

test('chance is drawn by the pool, and every byte of it is handed out once', () => {
  let drawn = 0
  const draw = pool({ bytes: (length) => Uint8Array.from({ length }, () => drawn++ & 0xff) })
  const pieces = [1, 32, 70_000, 5, 64 * 1024, 12].map((length) => ({ length, bytes: draw(length) }))
  for (const { length, bytes } of pieces) {
    assert.equal(bytes.length, length)
    assert.ok(bytes.every((byte, i) => i === 0 || byte === (((bytes[i - 1] ?? 0) + 1) & 0xff)))
  }
  const one = draw(4)
  one.fill(0)
  assert.notDeepEqual(draw(4), one)
})
