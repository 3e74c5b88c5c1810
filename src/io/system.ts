import { randomBytes } from 'node:crypto'
import { instant } from '../core/instant.ts'
import type { Chance, Clock } from '../runtime/ports.ts'

/** The machine's clock. */
export const systemClock: Clock = { now: () => instant(Date.now()) }

/** The machine's clock, moved; for exercises alone. */
export function movedClock(offsetMs: number): Clock {
  return { now: () => instant(Date.now() + offsetMs) }
}

/** The operating system's randomness. */
export const systemChance: Chance = { bytes: (length) => new Uint8Array(randomBytes(length)) }
