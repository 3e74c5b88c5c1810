import assert from 'node:assert/strict'
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { test } from 'node:test'
import { entriesFrom } from './contract/store.ts'
import { lockDirectory } from '../src/io/lock.ts'
import { checkJournal } from '../src/io/sqlite-schema.ts'
import { openSqliteStore } from '../src/io/sqlite.ts'

const KILLS = 20

/** A node's worth of commits, each with a record that counts with the log, as fast as the disk allows; says each size acknowledged. */
const PROGRAM = `
  const [directory, sqlite, lock, contract] = process.argv.slice(2)
  const { lockDirectory } = await import(lock)
  const { openSqliteStore } = await import(sqlite)
  const { entriesFrom } = await import(contract)
  globalThis.lock = lockDirectory(directory)
  const store = await openSqliteStore({ directory })
  const { writeSync } = await import('node:fs')
  let next = await store.size('a')
  const one = async () => {
    const [first, end] = [next, next += 1 + (next % 7)]
    const entries = entriesFrom(first, end)
    const value = new TextEncoder().encode(String(end))
    await store.commit([
      { kind: 'append', log: 'a', first, entries, openings: entries.map((entry) => new Uint8Array(900).fill(entry[4])) },
      { kind: 'put', space: 's', key: 'size', value },
    ])
    writeSync(1, end + '\\n')
  }
  const lane = async () => { for (;;) await one() }
  await Promise.all(Array.from({ length: 8 }, lane))
`

test(`after ${KILLS} kills at random moments every acknowledged commit is there, whole and in order`, async () => {
  const directory = mkdtempSync(join(tmpdir(), 'comity-kill-'))
  const modules = ['../src/io/sqlite.ts', '../src/io/lock.ts', './contract/store.ts'].map(
    (path) => new URL(path, import.meta.url).href,
  )
  const program = join(directory, 'committer.mjs')
  writeFileSync(program, PROGRAM)
  let acknowledged = 0
  let checked = 0
  try {
    for (let kill = 0; kill < KILLS; kill++) {
      const child = spawn(process.execPath, [program, directory, ...modules], {
        stdio: ['ignore', 'pipe', 'inherit'],
      })
      let said = ''
      child.stdout.on('data', (text) => (said += String(text)))
      await Promise.race([once(child.stdout, 'data'), once(child, 'exit')])
      assert.equal(child.exitCode, null, 'the committer runs until it is killed')
      await new Promise((resolve) => setTimeout(resolve, Math.random() * 60))
      child.kill('SIGKILL')
      await once(child, 'close')
      const whole = said.slice(0, said.lastIndexOf('\n'))
      acknowledged = Math.max(acknowledged, ...whole.split('\n').map(Number))

      const lock = lockDirectory(directory)
      const store = await openSqliteStore({ directory })
      const size = await store.size('a')
      assert.ok(size >= acknowledged, `kill ${kill}: ${size} entries of ${acknowledged} acknowledged`)
      const record = await store.get('s', 'size')
      assert.equal(new TextDecoder().decode(record ?? undefined), String(size), `kill ${kill}: part of a transaction`)
      const expected = entriesFrom(checked, size)
      assert.ok(
        Buffer.concat(await store.entries('a', checked, size)).equals(Buffer.concat(expected)),
        `kill ${kill}: entries`,
      )
      const openings = await store.openings('a', checked, size)
      assert.ok(
        openings.every((opening, i) => opening?.length === 900 && opening[7] === expected[i]?.[4]),
        `kill ${kill}: openings`,
      )
      checked = size
      await store.close()
      lock.release()
    }
    checkJournal(directory)
    assert.ok(acknowledged > 0)
  } finally {
    rmSync(directory, { recursive: true })
  }
})
