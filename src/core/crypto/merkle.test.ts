import assert from 'node:assert/strict'
import { createHash, hash } from 'node:crypto'
import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { test } from 'node:test'
import * as fc from 'fast-check'
import { equal } from '../bytes/bytes.ts'
import {
  append,
  completeNodes,
  consistencySpans,
  edgeAt,
  edgeRoot,
  EMPTY_EDGE,
  inclusionSpans,
  isConsistent,
  isIncluded,
  leafHash,
  nodeHash,
  proveSpans,
  type TreeNode,
} from './merkle.ts'

const sha256 = (data: Uint8Array): Uint8Array => new Uint8Array(hash('sha256', data, 'buffer'))
const sha384 = (data: Uint8Array): Uint8Array => new Uint8Array(createHash('sha384').update(data).digest())
const leaves = Array.from({ length: 130 }, (_, i) => leafHash(sha256, Uint8Array.of(i)))

/** RFC 6962 section 2.1 as it is written, the yardstick for everything else here. */
function treeHash(from: number, to: number, hashOf = sha256, list = leaves): Uint8Array {
  if (from === to) return hashOf(new Uint8Array(0))
  if (to - from === 1) return list[from]!
  let split = 1
  while (split * 2 < to - from) split *= 2
  return nodeHash(hashOf, treeHash(from, from + split, hashOf, list), treeHash(from + split, to, hashOf, list))
}
const source = ({ height, index }: TreeNode): Uint8Array => treeHash(index * 2 ** height, (index + 1) * 2 ** height)

test('appending leaf by leaf gives the root RFC 6962 defines, at every size', () => {
  let edge = EMPTY_EDGE
  for (const [i, leaf] of leaves.entries()) {
    assert.deepEqual(edgeRoot(sha256, edge), treeHash(0, i))
    assert.deepEqual(edgeAt(i, source), edge)
    edge = append(sha256, edge, leaf)
  }
})

test('every leaf of every tree up to 70 is proved, and its proof fits no other index, size, leaf or root', () => {
  for (let size = 1; size <= 70; size++) {
    const root = treeHash(0, size)
    for (let index = 0; index < size; index++) {
      const path = proveSpans(sha256, inclusionSpans(index, size), source)
      const claim = { index, size, leaf: leaves[index]!, path, root }
      assert.ok(isIncluded(sha256, claim), `${index} of ${size}`)
      if (size > 1) assert.ok(!isIncluded(sha256, { ...claim, index: (index + 1) % size }))
      assert.ok(!isIncluded(sha256, { ...claim, size: size * 2 }))
      assert.ok(!isIncluded(sha256, { ...claim, path: [...path, root] }))
      if (path.length > 0) assert.ok(!isIncluded(sha256, { ...claim, path: path.slice(1) }))
      assert.ok(!isIncluded(sha256, { ...claim, leaf: sha256(leaves[index]!) }))
    }
  }
})

test('every tree up to 50 is proved to continue every smaller one, and not from another root', () => {
  for (let size = 1; size <= 50; size++) {
    for (let old = 1; old <= size; old++) {
      const proof = proveSpans(sha256, consistencySpans(old, size), source)
      const claim = { old, size, oldRoot: treeHash(0, old), root: treeHash(0, size), proof }
      assert.ok(isConsistent(sha256, claim), `${old} to ${size}`)
      assert.ok(!isConsistent(sha256, { ...claim, oldRoot: treeHash(1, old + 1) }))
      assert.ok(!isConsistent(sha256, { ...claim, root: treeHash(1, size + 1) }))
      assert.ok(!isConsistent(sha256, { ...claim, proof: [...proof, claim.root] }))
    }
  }
})

test('a proof with a hash of another length is refused before anything is hashed', () => {
  const never = (): Uint8Array => assert.fail('hashed')
  assert.ok(!isIncluded(never, { index: 0, size: 2, leaf: leaves[0]!, path: [new Uint8Array(33)], root: leaves[1]! }))
  assert.ok(
    !isConsistent(never, { old: 1, size: 2, oldRoot: leaves[0]!, proof: [new Uint8Array(31)], root: leaves[1]! }),
  )
})

test('the same tree stands on SHA-384', () => {
  const list = leaves.map((leaf) => leafHash(sha384, leaf))
  const root = treeHash(0, 21, sha384, list)
  const path = proveSpans(sha384, inclusionSpans(20, 21), ({ height, index }) =>
    treeHash(index * 2 ** height, (index + 1) * 2 ** height, sha384, list),
  )
  assert.ok(isIncluded(sha384, { index: 20, size: 21, leaf: list[20]!, path, root }))
})

