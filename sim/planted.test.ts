import assert from 'node:assert/strict'
import { test } from 'node:test'
import { BUGS, type Bug } from './planted/bugs.ts'
import { planted, simulatorWith } from './planted/plant.ts'
import { planOf } from './plan.ts'

/** Each bug is caught within so many seeds from 1 on, or the simulator does not bite. */
const SEEDS_MAX = 1500

test('a bug is planted in exactly one place', () => {
  for (const bug of BUGS) assert.notEqual(planted(bug), '', bug.name)
  assert.equal(new Set(BUGS.map(({ name }) => name)).size, BUGS.length)
  assert.throws(() => planted({ name: 'none', file: 'sim/chance.ts', of: 'no such line', into: '' }), /stands 0 times/)
})

for (const bug of BUGS) {
  test(`caught: ${bug.name}`, async (t) => {
    const { runSeed } = await simulatorWith(bug)
    for (let seed = 1, run = 0; run < SEEDS_MAX; seed++) {
      if (!mayShow(bug, seed)) continue
      run++
      const { failure } = await runSeed(seed)
      if (failure === null) continue
      t.diagnostic(`in ${run} seeds (${seed}): ${failure.invariant}`)
      return
    }
    assert.fail(`not in ${SEEDS_MAX} seeds`)
  })
}

function mayShow({ needs = [] }: Bug, seed: number): boolean {
  const plan = planOf(seed)
  return needs.every((need) => plan[need] !== false && plan[need] !== null)
}
