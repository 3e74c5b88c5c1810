import assert from 'node:assert/strict'
import { test } from 'node:test'
import * as fc from 'fast-check'
import { instant } from '../instant.ts'
import { addMonths, civilDate, dayNumber, fromUtc, toUtc } from './calendar.ts'

const days = fc.integer({ min: 0, max: 2_932_896 })

test('a day number and its date are each other’s inverse, and agree with the platform’s calendar', () => {
  fc.assert(
    fc.property(days, (day) => {
      const { year, month, day: date } = civilDate(day)
      assert.equal(dayNumber({ year, month, day: date }), day)
      assert.equal(Date.UTC(year, month - 1, date), day * 86_400_000)
    }),
  )
})

test('an instant has one spelling, the platform’s without idle milliseconds', () => {
  fc.assert(
    fc.property(fc.integer({ min: 0, max: 253_402_300_799_999 }), (ms) => {
      const text = toUtc(instant(ms))
      assert.equal(text, new Date(ms).toISOString().replace('.000Z', 'Z'))
      assert.equal(fromUtc(text, 'here'), ms)
    }),
  )
})

test('a spelling that is not the one, and a day that does not exist, are refused by place', () => {
  for (const text of [
    '2016-11-23',
    '2016-11-23T00:00:00+09:00',
    '2016-11-23T00:00:00.000Z',
    '2016-02-30T00:00:00Z',
    '2016-11-23T24:00:00Z',
    '1969-12-31T23:59:59Z',
  ])
    assert.throws(() => fromUtc(text, 'policy.levels[0]'), {
      code: 'bytes-malformed',
      detail: /^policy\.levels\[0\]: /,
    })
})

test('a month is added by the calendar, and a day that is missing there becomes the last', () => {
  const add = (date: { year: number; month: number; day: number }, months: number): unknown =>
    civilDate(addMonths(dayNumber(date), months))
  assert.deepEqual(add({ year: 2016, month: 11, day: 23 }, 12), { year: 2017, month: 11, day: 23 })
  assert.deepEqual(add({ year: 2016, month: 2, day: 29 }, 12), { year: 2017, month: 2, day: 28 })
  assert.deepEqual(add({ year: 2019, month: 10, day: 31 }, 4), { year: 2020, month: 2, day: 29 })
  assert.deepEqual(add({ year: 2019, month: 12, day: 31 }, 12), { year: 2020, month: 12, day: 31 })
})
