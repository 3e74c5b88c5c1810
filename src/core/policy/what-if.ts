import type { Terms } from '../agreement/terms.ts'
import type { Instant } from '../instant.ts'
import type { Nation } from '../marking/name.ts'
import { decide } from './decide.ts'
import type { CompiledFacts } from './facts.ts'
import type { ItemFacts } from './item.ts'
import { matrix, sameCell, type Cell, type Extent } from './matrix.ts'
import { routes, type ReportedWay, type Route } from './route.ts'
import type { Reason } from './reasons.ts'
import { supposing, waysIn } from './suppose.ts'

/** What if this agreement ended then? */
export interface Question {
  readonly agreement: string
  readonly ended: Instant
  readonly exercise: boolean
  readonly channel: string
}

/** What lies on the desks and shelves the question touches. */
export interface Estate {
  readonly proposals: readonly Pending[]
  readonly holdings: readonly Held[]
  /** Agreements between others, known by report. */
  readonly reported: readonly ReportedWay[]
}

/** A release that was proposed and not yet made. */
export interface Pending {
  readonly item: ItemFacts
  readonly from: Nation
  readonly to: Nation
}

/** One item that was provided under an agreement. */
export interface Held {
  readonly item: string
  readonly agreement: string
  readonly giver: Nation
  readonly holder: Nation
  readonly originators: readonly Nation[]
  readonly subject: string
  /** The originator's marking of the whole. */
  readonly level: string
}

/** The answer. It describes; nothing is recorded, and nobody is told. */
export interface Consequences {
  /** Kinds of item that could pass directly and no longer can. */
  readonly streams: readonly Stream[]
  /** Ways through a hub that cross the ended agreement, now lawful and then not. */
  readonly relays: readonly Relay[]
  /** Proposals that the gate would let through and no longer does. */
  readonly proposals: readonly Blocked[]
  /** What is held under the agreement, by holder, originator and level. */
  readonly holdings: readonly HoldingGroup[]
  /** What the holders go on owing, with the article each duty rests on. */
  readonly duties: readonly Duty[]
}

export interface Stream {
  readonly cell: Cell
  readonly reason: Reason
  /** How many items of this kind passed so far. */
  readonly passed: number
  readonly alternatives: readonly Route[]
}

export interface Relay {
  readonly path: readonly Nation[]
  readonly subject: string
  readonly level: string
}

export interface Blocked {
  readonly item: string
  readonly to: Nation
  readonly reason: Reason
  readonly alternatives: readonly Route[]
}

export interface HoldingGroup {
  readonly holder: Nation
  readonly originator: Nation
  readonly level: string
  readonly items: readonly string[]
}

/** A duty the end leaves standing. `done-by-people` are articles the software keeps no rule for: which of them go on is for people to read. */
export interface Duty {
  readonly kind: 'protection' | 'onward-release' | 'purpose' | 'receipts' | 'done-by-people'
  readonly cites: string
}

/**
 * Works out what would follow if an agreement had ended at an instant, by asking the gate on the facts as they are and as they would be.
 *
 * INVARIANT: it changes nothing: it returns values and has nothing to write with.
 */
export function whatIf(facts: CompiledFacts, question: Question, estate: Estate): Consequences {
  const { agreement, ended, channel, exercise } = question
  const after = supposing(facts, { ended: new Map([[agreement, ended]]) })
  const ways = [...waysIn(facts)].filter(({ way }) => way.hash === agreement)
  const extent: Extent = { nations: [...new Set(ways.map(({ from }) => from))], at: ended, exercise, channel }
  const held = estate.holdings.filter((one) => one.agreement === agreement)
  const lost = lostCells(matrix(facts, extent), matrix(after, extent))
  const around: Around = { before: facts, after, question, reported: estate.reported }
  return {
    streams: streamsOf(around, lost, held),
    relays: relaysOf(around, lost),
    proposals: blockedOf(around, estate.proposals),
    holdings: groups(held),
    duties: ways[0] === undefined ? [] : dutiesOf(ways[0].way.terms),
  }
}

interface Around {
  readonly before: CompiledFacts
  readonly after: CompiledFacts
  readonly question: Question
  readonly reported: readonly ReportedWay[]
}

interface Lost {
  readonly cell: Cell
  readonly purpose: string
  readonly reason: Reason
}

function lostCells(before: readonly Cell[], after: readonly Cell[]): readonly Lost[] {
  return before.flatMap((cell) => {
    const { ground } = cell
    const then = after.find((other) => sameCell(cell, other))?.ground
    return ground.kind === 'may' && then?.kind === 'may-not'
      ? [{ cell, purpose: ground.purposes[0] ?? '', reason: then.reason }]
      : []
  })
}

