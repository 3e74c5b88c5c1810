/*
 * Each event says in `seen` how many of the partner's entries its author had cosigned. That alone orders two logs alike on both
 * sides, without a clock (section 9 of the ledger's design).
 */

/**
 * The two logs of a relation as their `seen` values, by index. `first` is the log whose origin sorts first.
 *
 * INVARIANT: `seen` never decreases along a log.
 */
export interface Histories {
  readonly first: readonly number[]
  readonly second: readonly number[]
}

/** One entry of a relation. */
export interface Place {
  readonly log: 'first' | 'second'
  readonly index: number
}

/** A point in both logs: so many entries of each. */
export interface Cut {
  readonly first: number
  readonly second: number
}

/** Which of two origins is `first`: byte order, as the origins are ASCII. */
export function isFirst(origin: string, other: string): boolean {
  return origin < other
}

/**
 * The one order of both logs: the next entry of `first` as soon as it has seen no more of `second` than was taken, else the next
 * of `second` on the same condition. Ends where neither may go on, which for honest logs is the end of both.
 */
export function weave({ first, second }: Histories): readonly Place[] {
  const order: Place[] = []
  let [i, j] = [0, 0]
  for (;;) {
    if (i < first.length && (first[i] ?? 0) <= j) order.push({ log: 'first', index: i++ })
    else if (j < second.length && (second[j] ?? 0) <= i) order.push({ log: 'second', index: j++ })
    else return order
  }
}

/**
 * Tells whether entry `second` of the second log stands before the entry of the first log that has `seen`.
 *
 * The weave in one comparison: an entry of the first log waits for exactly the entries it has seen, and goes before all others.
 */
export function precedes(second: number, seen: number): boolean {
  return second < seen
}

/** Orders two entries of a relation as the weave does; `seen` is theirs. Negative where `a` stands first. */
export function comparePlaces(a: Place & { readonly seen: number }, b: Place & { readonly seen: number }): number {
  if (a.log === b.log) return a.index - b.index
  if (a.log === 'first') return precedes(b.index, a.seen) ? 1 : -1
  return precedes(a.index, b.seen) ? -1 : 1
}

/**
 * Tells whether the order before a cut can never change: the entries that stand on it have seen all that the cut holds of the
 * other log. Snapshots of a fold are taken there.
 */
export function isClosed({ first, second }: Histories, cut: Cut): boolean {
  const [a, b] = [first[cut.first], second[cut.second]]
  return a !== undefined && b !== undefined && a >= cut.second && b >= cut.first
}

/** The latest closed cut, or `null` where there is none. */
export function lastClosed(histories: Histories): Cut | null {
  const { first, second } = histories
  // A closed cut falls between two places of the weave, so its candidates are the cuts the weave passes.
  let [i, j] = [0, 0]
  let last: Cut | null = isClosed(histories, { first: 0, second: 0 }) ? { first: 0, second: 0 } : null
  for (const place of weave({ first, second })) {
    if (place.log === 'first') i++
    else j++
    if (isClosed(histories, { first: i, second: j })) last = { first: i, second: j }
  }
  return last
}

/** What an author is bound to have seen: a head of its log of `from` entries came with its cosignature on `seen` of ours. */
export interface SeenFloor {
  readonly from: number
  readonly seen: number
}

/** What an entry's `seen` says of its author. Every lie has a proof: our own signed heads, or theirs. */
export type SeenVerdict =
  | { readonly kind: 'honest' }
  | { readonly kind: 'too-high'; readonly signed: number }
  | { readonly kind: 'decreasing'; readonly previous: number }
  | { readonly kind: 'too-low'; readonly floor: SeenFloor }

/**
 * Judges the `seen` of entry `index` of the partner's log.
 *
 * `signed` is the largest size of our log we have signed a head for: nobody can have cosigned more. `previous` is the `seen` of
 * the entry before (0 for the first). Each floor binds every entry from its `from` on: nobody can un-see a termination.
 */
export function judgeSeen(entry: {
  readonly index: number
  readonly seen: number
  readonly previous: number
  readonly signed: number
  readonly floors: readonly SeenFloor[]
}): SeenVerdict {
  const { index, seen, previous, signed } = entry
  if (seen > signed) return { kind: 'too-high', signed }
  if (seen < previous) return { kind: 'decreasing', previous }
  const floor = entry.floors.find((known) => index >= known.from && seen < known.seen)
  return floor === undefined ? { kind: 'honest' } : { kind: 'too-low', floor }
}
