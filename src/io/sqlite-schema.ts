import { existsSync, rmSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { Fault } from '../core/fault.ts'
import { replaceFile } from './durable.ts'
import { sqliteFault } from './sqlite-fault.ts'

/** The journal's file within a data directory. SQLite keeps `-wal` and `-shm` beside it. */
export const JOURNAL = 'journal.sqlite'

/** Bits of a position left of the index: 2^21 logs of 2^32 entries fit a safe integer. */
export const LOG_STRIDE = 2 ** 32

/** `Comi`: marks the file as ours (sqlite.org/fileformat2.html#application_id). */
const APPLICATION = 0x436f6d69

/**
 * Numbered from 1; the number reached is the database's `user_version`. A published one is never edited.
 *
 * INVARIANT: an entry is never changed or removed; the triggers hold even a bug of ours to it. Openings may go: that is erasure.
 *
 * Entries and openings are keyed by `log id * 2^32 + index`, so a log grows at the right edge of one tree. Measured with openings of
 * 2.5 KiB: 78,000 rows/s against 28,000 for one table WITHOUT ROWID, whose rows of that size spill into overflow pages; pages of
 * 8 KiB hold three such openings (2.8 KB a row on disk) where 4 KiB hold one (4.2 KB).
 */
const MIGRATIONS: readonly string[] = [
  `CREATE TABLE log(id INTEGER PRIMARY KEY, name TEXT NOT NULL UNIQUE) STRICT;
   CREATE TABLE entry(position INTEGER PRIMARY KEY, entry BLOB NOT NULL) STRICT;
   CREATE TABLE opening(position INTEGER PRIMARY KEY, opening BLOB NOT NULL) STRICT;
   CREATE TABLE record(space TEXT NOT NULL, key TEXT NOT NULL, value BLOB NOT NULL, PRIMARY KEY (space, key)) STRICT, WITHOUT ROWID;
   CREATE TRIGGER entry_is_final BEFORE UPDATE ON entry BEGIN SELECT raise(ABORT, 'an entry is never changed'); END;
   CREATE TRIGGER entry_is_kept BEFORE DELETE ON entry BEGIN SELECT raise(ABORT, 'an entry is never removed'); END;
   CREATE TRIGGER log_is_final BEFORE UPDATE ON log BEGIN SELECT raise(ABORT, 'a log is never renamed'); END;
   CREATE TRIGGER log_is_kept BEFORE DELETE ON log BEGIN SELECT raise(ABORT, 'a log is never removed'); END;`,
]

/** Of every connection. `recursive_triggers` makes INSERT OR REPLACE fire the DELETE triggers; `fullfsync` matters on macOS only. */
const GUARDS = `PRAGMA trusted_schema = OFF; PRAGMA cell_size_check = ON; PRAGMA recursive_triggers = ON;
  PRAGMA synchronous = FULL; PRAGMA fullfsync = ON; PRAGMA secure_delete = ON; PRAGMA temp_store = MEMORY;`

/**
 * Opens the journal of a data directory for its one writer, makes it where there is none, and brings an older one up to date.
 *
 * A damaged file is `store-corrupt`, one from a later version `store-too-new`; neither is ever replaced by an empty one.
 */
export function openWriter(directory: string): DatabaseSync {
  const file = join(directory, JOURNAL)
  return guarded(file, () => {
    if (!existsSync(file)) create(file)
    const db = new DatabaseSync(file)
    try {
      db.exec(GUARDS)
      checkVersion(db, file)
      db.exec('PRAGMA journal_mode = WAL')
      checkLength(db, file)
      migrate(db)
      return db
    } catch (cause) {
      db.close()
      throw cause
    }
  })
}

/** A second connection, which sees only what is committed and can change nothing. */
export function openReader(directory: string): DatabaseSync {
  const file = join(directory, JOURNAL)
  return guarded(file, () => {
    const db = new DatabaseSync(file, { readOnly: true })
    db.exec(GUARDS)
    return db
  })
}

/** Reads every page of the journal and compares tables with their indices; `store-corrupt` with the first thing found wrong. */
export function checkJournal(directory: string): void {
  const file = join(directory, JOURNAL)
  guarded(file, () => {
    using db = openReader(directory)
    const found = db.prepare('PRAGMA integrity_check(1)').get()?.['integrity_check']
    if (found !== 'ok') throw new Fault('store-corrupt', `${file}: ${String(found)}`)
  })
}

/** A number that SQLite answers in one row and one column. */
function numberOf(db: DatabaseSync, pragma: string): number {
  const value = Object.values(db.prepare(`PRAGMA ${pragma}`).get() ?? {})[0]
  return typeof value === 'number' ? value : 0
}

// Made under another name and renamed when whole, so that a journal of this name without our mark is always damage, not a crash.
function create(file: string): void {
  if (existsSync(`${file}-wal`))
    throw new Fault('store-corrupt', `${file}: missing, though its write-ahead log is there`)
  const draft = `${file}.new`
  for (const left of [draft, `${draft}-journal`]) rmSync(left, { force: true })
  const db = new DatabaseSync(draft)
  db.exec(`${GUARDS} PRAGMA page_size = 8192; PRAGMA application_id = ${APPLICATION}`)
  migrate(db)
  db.close()
  replaceFile({ from: draft, to: file })
}

function checkVersion(db: DatabaseSync, file: string): void {
  if (numberOf(db, 'application_id') !== APPLICATION)
    throw new Fault('store-corrupt', `${file}: not a journal of this software`)
  const version = numberOf(db, 'user_version')
  if (version === 0) throw new Fault('store-corrupt', `${file}: has no schema`)
  if (version > MIGRATIONS.length) {
    throw new Fault('store-too-new', `${file}: schema ${version}, and this software knows up to ${MIGRATIONS.length}`)
  }
}

// With the write-ahead log folded in, the file is as long as its header says; shorter, and its end is gone.
function checkLength(db: DatabaseSync, file: string): void {
  db.exec('PRAGMA wal_checkpoint(TRUNCATE)')
  const expected = numberOf(db, 'page_count') * numberOf(db, 'page_size')
  const found = statSync(file).size
  if (found !== expected) throw new Fault('store-corrupt', `${file}: ${found} bytes of ${expected}`)
}

function migrate(db: DatabaseSync): void {
  for (let version = numberOf(db, 'user_version'); version < MIGRATIONS.length; version++) {
    db.exec(`BEGIN IMMEDIATE; ${MIGRATIONS[version] ?? ''} PRAGMA user_version = ${version + 1}; COMMIT`)
  }
}

function guarded<T>(file: string, act: () => T): T {
  try {
    return act()
  } catch (cause) {
    throw sqliteFault(file, cause)
  }
}
