import { assert } from '../assert.ts'
import { addMonths, DAY_MS } from '../bytes/calendar.ts'
import { instant, isInstant, type Instant } from '../instant.ts'
import type { TermRule } from './terms.ts'

/*
 * "Ninety days in advance" hides five choices. All five are agreed parameters, never a library's defaults:
 *
 *   counted back from   countedFrom   the last day of the term, or the day on which it has ended
 *   which date          dateOfNote    when it was sent
 *   end days            clearDays     whether the day of the note and the day counted from count
 *   which days          days          calendar days
 *   whose midnight      zoneMinutes
 */

/** The end of the first term, and then of each extension: midnight, in the agreed zone, of the day the months are up. */
export function termEnd(rule: TermRule, entry: Instant, extensions: number): Instant {
  assert(extensions >= 0, 'a term is extended a whole number of times')
  return midnight(rule, addMonths(localDay(rule, entry), rule.firstMonths + extensions * rule.extensionMonths))
}

/** The last local day, as a day number, on which a notice ending this term may be dated. */
export function lastNoticeDay(rule: TermRule, end: Instant): number {
  const from = localDay(rule, end) - (rule.countedFrom === 'last-day' ? 1 : 0)
  return from - rule.noticeDays - (rule.clearDays ? 1 : 0)
}

/**
 * When provision ends because of a notice: the end of the first term for which the notice is in time.
 *
 * A late notice ends the term after; it is never void.
 */
export function endByNotice(
  rule: TermRule,
  { entry, notice }: { readonly entry: Instant; readonly notice: Instant },
): Instant {
  const day = localDay(rule, notice)
  let end = termEnd(rule, entry, 0)
  for (let extensions = 1; lastNoticeDay(rule, end) < day && end < END_OF_TIME_MS; extensions++)
    end = termEnd(rule, entry, extensions)
  return end
}

/** The day number of an instant by the agreed zone's calendar. */
export function localDay(rule: TermRule, at: Instant): number {
  return Math.floor((at + rule.zoneMinutes * 60_000) / DAY_MS)
}

function midnight(rule: TermRule, day: number): Instant {
  const ms = day * DAY_MS - rule.zoneMinutes * 60_000
  return isInstant(ms) ? ms : instant(END_OF_TIME_MS)
}

/** The last instant there is: a term whose arithmetic passes the year 9999 ends there. */
const END_OF_TIME_MS = 253_402_300_799_999
