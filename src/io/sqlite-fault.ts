import { Fault } from '../core/fault.ts'

/** SQLite's primary result codes that mean something of their own here (sqlite.org/rescode.html). */
const CORRUPT = 11
const FULL = 13
const NOTADB = 26

/** What a failure of SQLite on `file` means to us. Every code not named here is taken for a failure of the disk. */
export function sqliteFault(file: string, cause: unknown): Fault {
  if (cause instanceof Fault) return cause
  const detail = `${file}: ${cause instanceof Error ? cause.message : String(cause)}`
  const code = primaryCode(cause)
  if (code === CORRUPT || code === NOTADB) return new Fault('store-corrupt', detail, { cause })
  if (code === FULL) return new Fault('disk-full', detail, { cause })
  return new Fault('store-failed', detail, { cause })
}

function primaryCode(cause: unknown): number | null {
  if (!(cause instanceof Error) || !('errcode' in cause) || typeof cause.errcode !== 'number') return null
  return cause.errcode & 0xff
}
