import { Fault } from '../core/fault.ts'
import { encodeSegment, objectTreeOf, segmentLength } from '../core/wire/object.ts'
import { SEGMENT_BYTES, segmentCount } from '../core/wire/segments.ts'
import type { Node } from './node.ts'

/** Trees kept in memory; one of a 10 GB object takes 2 MB. */
const TREES_MAX = 8

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
  const [length, leaves] = isReleased
    ? await Promise.all([objects.length(root), store.get('object', root)])
    : [null, null]
  if (length === null || leaves === null || index >= segmentCount(length))
    throw new Fault('object-unknown', `${root}, segment ${index}`)
  const tree = node.trees.get(root) ?? objectTreeOf(primitives, { length, leaves })
  node.trees.set(root, tree)
  for (const oldest of node.trees.keys()) if (node.trees.size > TREES_MAX) node.trees.delete(oldest)
  const bytes = await objects.read(root, index * SEGMENT_BYTES, segmentLength(tree, index))
  return encodeSegment(primitives, tree, { index, bytes })
}
