import { join } from 'node:path'
import type { DatabaseSync } from 'node:sqlite'
import { assert, AssertionError } from '../core/assert.ts'
import type { FaultCode } from '../core/fault.ts'
import type { Write } from '../runtime/ports.ts'
import { sqliteFault } from './sqlite-fault.ts'
import { JOURNAL, LOG_STRIDE, openWriter } from './sqlite-schema.ts'

/** Why a transaction was not stored: a broken contract, or a foreseen failure. `null` stands for "stored and durable". */
export type Refusal = { readonly code: FaultCode | 'assertion'; readonly detail: string }

/** The writing half of the store, in one thread and synchronous. */
export interface Journal {
  /**
   * Commits transactions in order under one flush. One that breaks the contract is refused alone; a full disk refuses all of them and
   * stores none, and the next group may succeed; any other failure refuses these and everything after: a failed flush is not tried again.
   */
  commit(group: readonly (readonly Write[])[]): readonly (Refusal | null)[]
  close(): void
}

/** Opens the journal of a data directory for writing. */
export function openJournal(directory: string): Journal {
  const db = openWriter(directory)
  const file = join(directory, JOURNAL)
  const apply = applier(db)
  let failed: Refusal | null = null

  const commit = (group: readonly (readonly Write[])[]): readonly (Refusal | null)[] => {
    if (failed !== null) return group.map(() => failed)
    try {
      db.exec('BEGIN IMMEDIATE')
      const answers = group.map((writes) => apply.alone(writes))
      db.exec('COMMIT')
      return answers
    } catch (cause) {
      apply.forget()
      const { code, detail } = sqliteFault(file, cause)
      const goesOn = rolledBack(db) && code === 'disk-full'
      const refusal: Refusal = { code: code === 'disk-full' && !goesOn ? 'store-failed' : code, detail }
      if (!goesOn) failed = refusal
      return group.map(() => refusal)
    }
  }
  return { commit, close: () => db.close() }
}

// SQLite rolls back by itself after most failures of this kind, and leaves it to the caller after the rest.
function rolledBack(db: DatabaseSync): boolean {
  try {
    if (db.isTransaction) db.exec('ROLLBACK')
    return true
  } catch {
    return false
  }
}

interface Log {
  readonly id: number
  size: number
}

interface Applier {
  /** Applies one transaction inside the open one, or leaves no trace of it. */
  alone(writes: readonly Write[]): Refusal | null
  /** To be called after a rollback: what is remembered of sizes may be ahead of the database. */
  forget(): void
}

function applier(db: DatabaseSync): Applier {
  const sql = {
    begin: db.prepare('SAVEPOINT one'),
    keep: db.prepare('RELEASE one'),
    undo: db.prepare('ROLLBACK TO one'),
    entry: db.prepare('INSERT INTO entry VALUES (?, ?)'),
    opening: db.prepare('INSERT INTO opening VALUES (?, ?)'),
    put: db.prepare('INSERT INTO record VALUES (?1, ?2, ?3) ON CONFLICT DO UPDATE SET value = ?3'),
    remove: db.prepare('DELETE FROM record WHERE space = ? AND key = ?'),
  }
  const logs = logTable(db)

  const append = (write: Write & { readonly kind: 'append' }): void => {
    const log = logs.of(write.log)
    const { first, entries, openings } = write
    assert(first === log.size, `log \`${write.log}\` has ${log.size} entries and cannot go on at ${first}`)
    assert(first + entries.length <= LOG_STRIDE, `log \`${write.log}\` is full`)
    const start = log.id * LOG_STRIDE + first
    for (const [i, entry] of entries.entries()) {
      sql.entry.run(start + i, entry)
      const opening = openings[i] ?? null
      if (opening !== null) sql.opening.run(start + i, opening)
    }
    log.size += entries.length
  }
  const apply = (write: Write): void => {
    switch (write.kind) {
      case 'append':
        return append(write)
      case 'put':
        sql.put.run(write.space, write.key, write.value)
        return
      case 'delete':
        sql.remove.run(write.space, write.key)
    }
  }
  const alone = (writes: readonly Write[]): Refusal | null => {
    sql.begin.run()
    try {
      for (const write of writes) apply(write)
    } catch (cause) {
      if (!(cause instanceof AssertionError)) throw cause
      logs.forget()
      sql.undo.run()
      sql.keep.run()
      return { code: 'assertion', detail: cause.message }
    }
    sql.keep.run()
    return null
  }
  return { alone, forget: logs.forget }
}

/** Names to numbers and sizes, remembered so that an append looks nothing up. */
function logTable(db: DatabaseSync): { of(name: string): Log; forget(): void } {
  const known = new Map<string, Log>()
  const find = logFinder(db)
  const add = db.prepare('INSERT INTO log(name) VALUES (?)')
  const of = (name: string): Log => {
    let log = known.get(name)
    if (log === undefined) {
      if (find(name) === null) add.run(name)
      const found = find(name)
      assert(found !== null && found.id < Number.MAX_SAFE_INTEGER / LOG_STRIDE - 1, 'a log has a number')
      known.set(name, (log = found))
    }
    return log
  }
  return { of, forget: () => known.clear() }
}

/** Finds a log by name: its number, and one more than its last index. */
export function logFinder(db: DatabaseSync): (name: string) => Log | null {
  const number = db.prepare('SELECT id FROM log WHERE name = ?')
  const last = db.prepare(
    'SELECT position FROM entry WHERE position >= ?1 AND position < ?2 ORDER BY position DESC LIMIT 1',
  )
  return (name) => {
    const id = number.get(name)?.['id']
    if (typeof id !== 'number') return null
    const position = last.get(id * LOG_STRIDE, (id + 1) * LOG_STRIDE)?.['position']
    return { id, size: typeof position === 'number' ? position - id * LOG_STRIDE + 1 : 0 }
  }
}
