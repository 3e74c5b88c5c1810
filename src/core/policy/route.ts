import type { Instant } from '../instant.ts'
import { equivalent } from '../marking/equivalence.ts'
import type { Label } from '../marking/label.ts'
import type { Nation } from '../marking/name.ts'
import type { CompiledFacts, Way } from './facts.ts'
import { originators, type ItemFacts, type Portion } from './item.ts'
import { prospect, wayNamed, type Need } from './need.ts'
import { hasConsent } from './rules.ts'
import type { Release, Withhold } from './verdict.ts'

/** What is to go where, at what instant. */
export interface Journey {
  readonly item: ItemFacts
  readonly from: Nation
  readonly to: Nation
  readonly channel: string
  readonly at: Instant
  /** Most borders crossed; at most, and otherwise, three. */
  readonly legsMax?: number
}

/** An agreement between two other nations that this node knows by report only: whether a leg is lawful there is theirs to decide. */
export interface ReportedWay {
  readonly from: Nation
  readonly to: Nation
  /** The row of the portfolio that reports it. */
  readonly row: string
}

/** One border crossed. */
export type Leg =
  /** Decided here, under one agreement (invariant 23: each leg has one of its own). */
  | {
      readonly kind: 'decided'
      readonly from: Nation
      readonly to: Nation
      readonly verdict: Release
      /** The item as it stands when it leaves: every originator kept, the holder's own marking beside theirs. */
      readonly item: ItemFacts
      readonly needs: readonly Need[]
    }
  /** Not decided here: the terms are not on this node. Consents of the originators are known all the same. */
  | {
      readonly kind: 'reported'
      readonly from: Nation
      readonly to: Nation
      readonly row: string
      readonly needs: readonly Need[]
    }

/** One lawful way from the holder to the recipient. */
export interface Route {
  readonly legs: readonly Leg[]
  /** Nothing is missing, and every leg was decided here. */
  readonly isOpen: boolean
}

/** A path that ends before its goal: the leg that nothing anybody could state would open, and why. */
export interface Barred {
  readonly path: readonly Nation[]
  readonly verdict: Withhold
}

export interface Routes {
  readonly routes: readonly Route[]
  readonly barred: readonly Barred[]
}

/** Three borders: a hub and one more. Longer chains are for people to think about. */
const LEGS_MAX = 3

/**
 * Every lawful way for an item from its holder to a nation, shortest first, with what each leg still needs.
 *
 * INVARIANT: no leg is one that `decide` withholds once its needs are met, and none with no needs is one it withholds now.
 * INVARIANT: a relay keeps the first originator; each leg after the first needs the consent of every originator that is neither
 * its sender nor its recipient (invariants 22 and 23).
 */
export function routes(facts: CompiledFacts, journey: Journey, reported: readonly ReportedWay[] = []): Routes {
  const search: Search = { facts, journey, reported, found: [], barred: [] }
  extend(search, { nation: journey.from, item: journey.item, legs: [] })
  return {
    routes: search.found.sort((a, b) => a.legs.length - b.legs.length),
    barred: search.barred.sort((a, b) => a.path.length - b.path.length),
  }
}

interface Search {
  readonly facts: CompiledFacts
  readonly journey: Journey
  readonly reported: readonly ReportedWay[]
  readonly found: Route[]
  readonly barred: Barred[]
}

interface Place {
  readonly nation: Nation
  /** `null` once it has passed a leg that was not decided here: how it is marked there is not known. */
  readonly item: ItemFacts | null
  readonly legs: readonly Leg[]
}

function extend(search: Search, place: Place): void {
  const { to, legsMax = LEGS_MAX } = search.journey
  const legsLeft = Math.min(legsMax, LEGS_MAX) - place.legs.length
  const passed = [search.journey.from, ...place.legs.map((leg) => leg.to)]
  for (const next of neighbours(search, place.nation)) {
    if (passed.includes(next) || legsLeft <= (next === to ? 0 : 1)) continue
    for (const { leg, item } of legsTo(search, place, next)) {
      const legs = [...place.legs, leg]
      if (next === to)
        search.found.push({ legs, isOpen: legs.every((one) => one.kind === 'decided' && one.needs.length === 0) })
      else extend(search, { nation: next, item, legs })
    }
  }
}

