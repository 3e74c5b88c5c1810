import { append, EMPTY_EDGE, leafHash, type Edge } from '../core/crypto/merkle.ts'
import { assert } from '../core/assert.ts'
import type { Node } from './node.ts'

const RUN = 4096

/** The edge of one of our logs at an earlier size. Rare: after a start, or when a partner fell behind. */
export async function edgeOf(
  node: Node,
  log: { readonly origin: string; readonly durable: Edge; readonly acked: Edge },
  size: number,
): Promise<Edge> {
  assert(size <= log.durable.size, 'an edge is asked only of what is durable')
  if (size === log.durable.size) return log.durable
  if (size === log.acked.size) return log.acked
  return await edgeFrom(node, { origin: log.origin, from: size > log.acked.size ? log.acked : EMPTY_EDGE, size })
}

/** The edge after the entries up to `size`, read back from the store. */
export async function edgeFrom(
  node: Node,
  { origin, from, size }: { readonly origin: string; readonly from: Edge; readonly size: number },
): Promise<Edge> {
  let edge = from
  while (edge.size < size) {
    const entries = await node.ports.store.entries(origin, edge.size, Math.min(size, edge.size + RUN))
    edge = grown(node, edge, entries)
  }
  return edge
}

/** The edge after these entries. */
export function grown(node: Node, edge: Edge, entries: readonly Uint8Array[]): Edge {
  const { sha256 } = node.ports.primitives
  let next = edge
  for (const entry of entries) next = append(sha256, next, leafHash(sha256, entry))
  return next
}
