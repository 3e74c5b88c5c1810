/**
 * The bench: every figure beside its floor, measured in the same run.
 *
 *   npm run bench                       a table
 *   npm run bench -- --json             an array of measures, with the machine
 *   npm run bench -- --only file        the groups whose name contains the word; may be given again
 *   npm run bench -- --quick            fewer and shorter runs: to see that it works
 *   npm run bench -- --fresh            also a fresh clone, which needs the package registry
 */
import { spawnSync } from 'node:child_process'
import { cpus, loadavg, release, totalmem } from 'node:os'
import { join } from 'node:path'
import process from 'node:process'
import { parseArgs } from 'node:util'
import type { Measure } from './measure.ts'

type Group = (quick: boolean) => Promise<readonly Measure[]>

/** Each in a process of its own: neither the memory nor the compiled code of one weighs on another. */
const GROUPS: Readonly<Record<string, () => Promise<Group>>> = {
  floors: async () => (await import('./floor.ts')).floors,
  decisions: async () => (await import('./decide.ts')).decisions,
  facts: async () => (await import('./decide.ts')).compiling,
  commitments: async () => (await import('./ledger.ts')).commitments,
  appends: async () => (await import('./ledger.ts')).appends,
  proofs: async () => (await import('./ledger.ts')).proofs,
  verification: async () => (await import('./ledger.ts')).verification,
  memory: async () => (await import('./ledger.ts')).memory,
  store: async () => (await import('./store.ts')).durableAppends,
  commits: async () => (await import('./store.ts')).singleCommits,
  million: async () => (await import('./store.ts')).million,
  'key-wraps': async () => (await import('./seal.ts')).keyWraps,
  payloads: async () => (await import('./seal.ts')).payloads,
  items: async () => (await import('./seal.ts')).items,
  handshakes: async () => (await import('./seal.ts')).handshakes,
  exchange: async () => (await import('./exchange.ts')).exchange,
  wrapped: async () => (await import('./exchange.ts')).wrapped,
  single: async () => (await import('./exchange.ts')).single,
  file: async () => (await import('./file.ts')).file,
  'what-if': async () => (await import('./what-if.ts')).whatIfs,
  start: async () => (await import('./start.ts')).start,
  fresh: async () => (await import('./start.ts')).fresh,
}

const COMPILED = join(import.meta.dirname, '..', 'node_modules', '.cache', 'comity')

/** What it was measured on. */
interface Machine {
  readonly processor: string
  readonly cores: number
  readonly memoryBytes: number
  readonly system: string
  readonly node: string
  readonly openssl: string
  /** Processes that wanted a core in the minute before: above the number of cores, somebody else was measured too. */
  readonly load: number
}

function machine(): Machine {
  return {
    processor: cpus()[0]?.model ?? '',
    cores: cpus().length,
    memoryBytes: totalmem(),
    system: `${process.platform} ${release()}`,
    node: process.version,
    openssl: process.versions.openssl,
    load: loadavg()[0] ?? 0,
  }
}

function measured(name: string, quick: boolean): readonly Measure[] {
  const { stdout, stderr, status } = spawnSync(
    process.execPath,
    ['--disable-warning=ExperimentalWarning', import.meta.filename, '--group', name, ...(quick ? ['--quick'] : [])],
    // As `bin/comity` starts a node: with what was compiled before.
    { encoding: 'utf8', maxBuffer: 64 * 1024 * 1024, env: { ...process.env, NODE_COMPILE_CACHE: COMPILED } },
  )
  if (status === 0) return JSON.parse(stdout) as readonly Measure[]
  // The others are still worth knowing; the exit status says that one is missing.
  process.stderr.write(`${name} could not be measured: ${stderr.trim().slice(-2000)}\n`)
  process.exitCode = 1
  return []
}

/** Exactly these fields, whatever a measure has: a reader of the array finds every one in every row. */
function row(measure: Measure, on: Machine): Readonly<Record<string, unknown>> {
  const { name, value, unit, spread, floor = null, ratio = null, goal = null, met = null } = measure
  return { name, value, unit, spread, floor, ratio, goal, met, machine: on }
}

const HEAD = ['', 'value', 'unit', 'spread', 'floor', 'ratio', 'goal', 'met']

function cells({ name, value, unit, spread, floor, ratio, goal, met }: Measure): readonly string[] {
  const verdict = met === undefined ? '' : met ? 'yes' : 'NO'
  return [
    name,
    figure(value),
    unit,
    `${Math.round(spread * 100)} %`,
    figure(floor),
    figure(ratio),
    figure(goal),
    verdict,
  ]
}

function figure(value: number | undefined): string {
  if (value === undefined) return ''
  return value >= 1000 ? Math.round(value).toLocaleString('en') : String(Number(value.toPrecision(3)))
}

function line(columns: readonly string[]): string {
  const [name = '', ...rest] = columns
  return `${name.padEnd(58)}${rest.map((text) => text.padStart(text === rest[1] ? 15 : 11)).join('')}\n`
}

const { values: options } = parseArgs({
  options: {
    json: { type: 'boolean', default: false },
    quick: { type: 'boolean', default: false },
    fresh: { type: 'boolean', default: false },
    only: { type: 'string', multiple: true, default: [] },
    group: { type: 'string' },
  },
})

if (options.group === undefined) {
  const { json, quick, fresh, only } = options
  const names = Object.keys(GROUPS).filter((name) =>
    only.length === 0 ? fresh || name !== 'fresh' : only.some((word) => name.includes(word)),
  )
  if (names.length === 0) throw new Error(`no group is called so; there are ${Object.keys(GROUPS).join(', ')}`)
  const rows: unknown[] = []
  if (!json) {
    const { processor, cores, memoryBytes, system, node, openssl, load } = machine()
    process.stdout.write(
      `${processor}, ${cores} cores, ${Math.round(memoryBytes / 2 ** 30)} GiB, ${system}, Node ${node}, OpenSSL ${openssl}, load ${load.toFixed(1)}\n\n`,
    )
    process.stdout.write(line(HEAD))
  }
  for (const name of names) {
    const on = machine()
    for (const measure of measured(name, quick)) {
      if (json) rows.push(row(measure, on))
      else process.stdout.write(line(cells(measure)))
    }
  }
  if (json) process.stdout.write(`${JSON.stringify(rows, null, 2)}\n`)
} else {
  const load = GROUPS[options.group]
  if (load === undefined) throw new Error(`no group is called \`${options.group}\``)
  process.stdout.write(JSON.stringify(await (await load())(options.quick)))
}
