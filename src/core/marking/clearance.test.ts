import assert from 'node:assert/strict'
import { test } from 'node:test'
import * as fc from 'fast-check'
import { utc } from '../../../test/exercise.ts'
import { BOREAS, clearedFor, marking } from '../../../test/fictional-policies.ts'
import { dominates } from './clearance.ts'

const AT = utc('2026-06-01T00:00:00Z')
const TIMES = { at: AT, madeAt: AT }
const LEVELS = ['OPEN', 'GUARDED', 'SEALED']
const RESTRICTIVE = ['ORION', 'LYRA', 'CRUX']
const PERMISSIVE = ['AAA', 'BBB', 'CCC', 'LEAGUE']

const someOf = (names: readonly string[]): fc.Arbitrary<string[]> => fc.subarray([...names])
const label = fc.tuple(fc.constantFrom(...LEVELS), someOf([...RESTRICTIVE, ...PERMISSIVE, 'STAFF']))
const clearance = fc.tuple(someOf(LEVELS), someOf([...RESTRICTIVE, ...PERMISSIVE]))

test('a clearance must list the level, hold every restrictive value and one of each permissive tag; informative values are nothing', () => {
  const may = (levels: readonly string[], held: readonly string[], level: string, ...on: readonly string[]): boolean =>
    dominates(clearedFor(levels, ...held), marking(level, ...on), TIMES).holds
  assert.equal(may(['GUARDED'], ['ORION', 'AAA'], 'GUARDED', 'ORION', 'AAA', 'BBB', 'STAFF'), true)
  assert.equal(may(['SEALED'], ['ORION', 'AAA'], 'GUARDED', 'ORION', 'AAA'), false, 'a higher level is not a lower one')
  assert.equal(may(['GUARDED'], ['AAA'], 'GUARDED', 'ORION', 'AAA'), false)
  assert.equal(may(['GUARDED'], ['ORION', 'CCC'], 'GUARDED', 'ORION', 'AAA'), false)
  assert.equal(may(['GUARDED'], [], 'GUARDED'), true, 'no permissive value on the label sets no limit here')
  assert.equal(may(['OPEN'], ['ORION'], 'OPEN', 'ORION'), false, 'an invalid label is dominated by nobody')
  assert.equal(dominates({ ...clearedFor(['OPEN']), spif: BOREAS }, marking('OPEN'), TIMES).holds, false)
})

test('a group counts as who was in it at the time', () => {
  const may = (held: string, on: string, at: string): boolean =>
    dominates(clearedFor(['GUARDED'], held), marking('GUARDED', on), { at: utc(at), madeAt: AT }).holds
  assert.equal(may('BBB', 'LEAGUE', '2023-06-01T00:00:00Z'), true)
  assert.equal(may('BBB', 'LEAGUE', '2024-01-01T00:00:00Z'), false)
  assert.equal(may('CCC', 'LEAGUE', '2023-06-01T00:00:00Z'), false)
  assert.equal(may('CCC', 'LEAGUE', '2024-01-01T00:00:00Z'), true)
  assert.equal(may('LEAGUE', 'LEAGUE', '2026-01-01T00:00:00Z'), true)
  assert.equal(may('LEAGUE', 'AAA', '2026-01-01T00:00:00Z'), false, 'one of the group is not each of the group')
})

test('more in a clearance never takes access away, and more restriction on a label never gives it', () => {
  fc.assert(
    fc.property(
      label,
      clearance,
      fc.constantFrom(...RESTRICTIVE, ...PERMISSIVE),
      fc.constantFrom(...RESTRICTIVE),
      (on, [levels, held], more, restriction) => {
        const [level, values] = on
        const before = dominates(clearedFor(levels, ...held), marking(level, ...values), TIMES).holds
        const wider = dominates(clearedFor(levels, ...new Set([...held, more])), marking(level, ...values), TIMES).holds
        assert.ok(!before || wider)
        const heldRules = (names: readonly string[]): boolean =>
          dominates(clearedFor(levels, ...held), marking(level, ...names), TIMES)
            .findings.filter(({ rule }) => rule.endsWith('-held'))
            .every(({ holds }) => holds)
        assert.ok(heldRules(values) || !heldRules([...new Set([...values, restriction])]))
      },
    ),
  )
})
