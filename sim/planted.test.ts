import assert from 'node:assert/strict'
import { test } from 'node:test'
import { BUGS } from './planted/bugs.ts'
import { planted, simulatorWith } from './planted/plant.ts'

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
    for (let seed = 1; seed <= SEEDS_MAX; seed++) {
      const { failure } = await runSeed(seed)
      if (failure === null) continue
      t.diagnostic(`seed ${seed}: ${failure.invariant}`)
      return
    }
    assert.fail(`not in ${SEEDS_MAX} seeds`)
  })
}
