import assert from 'node:assert/strict'
import { test } from 'node:test'
import { FAULT_CODES, Fault } from '../core/fault.ts'
import { EXIT, exitStatusOf } from './exit.ts'

test('every fault has a status a script can act on, and never 0 or 1', () => {
  const known = new Set<number>(Object.values(EXIT))
  for (const code of FAULT_CODES) {
    const status = exitStatusOf(new Fault(code))
    assert.ok(known.has(status) && status !== 0, code)
  }
  assert.ok(!known.has(1))
})

test('whatever nobody foresaw exits 70', () => {
  for (const error of [new Error('boom'), new TypeError('bug'), 'a string', undefined])
    assert.equal(exitStatusOf(error), 70)
})

test('two statuses never share a number', () => {
  assert.equal(new Set(Object.values(EXIT)).size, Object.keys(EXIT).length)
})
