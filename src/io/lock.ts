import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { Fault } from '../core/fault.ts'

/** A data directory held by this process, until `release` or its death. */
export interface Lock {
  release(): void
}

/** Never read nor written: only its lock counts. Never open it in any other way, since closing any handle would drop the lock. */
export const LOCK = 'lock'

const BUSY = 5

/**
 * Holds a data directory for this process; `directory-in-use` where another process, or another caller in this one, holds it.
 *
 * Node has no file lock of its own, but SQLite takes the kernel's (fcntl on Unix, LockFileEx on Windows): an exclusive transaction on
 * an empty file. The kernel drops it when the process dies, however it dies. Network file systems without such locks are not supported.
 */
export function lockDirectory(directory: string): Lock {
  let db: DatabaseSync | null = null
  try {
    db = new DatabaseSync(join(directory, LOCK), { timeout: 0 })
    // In memory, or SQLite would leave a rollback journal behind when we are killed.
    db.exec('PRAGMA journal_mode = MEMORY; BEGIN EXCLUSIVE')
    return { release: db.close.bind(db) }
  } catch (cause) {
    db?.close()
    if (cause instanceof Error && 'errcode' in cause && cause.errcode === BUSY)
      throw new Fault('directory-in-use', directory, { cause })
    throw new Fault('store-failed', `${directory}: cannot be locked`, { cause })
  }
}
