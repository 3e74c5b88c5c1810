/**
 * The simulator from the command line.
 *
 *   npm run sim                    the seeds of sim/seeds.txt, then fresh ones for a minute
 *   npm run sim -- 42              one seed, with everything that happened
 *   npm run sim -- --count 2000    so many seeds from 1 on
 */
import { readFileSync } from 'node:fs'
import process from 'node:process'
import { compulsory } from './sometimes.ts'
import { runSeed, type Run } from './world.ts'

const FRESH_MS = 60_000
const TRACE_SHOWN = 30

const say = (line: string): void => void process.stdout.write(`${line}\n`)

/** The seeds that once failed, each with why, oldest first. */
function pastSeeds(): readonly number[] {
  const lines = readFileSync(new URL('seeds.txt', import.meta.url), 'utf8').split('\n')
  return lines.filter((line) => /^\d/.test(line)).map((line) => Number(line.split(/\s/)[0]))
}

function report({ seed, failure, trace, digest, steps, plan }: Run, shown: number): void {
  say(
    trace
      .slice(-shown)
      .map((line) => `  ${line}`)
      .join('\n'),
  )
  say(`seed ${seed}: ${steps} steps, digest ${digest}`)
  say(`  ${JSON.stringify(plan)}`)
  if (failure === null) return say('  nothing broke')
  say(`  step ${failure.step}: broken: ${failure.invariant}`)
  say(`  ${failure.detail}`)
}

async function many(seeds: Iterable<number>, until: () => boolean): Promise<boolean> {
  const counts = new Map<string, number>()
  let [runs, steps] = [0, 0]
  const begun = performance.now()
  for (const seed of seeds) {
    if (until()) break
    const run = await runSeed(seed)
    runs++
    steps += run.steps
    for (const [what, n] of run.counts) counts.set(what, (counts.get(what) ?? 0) + n)
    if (run.failure !== null) {
      report(run, TRACE_SHOWN)
      say(`  replay: npm run sim -- ${seed}`)
      return false
    }
  }
  const seconds = (performance.now() - begun) / 1000
  for (const [what, n] of [...counts].sort(([a], [b]) => (a < b ? -1 : 1))) say(`${String(n).padStart(9)}  ${what}`)
  say(`${runs} seeds, ${steps} steps, ${Math.round(steps / seconds)} steps/s: nothing broke`)
  const never = runs < SEEDS_FOR_ALL ? [] : compulsory.filter((what) => !counts.has(what))
  if (never.length > 0) say(`and these never happened, which must: ${never.join(', ')}`)
  return never.length === 0
}

/** So many seeds see everything that must happen sometimes. */
const SEEDS_FOR_ALL = 1000

function* from(first: number): Generator<number> {
  for (let seed = first; ; seed++) yield seed
}

async function main([first, second]: readonly string[]): Promise<boolean> {
  if (first === '--count') {
    const last = Number(second)
    if (!Number.isSafeInteger(last) || last < 1) return usage()
    return await many(
      from(1),
      (() => {
        let left = last
        return () => left-- === 0
      })(),
    )
  }
  if (first !== undefined) {
    const seed = Number(first)
    if (!Number.isSafeInteger(seed) || seed < 0) return usage()
    const run = await runSeed(seed, { verbose: true })
    report(run, run.trace.length)
    return run.failure === null
  }
  const past = pastSeeds()
  if (!(await many(past, () => false))) return false
  const fresh = Date.now() % 2 ** 31
  say(`fresh seeds from ${fresh} on`)
  const end = performance.now() + FRESH_MS
  return await many(from(fresh), () => performance.now() > end)
}

function usage(): boolean {
  process.stderr.write('sim: say nothing, a seed, or --count and how many\n')
  return false
}

if (!(await main(process.argv.slice(2)))) process.exitCode = 1
