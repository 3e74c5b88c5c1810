import { assert } from './assert.ts'

/** Milliseconds since the epoch. Always handed in: core has no clock. */
export type Instant = number & { readonly __brand: 'Instant' }

/** The only place a number becomes an instant, by a predicate, so nobody casts. */
export function instant(ms: number): Instant {
  assert(isInstant(ms), 'an instant is a whole, non-negative number of milliseconds')
  return ms
}

/** Tells whether a number read from outside may become an instant (at most the year 9999). */
export function isInstant(ms: number): ms is Instant {
  return Number.isSafeInteger(ms) && ms >= 0 && ms <= 253_402_300_799_999
}
