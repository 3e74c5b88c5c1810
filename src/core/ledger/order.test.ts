import assert from 'node:assert/strict'
import { test } from 'node:test'
import * as fc from 'fast-check'
import {
  comparePlaces,
  isClosed,
  isFirst,
  judgeSeen,
  lastClosed,
  precedes,
  weave,
  type Histories,
  type Place,
} from './order.ts'

/** Honest histories: each author writes, or takes notice of part of what the other has written by then. */
const histories: fc.Arbitrary<Histories> = fc
  .array(fc.record({ who: fc.boolean(), notice: fc.double({ min: 0, max: 1, noNaN: true }) }), { maxLength: 60 })
  .map((steps) => {
    const logs = { first: [] as number[], second: [] as number[] }
    const seen = { first: 0, second: 0 }
    for (const { who, notice } of steps) {
      const [own, other] = who ? (['first', 'second'] as const) : (['second', 'first'] as const)
      seen[own] += Math.round(notice * (logs[other].length - seen[own]))
      logs[own].push(seen[own])
    }
    return logs
  })

const withSeen = (h: Histories, place: Place) => ({ ...place, seen: h[place.log][place.index]! })

test('the weave of honest histories takes every entry once, each log in its order', () => {
  fc.assert(
    fc.property(histories, (h) => {
      const order = weave(h)
      for (const log of ['first', 'second'] as const)
        assert.deepEqual(
          order.filter((place) => place.log === log).map(({ index }) => index),
          h[log].map((_, i) => i),
        )
    }),
    { numRuns: 2000 },
  )
})

test('an entry of the second log precedes one of the first exactly if that one has seen it', () => {
  fc.assert(
    fc.property(histories, (h) => {
      const order = weave(h)
      const position = new Map(order.map((place, at) => [`${place.log} ${place.index}`, at]))
      for (const [i, seen] of h.first.entries())
        for (const j of h.second.keys())
          assert.equal(precedes(j, seen), position.get(`second ${j}`)! < position.get(`first ${i}`)!)
    }),
    { numRuns: 2000 },
  )
})

test('sorting by pairs gives the weave', () => {
  fc.assert(
    fc.property(histories, (h) => {
      const order = weave(h).map((place) => withSeen(h, place))
      const shuffled = [...order].sort((a, b) => a.log.localeCompare(b.log) || b.index - a.index)
      assert.deepEqual(shuffled.sort(comparePlaces), order)
    }),
    { numRuns: 1000 },
  )
})

test('the order before a closed cut never changes, however both logs go on', () => {
  let closed = 0
  fc.assert(
    fc.property(histories, fc.nat(60), fc.nat(60), (h, a, b) => {
      const part: Histories = { first: h.first.slice(0, a), second: h.second.slice(0, b) }
      const cut = lastClosed(part)
      // A part of a history is one both sides could hold only if it names nothing outside itself.
      if (
        cut === null ||
        part.first.some((seen) => seen > part.second.length) ||
        part.second.some((seen) => seen > part.first.length)
      )
        return
      closed++
      const before = weave(part).slice(0, cut.first + cut.second)
      assert.equal(before.filter(({ log }) => log === 'first').length, cut.first)
      assert.deepEqual(weave(h).slice(0, cut.first + cut.second), before)
    }),
    { numRuns: 5000 },
  )
  assert.ok(closed > 200, `only ${closed} closed cuts were met`)
})

test('the last closed cut is the last of all closed cuts', () => {
  fc.assert(
    fc.property(histories, (h) => {
      const all = [...h.first.keys()]
        .flatMap((first) => [...h.second.keys()].map((second) => ({ first, second })))
        .filter((cut) => isClosed(h, cut))
      const last = lastClosed(h)
      const sizes = all.map((cut) => cut.first + cut.second)
      assert.equal(last === null ? -1 : last.first + last.second, Math.max(-1, ...sizes))
    }),
    { numRuns: 500 },
  )
})

test('a weave whose logs each wait for what the other has not written stops, and takes nothing out of turn', () => {
  assert.deepEqual(weave({ first: [1], second: [1] }), [])
  assert.deepEqual(weave({ first: [0, 2], second: [1, 9] }), [
    { log: 'first', index: 0 },
    { log: 'second', index: 0 },
  ])
})

test('a lie about what was seen is named: too high, decreasing, or below what a cosignature admits', () => {
  const entry = {
    index: 5,
    seen: 3,
    previous: 3,
    signed: 4,
    floors: [
      { from: 6, seen: 4 },
      { from: 5, seen: 3 },
    ],
  }
  assert.equal(judgeSeen(entry).kind, 'honest')
  assert.equal(judgeSeen({ ...entry, seen: 4 }).kind, 'honest')
  assert.deepEqual(judgeSeen({ ...entry, seen: 5 }), { kind: 'too-high', signed: 4 })
  assert.deepEqual(judgeSeen({ ...entry, seen: 2 }), { kind: 'decreasing', previous: 3 })
  assert.deepEqual(judgeSeen({ ...entry, index: 6 }), { kind: 'too-low', floor: { from: 6, seen: 4 } })
  assert.equal(judgeSeen({ ...entry, index: 6, seen: 4 }).kind, 'honest')
})

test('honest authors are never called liars', () => {
  fc.assert(
    fc.property(histories, (h) => {
      for (const [index, seen] of h.first.entries())
        assert.equal(
          judgeSeen({ index, seen, previous: h.first[index - 1] ?? 0, signed: h.second.length, floors: [] }).kind,
          'honest',
        )
    }),
  )
})

test('the first log is the one whose origin sorts first', () => {
  assert.ok(isFirst('a.example/rel/1', 'b.example/rel/1') && !isFirst('b.example/rel/1', 'a.example/rel/1'))
})
