/** What a run broke on. */
export interface Failure {
  readonly step: number
  readonly invariant: string
  readonly detail: string
}

/** An invariant of the world does not hold. */
export class Broken extends Error {
  readonly invariant: string

  constructor(invariant: string, detail: string) {
    super(detail)
    this.invariant = invariant
  }
}

/** Holds, or the run is broken. */
export function must(holds: boolean, invariant: string, detail: () => string): void {
  if (!holds) throw new Broken(invariant, detail())
}
