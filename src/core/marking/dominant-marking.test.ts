import assert from 'node:assert/strict'
import { test } from 'node:test'
import * as fc from 'fast-check'
import { utc } from '../../../test/exercise.ts'
import { BOREAS, clearedFor, marking } from '../../../test/fictional-policies.ts'
import { dominates } from './clearance.ts'
import { dominantMarking, type DominantMarking } from './dominant-marking.ts'
import type { Marked } from './resolve.ts'

const AT = utc('2026-06-01T00:00:00Z')
const LEVELS = ['OPEN', 'GUARDED', 'SEALED']
const VALUES = ['ORION', 'LYRA', 'AAA', 'BBB', 'CCC', 'LEAGUE', 'STAFF']

const NATIONS = ['AAA', 'BBB', 'CCC', 'LEAGUE']
const OTHERS = ['ORION', 'LYRA', 'STAFF']

/** Parts that all say to whom they may go, since parts of which only some do are never joined; `part` may do either. */
const stated = fc
  .tuple(fc.constantFrom(...LEVELS), fc.subarray(NATIONS, { minLength: 2 }), fc.subarray(OTHERS))
  .map(([level, nations, others]) => marking(level, ...nations, ...others))
const part = fc
  .tuple(fc.constantFrom(...LEVELS), fc.subarray(VALUES))
  .map(([level, chosen]) => marking(level, ...chosen))
const parts = fc.oneof(fc.array(stated, { minLength: 1, maxLength: 4 }), fc.array(part, { minLength: 1, maxLength: 4 }))

function spelt(result: DominantMarking): string {
  return result.kind === 'stop' ? result.why : [result.marked.classification.name, ...names(result.marked)].join(' ')
}

function names({ values }: Marked): readonly string[] {
  return values.map(({ value }) => value.name)
}

test('the parts of a document give the highest level, every restriction, and what all may have', () => {
  const of = (...marked: readonly Marked[]): string => spelt(dominantMarking(marked, AT))
  assert.equal(of(marking('OPEN'), marking('GUARDED', 'ORION'), marking('GUARDED', 'STAFF')), 'GUARDED ORION STAFF')
  assert.equal(of(marking('GUARDED', 'AAA', 'BBB'), marking('OPEN', 'BBB', 'CCC')), 'GUARDED BBB')
  assert.equal(of(marking('GUARDED', 'LEAGUE'), marking('OPEN', 'AAA', 'BBB')), 'GUARDED AAA')
})

test('an empty or half-stated permissive tag is never dropped: it withholds', () => {
  const of = (...marked: readonly Marked[]): string => spelt(dominantMarking(marked, AT))
  assert.equal(of(marking('GUARDED', 'AAA'), marking('GUARDED', 'BBB')), 'releasability-empty')
  assert.equal(of(marking('GUARDED', 'AAA'), marking('GUARDED')), 'releasability-partly-stated')
  assert.equal(
    of(marking('GUARDED', 'LEAGUE'), marking('GUARDED', 'BBB')),
    'releasability-empty',
    'BBB has left the group',
  )
  assert.equal(of(), 'no-parts')
  assert.equal(of(marking('OPEN'), { ...marking('OPEN'), spif: BOREAS }), 'another-policy')
  assert.equal(of(marking('OPEN', 'ORION')), 'result-invalid')
})

test('order does not matter, and a part twice is that part once', () => {
  fc.assert(
    fc.property(parts, fc.nat(), (list, turn) => {
      const turned = [...list.slice(turn % list.length), ...list.slice(0, turn % list.length)]
      const result = spelt(dominantMarking(list, AT))
      const kindOf = (text: string): string =>
        text.startsWith('releasability') || text === 'result-invalid' ? 'stop' : text
      assert.equal(kindOf(spelt(dominantMarking(turned, AT))), kindOf(result))
      assert.equal(kindOf(spelt(dominantMarking([...list, list[0]!], AT))), kindOf(result))
    }),
  )
})

test('whoever may read the whole may read every part: a part more never widens', () => {
  const clearance = fc
    .tuple(fc.subarray(LEVELS, { minLength: 2 }), fc.subarray(VALUES, { minLength: 4 }))
    .map(([levels, held]) => clearedFor(levels, ...held))
  let compared = 0
  fc.assert(
    fc.property(parts, clearance, (list, cleared) => {
      const result = dominantMarking(list, AT)
      if (result.kind === 'stop') return
      const times = { at: AT, madeAt: AT }
      if (!dominates(cleared, result.marked, times).holds) return
      compared++
      for (const one of list) {
        const failed = dominates(cleared, one, times).findings.filter(
          ({ rule, holds }) => rule.endsWith('-held') && !holds,
        )
        // Levels are listed one by one: holding the highest does not list a lower one.
        assert.deepEqual(
          failed.filter(({ rule }) => rule !== 'classification-held'),
          [],
        )
      }
    }),
    { numRuns: 400 },
  )
  assert.ok(compared > 10, `only ${compared} of the drawn cases said anything`)
})

test('grouping does not matter wherever every step has an answer', () => {
  fc.assert(
    fc.property(stated, stated, stated, (a, b, c) => {
      const left = dominantMarking([a, b], AT)
      if (left.kind === 'stop') return
      const stepwise = dominantMarking([left.marked, c], AT)
      const whole = dominantMarking([a, b, c], AT)
      if (stepwise.kind === 'dominant' && whole.kind === 'dominant') assert.equal(spelt(stepwise), spelt(whole))
      // A step can only be stricter than the whole, where a policy demands what another part brings.
      if (stepwise.kind === 'dominant') assert.equal(whole.kind, 'dominant')
    }),
  )
})