function streamsOf(around: Around, lost: readonly Lost[], held: readonly Held[]): readonly Stream[] {
  const passed = new Map<string, number>()
  for (const { giver, holder, subject, level } of held) {
    const key = streamKey({ from: giver, to: holder, subject, level })
    passed.set(key, (passed.get(key) ?? 0) + 1)
  }
  return lost.map(({ cell, reason, purpose }) => ({
    cell,
    reason,
    passed: passed.get(streamKey(cell)) ?? 0,
    alternatives: alternatives(around, { item: probe(around, { ...cell, purpose }), from: cell.from, to: cell.to }),
  }))
}

function streamKey({ from, to, subject, level }: Pick<Cell, 'from' | 'to' | 'subject' | 'level'>): string {
  return [from, to, subject, level.normalize('NFKC')].join('\n')
}

function alternatives({ after, question, reported }: Around, { item, from, to }: Pending): readonly Route[] {
  return routes(after, { item, from, to, channel: question.channel, at: question.ended }, reported).routes
}

/** An item of one kind that nobody drafted. */
function probe(
  { before, question }: Around,
  { from, subject, level, purpose }: Pick<Cell, 'from' | 'subject' | 'level'> & { readonly purpose: string },
): ItemFacts {
  const policy = [...before.policies.values()].find(({ nation }) => nation === from)?.id ?? ''
  const label = { policy, level, caveats: [], releasableTo: null }
  const portion = {
    id: 'p1',
    originator: from,
    label,
    equivalent: null,
    marked: question.ended,
    mediaType: 'text/plain',
    digest: null,
  }
  return { id: '', subject, purpose, exercise: question.exercise, portions: [portion] }
}

/** Chains of two legs of which one crosses the ended agreement: onwards from its receiver, or from elsewhere to its giver. */
function relaysOf(around: Around, lost: readonly Lost[]): readonly Relay[] {
  const { before, after, question, reported } = around
  const found = new Map<string, Relay>()
  const consider = (first: Lost['cell'], purpose: string, path: readonly [Nation, Nation, Nation]): void => {
    const item = probe(around, { ...first, purpose })
    const journey = { item, from: path[0], to: path[2], channel: question.channel, at: question.ended, legsMax: 2 }
    const isThrough = ({ legs }: Route): boolean => legs.length === 2 && legs[0]?.to === path[1]
    const [now, then] = [before, after].map((facts) => routes(facts, journey, reported).routes.some(isThrough))
    if (now !== true || then === true) return
    const { subject, level } = first
    found.set([...path, subject, level].join(' '), { path, subject, level })
  }
  for (const { cell, purpose } of lost) {
    const told = reported.filter(({ from }) => from === cell.to).map(({ to }) => to)
    for (const next of new Set([...(before.ways.get(cell.to)?.keys() ?? []), ...told]))
      if (next !== cell.from) consider(cell, purpose, [cell.from, cell.to, next])
    for (const [origin, partners] of before.ways) {
      if (origin === cell.to || !partners.has(cell.from)) continue
      const policy = [...before.policies.values()].find(({ nation }) => nation === origin)
      for (const { name } of policy?.levels ?? [])
        consider({ ...cell, from: origin, level: name }, purpose, [origin, cell.from, cell.to])
    }
  }
  return [...found.values()]
}

function blockedOf(around: Around, proposals: readonly Pending[]): readonly Blocked[] {
  const { before, after, question } = around
  const { channel, ended } = question
  return proposals.flatMap((pending) => {
    const { item, from, to } = pending
    const request = { item, from, to, purpose: item.purpose, channel }
    const then = decide(after, request, ended)
    if (then.kind === 'release' || decide(before, request, ended).kind === 'withhold') return []
    return [{ item: item.id, to, reason: then.reason, alternatives: alternatives(around, pending) }]
  })
}

function groups(held: readonly Held[]): readonly HoldingGroup[] {
  const found = new Map<string, HoldingGroup & { readonly items: string[] }>()
  for (const { holder, originators, level, item } of held) {
    for (const originator of originators) {
      const key = [holder, originator, level].join('\n')
      const group = found.get(key) ?? { holder, originator, level, items: [] }
      group.items.push(item)
      found.set(key, group)
    }
  }
  return [...found.values()]
}

function dutiesOf({ survival, thirdParty, purposes, receipts, articles }: Terms): readonly Duty[] {
  const enforced: readonly Duty[] = [
    { kind: 'protection', cites: survival.cites },
    { kind: 'onward-release', cites: thirdParty.cites },
    ...[...new Set(purposes.map(({ cites }) => cites))].map((cites) => ({ kind: 'purpose', cites }) as const),
    { kind: 'receipts', cites: receipts.cites },
  ]
  const byPeople = articles.flatMap(({ id, kind }) =>
    kind === 'manual' ? [{ kind: 'done-by-people', cites: id } as const] : [],
  )
  return [...enforced, ...byPeople]
}