test('spans near 2^53 are exact: they cover the tree once, and each splits into complete subtrees', () => {
  const sizes = fc.oneof(
    fc.integer({ min: 2, max: 2 ** 20 }),
    fc.integer({ min: Number.MAX_SAFE_INTEGER - 2 ** 20, max: Number.MAX_SAFE_INTEGER }),
  )
  fc.assert(
    fc.property(sizes, fc.double({ min: 0, max: 1, maxExcluded: true, noNaN: true }), (size, share) => {
      const index = Math.floor(share * size)
      const spans = [...inclusionSpans(index, size), { start: index, end: index + 1 }].sort((a, b) => a.start - b.start)
      let next = 0
      for (const { start, end } of spans) {
        assert.equal(start, next)
        next = end
        const nodes = completeNodes({ start, end })
        let at = start
        for (const node of nodes) {
          assert.equal(node.index * 2 ** node.height, at)
          at += 2 ** node.height
        }
        assert.equal(at, end)
        assert.ok(nodes.length <= 53)
      }
      assert.equal(next, size)
    }),
  )
})

const vectors = join(import.meta.dirname, '../../../../shared/vectors/rfc6962/testdata')
const absent = existsSync(vectors)
  ? false
  : 'SKIPPED, NOT PASSED: the public RFC 6962 vectors are not at ../shared/vectors/rfc6962'

interface Vector {
  readonly name: string
  readonly wantErr: boolean
  readonly proof: Uint8Array[]
  readonly [field: string]: unknown
}

function vectorsOf(folder: string): Vector[] {
  const files = readdirSync(join(vectors, folder), { recursive: true, encoding: 'utf8' }).filter((name) =>
    name.endsWith('.json'),
  )
  assert.ok(files.length > 0)
  return files.map((name) => {
    const raw = JSON.parse(readFileSync(join(vectors, folder, name), 'utf8'))
    return { ...raw, name: `${folder}/${name}`, proof: (raw.proof ?? []).map(bytes) }
  })
}
const bytes = (text: unknown): Uint8Array => Uint8Array.fromBase64(typeof text === 'string' ? text : '')
const isIncludedIn = (v: Vector, index: number, size: number): boolean =>
  isIncluded(sha256, { index, size, leaf: bytes(v['leafHash']), path: v.proof, root: bytes(v['root']) })
const isConsistentIn = (v: Vector, old: number, size: number): boolean =>
  isConsistent(sha256, { old, size, oldRoot: bytes(v['root1']), root: bytes(v['root2']), proof: v.proof })

test('all public inclusion vectors are judged as published', { skip: absent }, () => {
  const all = vectorsOf('inclusion')
  assert.equal(all.length, 98)
  for (const v of all) assert.equal(isIncludedIn(v, Number(v['leafIdx']), Number(v['treeSize'])), !v.wantErr, v.name)
})

test(
  'all public consistency vectors are judged as published, and every one from size 0 is refused',
  { skip: absent },
  () => {
    const all = vectorsOf('consistency')
    assert.equal(all.length, 98)
    for (const v of all) assert.equal(isConsistentIn(v, Number(v['size1']), Number(v['size2'])), !v.wantErr, v.name)
    const fromNothing = all.filter((v) => v['size1'] === 0)
    assert.ok(fromNothing.length > 0 && fromNothing.every((v) => v.wantErr))
  },
)

test(
  'public subtree inclusion vectors are judged as published where the subtree may stand alone',
  { skip: absent },
  (t) => {
    const all = vectorsOf('subtreeinclusion')
    let skipped = 0
    for (const v of all) {
      const [start, end] = [Number(v['start']), Number(v['end'])]
      // Whether a range is a valid subtree is a rule of subtree cosignatures (type 06), which Comity does not read.
      if (start > 0 && start % 2 ** Math.ceil(Math.log2(Math.max(1, end - start))) !== 0) skipped++
      else assert.equal(isIncludedIn(v, Number(v['leafIdx']) - start, end - start), !v.wantErr, v.name)
    }
    t.diagnostic(
      `${all.length - skipped} judged; SKIPPED ${skipped} whose range is no subtree: only readers of subtree cosignatures need that rule`,
    )
    assert.ok(all.length - skipped > 190, `${skipped} skipped`)
  },
)

test('public subtree consistency vectors that begin at 0 are judged as plain consistency', { skip: absent }, (t) => {
  const all = vectorsOf('subtreeconsistency')
  const plain = all.filter((v) => v['start'] === 0 && Number(v['end']) > 0)
  for (const v of plain) assert.equal(isConsistentIn(v, Number(v['end']), Number(v['size'])), !v.wantErr, v.name)
  t.diagnostic(
    `${plain.length} judged; SKIPPED ${all.length - plain.length} that begin elsewhere or are empty: Comity proves no subtrees`,
  )
  assert.ok(plain.length > 20)
})

test('hashes of a leaf and of a node never meet', () => {
  assert.ok(!equal(leafHash(sha256, new Uint8Array(64)), nodeHash(sha256, new Uint8Array(32), new Uint8Array(32))))
})
