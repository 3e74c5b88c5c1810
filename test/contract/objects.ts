import assert from 'node:assert/strict'
import { test } from 'node:test'
import { AssertionError } from '../../src/core/assert.ts'
import type { Objects } from '../../src/runtime/ports.ts'

const MIB = 1024 * 1024

/** What every store of objects promises. `open` gives an empty one, `reopen` the same after its holder went away. */
export function testObjects(
  name: string,
  { open, reopen }: { open(): Promise<Objects>; reopen(objects: Objects): Promise<Objects> },
): void {
  test(`${name}: an object has its length from the start, and none before`, async () => {
    const objects = await open()
    assert.equal(await objects.length('aa'), null)
    await objects.create('aa', 10)
    assert.equal(await objects.length('aa'), 10)
    assert.deepEqual([...(await objects.read('aa', 0, 10))], Array(10).fill(0))
  })

  test(`${name}: pieces written in any order are read back by any range`, async () => {
    const objects = await open()
    const whole = Uint8Array.from({ length: 3 * MIB + 17 }, (_, i) => (i * 31 + (i >>> 11)) & 0xff)
    await objects.create('draft-00ff', whole.length)
    await Promise.all(
      [3, 1, 0, 2].map((piece) =>
        objects.write(
          'draft-00ff',
          piece * MIB,
          whole.subarray(piece * MIB, Math.min((piece + 1) * MIB, whole.length)),
        ),
      ),
    )
    await objects.flush('draft-00ff')
    for (const [offset, length] of [
      [0, whole.length],
      [MIB - 1, 2],
      [whole.length, 0],
      [5, 2 * MIB],
    ] as const) {
      assert.ok(
        Buffer.from(await objects.read('draft-00ff', offset, length)).equals(whole.subarray(offset, offset + length)),
      )
    }
  })

  test(`${name}: an object begun may be gone on with, at its own length only`, async () => {
    const objects = await open()
    await objects.create('aa', 4)
    await objects.write('aa', 1, Uint8Array.of(7))
    await objects.create('aa', 4)
    assert.deepEqual([...(await objects.read('aa', 0, 4))], [0, 7, 0, 0])
    await assert.rejects(objects.create('aa', 5), AssertionError)
    await objects.create('bb', 0)
    await objects.create('bb', 0)
    assert.equal(await objects.length('bb'), 0)
  })

  test(`${name}: nothing is written or read outside an object, or in one never begun`, async () => {
    const objects = await open()
    await objects.create('aa', 4)
    await assert.rejects(objects.write('aa', 3, Uint8Array.of(1, 2)), AssertionError)
    await assert.rejects(objects.write('aa', -1, Uint8Array.of(1)), AssertionError)
    await assert.rejects(objects.read('aa', 2, 3), AssertionError)
    await assert.rejects(objects.read('aa', 0.5, 1), AssertionError)
    for (const act of [
      () => objects.read('bb', 0, 0),
      () => objects.write('bb', 0, new Uint8Array(0)),
      () => objects.flush('bb'),
      () => objects.rename('bb', 'cc'),
    ]) {
      await assert.rejects(act, AssertionError)
    }
  })

  test(`${name}: a name that could lead elsewhere is refused everywhere`, async () => {
    const objects = await open()
    await objects.create('aa', 1)
    for (const bad of [
      '',
      '.',
      '..',
      '../aa',
      '/etc/passwd',
      'AA',
      'a',
      'aa/bb',
      'aa\0',
      'draft-',
      'draft-zz',
      'lock',
      'f'.repeat(129),
    ]) {
      for (const act of [
        () => objects.create(bad, 1),
        () => objects.write(bad, 0, Uint8Array.of(1)),
        () => objects.read(bad, 0, 1),
        () => objects.flush(bad),
        () => objects.length(bad),
        () => objects.rename('aa', bad),
        () => objects.rename(bad, 'aa'),
        () => objects.remove(bad),
      ]) {
        await assert.rejects(act, AssertionError, `\`${bad}\``)
      }
    }
    assert.equal(await objects.length('aa'), 1)
  })

  test(`${name}: a renamed object is found under its new name only, and renaming again is harmless`, async () => {
    const objects = await open()
    await objects.create('draft-aa', 3)
    await objects.write('draft-aa', 0, Uint8Array.of(1, 2, 3))
    await objects.flush('draft-aa')
    await objects.rename('draft-aa', 'beef')
    await objects.rename('draft-aa', 'beef')
    assert.equal(await objects.length('draft-aa'), null)
    assert.deepEqual([...(await objects.read('beef', 0, 3))], [1, 2, 3])
  })

  test(`${name}: a removed object is gone, and removing again is harmless`, async () => {
    const objects = await open()
    await objects.create('aa', 3)
    await objects.write('aa', 0, Uint8Array.of(9))
    await objects.remove('aa')
    await objects.remove('aa')
    assert.equal(await objects.length('aa'), null)
    await objects.create('aa', 2)
    assert.deepEqual([...(await objects.read('aa', 0, 2))], [0, 0])
  })

  test(`${name}: what was flushed is there for the next holder, under the name it had`, async () => {
    const objects = await open()
    await objects.create('draft-aa', 3)
    await objects.write('draft-aa', 0, Uint8Array.of(1, 2, 3))
    await objects.flush('draft-aa')
    await objects.rename('draft-aa', 'aa')
    const next = await reopen(objects)
    assert.equal(await next.length('draft-aa'), null)
    assert.deepEqual([...(await next.read('aa', 0, 3))], [1, 2, 3])
  })

  test(`${name}: an object larger than the disk is refused before its first byte`, async () => {
    const objects = await open()
    await assert.rejects(objects.create('aa', 2 ** 52), { code: 'disk-full' })
    assert.equal(await objects.length('aa'), null)
  })

  test(`${name}: a hundred objects used at once do not get in each other's way`, async () => {
    const objects = await open()
    const names = Array.from({ length: 100 }, (_, i) => i.toString(16).padStart(4, '0'))
    await Promise.all(
      names.map(async (one, i) => {
        await objects.create(one, 8)
        await Promise.all([0, 1, 2, 3].map((piece) => objects.write(one, piece * 2, Uint8Array.of(i, piece))))
      }),
    )
    for (const [i, one] of names.entries())
      assert.deepEqual([...(await objects.read(one, 0, 8))], [i, 0, i, 1, i, 2, i, 3])
  })
}
