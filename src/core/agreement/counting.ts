import { assert } from '../assert.ts'
import { civilDate, DAY_MS } from '../bytes/calendar.ts'
import { instant, isInstant, type Instant } from '../instant.ts'
import { endByNotice, lastNoticeDay, localDay, termEnd } from './term.ts'
import type { TermRule } from './terms.ts'

/** How the end that a notice brings was counted: every date looked at, so that a person can follow it with a calendar. */
export interface Counting {
  /** Whose midnight: `+09:00`. */
  readonly zone: string
  /** The local date of the note. */
  readonly noted: string
  /** The term that was running when the note was sent, then each after it until one the note is in time for. */
  readonly terms: readonly CountedTerm[]
  /** When provision ends. */
  readonly end: Instant
  /** The same note for the running term under every convention people use; the one agreed is marked. */
  readonly conventions: readonly Convention[]
}

export interface CountedTerm {
  readonly end: Instant
  /** The day on which the term has ended, and the day before it, by local date. */
  readonly endDay: string
  readonly lastDay: string
  /** The last local date on which a notice that ends this term may be dated. */
  readonly deadline: string
  readonly inTime: boolean
}

export interface Convention {
  readonly countedFrom: TermRule['countedFrom']
  readonly clearDays: boolean
  readonly deadline: string
  readonly inTime: boolean
  readonly agreed: boolean
}

/** Counts a notice, showing the counting. The end is `term.ts`'s own. */
export function countNotice(
  rule: TermRule,
  { entry, notice }: { readonly entry: Instant; readonly notice: Instant },
): Counting {
  const day = localDay(rule, notice)
  const end = endByNotice(rule, { entry, notice })
  const terms: CountedTerm[] = []
  for (let extensions = extensionsBy(rule, entry, notice); terms.at(-1)?.inTime !== true; extensions++)
    terms.push(countTerm(rule, { end: termEnd(rule, entry, extensions), day }))
  const running = terms[0]
  assert(running !== undefined && terms.at(-1)?.end === end, 'the counting shown ends where the computed one does')
  return { zone: zoneText(rule), noted: dateText(day), terms, end, conventions: conventions(rule, running.end, day) }
}

/** One term on the calendar: when it ends, and until which local date a notice may end it. */
export interface Deadline {
  readonly end: Instant
  readonly endDay: string
  readonly deadline: string
  /** The last instant of that date. */
  readonly last: Instant
}

/** The next deadlines after an instant, soonest first. */
export function deadlines(
  rule: TermRule,
  { entry, after, count }: { readonly entry: Instant; readonly after: Instant; readonly count: number },
): readonly Deadline[] {
  const today = localDay(rule, after)
  const found: Deadline[] = []
  for (let extensions = extensionsBy(rule, entry, after); found.length < count; extensions++) {
    const end = termEnd(rule, entry, extensions)
    const day = lastNoticeDay(rule, end)
    if (day < today) continue
    const last = (day + 1) * DAY_MS - rule.zoneMinutes * 60_000 - 1
    if (!isInstant(last)) break
    found.push({ end, endDay: dateText(localDay(rule, end)), deadline: dateText(day), last: instant(last) })
  }
  return found
}

/** A local date as ISO 8601 writes it. */
export function localDate(rule: TermRule, at: Instant): string {
  return dateText(localDay(rule, at))
}

// Extensions made before the instant: the term running then is the next to end.
function extensionsBy(rule: TermRule, entry: Instant, at: Instant): number {
  let extensions = 0
  while (termEnd(rule, entry, extensions) <= at) extensions++
  return extensions
}

function countTerm(rule: TermRule, { end, day }: { readonly end: Instant; readonly day: number }): CountedTerm {
  const endDay = localDay(rule, end)
  const deadline = lastNoticeDay(rule, end)
  return {
    end,
    endDay: dateText(endDay),
    lastDay: dateText(endDay - 1),
    deadline: dateText(deadline),
    inTime: day <= deadline,
  }
}

function conventions(rule: TermRule, end: Instant, day: number): readonly Convention[] {
  return (['last-day', 'end-day'] as const).flatMap((countedFrom) =>
    [false, true].map((clearDays) => {
      const deadline = lastNoticeDay({ ...rule, countedFrom, clearDays }, end)
      return {
        countedFrom,
        clearDays,
        deadline: dateText(deadline),
        inTime: day <= deadline,
        agreed: rule.countedFrom === countedFrom && rule.clearDays === clearDays,
      }
    }),
  )
}

function zoneText({ zoneMinutes }: TermRule): string {
  const minutes = Math.abs(zoneMinutes)
  return `${zoneMinutes < 0 ? '-' : '+'}${pad(Math.floor(minutes / 60), 2)}:${pad(minutes % 60, 2)}`
}

function dateText(day: number): string {
  const { year, month, day: date } = civilDate(day)
  return `${pad(year, 4)}-${pad(month, 2)}-${pad(date, 2)}`
}

function pad(value: number, width: number): string {
  return String(value).padStart(width, '0')
}
