import { closeSync, fdatasyncSync, mkdtempSync, openSync, rmSync, statSync, writeSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Store, Write } from '../src/runtime/ports.ts'
import { openSqliteStore } from '../src/io/sqlite.ts'
import { atLeast, atMost, percentile, type Measure } from './measure.ts'

const ROUNDS = 5
const ENTRY = new Uint8Array(33).fill(1)
const OPENING = new Uint8Array(2_560).fill(2)

/** Entries a second, durable, in batches of 256 with eight batches asked for at a time; the floor writes and flushes the same bytes. */
export async function durableAppends(): Promise<readonly Measure[]> {
  const bare = await appends({ opening: null, batches: 400 })
  const full = await appends({ opening: OPENING, batches: 60 })
  return [
    atLeast({ name: 'durable entries of 33 bytes', unit: 'entries/s', goal: 50_000, ...bare }),
    atLeast({ name: 'durable entries with an opening of 2.5 KiB', unit: 'entries/s', goal: 15_000, ...full }),
  ]
}

/** One commit of one entry and opening at a time, beside an append of 4 KiB and fdatasync in the same directory. */
export async function singleCommits(): Promise<readonly Measure[]> {
  return withStore(async (store, directory) => {
    const rounds: { commit: number[]; flush: number[] }[] = []
    let next = 0
    for (let round = 0; round < ROUNDS; round++) {
      const flush = flushes({ directory, count: 300, bytes: 4_096 })
      const commit: number[] = []
      for (let i = 0; i < 300; i++) {
        const begun = performance.now()
        await store.commit([appendOf({ first: next++, count: 1, opening: OPENING })])
        commit.push(performance.now() - begun)
      }
      rounds.push({ commit, flush })
    }
    return [50, 99].map((percent): Measure => {
      return atMost({
        name: `one commit, p${percent}`,
        unit: 'ms',
        values: rounds.map(({ commit }) => percentile(commit, percent)),
        floors: rounds.map(({ flush }) => percentile(flush, percent)),
        goal: percent === 50 ? 2 : 20,
      })
    })
  })
}

/** Memory of the process, and bytes on disk an entry, with a million entries stored and the last 100,000 read back. The floor is the process before. */
export async function million(): Promise<readonly Measure[]> {
  const floor = process.memoryUsage().rss / 2 ** 20
  return withStore(async (store, directory) => {
    const count = 1_000
    for (let i = 0; i < 1_000; i += 4) {
      await Promise.all(
        [0, 1, 2, 3].map((n) => store.commit([appendOf({ first: (i + n) * count, count, opening: null })])),
      )
    }
    for (let first = 900_000; first < 1_000_000; first += count) await store.entries('log', first, first + count)
    const rss = process.memoryUsage().rss / 2 ** 20
    await store.close()
    const disk = statSync(join(directory, 'journal.sqlite')).size / 1_000_000
    return [
      atMost({ name: 'memory after a million entries', unit: 'MiB', values: [rss], floors: [floor], goal: 100 }),
      atMost({ name: 'disk an entry without opening', unit: 'bytes', values: [disk], goal: 160 }),
    ]
  })
}

async function appends(of: {
  opening: Uint8Array | null
  batches: number
}): Promise<{ values: number[]; floors: number[] }> {
  const [size, lanes] = [256, 8]
  return withStore(async (store, directory) => {
    const values: number[] = []
    const floors: number[] = []
    let next = 0
    for (let round = 0; round < ROUNDS; round++) {
      const bytes = size * (ENTRY.length + (of.opening?.length ?? 0))
      const flushed = flushes({ directory, count: 50, bytes }).reduce((a, b) => a + b, 0)
      floors.push((50 * size * 1_000) / flushed)
      const begun = performance.now()
      let left = of.batches
      const lane = async (): Promise<void> => {
        while (left-- > 0) {
          const first = next
          next += size
          await store.commit([appendOf({ first, count: size, opening: of.opening })])
        }
      }
      await Promise.all(Array.from({ length: lanes }, lane))
      values.push((of.batches * size * 1_000) / (performance.now() - begun))
    }
    return { values, floors }
  })
}

function appendOf({ first, count, opening }: { first: number; count: number; opening: Uint8Array | null }): Write {
  const entries = Array.from({ length: count }, () => ENTRY)
  return { kind: 'append', log: 'log', first, entries, openings: entries.map(() => opening) }
}

/** Milliseconds of each append and fdatasync. */
function flushes({ directory, count, bytes }: { directory: string; count: number; bytes: number }): number[] {
  const path = join(directory, 'floor')
  const fd = openSync(path, 'w')
  const block = new Uint8Array(bytes).fill(3)
  const times = Array.from({ length: count }, () => {
    const begun = performance.now()
    writeSync(fd, block)
    fdatasyncSync(fd)
    return performance.now() - begun
  })
  closeSync(fd)
  rmSync(path)
  return times
}

async function withStore<T>(act: (store: Store, directory: string) => Promise<T>): Promise<T> {
  const directory = mkdtempSync(join(tmpdir(), 'comity-bench-'))
  const store = await openSqliteStore({ directory })
  try {
    return await act(store, directory)
  } finally {
    await store.close()
    rmSync(directory, { recursive: true })
  }
}
