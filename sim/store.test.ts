import assert from 'node:assert/strict'
import { test } from 'node:test'
import { append, entriesFrom, put, testStore } from '../test/contract/store.ts'
import { copyDisk, openMemoryStore, type Disk } from './store.ts'

const disks = new WeakMap<object, Disk>()
const openOn = (disk: Disk) => {
  const store = openMemoryStore({ barrier: 'open', disk })
  disks.set(store, disk)
  return store
}

testStore('memory', {
  open: async () => openOn({ logs: new Map(), spaces: new Map() }),
  reopen: async (store) => {
    await store.close()
    const disk = disks.get(store)
    assert.ok(disk)
    return openOn(disk)
  },
})

test('a commit behind the barrier is not seen, and takes effect when it is let through', async () => {
  const store = openMemoryStore({ barrier: 'held' })
  let acknowledged = false
  const first = store.commit([append('a', 0, entriesFrom(0, 2))]).then(() => (acknowledged = true))
  await new Promise((resolve) => setImmediate(resolve))
  assert.deepEqual([acknowledged, await store.size('a'), store.pending()], [false, 0, 1])
  store.release(1)
  await first
  assert.equal(await store.size('a'), 2)
})

test('a crash keeps what was let through and loses every waiting commit whole', async () => {
  const store = openMemoryStore({ barrier: 'held' })
  let answers = 0
  for (let i = 0; i < 3; i++)
    void store.commit([append('a', i, entriesFrom(i, i + 1)), put('s', 'k', i)]).then(() => answers++)
  store.release(1)
  const after = store.crash()
  await new Promise((resolve) => setImmediate(resolve))
  assert.deepEqual([answers, await after.size('a'), after.pending()], [1, 1, 0])
  assert.deepEqual([...((await after.get('s', 'k')) ?? [])], [0])
  void store.commit([]).then(() => answers++)
  await new Promise((resolve) => setImmediate(resolve))
  assert.equal(answers, 1)
})

test('a full disk fails what waits and goes on; a failed one fails everything after', async () => {
  const store = openMemoryStore({ barrier: 'held' })
  const full = assert.rejects(store.commit([put('s', 'k', 1)]), { code: 'disk-full' })
  store.fail('disk-full')
  await full
  const later = store.commit([put('s', 'k', 2)])
  store.release()
  await later
  const failed = assert.rejects(store.commit([put('s', 'k', 3)]), { code: 'store-failed' })
  store.fail('store-failed')
  await failed
  await assert.rejects(store.commit([put('s', 'k', 4)]), { code: 'store-failed' })
  assert.deepEqual([...((await store.get('s', 'k')) ?? [])], [2])
})

test('a copy of a disk does not move with it', async () => {
  const disk: Disk = { logs: new Map(), spaces: new Map() }
  const store = openMemoryStore({ barrier: 'open', disk })
  await store.commit([append('a', 0, entriesFrom(0, 1)), put('s', 'k', 1)])
  const restored = openMemoryStore({ barrier: 'open', disk: copyDisk(disk) })
  await store.commit([append('a', 1, entriesFrom(1, 2)), put('s', 'k', 2)])
  assert.equal(await restored.size('a'), 1)
  assert.deepEqual([...((await restored.get('s', 'k')) ?? [])], [1])
})
