import assert from 'node:assert/strict'
import { test } from 'node:test'
import * as fc from 'fast-check'
import { add, countWithin, includes, intervals, runs, size } from './intervals.ts'

test('a set of runs holds what a plain set holds, whatever the order of additions', () => {
  const range = fc.tuple(fc.nat(60), fc.nat(12)).map(([first, length]) => [first, first + length] as const)
  fc.assert(
    fc.property(fc.array(range, { maxLength: 30 }), fc.nat(60), fc.nat(20), (ranges, from, width) => {
      const set = intervals()
      const model = new Set<number>()
      for (const [first, end] of ranges) {
        add(set, first, end)
        for (let i = first; i < end; i++) model.add(i)
      }
      for (let i = 0; i < 80; i++) assert.equal(includes(set, i), model.has(i))
      assert.equal(size(set), model.size)
      assert.equal(countWithin(set, from, from + width), [...model].filter((i) => i >= from && i < from + width).length)
      const list = runs(set)
      for (let i = 1; i < list.length; i++) assert.ok((list[i - 1]?.[1] ?? 0) < (list[i]?.[0] ?? 0), 'runs never touch')
    }),
  )
})
