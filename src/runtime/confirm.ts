import { EMPTY } from '../core/bytes/bytes.ts'
import { utf8 } from '../core/bytes/utf8.ts'
import { edgeRoot } from '../core/crypto/merkle.ts'
import { Fault } from '../core/fault.ts'
import { decodeCheckpoint, verifyHead } from '../core/ledger/checkpoint.ts'
import { edgeOf } from './edges.ts'
import type { Node, Relation } from './node.ts'

/** Asks the partner for the newest head of ours it holds. */
export async function confirm(node: Node, relation: Relation): Promise<void> {
  const path = `/rel/${relation.id}/have`
  const response = await node.ports.link.request(relation.id, { method: 'GET', path, body: EMPTY })
  if (response.status !== 200 && response.status !== 204)
    throw new Fault('partner-refused', `${response.status} to have`)
  await confirmBy(node, relation, response.status === 204 ? EMPTY : response.body)
}

/** Brings the partner the newest head of its log that we hold, unasked. */
export async function offerConfirmation(node: Node, relation: Relation): Promise<void> {
  const body = utf8(relation.theirs.head?.note ?? '')
  const path = `/rel/${relation.id}/have`
  const { status } = await node.ports.link.request(relation.id, { method: 'POST', path, body })
  if (status !== 204) throw new Fault('partner-refused', `${status} to have`)
}

/**
 * Weighs, after a start, the newest head of ours that the partner holds, none where `note` is empty. One beyond our log, under our own
 * signature, means that this node was restored from an old copy: it signs nothing here until it has fetched its entries back.
 *
 * INVARIANT: nothing else confirms a relation. What an entry or a parcel has seen may lie well behind what its sender holds.
 */
export async function confirmBy(node: Node, relation: Relation, note: Uint8Array): Promise<void> {
  if (relation.confirmed || relation.amnesia) return
  const { ours } = relation
  if (note.length === 0) {
    relation.confirmed = true
    return
  }
  const { head } = verifyHead(node.ports.primitives, decodeCheckpoint(note), relation.signers.log)
  if (head.size > ours.durable.size) {
    relation.amnesia = true
    node.onNotice({
      code: 'amnesia',
      relation: relation.id,
      detail: `we signed ${head.size} entries and hold ${ours.durable.size}`,
    })
    return
  }
  const root = edgeRoot(node.ports.primitives.sha256, await edgeOf(node, ours, head.size))
  if (root.toHex() !== head.root.toHex()) {
    relation.amnesia = true
    node.onNotice({
      code: 'fork',
      relation: relation.id,
      detail: `our own log at ${head.size} is not the one we signed`,
    })
    throw new Fault('relation-amnesia', `our log was another at ${head.size}`)
  }
  relation.confirmed = true
}
