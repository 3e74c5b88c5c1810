/**
 * A set of whole numbers kept as runs: `starts[i]` up to but not including `ends[i]`, ascending, never touching.
 *
 * Registers of a million items that were all accepted are one run, which is why the fold can keep them in memory.
 */
export interface Intervals {
  readonly starts: number[]
  readonly ends: number[]
}

/** An empty set. */
export function intervals(): Intervals {
  return { starts: [], ends: [] }
}

/** Tells whether the set holds `index`. */
export function includes(set: Intervals, index: number): boolean {
  const place = upperBound(set.starts, index) - 1
  return place >= 0 && index < (set.ends[place] ?? 0)
}

/** Adds [first, end) in place. Amortised constant at the right edge, where almost every addition falls. */
export function add(set: Intervals, first: number, end: number): void {
  if (end <= first) return
  // Runs [from, to) overlap or touch the new one and melt into it.
  const from = lowerBound(set.ends, first)
  const to = upperBound(set.starts, end)
  const start = from < to ? Math.min(first, set.starts[from] ?? first) : first
  const stop = from < to ? Math.max(end, set.ends[to - 1] ?? end) : end
  if (from === set.starts.length) {
    set.starts.push(start)
    set.ends.push(stop)
    return
  }
  if (to - from === 1) {
    set.starts[from] = start
    set.ends[from] = stop
    return
  }
  set.starts.splice(from, to - from, start)
  set.ends.splice(from, to - from, stop)
}

/** How many of [first, end) the set holds. */
export function countWithin(set: Intervals, first: number, end: number): number {
  let count = 0
  for (let i = lowerBound(set.ends, first + 1); i < set.starts.length && (set.starts[i] ?? end) < end; i++)
    count += Math.min(end, set.ends[i] ?? 0) - Math.max(first, set.starts[i] ?? 0)
  return count
}

/** How many numbers the set holds. */
export function size(set: Intervals): number {
  let total = 0
  for (let i = 0; i < set.starts.length; i++) total += (set.ends[i] ?? 0) - (set.starts[i] ?? 0)
  return total
}

/** The runs, in order. */
export function runs(set: Intervals): readonly (readonly [number, number])[] {
  return set.starts.map((start, i) => [start, set.ends[i] ?? start] as const)
}

// First place whose value is at least `value`.
function lowerBound(list: readonly number[], value: number): number {
  let low = 0
  let high = list.length
  if (high > 0 && (list[high - 1] ?? 0) < value) return high
  while (low < high) {
    const middle = (low + high) >>> 1
    if ((list[middle] ?? 0) < value) low = middle + 1
    else high = middle
  }
  return low
}

// First place whose value is above `value`.
function upperBound(list: readonly number[], value: number): number {
  return lowerBound(list, value + 1)
}
