import { fromUtf8 } from '../core/bytes/utf8.ts'
import { edgeRoot, type Edge } from '../core/crypto/merkle.ts'
import { encodeHead, type Head } from '../core/ledger/checkpoint.ts'
import { cosignatureLines, cosignatureMessages } from '../core/ledger/cosignature.ts'
import { encodeLines, encodeNote, messageToSign, signatureLine } from '../core/ledger/note.ts'
import { keyNames } from './keep.ts'
import type { HeadNote, Node, Relation } from './node.ts'

/**
 * Our head over every entry that is durable, signed with both algorithms: one signature of each covers a whole batch.
 *
 * INVARIANT: a head is signed only over entries that are committed, so no crash can leave a signature over what is not there.
 */
export async function signHead(node: Node, relation: Relation, edge: Edge = relation.ours.durable): Promise<HeadNote> {
  const { ours } = relation
  if (ours.head?.size === edge.size) return ours.head
  if (ours.signing?.size === edge.size) return await ours.signing.head
  const head = sign(node, relation, {
    origin: ours.origin,
    size: edge.size,
    root: edgeRoot(node.ports.primitives.sha256, edge),
  })
  ours.signing = { size: edge.size, head }
  const signed = await head
  ours.unbound.set(signed.size, signed)
  if (ours.head === null || ours.head.size < signed.size) ours.head = signed
  return signed
}

async function sign(node: Node, relation: Relation, head: Head): Promise<HeadNote> {
  const keys = relation.signers.log
  const text = encodeHead(head)
  const { custodian } = node.ports
  const name = keyNames(relation.id).log
  const [classical, quantum] = await Promise.all([
    custodian.sign(name, 'ed25519', messageToSign(keys.classical, { text, time: 0 })),
    custodian.sign(name, 'ml-dsa-87', messageToSign(keys.quantum, { text, time: 0 })),
  ])
  const lines = [
    signatureLine(keys.classical, { signature: classical, time: 0 }),
    signatureLine(keys.quantum, { signature: quantum, time: 0 }),
  ]
  return { size: head.size, note: fromUtf8(encodeNote({ text, lines }), 'own head') }
}

/**
 * Our cosignature on a head of the partner's log: "and I have durably stored every entry up to this size".
 *
 * INVARIANT: it is given only after the transaction that stored those entries has committed; the caller awaits that first.
 */
export async function cosignHead(
  node: Node,
  relation: Relation,
  input: { readonly head: Head; readonly time: number },
): Promise<string> {
  const keys = relation.signers.cosigner
  const messages = cosignatureMessages(keys, input.head, input.time)
  const { custodian } = node.ports
  const name = keyNames(relation.id).cosigner
  const [classical, quantum] = await Promise.all([
    custodian.sign(name, 'ed25519', messages.classical),
    custodian.sign(name, 'ml-dsa-87', messages.quantum),
  ])
  return encodeLines(cosignatureLines(keys, { classical, quantum }, input.time))
}
