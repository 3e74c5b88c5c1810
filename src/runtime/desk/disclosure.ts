import { canonicalBytes, decodeCanonical, type Json } from '../../core/bytes/canonical.ts'
import { instantOf, listOf, shape, stringOf, valueOf, wordOf } from '../../core/bytes/shape.ts'
import { Fault } from '../../core/fault.ts'
import { decodeLabel, labelJson } from '../../core/marking/label.ts'
import { disclose, type Decision, type Disclosure, type Proposal } from '../../core/policy/disclosure.ts'
import { itemJson } from '../../core/policy/item.ts'
import type { Verdict } from '../../core/policy/verdict.ts'
import { verdictJson } from '../../core/policy/verdict.ts'
import { ordinal } from '../keep.ts'
import { decideNow, release } from '../release.ts'
import { sealContent, type Wrap } from '../sealing.ts'
import { mustHoldPost, relationWith, type Desk } from './desk.ts'
import { itemNumbered, itemSource, type Item } from './item.ts'

/** Which item is to go where, and who acts. */
export interface Step {
  readonly item: string
  readonly to: string
  readonly person: string
}

/** What proposing an item came to. A withheld item has no proposal: there is nothing to approve. */
export interface Proposed {
  readonly verdict: Verdict
  readonly proposal: Proposal | null
}

/**
 * Proposes an item for release and shows what the agreement gate says. Both the proposal and a refusal are recorded here.
 *
 * INVARIANT: nothing of it leaves the node: the partner learns of a release, never of a pending or refused one.
 */
export async function propose(desk: Desk, { item: id, to, person }: Step): Promise<Proposed> {
  mustHoldPost(desk, person)
  const item = await itemNumbered(desk, id)
  const relation = relationWith(desk.node, to)
  const verdict = decideNow(desk.node, relation, item.facts)
  const { store } = desk.node.ports
  await store.commit([
    {
      kind: 'put',
      space: 'verdict',
      key: `${id} ${to} ${ordinal(verdict.at)}`,
      value: desk.node.vault.seal(canonicalBytes(verdictJson(verdict))),
    },
  ])
  if (verdict.kind === 'withhold') return { verdict, proposal: null }
  const known = await findProposal(desk, { item: id, to })
  if (known !== null) return { verdict, proposal: known }
  const digest = digestOf(desk, { item, to })
  const proposal: Proposal = {
    digest,
    recipient: to,
    subject: item.facts.subject,
    banner: verdict.banner,
    proposer: person,
    decisions: [],
    sender: '',
  }
  await keep(desk, { item: id, to, proposal })
  return { verdict, proposal }
}

/** Records one person's decision on a proposal. Whether it counts is the gate's to say, when the item is sent. */
export async function decideDisclosure(
  desk: Desk,
  step: Step & { readonly decision: Decision['decision'] },
): Promise<Proposal> {
  const { item: id, to, person, decision } = step
  mustHoldPost(desk, person)
  const proposal = await findProposal(desk, { item: id, to })
  if (proposal === null) throw new Fault('approval-missing', `\`${id}\` has not been proposed to ${to}`)
  if (proposal.proposer === person) throw new Fault('approval-conflict', `\`${person}\` proposed it`)
  const post = desk.national.holders.find((holder) => holder.person === person)?.post ?? ''
  const made: Decision = {
    person,
    post,
    digest: digestOf(desk, { item: await itemNumbered(desk, id), to }),
    decision,
    at: desk.node.ports.clock.now(),
  }
  const decisions = [...proposal.decisions.filter((earlier) => earlier.person !== person), made]
  const decided = { ...proposal, decisions }
  await keep(desk, { item: id, to, proposal: decided })
  return decided
}

/** What sending came to: the entry, or the gate that withheld. */
export type Sending =
  | {
      readonly kind: 'released'
      readonly index: number
      readonly verdict: Verdict
      readonly disclosure: Disclosure
      readonly repeated: boolean
    }
  | { readonly kind: 'withheld'; readonly verdict: Verdict; readonly disclosure: Disclosure }

/**
 * Carries a release out: both gates are asked, the content is sealed, and the release is recorded.
 *
 * Idempotent: an item already released to this nation gives the same entry again, and nothing is sent twice.
 */
