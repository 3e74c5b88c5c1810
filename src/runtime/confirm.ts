import { EMPTY } from '../core/bytes/bytes.ts'
import { utf8 } from '../core/bytes/utf8.ts'
import { edgeRoot } from '../core/crypto/merkle.ts'
import { Fault } from '../core/fault.ts'
import { decodeCheckpoint, verifyHead } from '../core/ledger/checkpoint.ts'
import { verifyCosignature } from '../core/ledger/cosignature.ts'
import { packList, unpackList } from '../core/wire/parcel.ts'
import { edgeOf } from './edges.ts'
import type { Node, Relation } from './node.ts'

/** What a partner that has just started is told: the newest head of its log we hold, and of ours the newest it has cosigned. */
export function heldHeads({ ours, theirs }: Relation): Uint8Array {
  return packList([utf8(theirs.head?.note ?? ''), utf8(ours.bound?.note ?? '')])
}

/** Asks the partner for the newest head of ours it holds, and the newest of its own that we cosigned. */
export async function confirm(node: Node, relation: Relation): Promise<void> {
  const path = `/rel/${relation.id}/have`
  const response = await node.ports.link.request(relation.id, { method: 'GET', path, body: EMPTY })
  if (response.status !== 200) throw new Fault('partner-refused', `${response.status} to have`)
  await confirmBy(node, relation, response.body)
}

/** Brings the partner the same of us, unasked. */
export async function offerConfirmation(node: Node, relation: Relation): Promise<void> {
  const body = heldHeads(relation)
  const path = `/rel/${relation.id}/have`
  const { status } = await node.ports.link.request(relation.id, { method: 'POST', path, body })
  if (status !== 204) throw new Fault('partner-refused', `${status} to have`)
}

/**
 * Weighs, after a start, the newest head of ours that the partner holds, if any. One beyond our log, under our own signature, means
 * that this node was restored from an old copy: it signs nothing here until it has fetched its entries back. A head of the partner's
 * that we cosigned is what we have seen, whatever is held now: our people wait until it is back too.
 *
 * INVARIANT: nothing else confirms a relation. What an entry or a parcel has seen may lie well behind what its sender holds.
 */
export async function confirmBy(node: Node, relation: Relation, heads: Uint8Array): Promise<void> {
  if (relation.confirmed || relation.amnesia) return
  const { ours } = relation
  const [note = EMPTY, cosigned = EMPTY] = unpackList(heads, { count: 2, where: 'have' })
  ours.lastSeen = Math.max(ours.lastSeen, cosignedSize(node, relation, cosigned))
  if (note.length === 0) {
    relation.confirmed = true
    return
  }
  const { head } = verifyHead(node.ports.primitives, decodeCheckpoint(note), relation.signers.log)
  if (head.size > ours.durable.size) {
    relation.amnesia = true
    relation.proved = { size: head.size, root: head.root }
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
    relation.proved = { size: head.size, root: head.root }
    node.onNotice({
      code: 'fork',
      relation: relation.id,
      detail: `our own log at ${head.size} is not the one we signed`,
    })
    throw new Fault('relation-amnesia', `our log was another at ${head.size}`)
  }
  relation.confirmed = true
}

/** Size of a head of the partner's log that carries its signatures and ours; 0 for none. */
function cosignedSize(node: Node, { id, verifiers, signers }: Relation, note: Uint8Array): number {
  if (note.length === 0) return 0
  if (verifiers === null) throw new Fault('partner-unknown', `relation ${id}: no keys pinned yet`)
  const { primitives } = node.ports
  const signed = verifyHead(primitives, decodeCheckpoint(note), verifiers.log)
  verifyCosignature(primitives, signed, signers.cosigner)
  return signed.head.size
}
