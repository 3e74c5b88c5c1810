/** Stops on a bug. Always on: a false statement here means the program is wrong, not the partner. */
export function assert(condition: boolean, statement: string): asserts condition {
  if (!condition) throw new AssertionError(statement)
}

/** Marks a line no input can reach. */
export function unreachable(statement: string): never {
  throw new AssertionError(statement)
}

/** A bug. Nothing in `core` or `runtime` catches it. */
export class AssertionError extends Error {
  override readonly name = 'AssertionError'
}
