import { utf8 } from './utf8.ts'
import { toUtc } from './calendar.ts'
import type { Instant } from '../instant.ts'

/*
 * BEGIN:VCALENDAR CRLF ... END:VCALENDAR CRLF        RFC 5545; lines of at most 75 octets, folded by CRLF and a space
 */

/** One entry of a calendar. */
export interface CalendarEvent {
  /** The same event has the same one for ever, so that a reader who subscribes sees it change and not double. */
  readonly uid: string
  readonly at: Instant
  readonly summary: string
  readonly description: string
  readonly categories: readonly string[]
  /** How many days before it a reader is reminded. */
  readonly remindDays: readonly number[]
}

/** A calendar of instants, in its one spelling: the same events and stamp give the same bytes (RFC 5545). */
export function encodeCalendar({
  name,
  stamp,
  events,
}: {
  readonly name: string
  /** When this calendar was made. */
  readonly stamp: Instant
  readonly events: readonly CalendarEvent[]
}): Uint8Array {
  const lines = [
    'BEGIN:VCALENDAR',
    'VERSION:2.0',
    'PRODID:-//Comity//Deadlines 1//EN',
    'CALSCALE:GREGORIAN',
    'METHOD:PUBLISH',
    `X-WR-CALNAME:${escaped(name)}`,
    ...events.flatMap((event) => eventLines(event, stamp)),
    'END:VCALENDAR',
  ]
  return utf8(lines.map((line) => `${folded(line)}\r\n`).join(''))
}

function eventLines(
  { uid, at, summary, description, categories, remindDays }: CalendarEvent,
  stamp: Instant,
): readonly string[] {
  return [
    'BEGIN:VEVENT',
    `UID:${escaped(uid)}`,
    `DTSTAMP:${dateTime(stamp)}`,
    `DTSTART:${dateTime(at)}`,
    `SUMMARY:${escaped(summary)}`,
    `DESCRIPTION:${escaped(description)}`,
    ...(categories.length === 0 ? [] : [`CATEGORIES:${categories.map(escaped).join(',')}`]),
    'TRANSP:TRANSPARENT',
    ...remindDays.flatMap((days) => [
      'BEGIN:VALARM',
      'ACTION:DISPLAY',
      `DESCRIPTION:${escaped(summary)}`,
      `TRIGGER:-P${days}D`,
      'END:VALARM',
    ]),
    'END:VEVENT',
  ]
}

/** `20191122T150000Z`: the second the instant lies in (section 3.3.5). */
function dateTime(at: Instant): string {
  return toUtc(at)
    .replace(/\.[0-9]{3}Z$/, 'Z')
    .replaceAll(/[-:]/g, '')
}

/** TEXT (section 3.3.11). A control character has no spelling in it and becomes a space. */
function escaped(text: string): string {
  return text
    .replaceAll(/[\\;,]/g, (mark) => `\\${mark}`)
    .replaceAll(/\r\n|\n|\r/g, String.raw`\n`)
    .replaceAll(/\p{Cc}/gu, ' ')
}

const OCTETS_MAX = 75

/** Section 3.1. A character is never divided, though the RFC would let its octets be. */
function folded(line: string): string {
  let out = ''
  let octets = 0
  for (const character of line) {
    const length = utf8(character).length
    if (octets + length > OCTETS_MAX) {
      out += '\r\n '
      octets = 1
    }
    out += character
    octets += length
  }
  return out
}
