import { assert } from '../core/assert.ts'
import type { Row, Store } from '../runtime/ports.ts'
import { logFinder } from './sqlite-journal.ts'
import { LOG_STRIDE, openReader } from './sqlite-schema.ts'

/** The reading half of the store: synchronous, and never in the writer's way. */
export interface Reads {
  get(space: string, key: string): Uint8Array | null
  scan(space: string, range: Parameters<Store['scan']>[1]): readonly Row[]
  size(log: string): number
  entries(log: string, first: number, end: number): readonly Uint8Array[]
  openings(log: string, first: number, end: number): readonly (Uint8Array | null)[]
  close(): void
}

/** Opens a reading connection. Each call sees all that was committed before it, and nothing else. */
export function openReads(directory: string): Reads {
  const db = openReader(directory)
  const find = logFinder(db)
  const value = db.prepare('SELECT value FROM record WHERE space = ? AND key = ?')
  // No UTF-8 text has the byte ff, so a prefix followed by it is greater than every key that begins with the prefix.
  const rows = db.prepare(
    `SELECT key, value FROM record WHERE space = ?1 AND key >= max(?2, ?3) AND +key > ?3 AND key < ?2 || CAST(x'ff' AS TEXT)
     ORDER BY key LIMIT ?4`,
  )
  const entry = db.prepare('SELECT entry FROM entry WHERE position >= ? AND position < ? ORDER BY position')
  const opening = db.prepare('SELECT position, opening FROM opening WHERE position >= ? AND position < ?')

  const start = (log: string, first: number, end: number): number => {
    const found = find(log)
    assert(first >= 0 && first <= end && end <= (found?.size ?? 0), `log \`${log}\` has entries ${first} to ${end}`)
    return (found?.id ?? 0) * LOG_STRIDE
  }
  return {
    get: (space, key) => {
      const row = value.get(space, key)
      return row === undefined ? null : blob(row['value'])
    },
    scan: (space, { prefix = '', after = '', limit }) => {
      // SQLite takes a negative limit for none at all.
      assert(Number.isSafeInteger(limit) && limit >= 0, 'a limit is a whole number')
      return rows.all(space, prefix, after, limit).map(rowOf)
    },
    size: (log) => find(log)?.size ?? 0,
    entries: (log, first, end) => {
      const base = start(log, first, end)
      const found = entry.all(base + first, base + end).map((row) => blob(row['entry']))
      assert(found.length === end - first, `log \`${log}\` is contiguous from ${first} to ${end}`)
      return found
    },
    openings: (log, first, end) => {
      const base = start(log, first, end)
      const all: (Uint8Array | null)[] = Array.from({ length: end - first }, () => null)
      for (const row of opening.all(base + first, base + end))
        all[Number(row['position']) - base - first] = blob(row['opening'])
      return all
    },
    close: () => db.close(),
  }
}

function rowOf(row: Readonly<Record<string, unknown>>): Row {
  const key = row['key']
  assert(typeof key === 'string', 'a key is text')
  return { key, value: blob(row['value']) }
}

function blob(value: unknown): Uint8Array {
  assert(value instanceof Uint8Array, 'the column holds bytes')
  return value
}
