import assert from 'node:assert/strict'
import { test } from 'node:test'
import * as fc from 'fast-check'
import { ENTRY, terms, utc } from '../../../test/exercise.ts'
import { isInstant } from '../instant.ts'
import { countNotice, deadlines, localDate } from './counting.ts'
import { endByNotice } from './term.ts'

const rule = terms.term
const counted = (day: string, change: Partial<typeof rule> = {}) =>
  countNotice({ ...rule, ...change }, { entry: ENTRY, notice: utc(`2019-08-${day}T06:00:00Z`) })

test('the note of 23 August 2019 ends the term of that year, and the counting shows every date', () => {
  const counting = counted('23')
  assert.equal(counting.zone, '+09:00')
  assert.equal(counting.noted, '2019-08-23')
  assert.equal(counting.end, utc('2019-11-22T15:00:00Z'))
  assert.deepEqual(counting.terms, [
    {
      end: utc('2019-11-22T15:00:00Z'),
      endDay: '2019-11-23',
      lastDay: '2019-11-22',
      deadline: '2019-08-24',
      inTime: true,
    },
  ])
})

test('24 or 25 August: the four conventions are shown side by side, and only one is the agreed one', () => {
  const table = (day: string): readonly string[] =>
    counted(day).conventions.map(
      ({ countedFrom, clearDays, deadline, inTime }) =>
        `${countedFrom}${clearDays ? ' clear' : ''} ${deadline.slice(5)} ${inTime ? 'in time' : 'late'}`,
    )
  assert.deepEqual(table('24'), [
    'last-day 08-24 in time',
    'last-day clear 08-23 late',
    'end-day 08-25 in time',
    'end-day clear 08-24 in time',
  ])
  assert.deepEqual(table('25'), [
    'last-day 08-24 late',
    'last-day clear 08-23 late',
    'end-day 08-25 in time',
    'end-day clear 08-24 late',
  ])
  for (const day of ['23', '24', '25', '26'])
    assert.deepEqual(
      counted(day).conventions.map(({ agreed }) => agreed),
      [true, false, false, false],
    )
})

test('a note after the deadline is shown late for the running term and in time for the next', () => {
  const { terms: tried, end } = counted('25')
  assert.deepEqual(
    tried.map(({ deadline, inTime }) => [deadline, inTime]),
    [
      ['2019-08-24', false],
      ['2020-08-24', true],
    ],
  )
  assert.equal(end, utc('2020-11-22T15:00:00Z'))
})

test('the zone decides whose 24 August it is: late evening at Greenwich is the 25th in Seoul and Tokyo', () => {
  const notice = utc('2019-08-24T20:00:00Z')
  assert.equal(countNotice(rule, { entry: ENTRY, notice }).terms[0]?.inTime, false)
  assert.equal(countNotice({ ...rule, zoneMinutes: 0 }, { entry: ENTRY, notice }).terms[0]?.inTime, true)
})

test('the next deadlines are the last dates on which a note is in time', () => {
  const found = deadlines(rule, { entry: ENTRY, after: utc('2019-08-24T20:00:00Z'), count: 2 })
  assert.deepEqual(
    found.map(({ deadline }) => deadline),
    ['2020-08-24', '2021-08-24'],
  )
  for (const { end, last } of found) {
    assert.equal(endByNotice(rule, { entry: ENTRY, notice: last }), end)
    const after = last + 1
    assert.ok(isInstant(after) && endByNotice(rule, { entry: ENTRY, notice: after }) > end)
  }
})

test('whatever the note and the rule, the counting shown ends where the computed one does', () => {
  fc.assert(
    fc.property(
      fc.integer({ min: 0, max: 4000 }),
      fc.constantFrom('last-day' as const, 'end-day' as const),
      fc.boolean(),
      fc.integer({ min: 0, max: 400 }),
      (days, countedFrom, clearDays, noticeDays) => {
        const changed = { ...rule, countedFrom, clearDays, noticeDays }
        const notice = ENTRY + days * 86_400_000
        assert.ok(isInstant(notice))
        const counting = countNotice(changed, { entry: ENTRY, notice })
        assert.equal(counting.end, endByNotice(changed, { entry: ENTRY, notice }))
        assert.equal(counting.noted, localDate(changed, notice))
      },
    ),
  )
})
