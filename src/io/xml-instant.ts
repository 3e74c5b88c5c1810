import { DAY_MS, dayNumber, fromUtc } from '../core/bytes/calendar.ts'
import { isInstant, type Instant } from '../core/instant.ts'
import { misread } from './xml-reader.ts'

const DATE_TIME = /^(\d{4})-(\d{2})-(\d{2})T(\d{2}):(\d{2}):(\d{2})(?:\.(\d{1,9}))?(Z|[+-]\d{2}:\d{2})$/
const GENERALIZED = /^(\d{4})(\d{2})(\d{2})(\d{2})(\d{2})(\d{2})Z$/

/** Reads an `xs:dateTime` that names its zone; fractions below a millisecond are cut off. */
export function instantOf(text: string, where: string): Instant {
  const match = DATE_TIME.exec(text)
  if (match === null)
    throw misread(where, `\`${text.slice(0, 40)}\` is no time with a zone, such as 2016-11-23T00:00:00Z`)
  const [, year = '', month = '', day = '', hour = '', minute = '', second = '', fraction = '', zone = ''] = match
  // The civil part is checked by the strict reader; 24:00 and leap seconds are refused there.
  const civil = fromUtc(`${year}-${month}-${day}T${hour}:${minute}:${second}Z`, where)
  const ms = civil + Number(fraction.slice(0, 3).padEnd(3, '0')) - offsetMs(zone, where)
  if (!isInstant(ms)) throw misread(where, 'outside the years 1970 to 9999')
  return ms
}

/** Reads the generalized time of a policy file (`20161123000000Z`), or a date. */
export function generalizedOf(text: string, where: string): Instant {
  const date = /^(\d{4})-(\d{2})-(\d{2})$/.exec(text)
  if (date !== null) {
    const [year = 0, month = 0, day = 0] = date.slice(1).map(Number)
    const ms = dayNumber({ year, month, day }) * DAY_MS
    if (isInstant(ms)) return ms
  }
  const match = GENERALIZED.exec(text)
  if (match === null) return instantOf(text, where)
  const [, year = '', month = '', day = '', hour = '', minute = '', second = ''] = match
  return fromUtc(`${year}-${month}-${day}T${hour}:${minute}:${second}Z`, where)
}

function offsetMs(zone: string, where: string): number {
  if (zone === 'Z') return 0
  const [hours = 0, minutes = 0] = zone.slice(1).split(':').map(Number)
  if (hours > 14 || minutes > 59) throw misread(where, `no such zone: ${zone}`)
  return (zone.startsWith('-') ? -1 : 1) * (hours * 60 + minutes) * 60_000
}
