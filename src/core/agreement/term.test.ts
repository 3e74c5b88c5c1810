import assert from 'node:assert/strict'
import { test } from 'node:test'
import * as fc from 'fast-check'
import { ENTRY, terms, utc } from '../../../test/exercise.ts'
import { civilDate, toUtc } from '../bytes/calendar.ts'
import { instant } from '../instant.ts'
import { endByNotice, lastNoticeDay, termEnd } from './term.ts'
import type { TermRule } from './terms.ts'

const rule = terms.term
/** Three readings of "ninety days in advance" of a term that ends on 23 November 2019, 00:00 at +09:00. */
const backFromLastDay: TermRule = { ...rule, countedFrom: 'last-day', clearDays: false }
const backFromEndDay: TermRule = { ...rule, countedFrom: 'end-day', clearDays: false }
const clearBeforeLastDay: TermRule = { ...rule, countedFrom: 'last-day', clearDays: true }

const END_2019 = utc('2019-11-22T15:00:00Z')
const END_2020 = utc('2020-11-22T15:00:00Z')

test('a term ends at midnight of the agreed zone, on the day of entry into force a year later', () => {
  assert.equal(toUtc(termEnd(rule, ENTRY, 0)), '2017-11-22T15:00:00Z')
  assert.equal(termEnd(rule, ENTRY, 2), END_2019)
  assert.equal(toUtc(termEnd({ ...rule, zoneMinutes: 0 }, ENTRY, 2)), '2019-11-23T00:00:00Z')
})

test('the last day for a notice follows the agreed count: 24, 25 or 23 August 2019', () => {
  const last = (reading: TermRule): string => {
    const { month, day } = civilDate(lastNoticeDay(reading, END_2019))
    return `${month}-${day}`
  }
  assert.equal(last(backFromLastDay), '8-24')
  assert.equal(last(backFromEndDay), '8-25')
  assert.equal(last(clearBeforeLastDay), '8-23')
})

const vectors: readonly (readonly [day: string, inTime: readonly [boolean, boolean, boolean]])[] = [
  ['23', [true, true, true]],
  ['24', [true, true, false]],
  ['25', [false, true, false]],
  ['26', [false, false, false]],
]
for (const [day, inTime] of vectors) {
  test(`a note of ${day} August 2019 is in time or late as each reading has it, and a late one ends the next term`, () => {
    for (const [i, reading] of [backFromLastDay, backFromEndDay, clearBeforeLastDay].entries()) {
      // The first and the last moment of that day by the agreed clock.
      for (const notice of [utc(`2019-08-${Number(day) - 1}T15:00:00Z`), utc(`2019-08-${day}T14:59:59Z`)])
        assert.equal(endByNotice(reading, { entry: ENTRY, notice }), inTime[i] === true ? END_2019 : END_2020)
    }
  })
}

test('a notice ends a term that it precedes by the notice days, and no earlier term would do', () => {
  fc.assert(
    fc.property(
      fc.integer({ min: 0, max: 4_000_000_000_000 }),
      fc.integer({ min: 0, max: 400_000_000_000 }),
      (entered, later) => {
        const [entry, notice] = [instant(entered), instant(entered + later)]
        const end = endByNotice(rule, { entry, notice })
        assert.ok(end - notice >= rule.noticeDays * 86_400_000)
        const ends = Array.from({ length: 20 }, (_, i) => termEnd(rule, entry, i))
        assert.equal(
          ends.find((candidate) => lastNoticeDay(rule, candidate) >= Math.floor((notice + 32_400_000) / 86_400_000)),
          end,
        )
      },
    ),
  )
})

test('arithmetic beyond the year 9999 stops at its end instead of running on', () => {
  const [entry, notice] = [instant(253_402_300_000_000), instant(253_402_300_799_999)]
  assert.equal(endByNotice(rule, { entry, notice }), 253_402_300_799_999)
})
