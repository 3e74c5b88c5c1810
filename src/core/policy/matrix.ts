import type { Instant } from '../instant.ts'
import type { Nation } from '../marking/name.ts'
import type { CompiledFacts, Way } from './facts.ts'
import type { ItemFacts } from './item.ts'
import { prospect, type Need } from './need.ts'
import type { Reason } from './reasons.ts'
import type { Failed } from './verdict.ts'

/** Who may share what with whom: one giver, one taker, one subject, one level of the giver. */
export interface Cell {
  readonly from: Nation
  readonly to: Nation
  readonly subject: string
  /** In the giver's own marking. */
  readonly level: string
  readonly ground: Ground
}

/** Why a cell says what it says. There is no cell without one. */
export type Ground =
  | {
      readonly kind: 'may'
      readonly agreement: string
      /** The article whose row carries the marking across. */
      readonly article: string | null
      readonly equivalent: string
      /** Purposes for which it may; each was asked. */
      readonly purposes: readonly string[]
      /** Statements still to be made before the first item. */
      readonly needs: readonly Need[]
    }
  | {
      readonly kind: 'may-not'
      /** The agreement that came nearest, where there is one. */
      readonly agreement: string | null
      readonly article: string | null
      readonly reason: Reason
      /** What was found and what would have to be there. */
      readonly fact: string
      readonly wanted: string
    }

/** Which cells are asked for. */
export interface Extent {
  readonly nations: readonly Nation[]
  readonly at: Instant
  readonly exercise: boolean
  readonly channel: string
}

/**
 * The matrix, by asking the agreement gate about an item of each kind: nothing in it is set by hand, and it cannot say anything that
 * the gate would not.
 */
export function matrix(facts: CompiledFacts, extent: Extent): readonly Cell[] {
  const cells: Cell[] = []
  for (const from of extent.nations)
    for (const to of extent.nations) if (from !== to) cells.push(...cellsBetween(facts, extent, { from, to }))
  return cells
}

interface Pair {
  readonly from: Nation
  readonly to: Nation
}

function cellsBetween(facts: CompiledFacts, extent: Extent, { from, to }: Pair): readonly Cell[] {
  const ways = facts.ways.get(from)?.get(to) ?? []
  const policy = [...facts.policies.values()].find(({ nation }) => nation === from)
  const subjects = namesIn(ways, ({ terms }) => terms.scope.subjects)
  const levels = policy?.levels.map(({ name }) => name) ?? []
  if (subjects.length === 0 || levels.length === 0) return [noAgreement(facts, extent, { from, to })]
  const purposes = namesIn(ways, ({ terms }) => terms.purposes)
  return subjects.flatMap((subject) =>
    levels.map((level) => {
      const label = { policy: policy?.id ?? '', level, caveats: [], releasableTo: null }
      const probe = (purpose: string): ItemFacts => ({
        ...PROBE,
        subject,
        purpose,
        exercise: extent.exercise,
        portions: [{ ...PORTION, originator: from, label, marked: extent.at }],
      })
      return { from, to, subject, level, ground: groundOf(facts, { ...extent, from, to, probe, purposes }) }
    }),
  )
}

/* An item nobody drafted: the kind of item that is asked about. It has no number, so a consent or assurance for one item never counts. */
const PROBE = { id: '' }
const PORTION = { id: 'p1', equivalent: null, mediaType: 'text/plain', digest: null }

interface Asked extends Pair {
  readonly at: Instant
  readonly channel: string
  readonly probe: (purpose: string) => ItemFacts
  readonly purposes: readonly string[]
}

function groundOf(facts: CompiledFacts, { from, to, at, channel, probe, purposes }: Asked): Ground {
  const may: string[] = []
  let ground: Ground | null = null
  for (const purpose of purposes) {
    const { verdict, needs } = prospect(facts, { item: probe(purpose), from, to, purpose, channel }, at)
    if (verdict.kind === 'withhold') {
      ground ??= barredBy(verdict.rules.at(-1), verdict.agreement)
      continue
    }
    may.push(purpose)
    if (may.length > 1) continue
    const article = verdict.rules.find(({ rule }) => rule === 'equivalence')?.cites ?? null
    const { agreement, equivalent } = verdict
    ground = { kind: 'may', agreement, article, equivalent: equivalent.level, purposes: may, needs }
  }
  return ground ?? barredBy(undefined, null)
}

function noAgreement(facts: CompiledFacts, { at, channel, exercise }: Extent, { from, to }: Pair): Cell {
  const item: ItemFacts = { ...PROBE, subject: '', purpose: '', exercise, portions: [] }
  const { verdict } = prospect(facts, { item, from, to, purpose: '', channel }, at)
  return { from, to, subject: '', level: '', ground: barredBy(verdict.rules.at(-1), verdict.agreement) }
}

function barredBy(last: Failed | { readonly passed: true } | undefined, agreement: string | null): Ground {
  if (last === undefined || last.passed)
    return { kind: 'may-not', agreement, article: null, reason: 'error-while-deciding', fact: '', wanted: '' }
  const { reason, fact, wanted, cites } = last
  return { kind: 'may-not', agreement, article: cites, reason, fact, wanted }
}

function namesIn(ways: readonly Way[], list: (way: Way) => readonly { readonly id: string }[]): readonly string[] {
  return [...new Set(ways.flatMap((way) => list(way).map(({ id }) => id)))]
}

/** Two cells about the same thing. */
export function sameCell(a: Cell, b: Cell): boolean {
  return a.from === b.from && a.to === b.to && a.subject === b.subject && a.level === b.level
}
