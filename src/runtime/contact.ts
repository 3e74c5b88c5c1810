import { fromUtf8 } from '../core/bytes/utf8.ts'
import { fromDecimal } from '../core/bytes/bytes.ts'
import { Fault } from '../core/fault.ts'
import { decodeAnswer, type Answer } from '../core/wire/answer.ts'
import { confirm, offerConfirmation } from './confirm.ts'
import { introduce } from './introduce.ts'
import type { Node, Relation } from './node.ts'
import { nextParcel, type Outgoing } from './outgoing.ts'
import { receive } from './receive.ts'
import { resume } from './resume.ts'
import { recover } from './recover.ts'
import { takeCosignature } from './bound.ts'

/** What one contact came to: whether there is more to say at once. */
export type Contacted = 'idle' | 'more'

/**
 * One contact with the partner: introduces the keys where that is still to be done, has it confirm how far our log had gone, sends
 * the next parcel and takes in what comes back. Everything is idempotent; a contact that fails anywhere is simply made again.
 */
export async function contact(node: Node, relation: Relation): Promise<Contacted> {
  if (relation.verifiers === null) await introduce(node, relation)
  if (!relation.confirmed) await confirm(node, relation)
  if (relation.amnesia) await recover(node, relation)
  const outgoing = await nextParcel(node, relation)
  const response = await node.ports.link.request(relation.id, {
    method: 'POST',
    path: `/rel/${relation.id}/parcel`,
    body: outgoing.bytes,
  })
  switch (response.status) {
    case 200:
      return await answered(node, relation, { outgoing, answer: decodeAnswer(response.body) })
    case 409:
      await resume(node, relation, {
        have: fromDecimal(fromUtf8(response.body, 'answer').trimEnd(), 'answer size'),
        says: 'exactly',
      })
      return 'more'
    default: {
      const said = fromUtf8(response.body.subarray(0, 200), 'answer').trimEnd()
      // It has just started, and may have no road to us to ask by.
      if (said === 'relation-unconfirmed') await offerConfirmation(node, relation)
      throw new Fault('partner-refused', `${response.status}: ${said}`)
    }
  }
}

async function answered(
  node: Node,
  relation: Relation,
  { outgoing, answer }: { outgoing: Outgoing; answer: Answer },
): Promise<Contacted> {
  const { theirs } = relation
  theirs.delivered = Math.max(theirs.delivered, outgoing.cosigned)
  await resume(node, relation, { have: answer.have, says: 'exactly' })
  if (answer.cosignature !== '')
    await takeCosignature(node, relation, { size: outgoing.end, lines: answer.cosignature })
  // A frozen direction takes in nothing more; ours goes on.
  if (answer.reply.length > 0 && !relation.frozen) await receive(node, relation, answer.reply)
  return hasNews(relation) ? 'more' : 'idle'
}

/** Tells whether the partner lacks anything of ours: an entry, or our cosignature on what it sent. */
export function hasNews({ ours, theirs }: Relation): boolean {
  return ours.acked.size < ours.durable.size || theirs.delivered < theirs.durable.size
}
