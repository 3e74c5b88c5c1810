/**
 * What the ledger costs: an act's commitment, the tree, proofs and the full check of a log of a million entries.
 *
 * Each figure is the median of several runs; `floor` is what the unavoidable hashes of it cost alone on this machine, now.
 */
import { spawnSync } from 'node:child_process'
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { appendAll, EMPTY_EDGE, isIncluded, leafHash } from '../src/core/crypto/merkle.ts'
import { commit, type Fields } from '../src/core/ledger/commitment.ts'
import { encodeNote } from '../src/core/ledger/note.ts'
import { publication } from '../src/core/ledger/publication.ts'
import { tilePath, type HashTile } from '../src/core/ledger/tile.ts'
import { LogTree } from '../src/core/ledger/tree.ts'
import { verifyLog } from '../src/core/ledger/verify.ts'
import { nodePrimitives } from '../src/io/primitives.ts'
import { entriesOf, headOf, log, signHead } from '../test/signed-log.ts'
import { atLeast, atMost, type Measure, type Runs } from './measure.ts'

const { sha256 } = nodePrimitives
const MILLION = 1_000_000
const RUNS = 5

/** The entry of an act with eight fields of ordinary size. */
export async function commitments(): Promise<readonly Measure[]> {
  const k = new Uint8Array(32).fill(7)
  const digest = 'R+dAXQGHK9IUqGgMvKGUqPGDqVg9gJV3u0Bv3vhYTlU='
  const act: Fields = {
    kind: 'receipt',
    rung: 'arrived',
    seen: 812,
    at: 1_790_000_000_000,
    agreement: digest,
    cites: [['theirs', 4112, digest]],
    office: 'registry',
    copy: 1,
  }
  const field = new Uint8Array(90)
  const rounds = 20_000
  const floor = microseconds(rounds, () => {
    nodePrimitives.hkdf('sha256', { ikm: k, salt: new Uint8Array(0), info: k, length: 256 })
    for (let i = 0; i < 9; i++) sha256(field)
  })
  return [
    fewer('commitment of 8 fields', 'µs', {
      runs: runsOf(() => microseconds(rounds, () => commit(nodePrimitives, k, act))),
      floor,
      goal: 20,
    }),
  ]
}

/** Leaf hashes appended to the right edge of a tree, nothing stored. */
export async function appends(): Promise<readonly Measure[]> {
  const leaves = entriesOf(200_000).map((entry) => leafHash(sha256, entry))
  const input = new Uint8Array(65)
  const floor = 1e6 / microseconds(leaves.length, () => sha256(input))
  const runs = runsOf(() => leaves.length / seconds(() => appendAll(sha256, EMPTY_EDGE, leaves)))
  return [more('append of leaf hashes', 'leaves/s', { runs, floor })]
}

/** Proofs at random indices of a million entries, tiles on disk; with all tiles in memory, and with a quarter of them. */
export async function proofs(): Promise<readonly Measure[]> {
  return withMillion(async ({ directory, root }) => {
    const input = new Uint8Array(65)
    const hash = microseconds(20_000, () => sha256(input))
    const measures: Measure[] = []
    for (const [name, tilesMax, goal] of [
      ['all tiles kept', 4096, 15],
      ['1,024 tiles kept', 1024, undefined],
    ] as const) {
      const tree = new LogTree(sha256, fileReader(directory), { tilesMax })
      for (let index = 0; index < MILLION; index += 256) await tree.proveInclusion(index, { size: MILLION })
      const before = tree.tileCounts
      const next = chance(tilesMax)
      const rounds = tilesMax === 4096 ? 20_000 : 4000
      const runs: number[] = []
      for (let run = 0; run < RUNS; run++) {
        const begun = performance.now()
        for (let i = 0; i < rounds; i++) await tree.proveInclusion(next(MILLION), { size: MILLION })
        runs.push(((performance.now() - begun) * 1000) / rounds)
      }
      const { asked, missed } = tree.tileCounts
      const hits = 1 - (missed - before.missed) / (asked - before.asked)
      measures.push(
        fewer(`inclusion proof at 1 M, ${name} (${(hits * 100).toFixed(1)} % of tiles found)`, 'µs', {
          runs,
          floor: hash * 8,
          ...(goal === undefined ? {} : { goal }),
        }),
      )
    }
    const tree = new LogTree(sha256, fileReader(directory))
    const index = 654_321
    const claim = {
      index,
      size: MILLION,
      leaf: leafHash(sha256, entryAt(index)),
      path: await tree.proveInclusion(index, { size: MILLION }),
      root,
    }
    if (!isIncluded(sha256, claim)) throw new Error('a proof does not verify: this bench measures something else')
    measures.push(
      fewer('inclusion proof at 1 M, check', 'µs', {
        runs: runsOf(() => microseconds(5000, () => isIncluded(sha256, claim))),
        floor: hash * claim.path.length,
        goal: 100,
      }),
    )
    return measures
  })
}

