import type { Agreement } from '../agreement/agreement.ts'
import { decodeTerms } from '../agreement/decode-terms.ts'
import type { Hash } from '../agreement/hash.ts'
import { emptyTable, enact, type Table, type TableAct } from '../agreement/table.ts'
import type { SealProfile } from '../agreement/terms.ts'
import { Fault, type FaultCode } from '../fault.ts'
import type { Instant } from '../instant.ts'
import { comparePlaces } from '../ledger/order.ts'
import type { Nation } from '../marking/name.ts'
import type { MarkingPolicy } from '../marking/policy.ts'
import { compileFacts, type CompiledFacts } from '../policy/facts.ts'
import { decodeAssurance, decodeConsent, type Assurance, type Consent } from '../policy/statement.ts'
import { isControl, type ControlAct, type Event, type Range, type RungAct } from '../wire/act.ts'
import { climb, ladder, obstacle, release, type Ladder } from './ladder.ts'

/** The two ends of a relation, as this node names them. */
export type Side = 'ours' | 'theirs'

/** So many entries of each log: what an author had before it when it acted (`ledger.md` section 9). */
export type Cut = Readonly<Record<Side, number>>

/**
 * What the two logs of a relation add up to. Both nodes compute the same from the same entries.
 *
 * Only control acts are kept one by one, since they are few and a release is judged on the cut it was decided on; the register of
 * releases and receipts is kept as sets of indices.
 */
export interface Fold {
  readonly nations: Readonly<Record<Side, Nation>>
  /** Whose log stands first in the weave: the one whose origin sorts first. */
  readonly first: Side
  readonly control: Readonly<Record<Side, PlacedControl[]>>
  /** By who released: `ours` holds our releases and the partner's rungs on them. */
  readonly ladders: Readonly<Record<Side, Ladder>>
  readonly hash: Hash
  readonly policies: readonly MarkingPolicy[]
  /** What was computed for a cut, by how many control acts of each log it holds. */
  readonly memo: Map<string, Standing>
}

/** A control act in its place. */
export interface PlacedControl {
  readonly index: number
  readonly event: Event & { readonly act: ControlAct }
}

/** What stood between the two nations at one cut. */
export interface Standing {
  readonly agreements: ReadonlyMap<string, Agreement>
  /** The agreements again, with what was said about each text. */
  readonly table: Table
  /** Acts their authors could not do, and why: they stay in the logs and changed nothing. */
  readonly withoutEffect: readonly WithoutEffect[]
  /** The same and every assurance and consent, indexed for `decide`. */
  readonly facts: CompiledFacts
}

/** An act that is on record and changed nothing. */
export interface WithoutEffect {
  readonly party: Nation
  readonly at: Instant
  readonly kind: ControlAct['kind']
  readonly agreement: string | null
  readonly code: FaultCode
}

/** What one entry did to the fold, beyond being there. */
export type Folded = { readonly kind: 'applied' } | { readonly kind: 'without-effect'; readonly why: string }

const APPLIED: Folded = { kind: 'applied' }
const MEMO_MAX = 64

/** A relation in which nothing has happened. */
export function emptyFold(input: Pick<Fold, 'nations' | 'first' | 'hash' | 'policies'>): Fold {
  return { ...input, control: { ours: [], theirs: [] }, ladders: { ours: ladder(), theirs: ladder() }, memo: new Map() }
}

/** Applies one entry, in the order of its own log; entries of the two logs may come in any order between them. */
export function foldEvent(
  fold: Fold,
  { side, index, event }: { readonly side: Side; readonly index: number; readonly event: Event },
): Folded {
  const { act } = event
  if (isControl(act)) {
    fold.control[side].push({ index, event: { ...event, act } })
    return APPLIED
  }
  if (act.kind === 'rung') return foldRung(fold.ladders[otherSide(side)], { act, seen: event.seen })
  release(fold.ladders[side], index)
  return APPLIED
}

// INVARIANT: a rung that contradicts an earlier one has no effect: both sides see the entry, neither folds it.
// INVARIANT: a rung over what its author had not seen has none either, whatever was released since.
function foldRung(ladderOfOther: Ladder, { act, seen }: { readonly act: RungAct; readonly seen: number }): Folded {
  let why: string | null = null
  for (const range of act.of) {
    const block = range[1] > seen ? 'not-seen' : obstacle(ladderOfOther, act.rung, range)
    if (block === null) climb(ladderOfOther, act.rung, range)
    else why ??= `${act.rung} over ${spell(range)}: ${block}`
  }
  return why === null ? APPLIED : { kind: 'without-effect', why }
}

function spell([first, end]: Range): string {
  return `${first} to ${end - 1}`
}

