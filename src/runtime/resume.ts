import { Fault } from '../core/fault.ts'
import { edgeOf } from './edges.ts'
import type { Node, Relation } from './node.ts'

/**
 * Notes that the partner names `have` as the part of our log it holds.
 *
 * `exactly`: it says what it holds, and may have fallen behind; `atLeast`: it held that much when it spoke. An index beyond our log
 * must be proved by our own signature before it is believed: the next contact asks for it.
 */
export async function resume(
  node: Node,
  relation: Relation,
  { have, says }: { have: number; says: 'exactly' | 'atLeast' },
): Promise<void> {
  const { ours } = relation
  if (have > ours.durable.size) {
    relation.confirmed = false
    node.onWork(relation)
    throw new Fault('relation-unconfirmed', `the partner names ${have}, we hold ${ours.durable.size}`)
  }
  if (have > ours.acked.size || (have < ours.acked.size && says === 'exactly'))
    ours.acked = await edgeOf(node, ours, have)
  dropSteps(ours, ours.acked.size)
}

function dropSteps(ours: Relation['ours'], have: number): void {
  const { seenSteps } = ours
  while (seenSteps.length > 1 && (seenSteps[1]?.index ?? Infinity) <= have) seenSteps.shift()
}