/** The full check of a log of a million entries, files on disk. */
export async function verification(): Promise<readonly Measure[]> {
  return withMillion(async ({ directory }) => {
    const [leaf, node] = [new Uint8Array(34), new Uint8Array(65)]
    const floor = 1e6 / microseconds(100_000, () => [sha256(leaf), sha256(node)])
    const runs: number[] = []
    for (let run = 0; run < 3; run++) {
      const begun = performance.now()
      await verifyLog(nodePrimitives, async (path) => readOrNull(join(directory, path)), {
        trust: { log: log.classical, quantum: log.quantum, cosigners: [] },
      })
      runs.push(MILLION / ((performance.now() - begun) / 1000))
    }
    return [more('full check of a log', 'entries/s', { runs, floor, goal: 200_000 })]
  })
}

/** The whole process that proves at random in a million entries, every tile in memory. */
export async function memory(): Promise<readonly Measure[]> {
  return withMillion(async ({ directory }) => {
    const runs = Array.from({ length: 3 }, () => Number(child(directory)))
    return [fewer('memory of a process proving at 1 M', 'MB', { runs, floor: Number(child('')), goal: 100 })]
  })
}

function child(directory: string): string {
  const { stdout, stderr, status } = spawnSync(process.execPath, [import.meta.filename, 'memory', directory], {
    encoding: 'utf8',
  })
  if (status !== 0) throw new Error(stderr)
  return stdout
}

// In a process of its own, so that only what proofs need is counted. Without a directory: the bare process.
async function reportMemory(directory: string): Promise<void> {
  const tree = new LogTree(sha256, fileReader(directory))
  const next = chance(1)
  if (directory !== '') {
    for (let index = 0; index < MILLION; index += 256) await tree.proveInclusion(index, { size: MILLION })
    for (let i = 0; i < 20_000; i++) await tree.proveInclusion(next(MILLION), { size: MILLION })
  }
  process.stdout.write(String(process.memoryUsage().rss / 1e6))
}

interface Million {
  readonly directory: string
  readonly root: Uint8Array
}

async function withMillion<T>(measure: (million: Million) => Promise<T>): Promise<T> {
  const directory = mkdtempSync(join(tmpdir(), 'comity-bench-'))
  try {
    return await measure({ directory, root: await writeMillion(directory) })
  } finally {
    rmSync(directory, { recursive: true, force: true })
  }
}

// A function of its own, so that a million entries are not alive, and walked by the collector, while others are measured.
async function writeMillion(directory: string): Promise<Uint8Array> {
  const entries = entriesOf(MILLION)
  const source = {
    entries: async (first: number, end: number) => entries.slice(first, end),
    tile: fileReader(directory),
  }
  for await (const { path, bytes } of publication(sha256, { old: 0, size: MILLION }, source)) {
    mkdirSync(dirname(join(directory, path)), { recursive: true })
    writeFileSync(join(directory, path), bytes)
  }
  const head = headOf(entries)
  writeFileSync(join(directory, 'checkpoint'), encodeNote(signHead(head).note))
  return head.root
}

function fileReader(directory: string): (tile: HashTile) => Promise<Uint8Array> {
  return async (tile) => new Uint8Array(readFileSync(join(directory, tilePath(tile))))
}

function readOrNull(path: string): Uint8Array | null {
  try {
    return readFileSync(path)
  } catch {
    return null
  }
}

function entryAt(index: number): Uint8Array {
  return entriesOf(index + 1).at(-1) ?? new Uint8Array(0)
}

/** Numbers below a bound, the same in every run of the bench. */
function chance(seed: number): (below: number) => number {
  let state = seed
  return (below) => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0
    return Math.floor((state / 2 ** 32) * below)
  }
}

function seconds(work: () => unknown): number {
  const begun = performance.now()
  work()
  return (performance.now() - begun) / 1000
}

function microseconds(rounds: number, work: () => unknown): number {
  return (
    (seconds(() => {
      for (let i = 0; i < rounds; i++) work()
    }) *
      1e6) /
    rounds
  )
}

function runsOf(run: () => number): readonly number[] {
  run()
  return Array.from({ length: RUNS }, run)
}

interface Ran {
  readonly runs: readonly number[]
  readonly floor?: number
  readonly goal?: number
}

function fewer(name: string, unit: string, ran: Ran): Measure {
  return atMost(runsFrom(name, unit, ran))
}

function more(name: string, unit: string, ran: Ran): Measure {
  return atLeast(runsFrom(name, unit, ran))
}

function runsFrom(name: string, unit: string, { runs, floor, goal }: Ran): Runs {
  return {
    name,
    unit,
    values: runs,
    ...(floor === undefined ? {} : { floors: [floor] }),
    ...(goal === undefined ? {} : { goal }),
  }
}

if (import.meta.main && process.argv[2] === 'memory') await reportMemory(process.argv[3] ?? '')