function neighbours({ facts, reported, journey }: Search, nation: Nation): readonly Nation[] {
  const known = [...(facts.ways.get(nation)?.keys() ?? [])]
  const told = tellingOf({ reported, journey }, nation).map(({ to }) => to)
  // The goal is tried even where nothing leads there, so that a direct way that does not exist is named.
  const direct = nation === journey.from ? [journey.to] : []
  return [...new Set([...direct, ...known, ...told])].sort()
}

function legsTo(
  search: Search,
  place: Place,
  next: Nation,
): readonly { readonly leg: Leg; readonly item: ItemFacts | null }[] {
  const { facts, journey, reported } = search
  const { nation, item } = place
  const ways = facts.ways.get(nation)?.get(next) ?? []
  if (item !== null && (ways.length > 0 || (nation === journey.from && next === journey.to))) {
    const under = ways.length > 1 ? ways.map((way) => onlyBy(facts, { from: nation, to: next, way })) : [facts]
    const legs = under.flatMap((narrowed) => decidedLeg({ ...search, facts: narrowed }, place, { item, next }) ?? [])
    if (ways.length > 0) return legs.map((leg) => ({ leg, item: received(facts, leg, journey.at) }))
  }
  const told = tellingOf({ reported, journey }, nation).filter(({ to }) => to === next)
  return told.map(({ row }) => ({
    leg: { kind: 'reported', from: nation, to: next, row, needs: consentsNeeded(search, nation, next) },
    item: null,
  }))
}

// What the holder itself would give is decided here or not at all: a report is no ground to release.
function tellingOf(
  { reported, journey }: Pick<Search, 'reported' | 'journey'>,
  nation: Nation,
): readonly ReportedWay[] {
  return nation === journey.from ? [] : reported.filter(({ from }) => from === nation)
}

function decidedLeg(
  { facts, journey, barred }: Search,
  { nation, legs }: Place,
  { item, next }: { readonly item: ItemFacts; readonly next: Nation },
): (Leg & { readonly kind: 'decided' }) | null {
  const request = { item, from: nation, to: next, purpose: item.purpose, channel: journey.channel }
  const { verdict, needs } = prospect(facts, request, journey.at)
  if (verdict.kind === 'release') return { kind: 'decided', from: nation, to: next, verdict, item, needs }
  barred.push({ path: [journey.from, ...legs.map((leg) => leg.to), next], verdict })
  return null
}

/** The same facts, with one agreement alone between two nations: each agreement is a way of its own. */
function onlyBy(facts: CompiledFacts, { from, to, way }: { from: Nation; to: Nation; way: Way }): CompiledFacts {
  return { ...facts, ways: new Map(facts.ways).set(from, new Map(facts.ways.get(from)).set(to, [way])) }
}

/** The item as its receiver holds it: the receiver's own equivalent added to each portion, everything else as it was. */
function received(
  facts: CompiledFacts,
  { from, to, item, verdict }: Leg & { readonly kind: 'decided' },
  at: Instant,
): ItemFacts {
  const way = wayNamed(facts, { from, to, hash: verdict.agreement })
  const markedIn = (portion: Portion): Label => {
    const label = portion.originator === from ? portion.label : portion.equivalent
    const found = way === null || label === null ? null : equivalent(label, way.rows, way.direction, at)
    return found?.kind === 'equivalent' ? found.label : verdict.equivalent
  }
  return {
    ...item,
    portions: item.portions.map((portion) =>
      portion.originator === to ? { ...portion, equivalent: null } : { ...portion, equivalent: markedIn(portion) },
    ),
  }
}

function consentsNeeded({ facts, journey }: Search, from: Nation, to: Nation): readonly Need[] {
  const { item, at, channel } = journey
  const { purpose, subject } = item
  const request = { item, from, to, purpose, channel }
  return originators(item)
    .filter((originator) => originator !== from && originator !== to && !hasConsent(originator, { facts, request, at }))
    .map((originator) => {
      const covers = { kind: 'item', item: item.id } as const
      const consent = { originator, holder: from, recipient: to, purpose, covers, from: null, until: null }
      return { kind: 'consent', consent, subject, cites: null }
    })
}
