import assert from 'node:assert/strict'
import { test } from 'node:test'
import { fuzz } from '../../../test/fuzz.ts'
import { nodePrimitives as primitives } from '../../io/primitives.ts'
import { leafHash, nodeHash } from '../crypto/merkle.ts'
import { decodeSegment, encodeSegment, objectTreeHasher, verifySegment, type ObjectTree } from './object.ts'
import { SEGMENT_BYTES, segmentCount } from './segments.ts'

const sha384 = primitives.sha384

test('every segment of an object proves itself alone, whatever its number of segments', () => {
  for (const segments of [1, 2, 3, 5, 7, 8]) {
    const object = bytes((segments - 1) * SEGMENT_BYTES + 777)
    const tree = treeOf(object)
    assert.equal(segmentCount(tree.length), segments)
    for (let index = 0; index < segments; index++) {
      const segment = object.subarray(index * SEGMENT_BYTES, (index + 1) * SEGMENT_BYTES)
      const received = decodeSegment(encodeSegment(primitives, tree, { index, bytes: segment }))
      assert.equal(Buffer.compare(verifySegment(primitives, tree, { ...received, index }), segment), 0)
      const elsewhere = { ...received, index: (index + 1) % segments }
      if (segments > 1) assert.throws(() => verifySegment(primitives, tree, elsewhere), { code: 'seal-broken' })
    }
  }
})

test('the root is RFC 6962 over the segments with SHA-384', () => {
  const object = bytes(2 * SEGMENT_BYTES + 5)
  const [a, b, c] = [0, 1, 2].map((i) => leafHash(sha384, object.subarray(i * SEGMENT_BYTES, (i + 1) * SEGMENT_BYTES)))
  assert.ok(a && b && c)
  assert.deepEqual(treeOf(object).root, nodeHash(sha384, nodeHash(sha384, a, b), c))
})

test('an object of whole segments has no empty one behind them, and one of no bytes has one', () => {
  assert.equal(segmentCount(2 * SEGMENT_BYTES), 2)
  assert.equal(segmentCount(0), 1)
  assert.deepEqual(treeOf(new Uint8Array(0)).root, leafHash(sha384, new Uint8Array(0)))
})

test('the root is the same however the object arrives', () => {
  const object = bytes(2 * SEGMENT_BYTES + 99)
  const whole = treeOf(object)
  for (const piece of [1000, SEGMENT_BYTES - 1, SEGMENT_BYTES, SEGMENT_BYTES + 1])
    assert.deepEqual(treeOf(object, piece), whole)
})

test('a segment changed, cut or extended, or with a changed path, is refused; the decoder throws only Faults', async () => {
  const object = bytes(2 * SEGMENT_BYTES + 300)
  const tree = treeOf(object)
  const message = encodeSegment(primitives, tree, { index: 2, bytes: object.subarray(2 * SEGMENT_BYTES) })
  const seen = await fuzz(message, (changed) =>
    verifySegment(primitives, tree, { ...decodeSegment(changed), index: 2 }),
  )
  assert.equal(seen.accepted, 0)
})

test('a claimed length that moves the end of the object is refused', () => {
  const object = bytes(SEGMENT_BYTES + 300)
  const tree = treeOf(object)
  const received = decodeSegment(encodeSegment(primitives, tree, { index: 1, bytes: object.subarray(SEGMENT_BYTES) }))
  for (const length of [tree.length - 1, tree.length + 1, tree.length + SEGMENT_BYTES, 300]) {
    assert.throws(() => verifySegment(primitives, { root: tree.root, length }, { ...received, index: 1 }), {
      code: 'seal-broken',
    })
  }
})

function bytes(length: number): Uint8Array {
  return Uint8Array.from({ length }, (_, i) => (i * 13 + (i >>> 20)) & 0xff)
}

function treeOf(object: Uint8Array, piece = 300_000): ObjectTree {
  const hasher = objectTreeHasher(primitives)
  for (let at = 0; at < object.length; at += piece) hasher.push(object.subarray(at, at + piece))
  return hasher.finish()
}