export async function send(desk: Desk, step: Step & { readonly wrap?: Wrap }): Promise<Sending> {
  const key = `${step.item} ${step.to}`
  // INVARIANT: one item is sent to one nation by one request at a time, so that none is released twice.
  if (desk.sending.has(key)) throw new Fault('item-released', `\`${step.item}\` is being sent at this moment`)
  desk.sending.add(key)
  try {
    return await sendOnce(desk, step)
  } finally {
    desk.sending.delete(key)
  }
}

async function sendOnce(desk: Desk, step: Step & { readonly wrap?: Wrap }): Promise<Sending> {
  const { item: id, to, person } = step
  mustHoldPost(desk, person)
  const { node } = desk
  const item = await itemNumbered(desk, id)
  const relation = relationWith(node, to)
  const proposal = await findProposal(desk, { item: id, to })
  if (proposal === null) throw new Fault('approval-missing', `\`${id}\` has not been proposed to ${to}`)
  const disclosure = disclose(desk.national, { ...proposal, sender: person }, node.ports.clock.now())
  const verdict = decideNow(node, relation, item.facts)
  const earlier = await releasedAt(desk, { item: id, to })
  if (earlier !== null) return { kind: 'released', index: earlier, verdict, disclosure, repeated: true }
  if (disclosure.kind === 'withhold' || verdict.kind === 'withhold') return { kind: 'withheld', verdict, disclosure }
  const sealed = await sealContent(node, relation, {
    facts: item.facts,
    source: await itemSource(desk, item),
    verdict,
    wrap: step.wrap ?? 'parcel',
  })
  const [sent] = await release(node, relation, [{ facts: item.facts, parts: item.parts, ...sealed, writes: [] }])
  if (sent === undefined || sent.kind === 'withheld')
    return { kind: 'withheld', verdict: sent?.verdict ?? verdict, disclosure }
  return { kind: 'released', index: sent.index, verdict: sent.verdict, disclosure, repeated: false }
}

/** The entry an item was released in to a nation, or null. */
export async function releasedAt(
  { node }: Desk,
  { item, to }: { readonly item: string; readonly to: string },
): Promise<number | null> {
  const { origin } = relationWith(node, to).ours
  const [row] = await node.ports.store.scan(`register/${origin}`, { prefix: `${item} `, limit: 1 })
  return row === undefined ? null : Number(row.key.slice(item.length + 1))
}

/** The proposal of an item to a nation, or null. */
export async function findProposal(
  { node }: Desk,
  { item, to }: { readonly item: string; readonly to: string },
): Promise<Proposal | null> {
  const sealed = await node.ports.store.get('proposal', `${item} ${to}`)
  return sealed === null ? null : fromJson(decodeCanonical(node.vault.open(sealed, `proposal of ${item}`), 'proposal'))
}

/** What an approval covers: the item with every digest and mark, and the nation it goes to. */
function digestOf({ node }: Desk, { item, to }: { readonly item: Item; readonly to: string }): string {
  return node.ports.primitives.sha384(canonicalBytes({ item: itemJson(item.facts), to })).toHex()
}

async function keep(
  { node }: Desk,
  { item, to, proposal }: { readonly item: string; readonly to: string; readonly proposal: Proposal },
): Promise<void> {
  const json: Json = {
    ...proposal,
    banner: labelJson(proposal.banner),
    decisions: proposal.decisions.map((made) => ({ ...made })),
  }
  await node.ports.store.commit([
    { kind: 'put', space: 'proposal', key: `${item} ${to}`, value: node.vault.seal(canonicalBytes(json)) },
  ])
}

function fromJson(json: Json): Proposal {
  const shaped = shape(json, 'proposal', [
    'digest',
    'recipient',
    'subject',
    'banner',
    'proposer',
    'decisions',
    'sender',
  ])
  return {
    digest: stringOf(shaped, 'digest'),
    recipient: stringOf(shaped, 'recipient'),
    subject: stringOf(shaped, 'subject'),
    banner: decodeLabel(valueOf(shaped, 'banner'), 'proposal.banner'),
    proposer: stringOf(shaped, 'proposer'),
    sender: stringOf(shaped, 'sender'),
    decisions: listOf(shaped, 'decisions').map((value, i) => {
      const made = shape(value, `proposal.decisions[${i}]`, ['person', 'post', 'digest', 'decision', 'at'])
      return {
        person: stringOf(made, 'person'),
        post: stringOf(made, 'post'),
        digest: stringOf(made, 'digest'),
        decision: wordOf(made, 'decision', ['approve', 'refuse'] as const),
        at: instantOf(made, 'at'),
      }
    }),
  }
}