/** What stood at a cut. The same cut gives the same value on both nodes, whenever it is asked. */
export function standingAt(fold: Fold, cut: Cut): Standing {
  const counts = { ours: visible(fold.control.ours, cut.ours), theirs: visible(fold.control.theirs, cut.theirs) }
  const key = `${counts.ours}:${counts.theirs}`
  const known = fold.memo.get(key)
  if (known !== undefined) return known
  const standing = stand(fold, counts)
  if (fold.memo.size >= MEMO_MAX) fold.memo.clear()
  fold.memo.set(key, standing)
  return standing
}

/** The cut at the end of both logs: what stands now. */
export function standingNow(fold: Fold): Standing {
  return standingAt(fold, { ours: Number.MAX_SAFE_INTEGER, theirs: Number.MAX_SAFE_INTEGER })
}

function visible(list: readonly PlacedControl[], size: number): number {
  let count = list.length
  while (count > 0 && (list[count - 1]?.index ?? 0) >= size) count--
  return count
}

function stand(fold: Fold, counts: Cut): Standing {
  // In the order of the weave, so that both nodes compute not only alike but the same.
  let table = emptyTable([fold.nations[fold.first], fold.nations[otherSide(fold.first)]])
  const assurances: Assurance[] = []
  const consents: Consent[] = []
  const withoutEffect: WithoutEffect[] = []
  for (const { side, event } of woven(fold, counts)) {
    const { act, at } = event
    const [giver, taker] = [fold.nations[side], fold.nations[otherSide(side)]]
    try {
      if (act.kind === 'assure')
        assurances.push(decodeAssurance(act.assurance, { by: giver, to: taker, agreement: act.agreement }))
      else if (act.kind === 'consent') consents.push(decodeConsent(act.consent, { originator: giver, holder: taker }))
      else table = enact(fold.hash, { table, party: giver, act: tableAct(act), at })
    } catch (error) {
      // INVARIANT: an act its author could not do (a second signature, another hash, an answer after a withdrawal, terms that do
      // not load) changes nothing, on both nodes alike; it stays in the log as what it is.
      if (!(error instanceof Fault)) throw error
      if (act.kind !== 'assure' && act.kind !== 'consent')
        withoutEffect.push({ party: giver, at, kind: act.kind, agreement: act.agreement, code: error.code })
    }
  }
  const { agreements } = table
  const facts = compileFacts({ agreements: [...agreements.values()], policies: fold.policies, assurances, consents })
  return { agreements, table, withoutEffect, facts }
}

/** How openings are sealed: as the strictest agreement signed by both says. */
export function sealProfile({ agreements }: Standing): SealProfile {
  for (const state of agreements.values())
    if (
      state.kind === 'on-table' &&
      state.signatures.length === state.between.length &&
      state.terms.seal.profile === 'hybrid'
    )
      return 'hybrid'
  return 'cnsa2'
}

/** The other end. */
export function otherSide(side: Side): Side {
  return side === 'ours' ? 'theirs' : 'ours'
}

function woven(
  fold: Fold,
  counts: Cut,
): readonly { readonly side: Side; readonly event: Event & { readonly act: ControlAct } }[] {
  const placed = (['ours', 'theirs'] as const).flatMap((side) =>
    fold.control[side].slice(0, counts[side]).map(({ index, event }) => ({
      side,
      event,
      index,
      seen: event.seen,
      log: side === fold.first ? ('first' as const) : ('second' as const),
    })),
  )
  return placed.sort(comparePlaces)
}

/** What an entry does at the table. Terms that do not load are a Fault. */
export function tableAct(act: Exclude<ControlAct, { readonly kind: 'assure' | 'consent' }>): TableAct {
  const { agreement } = act
  switch (act.kind) {
    case 'propose':
      return { kind: act.kind, hash: agreement, terms: decodeTerms(act.terms) }
    case 'text':
      return { kind: act.kind, hash: agreement, language: act.language, text: act.text }
    case 'sign':
    case 'notify':
    case 'notice':
    case 'suspend-notice':
    case 'revive-notice':
    case 'withdraw-notice':
      return { kind: act.kind, hash: agreement }
    case 'position':
      return { kind: act.kind, hash: agreement, position: act.position }
    case 'counter':
      return { kind: act.kind, about: agreement, clause: act.clause, version: act.version }
    case 'accept':
      return { kind: act.kind, about: agreement, clause: act.clause, version: act.version }
    case 'comment':
    case 'reserve':
      return { kind: act.kind, about: agreement, clause: act.clause, words: act.words }
    case 'initial':
      return { kind: act.kind, about: agreement, text: act.text }
    case 'withdraw':
    case 'postpone':
    case 'resume':
      return { kind: act.kind, about: agreement }
  }
}
