import { AssertionError } from '../core/assert.ts'
import { Fault } from '../core/fault.ts'

/** Runs work on files of `where`: a full disk becomes `disk-full`, every other failure of the system `store-failed`. */
export async function withFileFaults<T>(where: string, act: () => Promise<T>): Promise<T> {
  try {
    return await act()
  } catch (cause) {
    if (cause instanceof Fault || cause instanceof AssertionError) throw cause
    const code = systemCode(cause)
    throw new Fault(code === 'ENOSPC' || code === 'EDQUOT' ? 'disk-full' : 'store-failed', where, { cause })
  }
}

/** What `found` gives, or `null` where the file it is about does not exist. */
export async function ifThere<T>(found: Promise<T>): Promise<T | null> {
  try {
    return await found
  } catch (cause) {
    if (systemCode(cause) === 'ENOENT') return null
    throw cause
  }
}

/** The system's name for a failure, such as `ENOENT`; `null` for a failure that has none. */
function systemCode(cause: unknown): string | null {
  return cause instanceof Error && 'code' in cause && typeof cause.code === 'string' ? cause.code : null
}
