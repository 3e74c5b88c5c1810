import { add, countWithin, includes, intervals, type Intervals } from '../bytes/intervals.ts'
import type { Range, Rung } from '../wire/act.ts'

/**
 * Where the items of one direction stand on the receipt ladder: one set of log indices a rung.
 *
 * INVARIANT: no index is in two of `accepted`, `refused` and `dissent`: no two final rungs contradict.
 * INVARIANT: what is `accepted` or `dissent` is `arrived`; what is `opened` is `accepted`.
 */
export interface Ladder {
  /** Every release of the direction. */
  readonly released: Intervals
  readonly rungs: Readonly<Record<Rung, Intervals>>
}

/** A ladder on which nothing was released yet. */
export function ladder(): Ladder {
  return {
    released: intervals(),
    rungs: {
      arrived: intervals(),
      accepted: intervals(),
      refused: intervals(),
      dissent: intervals(),
      opened: intervals(),
    },
  }
}

/** Puts a release at the foot of the ladder. */
export function release(state: Ladder, index: number): void {
  add(state.released, index, index + 1)
}

/** What must be there, and what must not, before a rung. The table is the state machine of `exchange.md` section 3. */
const STEPS: Readonly<Record<Rung, { readonly after: Rung | null; readonly never: readonly Rung[] }>> = {
  arrived: { after: null, never: ['refused'] },
  accepted: { after: 'arrived', never: ['refused', 'dissent'] },
  refused: { after: null, never: ['accepted', 'dissent', 'opened'] },
  dissent: { after: 'arrived', never: ['accepted', 'refused', 'opened'] },
  opened: { after: 'accepted', never: ['refused', 'dissent'] },
}

/** Why a rung cannot be climbed over a range; null where it can. A rung climbed twice is no contradiction and changes nothing. */
export function obstacle(
  state: Ladder,
  rung: Rung,
  [first, end]: Range,
): 'not-released' | 'out-of-order' | 'contradicts' | null {
  // What cannot be read cannot be told to be a release; so anything may be refused.
  if (rung !== 'refused' && countWithin(state.released, first, end) !== end - first) return 'not-released'
  const { after, never } = STEPS[rung]
  if (never.some((other) => countWithin(state.rungs[other], first, end) > 0)) return 'contradicts'
  if (after !== null && countWithin(state.rungs[after], first, end) !== end - first) return 'out-of-order'
  return null
}

/** Climbs; the caller has asked {@link obstacle}. */
export function climb(state: Ladder, rung: Rung, [first, end]: Range): void {
  add(state.rungs[rung], first, end)
}

/** Tells whether an item has its final rung: nothing further is answered of itself. */
export function hasFinalRung({ rungs }: Ladder, index: number): boolean {
  return includes(rungs.accepted, index) || includes(rungs.refused, index) || includes(rungs.dissent, index)
}

/** The highest rung of one item; `null` where nothing came back yet. */
export function standing(state: Ladder, index: number): Rung | null {
  const order: readonly Rung[] = ['opened', 'dissent', 'refused', 'accepted', 'arrived']
  return order.find((rung) => includes(state.rungs[rung], index)) ?? null
}
