import { assert } from '../core/assert.ts'
import type { Label } from '../core/marking/label.ts'
import { labelJson } from '../core/marking/label.ts'
import { decide } from '../core/policy/decide.ts'
import type { ItemFacts } from '../core/policy/item.ts'
import type { Release, Verdict } from '../core/policy/verdict.ts'
import type { ReleaseAct } from '../core/wire/act.ts'
import type { Content } from '../core/wire/content.ts'
import { releasedJson, type Part } from '../core/wire/released.ts'
import { factsAt } from './carried.ts'
import { verdictDigest } from './judge.ts'
import { nextAt, place, refuseBehind, settle } from './record.ts'
import type { Node, Relation } from './node.ts'
import type { Write } from './ports.ts'

/** One item on its way out: both gates are asked before this is made, and the agreement gate once more when it is recorded. */
export interface Parcelled {
  readonly facts: ItemFacts
  readonly parts: readonly Part[]
  readonly content: Content
  /** The digest of the verdict an object was sealed under; null where nothing was sealed before. */
  readonly sealedUnder: string | null
  /** What belongs to the same transaction: the draft's own record that it was sent. */
  readonly writes: readonly Write[]
}

/** What became of one item: the entry it is, or the verdict that withheld it. */
export type Sent =
  | { readonly kind: 'released'; readonly index: number; readonly verdict: Release }
  | { readonly kind: 'withheld'; readonly verdict: Verdict }

/** The agreement gate for one item towards the partner of a relation, now. Nothing is recorded. */
export function decideNow(node: Node, relation: Relation, item: ItemFacts): Verdict {
  const { fold, ours, theirs } = relation
  const facts = factsAt(node, relation, { ours: ours.edge.size, theirs: theirs.edge.size })
  const request = {
    item,
    from: fold.nations.ours,
    to: fold.nations.theirs,
    purpose: item.purpose,
    channel: 'online',
  }
  return decide(facts, request, nextAt(node, relation))
}

/**
 * Releases items: decides each on the present cut and appends those the agreement gate allows, durably, in one transaction.
 *
 * INVARIANT: decision and entry are made in one turn: no entry of either log can come between them, so the cut in the entry is the
 * cut it was decided on.
 */
export async function release(node: Node, relation: Relation, items: readonly Parcelled[]): Promise<readonly Sent[]> {
  refuseBehind(relation)
  const acts: ReleaseAct[] = []
  const writes: Write[] = []
  const sent: Sent[] = []
  const first = relation.ours.edge.size
  for (const item of items) {
    const verdict = decideNow(node, relation, item.facts)
    const digest = verdictDigest(node.ports.primitives, verdict)
    if (verdict.kind === 'withhold' || (item.sealedUnder !== null && item.sealedUnder !== digest)) {
      sent.push({ kind: 'withheld', verdict })
      continue
    }
    sent.push({ kind: 'released', index: first + acts.length, verdict })
    acts.push(releaseAct(item, { verdict, digest }))
    writes.push(...item.writes)
    if (item.content.kind === 'object') writes.push(offer(relation, item.content.root))
  }
  if (acts.length === 0) return sent
  const placed = place(node, relation, acts)
  assert(placed.first === first, 'nothing came between decision and entry')
  await settle(node, relation, [...placed.writes, ...writes])
  node.onWork(relation)
  return sent
}

function releaseAct(
  item: Parcelled,
  { verdict, digest }: { readonly verdict: Release; readonly digest: string },
): ReleaseAct {
  return {
    kind: 'release',
    agreement: verdict.agreement,
    label: labelsJson(verdict),
    item: releasedJson({ facts: item.facts, parts: item.parts, verdict: digest }),
    content: item.content,
  }
}

/** What the partner may then fetch, and nobody else. */
export function offer({ partner }: Relation, root: string): Write {
  return { kind: 'put', space: 'offered', key: `${partner.node} ${root}`, value: new Uint8Array(0) }
}

function labelsJson({ banner, equivalent }: { readonly banner: Label; readonly equivalent: Label }): {
  readonly originator: ReturnType<typeof labelJson>
  readonly alternative: ReturnType<typeof labelJson>
} {
  return { alternative: labelJson(equivalent), originator: labelJson(banner) }
}
