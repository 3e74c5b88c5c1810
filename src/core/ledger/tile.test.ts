import assert from 'node:assert/strict'
import { test } from 'node:test'
import * as fc from 'fast-check'
import { checkDecoder } from '../../../test/mutations.ts'
import { fromUtf8, utf8 } from '../bytes/utf8.ts'
import { Fault } from '../fault.ts'
import { decodeBundle, decodeHashes, decodeTilePath, encodeBundle, encodeHashes, newTiles, tilePath } from './tile.ts'

const paths = (old: number, size: number): string[] => [...newTiles(old, size)].map(tilePath)

test('indices are written in groups of three, all but the last marked', () => {
  assert.equal(tilePath({ kind: 'hashes', level: 0, index: 7, width: 256 }), 'tile/0/007')
  assert.equal(tilePath({ kind: 'hashes', level: 3, index: 1_234_067, width: 5 }), 'tile/3/x001/x234/067.p/5')
  assert.equal(tilePath({ kind: 'entries', index: 1000, width: 255 }), 'tile/entries/x001/000.p/255')
})

test('70,000 entries need the tiles the specification counts', () => {
  const all = paths(0, 70_000)
  const count = (pattern: RegExp): number => all.filter((path) => pattern.test(path)).length
  assert.equal(count(/^tile\/0\/[x\d/]+$/), 273)
  assert.equal(count(/^tile\/entries\/[x\d/]+$/), 273)
  assert.deepEqual(
    all.filter((path) => path.includes('.p/')),
    ['tile/entries/273.p/112', 'tile/0/273.p/112', 'tile/1/001.p/17', 'tile/2/000.p/1'],
  )
  assert.equal(count(/^tile\/1\/000$/), 1)
})

test('256 entries need one full tile and a tile of one hash above it', () => {
  assert.deepEqual(paths(0, 256), ['tile/entries/000', 'tile/0/000', 'tile/1/000.p/1'])
  assert.deepEqual(paths(0, 0), [])
})

test('what a head adds, step by step, is in the end every tile it needs', () => {
  fc.assert(
    fc.property(fc.array(fc.integer({ min: 0, max: 90_000 }), { minLength: 1, maxLength: 5 }), (steps) => {
      const sizes = [0, ...steps.sort((a, b) => a - b)]
      const written = new Set(sizes.slice(1).flatMap((size, i) => paths(sizes[i]!, size)))
      for (const path of paths(0, sizes.at(-1)!)) assert.ok(written.has(path), path)
    }),
  )
})

test('only the path a tile is written at names it', () => {
  const index = fc.oneof(fc.integer({ min: 0, max: 2000 }), fc.maxSafeInteger().map(Math.abs))
  fc.assert(
    fc.property(index, fc.integer({ min: 0, max: 63 }), fc.integer({ min: 1, max: 256 }), (n, level, width) => {
      for (const tile of [
        { kind: 'hashes', level, index: n, width },
        { kind: 'entries', index: n, width },
      ] as const)
        assert.deepEqual(decodeTilePath(tilePath(tile)), tile)
    }),
  )
  const bad = [
    '',
    'tile',
    'checkpoint',
    '/tile/0/000',
    'tile/0/0',
    'tile/0/0000',
    'tile/00/000',
    'tile/64/000',
    'tile/0/x000/001',
    'tile/0/000.p/0',
    'tile/0/000.p/256',
    'tile/0/000.p/01',
    'tile/0/001/002',
    'tile/0/x001',
    'tile/data/000',
    'tile/8/0/000',
    'tile/0/000/',
    'tile/0/../000',
    'tile/-1/000',
    'tile/0/x999/x999/x999/x999/x999/999',
  ]
  for (const path of bad) assert.equal(decodeTilePath(path), null, path)
  checkDecoder(
    (bytes) => {
      const tile = decodeTilePath(fromUtf8(bytes, 'path'))
      if (tile === null) throw new Fault('bytes-malformed')
      return utf8(tilePath(tile))
    },
    [utf8('tile/3/x001/x234/067.p/5'), utf8('tile/entries/000')],
  )
})

test('bundles and tiles hold exactly what they say', () => {
  const entries = [utf8('one'), new Uint8Array(0), new Uint8Array(0xffff)]
  const bundle = encodeBundle(entries)
  assert.deepEqual(decodeBundle(bundle, { count: 3, where: '' }), entries)
  assert.equal(encodeBundle([new Uint8Array(33)]).length, 35)
  for (const count of [2, 4])
    assert.throws(() => decodeBundle(bundle, { count, where: '' }), { code: 'bytes-malformed' })
  assert.throws(() => encodeBundle([new Uint8Array(0x10000)]), { code: 'limit-exceeded' })
  checkDecoder(
    (bytes) => encodeBundle(decodeBundle(bytes, { count: 2, where: '' })),
    [encodeBundle(entries.slice(0, 2))],
  )
  const hashes = encodeHashes([new Uint8Array(32), new Uint8Array(32).fill(1)])
  assert.equal(decodeHashes(hashes, { count: 2, where: '' }).length, 2)
  for (const count of [1, 3])
    assert.throws(() => decodeHashes(hashes, { count, where: '' }), { code: 'bytes-malformed' })
})
