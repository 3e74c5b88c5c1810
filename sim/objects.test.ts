import assert from 'node:assert/strict'
import { test } from 'node:test'
import { testObjects } from '../test/contract/objects.ts'
import { openMemoryObjects, type MemoryObjects } from './objects.ts'

const opened = new WeakMap<object, MemoryObjects>()
const keep = (objects: MemoryObjects) => {
  opened.set(objects, objects)
  return objects
}

testObjects('memory objects', {
  open: async () => keep(openMemoryObjects({ room: 2 ** 30 })),
  reopen: async (objects) => keep(opened.get(objects)?.crash() ?? openMemoryObjects({ room: 0 })),
})

test('a crash loses what was not flushed and keeps that an object was begun', async () => {
  const objects = openMemoryObjects({ room: 100 })
  await objects.create('aa', 2)
  await objects.write('aa', 0, Uint8Array.of(1))
  await objects.flush('aa')
  await objects.write('aa', 1, Uint8Array.of(2))
  const after = objects.crash()
  assert.deepEqual([...(await after.read('aa', 0, 2))], [1, 0])
})
