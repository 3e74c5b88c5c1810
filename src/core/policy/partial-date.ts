import { addMonths, DAY_MS, dayNumber } from '../bytes/calendar.ts'
import { Fault } from '../fault.ts'
import { instant, type Instant } from '../instant.ts'

/** A date as far as it is known: `2014`, `2015-12` or `2016-11-23`. */
export type PartialDate = string

/** From its first instant to the first after it, in the zone the date was written in. */
export interface Span {
  readonly from: Instant
  readonly until: Instant
}

const DATE = /^([0-9]{4})(?:-([0-9]{2})(?:-([0-9]{2}))?)?$/

/** Reads a date of any precision; one that is not in the calendar is `bytes-malformed`. */
export function spanOf(
  date: PartialDate,
  { zoneMinutes, where }: { readonly zoneMinutes: number; readonly where: string },
): Span {
  const [, year, month, day] = DATE.exec(date) ?? []
  if (year === undefined) throw new Fault('bytes-malformed', `${where}: not such as 2014, 2015-12 or 2016-11-23`)
  const first = dayNumber({ year: Number(year), month: Number(month ?? 1), day: Number(day ?? 1) })
  const after = day !== undefined ? first + 1 : addMonths(first, month !== undefined ? 1 : 12)
  const start = (days: number): number => days * DAY_MS - zoneMinutes * 60_000
  if (start(first) < 0 || !isInCalendar(Number(month ?? 1), Number(day ?? 1), first))
    throw new Fault('bytes-malformed', `${where}: no such date`)
  return { from: instant(start(first)), until: instant(start(after)) }
}

function isInCalendar(month: number, day: number, days: number): boolean {
  if (month < 1 || month > 12 || day < 1) return false
  const firstOfMonth = days - day + 1
  return days < addMonths(firstOfMonth, 1)
}
