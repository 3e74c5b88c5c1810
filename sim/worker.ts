/** One thread's share of the seeds: every `by`-th from `first` to `last`. */
import { parentPort, workerData } from 'node:worker_threads'
import { runSeed } from './world.ts'

const { first, by, last } = workerData as { readonly first: number; readonly by: number; readonly last: number }
const counts = new Map<string, number>()
const failures: string[] = []
let [seeds, steps] = [0, 0]
for (let seed = first; seed <= last; seed += by) {
  const run = await runSeed(seed)
  seeds++
  steps += run.steps
  for (const [what, n] of run.counts) counts.set(what, (counts.get(what) ?? 0) + n)
  if (run.failure !== null)
    failures.push(
      `seed ${seed}, step ${run.failure.step}: ${run.failure.invariant}: ${run.failure.detail} (npm run sim -- ${seed})`,
    )
}
// oxlint-disable-next-line unicorn/require-post-message-target-origin -- threads of one process have no origins
parentPort?.postMessage({ seeds, steps, counts, failures })
