import { assert } from '../assert.ts'
import { concat } from '../bytes/bytes.ts'
import { append, edgeRoot, EMPTY_EDGE, inclusionSpans, isIncluded, nodeHash, proveSpans } from '../crypto/merkle.ts'
import type { Primitives } from '../crypto/primitives.ts'
import { Fault } from '../fault.ts'
import { SEGMENT_BYTES, segmentCount, segmentHasher, segmentLeaf } from './segments.ts'

/** A sealed object as its release entry names it: the root over its segments, and its length. Here it is only ciphertext. */
export interface ObjectName {
  readonly root: Uint8Array
  readonly length: number
}

/** An object's hashes, complete subtrees by height: 96 bytes a MiB, so that a path costs no hashing of content. */
export interface ObjectTree extends ObjectName {
  readonly levels: readonly (readonly Uint8Array[])[]
}

/** Hashes an object piece by piece; the tree is kept beside it, or made anew from its bytes. */
export function objectTreeHasher(primitives: Primitives): { push(bytes: Uint8Array): void; finish(): ObjectTree } {
  const leaves: Uint8Array[] = []
  const hasher = segmentHasher(primitives, (leaf) => leaves.push(leaf))
  return {
    push: (bytes) => hasher.push(bytes),
    finish: () => ({ ...hasher.finish(), levels: levelsOf(primitives, leaves) }),
  }
}

/** An object's tree again from the leaf hashes that were kept of it, one behind the other. */
export function objectTreeOf(
  primitives: Primitives,
  kept: { readonly length: number; readonly leaves: Uint8Array },
): ObjectTree {
  const { length, leaves } = kept
  assert(leaves.length === segmentCount(length) * HASH_BYTES, 'an object is kept with one leaf hash a segment')
  const list = Array.from({ length: segmentCount(length) }, (_, i) =>
    leaves.subarray(i * HASH_BYTES, (i + 1) * HASH_BYTES),
  )
  const edge = list.reduce((grown, leaf) => append(primitives.sha384, grown, leaf), EMPTY_EDGE)
  return { root: edgeRoot(primitives.sha384, edge), length, levels: levelsOf(primitives, list) }
}

/*
 * One segment as `GET /object/<root>/<segment>` answers it:
 *
 *   u8 count of hashes || hashes (48 each, the sibling first) || the segment's bytes
 */

/** One segment with the path that proves it. */
export interface Segment {
  readonly path: readonly Uint8Array[]
  readonly bytes: Uint8Array
}

/** Writes segment `index`, whose bytes the caller has read. */
export function encodeSegment(
  primitives: Primitives,
  tree: ObjectTree,
  segment: { index: number; bytes: Uint8Array },
): Uint8Array {
  const { index, bytes } = segment
  assert(bytes.length === segmentLength(tree, index), 'a segment is read whole')
  const source = (node: { height: number; index: number }): Uint8Array => {
    const hash = tree.levels[node.height]?.[node.index]
    assert(hash !== undefined, 'an object tree holds every complete subtree')
    return hash
  }
  const path = proveSpans(primitives.sha384, inclusionSpans(index, segmentCount(tree.length)), source)
  return concat([Uint8Array.of(path.length), ...path, bytes])
}

/** Reads a segment's form; whether it belongs to an object is {@link verifySegment}'s to say. */
export function decodeSegment(message: Uint8Array): Segment {
  const count = message[0]
  if (count === undefined || count > PATH_LENGTH_MAX) throw new Fault('bytes-malformed', 'segment: no path')
  const start = 1 + count * HASH_BYTES
  if (message.length < start || message.length > start + SEGMENT_BYTES)
    throw new Fault('bytes-malformed', `segment: ${message.length} bytes`)
  const path = Array.from({ length: count }, (_, i) => message.subarray(1 + i * HASH_BYTES, 1 + (i + 1) * HASH_BYTES))
  return { path, bytes: message.subarray(start) }
}

/** The segment's bytes, once shown to be segment `index` of that object; from whomever they came. Else `seal-broken`. */
export function verifySegment(
  primitives: Primitives,
  object: ObjectName,
  received: Segment & { readonly index: number },
): Uint8Array {
  const { index, path, bytes } = received
  const size = segmentCount(object.length)
  const leaf = segmentLeaf(primitives, bytes)
  const fits = index < size && bytes.length === segmentLength(object, index)
  if (!fits || !isIncluded(primitives.sha384, { index, size, leaf, path, root: object.root }))
    throw new Fault('seal-broken', `object, segment ${index}: not a part of this object`)
  return bytes
}

/** Bytes of segment `index`: all are full but the last. */
export function segmentLength({ length }: ObjectName, index: number): number {
  return Math.min(SEGMENT_BYTES, length - index * SEGMENT_BYTES)
}

const HASH_BYTES = 48
/** A path in a tree of 2^33 segments, 8 PiB. */
const PATH_LENGTH_MAX = 33

function levelsOf(primitives: Primitives, leaves: readonly Uint8Array[]): readonly (readonly Uint8Array[])[] {
  const levels = [leaves]
  for (let below = leaves; below.length > 1;) {
    const level: Uint8Array[] = []
    for (let i = 0; i + 1 < below.length; i += 2) level.push(joined(primitives, below, i))
    levels.push(level)
    below = level
  }
  return levels
}

function joined(primitives: Primitives, level: readonly Uint8Array[], at: number): Uint8Array {
  const [left, right] = level.slice(at, at + 2)
  assert(left !== undefined && right !== undefined, 'only whole pairs are joined')
  return nodeHash(primitives.sha384, left, right)
}
