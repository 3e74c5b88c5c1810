import { Fault } from '../fault.ts'
import { isInstant, type Instant } from '../instant.ts'
import { assert } from '../assert.ts'

/** Milliseconds in a civil day; core knows no leap seconds, as POSIX time knows none. */
export const DAY_MS = 86_400_000

/** A day of the proleptic Gregorian calendar; `month` from 1. */
export interface CivilDate {
  readonly year: number
  readonly month: number
  readonly day: number
}

/** Days from 1970-01-01 to a date, counted in 400-year eras that begin on 1 March, so that a leap day is always the last. */
export function dayNumber({ year, month, day }: CivilDate): number {
  const y = month <= 2 ? year - 1 : year
  const era = Math.floor(y / 400)
  const yearOfEra = y - era * 400
  const dayOfYear = Math.floor((153 * ((month + 9) % 12) + 2) / 5) + day - 1
  const dayOfEra = yearOfEra * 365 + Math.floor(yearOfEra / 4) - Math.floor(yearOfEra / 100) + dayOfYear
  return era * 146_097 + dayOfEra - 719_468
}

/** The date of a day number: the inverse of {@link dayNumber}. */
export function civilDate(days: number): CivilDate {
  const shifted = days + 719_468
  const era = Math.floor(shifted / 146_097)
  const dayOfEra = shifted - era * 146_097
  const yearOfEra = Math.floor(
    (dayOfEra - Math.floor(dayOfEra / 1460) + Math.floor(dayOfEra / 36_524) - Math.floor(dayOfEra / 146_096)) / 365,
  )
  const dayOfYear = dayOfEra - (365 * yearOfEra + Math.floor(yearOfEra / 4) - Math.floor(yearOfEra / 100))
  const shiftedMonth = Math.floor((5 * dayOfYear + 2) / 153)
  const month = shiftedMonth < 10 ? shiftedMonth + 3 : shiftedMonth - 9
  const day = dayOfYear - Math.floor((153 * shiftedMonth + 2) / 5) + 1
  return { year: yearOfEra + era * 400 + (month <= 2 ? 1 : 0), month, day }
}

/** The same day some months later; where that month is too short, its last day. */
export function addMonths(days: number, months: number): number {
  const { year, month, day } = civilDate(days)
  const index = year * 12 + (month - 1) + months
  const first = { year: Math.floor(index / 12), month: (index % 12) + 1, day: 1 }
  return dayNumber({ ...first, day: Math.min(day, daysInMonth(first.year, first.month)) })
}

function daysInMonth(year: number, month: number): number {
  const next = month === 12 ? { year: year + 1, month: 1, day: 1 } : { year, month: month + 1, day: 1 }
  return dayNumber(next) - dayNumber({ year, month, day: 1 })
}

const UTC_TEXT = /^([0-9]{4})-([0-9]{2})-([0-9]{2})T([0-9]{2}):([0-9]{2}):([0-9]{2})(?:\.([0-9]{3}))?Z$/

/** Reads `2016-11-23T00:00:00Z` (RFC 3339, UTC, one spelling per instant); anything else is a `bytes-malformed` Fault. */
export function fromUtc(text: string, where: string): Instant {
  const match = UTC_TEXT.exec(text)
  if (match === null) throw new Fault('bytes-malformed', `${where}: not an instant such as 2016-11-23T00:00:00Z`)
  const [year = 0, month = 0, day = 0, hour = 0, minute = 0, second = 0, milli = 0] = match
    .slice(1)
    .map((part) => Number(part ?? '0'))
  const ms = dayNumber({ year, month, day }) * DAY_MS + hour * 3_600_000 + minute * 60_000 + second * 1000 + milli
  if (!isInstant(ms) || toUtc(ms) !== text) throw new Fault('bytes-malformed', `${where}: no such instant`)
  return ms
}

/** Writes an instant as RFC 3339 in UTC; milliseconds only where there are any. */
export function toUtc(at: Instant): string {
  assert(isInstant(at), 'an instant is a whole, non-negative number of milliseconds')
  const { year, month, day } = civilDate(Math.floor(at / DAY_MS))
  const time = at % DAY_MS
  const clock = [Math.floor(time / 3_600_000), Math.floor(time / 60_000) % 60, Math.floor(time / 1000) % 60]
  const milli = time % 1000
  const date = `${pad(year, 4)}-${pad(month, 2)}-${pad(day, 2)}`
  return `${date}T${clock.map((part) => pad(part, 2)).join(':')}${milli === 0 ? '' : `.${pad(milli, 3)}`}Z`
}

function pad(value: number, width: number): string {
  return String(value).padStart(width, '0')
}
