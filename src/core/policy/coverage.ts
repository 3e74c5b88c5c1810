import type { Json } from '../bytes/canonical.ts'
import { listOf, shape, stringOf, valueOf, wordOf } from '../bytes/shape.ts'
import { Fault } from '../fault.ts'
import { instant, type Instant } from '../instant.ts'
import { isNation, type Nation } from '../marking/name.ts'
import type { CompiledFacts } from './facts.ts'
import type { ItemFacts } from './item.ts'
import { prospect, type Need } from './need.ts'
import { spanOf } from './partial-date.ts'
import { inForceByReport, type Portfolio } from './portfolio.ts'
import type { Reason } from './reasons.ts'
import type { Withhold } from './verdict.ts'

/** Something that passed, or is meant to pass, between two nations. */
export interface Exchange {
  readonly id: string
  readonly kind: 'register' | 'plan'
  readonly from: Nation
  readonly to: Nation
  /** What the gate is asked about; a plan names a kind of item. */
  readonly item: ItemFacts
  readonly channel: string
  /** When, as far as it is known: from its first instant to the last that is meant. */
  readonly during: { readonly from: Instant; readonly last: Instant }
}

/** The legal basis of one exchange at its date. */
export type Basis =
  /** An agreement whose terms are on file allows it, once the statements named are made. */
  | {
      readonly kind: 'covered'
      readonly agreement: string
      readonly article: string | null
      readonly needs: readonly Need[]
    }
  /** Covered for a part of the time given, and not for the rest. */
  | { readonly kind: 'in-part'; readonly agreement: string; readonly reason: Reason; readonly wanted: string }
  /** No terms on file allow it; rows of the portfolio report an agreement. What it allows cannot be said here. */
  | { readonly kind: 'reported'; readonly rows: readonly string[]; readonly reason: Reason }
  | {
      readonly kind: 'none'
      readonly reason: Reason
      readonly agreement: string | null
      readonly article: string | null
      readonly fact: string
      readonly wanted: string
    }

export interface Covered {
  readonly exchange: Exchange
  readonly basis: Basis
}

/** Which exchanges and plans have a legal basis at their date, and why the others have none. Nothing is left out. */
export function coverage(
  facts: CompiledFacts,
  exchanges: readonly Exchange[],
  portfolio: Portfolio | null,
): readonly Covered[] {
  return exchanges.map((exchange) => ({ exchange, basis: basisOf(facts, exchange, portfolio) }))
}

function basisOf(facts: CompiledFacts, exchange: Exchange, portfolio: Portfolio | null): Basis {
  const { item, from, to, channel, during } = exchange
  const request = { item, from, to, purpose: item.purpose, channel }
  const [first, last] = [during.from, during.last].map((at) => prospect(facts, request, at))
  const [begins, ends] = [first?.verdict, last?.verdict]
  if (begins?.kind === 'release' && ends?.kind === 'release') {
    const article = begins.rules.find(({ rule }) => rule === 'equivalence')?.cites ?? null
    return { kind: 'covered', agreement: begins.agreement, article, needs: first?.needs ?? [] }
  }
  const barred = begins?.kind === 'withhold' ? begins : ends
  if (barred?.kind !== 'withhold')
    return { kind: 'none', reason: 'error-while-deciding', agreement: null, article: null, fact: '', wanted: '' }
  const open = begins?.kind === 'release' ? begins : ends
  if (open?.kind === 'release')
    return { kind: 'in-part', agreement: open.agreement, reason: barred.reason, wanted: wantedOf(barred) }
  return reportedBasis(exchange, portfolio, barred.reason) ?? noBasis(barred)
}

/** A report can stand in only for terms that are not here: where the terms say no, no report says otherwise. */
function reportedBasis(
  { from, to, during, item }: Exchange,
  portfolio: Portfolio | null,
  reason: Reason,
): Basis | null {
  if (portfolio === null || reason !== 'no-agreement' || portfolio.exercise !== item.exercise) return null
  const rows = portfolio.rows.filter(
    (row) =>
      row.parties.length === 2 &&
      row.parties.includes(from) &&
      row.parties.includes(to) &&
      inForceByReport(portfolio, row, during.from) !== 'no',
  )
  return rows.length === 0 ? null : { kind: 'reported', rows: rows.map(({ id }) => id), reason }
}

function noBasis(barred: Withhold): Basis {
  const last = barred.rules.at(-1)
  return {
    kind: 'none',
    reason: barred.reason,
    agreement: barred.agreement,
    article: last?.cites ?? null,
    fact: last?.fact ?? '',
    wanted: wantedOf(barred),
  }
}

function wantedOf({ rules }: Withhold): string {
  const last = rules.at(-1)
  return last?.passed === false ? last.wanted : ''
}

const PLANS_MAX = 10_000

/**
 * Reads plans (`comity/plans/1`), strictly: each names giver, taker, subject, purpose, the giver's marking and a date as far as it is
 * fixed. `policies` says by which policy each nation marks.
 */
export function decodePlans(json: Json, policies: CompiledFacts['policies']): readonly Exchange[] {
  const shaped = shape(json, 'plans', ['format', 'zoneMinutes', 'exercise', 'plans'])
  wordOf(shaped, 'format', ['comity/plans/1'])
  const zoneMinutes = shaped.object['zoneMinutes']
  const exercise = valueOf(shaped, 'exercise')
  if (typeof zoneMinutes !== 'number' || !Number.isSafeInteger(zoneMinutes) || Math.abs(zoneMinutes) > 840)
    throw new Fault('bytes-malformed', 'plans.zoneMinutes: not minutes east of UTC')
  if (typeof exercise !== 'boolean') throw new Fault('bytes-malformed', 'plans.exercise: not true or false')
  return listOf(shaped, 'plans', PLANS_MAX).map((value, i) =>
    decodePlan(value, { where: `plans[${i}]`, zoneMinutes, exercise, policies }),
  )
}

interface Reader {
  readonly where: string
  readonly zoneMinutes: number
  readonly exercise: boolean
  readonly policies: CompiledFacts['policies']
}

function decodePlan(json: Json, { where, zoneMinutes, exercise, policies }: Reader): Exchange {
  const shaped = shape(json, where, ['id', 'from', 'to', 'subject', 'purpose', 'marking', 'channel', 'date'])
  const [from, to] = [stringOf(shaped, 'from', 8), stringOf(shaped, 'to', 8)]
  if (!isNation(from) || !isNation(to) || from === to)
    throw new Fault('bytes-malformed', `${where}: from one nation to another`)
  const policy = [...policies.values()].find(({ nation }) => nation === from)?.id ?? from
  const during = spanOf(stringOf(shaped, 'date', 10), { zoneMinutes, where: `${where}.date` })
  const label = { policy, level: stringOf(shaped, 'marking', 64), caveats: [], releasableTo: null }
  const id = stringOf(shaped, 'id', 128)
  const portion = {
    id: 'p1',
    originator: from,
    label,
    equivalent: null,
    marked: during.from,
    mediaType: 'text/plain',
    digest: null,
  }
  const item = {
    id,
    subject: stringOf(shaped, 'subject', 64),
    purpose: stringOf(shaped, 'purpose', 64),
    exercise,
    portions: [portion],
  }
  return {
    id,
    kind: 'plan',
    from,
    to,
    item,
    channel: stringOf(shaped, 'channel', 64),
    during: { from: during.from, last: instant(during.until - 1) },
  }
}
