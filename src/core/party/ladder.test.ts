import assert from 'node:assert/strict'
import { test } from 'node:test'
import * as fc from 'fast-check'
import { includes } from '../bytes/intervals.ts'
import { RUNGS } from '../wire/act.ts'
import { climb, ladder, obstacle, release, standing } from './ladder.ts'

test('no two final rungs contradict, in any order of rungs', () => {
  const step = fc.tuple(fc.constantFrom(...RUNGS), fc.nat(8), fc.integer({ min: 1, max: 3 }))
  fc.assert(
    fc.property(fc.array(step, { maxLength: 40 }), (steps) => {
      const state = ladder()
      for (let i = 0; i < 8; i++) release(state, i)
      for (const [rung, first, length] of steps) {
        if (obstacle(state, rung, [first, first + length]) === null) climb(state, rung, [first, first + length])
        for (let i = 0; i < 12; i++) {
          const final = (['accepted', 'refused', 'dissent'] as const).filter((word) => includes(state.rungs[word], i))
          assert.ok(final.length <= 1, `index ${i} stands on ${final.join(' and ')}`)
          if (includes(state.rungs.opened, i)) assert.ok(includes(state.rungs.accepted, i))
        }
      }
    }),
  )
})

test('a rung for what was never released is an obstacle', () => {
  const state = ladder()
  release(state, 4)
  assert.equal(obstacle(state, 'arrived', [3, 5]), 'not-released')
  assert.equal(obstacle(state, 'arrived', [4, 5]), null)
})

test('an item is opened only after it was accepted', () => {
  const state = ladder()
  release(state, 0)
  assert.equal(obstacle(state, 'opened', [0, 1]), 'out-of-order')
  climb(state, 'arrived', [0, 1])
  climb(state, 'accepted', [0, 1])
  assert.equal(obstacle(state, 'opened', [0, 1]), null)
  assert.equal(standing(state, 0), 'accepted')
})

test('a refused item is never accepted afterwards', () => {
  const state = ladder()
  release(state, 0)
  climb(state, 'refused', [0, 1])
  assert.equal(obstacle(state, 'arrived', [0, 1]), 'contradicts')
  assert.equal(obstacle(state, 'accepted', [0, 1]), 'contradicts')
})
