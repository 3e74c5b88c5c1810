import { dice } from './chance.ts'
import type { NetworkFaults } from './network.ts'
import { NATIONS, type Party } from './treaty.ts'

/** What may go wrong under one seed: a random subset of everything that can. */
export interface Plan {
  readonly steps: number
  /** The agreement is in force before anything goes wrong; else people bring it about in foul weather. */
  readonly established: boolean
  readonly network: NetworkFaults
  readonly partitions: boolean
  readonly crashes: boolean
  readonly restores: boolean
  readonly skew: boolean
  readonly leaps: boolean
  /** Signatures take a while. */
  readonly slowKeys: boolean
  /** People also draft items that travel as objects. */
  readonly objects: boolean
  /** Which nation lies, if one does. */
  readonly liar: Party | null
  /** Disks fill up, and fail. */
  readonly disks: boolean
}

/** The plan of a seed. */
export function planOf(seed: number, steps?: number): Plan {
  const chance = dice(seed, 'plan')
  const maybe = (n: number): boolean => chance.oneIn(n)
  const rate = (n: number): number => (maybe(2) ? n + chance.below(n) : 0)
  const plan = {
    steps: steps ?? 40 + chance.below(100),
    established: !maybe(5),
    network: {
      drop: rate(6),
      duplicate: rate(5),
      corrupt: maybe(3) ? 8 : 0,
      delayMsMax: maybe(2) ? 20_000 : 0,
      reorder: maybe(2),
    },
    partitions: maybe(3),
    crashes: maybe(2),
    restores: maybe(4),
    skew: maybe(3),
    leaps: maybe(3),
    slowKeys: maybe(2),
    objects: maybe(3),
    liar: maybe(4) ? chance.pick(NATIONS) : null,
    disks: maybe(4),
  }
  // A liar's own log cannot be told from a restored one's, so the two are not mixed.
  return plan.liar === null ? plan : { ...plan, restores: false }
}
