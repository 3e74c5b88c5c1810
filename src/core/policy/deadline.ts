import { lastNoticeDay, termEnd } from '../agreement/term.ts'
import type { TermRule } from '../agreement/terms.ts'
import { DAY_MS } from '../bytes/calendar.ts'
import { instant, type Instant } from '../instant.ts'
import type { Nation } from '../marking/name.ts'
import type { CompiledFacts } from './facts.ts'
import { spanOf } from './partial-date.ts'
import type { Owner, Portfolio, Reading } from './portfolio.ts'
import { consentsIn, waysIn } from './suppose.ts'

/** Something with a date that an office has to watch. */
export interface Deadline {
  readonly what: 'term-end' | 'last-notice-day' | 'end' | 'consent-lapses' | 'assurance-lapses'
  /** The agreement's id, or the row's. */
  readonly agreement: string
  readonly parties: readonly Nation[]
  readonly at: Instant
  /** Whose midnight `at` is: minutes east of UTC. */
  readonly zoneMinutes: number
  readonly owner: Owner
  readonly cites: string
  /** Which counting it rests on, where sources leave that open. */
  readonly reading: Reading | null
  /** `acts` where the terms are on file and the acts recorded; `report` where a row of the portfolio says so. */
  readonly ground: 'acts' | 'report'
}

/** Every deadline that is still to come, the next one first. */
export function deadlines(facts: CompiledFacts, portfolio: Portfolio | null, now: Instant): readonly Deadline[] {
  const found = [
    ...ofAgreements(facts, now),
    ...ofStatements(facts),
    ...(portfolio === null ? [] : ofRows(portfolio, now)),
  ]
  return found.filter(({ at }) => at > now).sort((a, b) => a.at - b.at || (a.agreement < b.agreement ? -1 : 1))
}

function ofAgreements(facts: CompiledFacts, now: Instant): readonly Deadline[] {
  const found = new Map<string, readonly Deadline[]>()
  for (const { way } of waysIn(facts)) {
    const { terms, period, hash } = way
    if (period === null || found.has(hash)) continue
    const { zoneMinutes, cites } = terms.term
    const parties = terms.parties.map(({ nation }) => nation)
    const common = {
      agreement: terms.id,
      parties,
      zoneMinutes,
      cites,
      reading: null,
      ground: 'acts',
      owner: 'treaty-officer',
    } as const
    found.set(
      hash,
      period.until !== null
        ? [{ ...common, what: 'end', at: period.until }]
        : ofTerm(terms.term, { entry: period.from, now }, common),
    )
  }
  return [...found.values()].flat()
}

type Common = Omit<Deadline, 'what' | 'at'>

/** The end of the running term, and the last instant at which a notice still ends it; where that has passed, the term after too. */
function ofTerm(
  rule: TermRule,
  { entry, now }: { readonly entry: Instant; readonly now: Instant },
  common: Common,
): readonly Deadline[] {
  let extensions = 0
  while (termEnd(rule, entry, extensions) <= now) extensions++
  const ends = [termEnd(rule, entry, extensions), termEnd(rule, entry, extensions + 1)]
  const notices = ends.map((end) => endOfDay(rule, lastNoticeDay(rule, end)))
  const next = notices.find((at) => at > now)
  return [
    ...ends.slice(0, 1).map((at) => ({ ...common, what: 'term-end', at }) as const),
    ...(next === undefined ? [] : [{ ...common, what: 'last-notice-day', at: next } as const]),
  ]
}

// The last millisecond of the day: what is sent later is late.
function endOfDay({ zoneMinutes }: TermRule, day: number): Instant {
  return instant(Math.max(0, (day + 1) * DAY_MS - zoneMinutes * 60_000 - 1))
}

function ofStatements(facts: CompiledFacts): readonly Deadline[] {
  const common = { zoneMinutes: 0, reading: null, ground: 'acts', owner: 'defence-policy-desk' } as const
  const consents = consentsIn(facts).flatMap(({ originator, holder, recipient, covers, until }) =>
    until === null
      ? []
      : [
          {
            ...common,
            what: 'consent-lapses',
            at: until,
            agreement: covers.kind === 'item' ? covers.item : covers.subject,
            parties: [originator, holder, recipient],
            cites: '',
          } as const,
        ],
  )
  const assurances = [...waysIn(facts)].flatMap(({ way }) =>
    [...way.assurances.standing, ...[...way.assurances.byItem.values()].flat()].flatMap(
      ({ assurance: { until, by, to } }) =>
        until === null
          ? []
          : [
              {
                ...common,
                what: 'assurance-lapses',
                at: until,
                agreement: way.terms.id,
                parties: [by, to],
                cites: way.terms.assurance.cites,
              } as const,
            ],
    ),
  )
  return [...consents, ...assurances]
}

function ofRows({ rows, zoneMinutes }: Portfolio, now: Instant): readonly Deadline[] {
  return rows.flatMap((row) => {
    const { term, id, parties, owner } = row
    if (term === null) return []
    const { cites } = term
    const entry = spanOf(term.entry, { zoneMinutes, where: id }).from
    const found = term.readings.flatMap((reading) => {
      const rule: TermRule = { ...term, ...reading, days: 'calendar', dateOfNote: 'sent', zoneMinutes }
      const common = { agreement: id, parties, zoneMinutes, cites, owner, ground: 'report', reading } as const
      return ofTerm(rule, { entry, now }, common)
    })
    // The end of the term does not turn on how the days before it are counted.
    const isFirst = (one: Deadline, i: number): boolean =>
      one.what !== 'term-end' || found.findIndex(({ what }) => what === 'term-end') === i
    return found.filter(isFirst).map((one) => (one.what === 'term-end' ? { ...one, reading: null } : one))
  })
}
