import { Fault } from '../core/fault.ts'
import { encodeSegment, objectTreeHasher, objectTreeOf, segmentLength, type ObjectTree } from '../core/wire/object.ts'
import { SEGMENT_BYTES, segmentCount } from '../core/wire/segments.ts'
import type { Node } from './node.ts'

/** Trees kept in memory; one of a 10 GB object takes 2 MB. */
const TREES_MAX = 8

/** The tree of an object whose leaf hashes a restore has lost: read once more, and proved by its root. */
async function treeAgain(
  node: Node,
  { root, length }: { readonly root: string; readonly length: number },
): Promise<ObjectTree> {
  const { objects, primitives } = node.ports
  const hasher = objectTreeHasher(primitives)
  for (let at = 0; at < length; at += SEGMENT_BYTES)
    hasher.push(await objects.read(root, at, Math.min(SEGMENT_BYTES, length - at)))
  const tree = hasher.finish()
  if (tree.root.toHex() !== root) throw new Fault('object-unknown', `${root}: not whole`)
  return tree
}

/**
 * One segment of a sealed object released to `peer`, with the path that proves it.
 *
 * INVARIANT: an object is shown to no node but the one its release was made to; to every other it does not exist.
 */
export async function readSegment(
  node: Node,
  asked: { readonly peer: string; readonly root: string; readonly index: number },
): Promise<Uint8Array> {
  const { objects, store, primitives } = node.ports
  const { peer, root, index } = asked
  const isReleased = /^[0-9a-f]{96}$/.test(root) && (await store.get('offered', `${peer} ${root}`)) !== null
  const length = isReleased ? await objects.length(root) : null
  if (length === null || index >= segmentCount(length)) throw new Fault('object-unknown', `${root}, segment ${index}`)
  const leaves = await store.get('object', root)
  const known = node.trees.get(root) ?? (leaves === null ? null : objectTreeOf(primitives, { length, leaves }))
  const tree = known ?? (await treeAgain(node, { root, length }))
  node.trees.set(root, tree)
  for (const oldest of node.trees.keys()) if (node.trees.size > TREES_MAX) node.trees.delete(oldest)
  const bytes = await objects.read(root, index * SEGMENT_BYTES, segmentLength(tree, index))
  return encodeSegment(primitives, tree, { index, bytes })
}
