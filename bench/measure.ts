/** One figure: the median of several runs, how far the runs lay apart (highest less lowest, over the median), and what it is held against. */
export interface Measure {
  readonly name: string
  readonly value: number
  readonly unit: string
  readonly spread: number
  /** What the machine itself does for the same work, measured in the same run. */
  readonly floor?: number
  /** The value over its floor. */
  readonly ratio?: number
  readonly goal?: number
  readonly met?: boolean
}

/** What was measured: one value a run, and one floor a run where there is one. */
export interface Runs {
  readonly name: string
  readonly unit: string
  readonly values: readonly number[]
  readonly floors?: readonly number[]
  readonly goal?: number
}

/** A figure whose goal is met from below: rates. */
export function atLeast(runs: Runs): Measure {
  return judged(runs, (value, goal) => value >= goal)
}

/** A figure whose goal is met from above: times and sizes. */
export function atMost(runs: Runs): Measure {
  return judged(runs, (value, goal) => value <= goal)
}

function judged({ name, unit, values, floors, goal }: Runs, meets: (value: number, goal: number) => boolean): Measure {
  const value = median(values)
  const floor = floors === undefined ? undefined : median(floors)
  return {
    name,
    value,
    unit,
    spread: spread(values),
    ...(floor === undefined ? {} : { floor, ratio: value / floor }),
    ...(goal === undefined ? {} : { goal, met: meets(value, goal) }),
  }
}

/** The value below which `percent` of the others lie. */
export function percentile(values: readonly number[], percent: number): number {
  const sorted = values.toSorted((a, b) => a - b)
  return sorted[Math.min(sorted.length - 1, Math.floor((sorted.length * percent) / 100))] ?? Number.NaN
}

/** The middle value. */
function median(values: readonly number[]): number {
  return percentile(values, 50)
}

/** How far values lie apart, over their median. */
function spread(values: readonly number[]): number {
  return (Math.max(...values) - Math.min(...values)) / median(values)
}
