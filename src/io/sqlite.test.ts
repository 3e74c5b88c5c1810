import assert from 'node:assert/strict'
import { execFileSync } from 'node:child_process'
import { mkdtempSync, readdirSync, readFileSync, rmSync, truncateSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { after, test } from 'node:test'
import type { Store } from '../runtime/ports.ts'
import { append, entriesFrom, put, testStore } from '../../test/contract/store.ts'
import { checkJournal, JOURNAL } from './sqlite-schema.ts'
import { openSqliteStore } from './sqlite.ts'

const root = mkdtempSync(join(tmpdir(), 'comity-sqlite-'))
const stores = new Map<Store, string>()
let count = 0
const fresh = () => mkdtempSync(join(root, `${count++}-`))
const openIn = async (directory: string): Promise<Store> => {
  const store = await openSqliteStore({ directory })
  stores.set(store, directory)
  return store
}
after(async () => {
  for (const store of stores.keys()) await store.close()
  rmSync(root, { recursive: true })
})

testStore('sqlite', {
  open: () => openIn(fresh()),
  reopen: async (store) => {
    await store.close()
    return openIn(stores.get(store) ?? '')
  },
})

/** A closed journal with two entries and a record. */
async function written(): Promise<{ directory: string; file: string }> {
  const directory = fresh()
  const store = await openIn(directory)
  await store.commit([append('a', 0, entriesFrom(0, 2)), put('s', 'k', 1)])
  await store.close()
  return { directory, file: join(directory, JOURNAL) }
}

test('an entry is neither changed nor removed, even by SQL of our own', async () => {
  const { file } = await written()
  const db = new DatabaseSync(file)
  db.exec('PRAGMA recursive_triggers = ON')
  for (const sql of [
    `UPDATE entry SET entry = x'00'`,
    'DELETE FROM entry',
    `INSERT OR REPLACE INTO entry SELECT position, x'00' FROM entry`,
    `UPDATE log SET name = 'b'`,
    'DELETE FROM log',
  ]) {
    assert.throws(() => db.exec(sql), /never (changed|removed|renamed)/, sql)
  }
  db.close()
})

test('the writer runs in WAL mode and flushes each commit', async () => {
  const { file } = await written()
  const db = new DatabaseSync(file, { readOnly: true })
  assert.equal(db.prepare('PRAGMA journal_mode').get()?.['journal_mode'], 'wal')
  db.close()
})

test('a journal from a newer version is refused and left as it is', async () => {
  const { directory, file } = await written()
  const db = new DatabaseSync(file)
  db.exec('PRAGMA user_version = 999')
  db.close()
  const before = readFileSync(file)
  await assert.rejects(openSqliteStore({ directory }), { code: 'store-too-new' })
  assert.ok(readFileSync(file).equals(before))
})

test('a truncated, emptied or overwritten journal is refused by name and never made anew', async () => {
  const damages: ((file: string) => void)[] = [
    (file) => truncateSync(file, 0),
    (file) => truncateSync(file, 100),
    (file) => truncateSync(file, 8192),
    (file) => truncateSync(file, readFileSync(file).length - 8192),
    (file) => writeFileSync(file, 'not a database, though long enough to be taken for one at first sight'.repeat(200)),
    (file) => {
      writeFileSync(`${file}-wal`, '')
      rmSync(file)
    },
  ]
  for (const [i, damage] of damages.entries()) {
    const { directory, file } = await written()
    damage(file)
    const names = readdirSync(directory)
    await assert.rejects(openIn(directory), (error: Error & { code?: string; detail?: string }) => {
      assert.equal(error.code, 'store-corrupt', `damage ${i}`)
      assert.ok(error.detail?.includes(file))
      return true
    })
    assert.deepEqual(
      readdirSync(directory).filter((name) => name === JOURNAL),
      names.filter((name) => name === JOURNAL),
      `damage ${i}`,
    )
  }
})

test('a page overwritten in the middle is found by the full check', async () => {
  const { directory, file } = await written()
  checkJournal(directory)
  const bytes = readFileSync(file)
  bytes.fill(0xa5, 2 * 8192, 3 * 8192)
  writeFileSync(file, bytes)
  assert.throws(() => checkJournal(directory), { code: 'store-corrupt' })
})

test('a creation cut short by a crash leaves nothing in the way of the next', async () => {
  const directory = fresh()
  writeFileSync(join(directory, `${JOURNAL}.new`), 'half a file')
  const store = await openIn(directory)
  assert.equal(await store.size('a'), 0)
})

test('a full disk stores nothing of a transaction, leaves the journal readable, and later commits go on', async (t) => {
  const directory = fresh()
  try {
    execFileSync('mount', ['-t', 'tmpfs', '-o', 'size=2m', 'tmpfs', directory], { stdio: 'ignore' })
  } catch {
    return t.skip('NOT RUN: needs the right to mount a small file system')
  }
  const store = await openSqliteStore({ directory })
  try {
    await store.commit([append('a', 0, entriesFrom(0, 1))])
    const large = { kind: 'put', space: 's', key: 'large', value: new Uint8Array(3_000_000).fill(1) } as const
    // The second was asked for before the first one's failure was known, and builds on it.
    const asked = [
      store.commit([append('a', 1, entriesFrom(1, 2)), large]),
      store.commit([append('a', 2, entriesFrom(2, 3))]),
    ]
    for (const one of asked) await assert.rejects(one, { code: 'disk-full' })
    assert.equal(await store.size('a'), 1)
    assert.equal(await store.get('s', 'large'), null)
    await store.commit([append('a', 1, entriesFrom(1, 2)), put('s', 'small', 1)])
    assert.equal(await store.size('a'), 2)
  } finally {
    await store.close()
    execFileSync('umount', [directory])
  }
})

test('after an error of the disk nothing more is accepted, and all that was acknowledged is there on the next start', async () => {
  const directory = fresh()
  const program = join(root, 'limited.mjs')
  writeFileSync(
    program,
    `const { openSqliteStore } = await import(process.argv[3])
     const store = await openSqliteStore({ directory: process.argv[2] })
     const value = new Uint8Array(20_000)
     const codes = []
     let stored = 0
     for (let i = 0; codes.length < 2; i++) {
       await store.commit([{ kind: 'put', space: 's', key: String(i), value }]).then(() => stored++, (e) => codes.push(e.code))
     }
     const rows = await store.scan('s', { limit: 1e6 })
     console.log(JSON.stringify({ codes, stored, rows: rows.length }))
     process.exit()`,
  )
  // A limit on the size of files makes the kernel fail a write with EFBIG, which is an I/O error to SQLite.
  const shell = `trap '' XFSZ; ulimit -f 1000; exec "$0" "$@"`
  const args = ['-c', shell, process.execPath, program, directory, new URL('./sqlite.ts', import.meta.url).href]
  const said: unknown = JSON.parse(execFileSync('sh', args, { encoding: 'utf8' }))
  const { codes, stored, rows } = said as { codes: string[]; stored: number; rows: number }
  assert.deepEqual(codes, ['store-failed', 'store-failed'])
  assert.ok(stored > 0 && rows === stored)
  const store = await openIn(directory)
  assert.equal((await store.scan('s', { limit: 1e6 })).length, stored)
})

test('a writer that cannot open its directory says so, and opening rejects', async () => {
  await assert.rejects(openIn(join(root, 'nowhere')), { code: 'store-failed' })
})
