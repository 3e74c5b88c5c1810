import { instant, type Instant } from '../src/core/instant.ts'
import type { Clock } from '../src/runtime/ports.ts'

export const SECOND_MS = 1000
export const DAY_MS = 86_400_000

/** The world's time, which no node can read. */
export interface WorldTime {
  now: number
}

/** One nation's clock: the world's time, wrong by `skewMs`, which may jump at any moment. */
export interface WrongClock extends Clock {
  skewMs: number
}

/** A clock that follows the world's time, right at first. */
export function wrongClock(time: WorldTime): WrongClock {
  return {
    skewMs: 0,
    now(): Instant {
      return instant(time.now + this.skewMs)
    },
  }
}
