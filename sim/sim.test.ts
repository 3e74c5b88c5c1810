import assert from 'node:assert/strict'
import { availableParallelism } from 'node:os'
import { test } from 'node:test'
import { Worker } from 'node:worker_threads'
import { compulsory } from './sometimes.ts'
import { runSeed } from './world.ts'

const SEEDS = 2000
const THREADS = Math.max(1, Math.min(4, availableParallelism()))

interface Share {
  readonly seeds: number
  readonly steps: number
  readonly counts: ReadonlyMap<string, number>
  readonly failures: readonly string[]
}

function share(first: number): Promise<Share> {
  return new Promise((resolve, reject) => {
    const worker = new Worker(new URL('worker.ts', import.meta.url), {
      workerData: { first, by: THREADS, last: SEEDS },
    })
    worker.once('message', resolve)
    worker.once('error', reject)
  })
}

test(`no invariant breaks in ${SEEDS} seeds, and all that must happen does`, async (t) => {
  const begun = performance.now()
  const shares = await Promise.all(Array.from({ length: THREADS }, (_, i) => share(i + 1)))
  assert.deepEqual(
    shares.flatMap(({ failures }) => failures),
    [],
  )
  const seeds = shares.reduce((sum, one) => sum + one.seeds, 0)
  const steps = shares.reduce((sum, one) => sum + one.steps, 0)
  assert.equal(seeds, SEEDS)
  assert.deepEqual(
    compulsory.filter((what) => !shares.some(({ counts }) => counts.has(what))),
    [],
  )
  const seconds = (performance.now() - begun) / 1000
  t.diagnostic(
    `${seeds} seeds, ${steps} steps in ${seconds.toFixed(1)} s on ${THREADS} threads: ${Math.round(steps / seconds)} steps/s`,
  )
})

test('the same seed twice is the same run, and another seed another', async () => {
  const seen = new Set<string>()
  for (const seed of [3, 7, 12, 29]) {
    const [once, twice] = [await runSeed(seed), await runSeed(seed)]
    assert.equal(once.digest, twice.digest, `seed ${seed}`)
    assert.deepEqual(once.trace, twice.trace)
    seen.add(once.digest)
  }
  assert.equal(seen.size, 4)
})
