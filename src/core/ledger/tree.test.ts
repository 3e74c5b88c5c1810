import assert from 'node:assert/strict'
import { test } from 'node:test'
import * as fc from 'fast-check'
import { nodePrimitives } from '../../io/primitives.ts'
import { entriesOf, headOf } from '../../../test/signed-log.ts'
import { append, EMPTY_EDGE, edgeRoot, isConsistent, isIncluded, leafHash } from '../crypto/merkle.ts'
import { publication, type PublicationSource } from './publication.ts'
import { fullTile, tilePath, type HashTile } from './tile.ts'
import { LogTree } from './tree.ts'

const hash = nodePrimitives.sha256
// More than 256 full tiles, so that three levels and every kind of right edge are met.
const SIZE = 66_100
const entries = entriesOf(SIZE)
const leaves = entries.map((entry) => leafHash(hash, entry))
const roots: Uint8Array[] = []
let edge = EMPTY_EDGE
for (const leaf of leaves) {
  roots.push(edgeRoot(hash, edge))
  edge = append(hash, edge, leaf)
}
roots.push(edgeRoot(hash, edge))

const files = new Map<string, Uint8Array>()
const tile = (wanted: HashTile): Promise<Uint8Array> => {
  const bytes = files.get(tilePath(wanted)) ?? files.get(tilePath(fullTile(wanted)))
  return bytes === undefined ? Promise.reject(new Error(`no ${tilePath(wanted)}`)) : Promise.resolve(bytes)
}
const source: PublicationSource = { entries: (first, end) => Promise.resolve(entries.slice(first, end)), tile }
const steps = [0, 1, 255, 256, 257, 511, 1000, 65_535, 65_536, 65_537, 65_800, SIZE]
for (const [i, size] of steps.slice(1).entries())
  for await (const { path, bytes } of publication(hash, { old: steps[i]!, size }, source)) files.set(path, bytes)

test('a log published head by head has the files of one published at once', async () => {
  const none: PublicationSource = { ...source, tile: () => Promise.reject(new Error('nothing was written before')) }
  for await (const { path, bytes } of publication(hash, { old: 0, size: SIZE }, none))
    assert.deepEqual(files.get(path), bytes, path)
})

test('every entry of every published size is proved', async () => {
  const tree = new LogTree(hash, tile)
  for (const size of steps.slice(1)) {
    const root = roots[size]!
    for (const index of new Set(
      [0, 1, 254, 255, 256, 65_279, 65_535, 65_536, size - 2, size - 1].filter((n) => n >= 0 && n < size),
    )) {
      const path = await tree.proveInclusion(index, { size })
      assert.ok(isIncluded(hash, { index, size, leaf: leaves[index]!, path, root }), `${index} of ${size}`)
    }
    assert.deepEqual(edgeRoot(hash, await tree.edge(size)), root)
  }
})

test('any entry is proved in any size, and any size continues any other, with one tile in memory or many', async () => {
  for (const tilesMax of [1, 4096]) {
    const tree = new LogTree(hash, tile, { tilesMax })
    const sizes = fc.integer({ min: 1, max: SIZE })
    await fc.assert(
      fc.asyncProperty(sizes, sizes, async (a, b) => {
        const [old, size] = a < b ? [a, b] : [b, a]
        const root = roots[SIZE]!
        const path = await tree.proveInclusion(old - 1, { size: SIZE })
        assert.ok(isIncluded(hash, { index: old - 1, size: SIZE, leaf: leaves[old - 1]!, path, root }))
        if (!steps.includes(size)) return
        const proof = await tree.proveConsistency(old, { size })
        assert.ok(isConsistent(hash, { old, oldRoot: roots[old]!, size, root: roots[size]!, proof }))
      }),
      { numRuns: 150 },
    )
  }
})

test('every published size is shown to continue every smaller one', async () => {
  const tree = new LogTree(hash, tile)
  for (const size of steps.slice(1))
    for (const old of steps.filter((n) => n > 0 && n <= size)) {
      const proof = await tree.proveConsistency(old, { size })
      assert.ok(isConsistent(hash, { old, oldRoot: roots[old]!, size, root: roots[size]!, proof }), `${old} to ${size}`)
    }
})

test('no more tiles are kept than allowed, those not asked for again going first', async () => {
  const tree = new LogTree(hash, tile, { tilesMax: 3 })
  const ask = async (index: number): Promise<number> => {
    const before = tree.tileCounts.missed
    await tree.proveInclusion(index, { size: 65_536 })
    return tree.tileCounts.missed - before
  }
  assert.equal(await ask(0), 2)
  assert.equal(await ask(1), 0)
  assert.equal(await ask(300), 1)
  assert.equal(await ask(0), 0)
  assert.equal(await ask(600), 1)
  assert.equal(await ask(2), 0)
  assert.equal(await ask(301), 1)
})

test('a partial tile that has grown is read again', async () => {
  const tree = new LogTree(hash, tile)
  await tree.proveInclusion(0, { size: 255 })
  const path = await tree.proveInclusion(0, { size: 65_536 })
  assert.ok(isIncluded(hash, { index: 0, size: 65_536, leaf: leaves[0]!, path, root: roots[65_536]! }))
})

test('a tile of another length than asked is refused', async () => {
  for (const length of [0, 31, 32, 8192 + 32]) {
    const tree = new LogTree(hash, () => Promise.resolve(new Uint8Array(length)))
    await assert.rejects(tree.proveInclusion(0, { size: 2 }), { code: 'bytes-malformed' }, String(length))
  }
})

test('the head of a log agrees with its edge', () => {
  assert.deepEqual(headOf(entries.slice(0, 300)).root, roots[300])
})
