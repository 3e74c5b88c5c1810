import { assert } from '../core/assert.ts'
import { append, leafHash } from '../core/crypto/merkle.ts'
import { Fault } from '../core/fault.ts'
import { instant, type Instant } from '../core/instant.ts'
import { commitFields } from '../core/ledger/commitment.ts'
import { spellOpening } from '../core/ledger/opening.ts'
import { foldEvent } from '../core/party/fold.ts'
import { eventFields, type Act, type Event } from '../core/wire/act.ts'
import { logWrites } from './keep.ts'
import type { Node, Relation } from './node.ts'
import type { Write } from './ports.ts'

/** Acts given their places in our log, and the writes that make them so; nothing is durable yet. */
export interface Recorded {
  readonly first: number
  readonly end: number
  readonly events: readonly Event[]
  readonly writes: readonly Write[]
}

/**
 * Appends acts to our log of a relation, in memory at once and durably when the promise resolves.
 *
 * INVARIANT: indices are given, and transactions handed to the store, in the same turn: their orders agree.
 * INVARIANT: nothing is shown to anybody, and no head signed, before the promise resolves.
 */
export async function record(
  node: Node,
  relation: Relation,
  acts: readonly Act[],
): Promise<{ readonly first: number; readonly at: Instant }> {
  refuseBehind(relation)
  const recorded = place(node, relation, acts)
  await settle(node, relation, recorded.writes)
  node.onWork(relation)
  return { first: recorded.first, at: relation.ours.lastAt }
}

/** Gives acts their places in memory. The caller must commit the writes in the same turn, through {@link settle}. */
export function place(node: Node, relation: Relation, acts: readonly Act[]): Recorded {
  refuseUnfit(relation)
  const { primitives } = node.ports
  const { ours, theirs } = relation
  const first = ours.edge.size
  const at = nextAt(node, relation)
  const seen = Math.max(theirs.edge.size, ours.lastSeen)
  const entries: Uint8Array[] = []
  const openings: Uint8Array[] = []
  const events: Event[] = []
  let edge = ours.edge
  for (const act of acts) {
    const event: Event = { act, seen, at }
    const k = node.draw(32)
    const { committed, bytes: opening } = spellOpening({ k, fields: eventFields(event) })
    const entry = commitFields(primitives, k, committed)
    edge = append(primitives.sha256, edge, leafHash(primitives.sha256, entry))
    entries.push(entry)
    openings.push(opening)
    events.push(event)
    foldEvent(relation.fold, { side: 'ours', index: first + events.length - 1, event })
  }
  ours.edge = edge
  ours.lastAt = at
  ours.lastSeen = seen
  if (seen > (ours.seenSteps.at(-1)?.seen ?? -1)) ours.seenSteps.push({ index: first, seen })
  const sealed = node.vault.sealRun(openings)
  ours.recent.keep(first, entries, openings)
  const kept = { edge, lastAt: at, lastSeen: seen, floor: { from: 0, seen: 0 } }
  return {
    first,
    end: edge.size,
    events,
    writes: logWrites({ log: ours.origin, first, entries, openings: sealed, events, record: kept }),
  }
}

/** Commits what was placed, with whatever else belongs to the same transaction, and moves the durable edge. */
export async function settle(node: Node, relation: Relation, writes: readonly Write[]): Promise<void> {
  const { ours } = relation
  const { edge } = ours
  await node.commitAhead(writes)
  if (edge.size > ours.durable.size) ours.durable = edge
  assert(ours.durable.size <= ours.edge.size, 'what is durable was decided before')
}

/** The time the next entry of our log will carry: the clock's, and never earlier than the last entry's. */
export function nextAt(node: Node, { ours }: Relation): Instant {
  return instant(Math.max(node.ports.clock.now(), ours.lastAt))
}

/** Refuses what people do while less of the partner's log is held than our own last entry had seen: a restored node catches up first. */
export function refuseBehind({ id, ours, theirs }: Relation): void {
  if (theirs.edge.size < ours.lastSeen)
    throw new Fault('relation-amnesia', `${id}: of the partner's log ${theirs.edge.size} held, ${ours.lastSeen} seen`)
}

function refuseUnfit(relation: Relation): void {
  if (relation.amnesia) throw new Fault('relation-amnesia', relation.id)
  if (!relation.confirmed) throw new Fault('relation-unconfirmed', relation.id)
}
