import assert from 'node:assert/strict'
import { test } from 'node:test'
import { KR, terms, utc } from '../../../test/exercise.ts'
import { ARCADIA, BOREAS, marking } from '../../../test/fictional-policies.ts'
import { JP_SPIF, KR_SPIF } from '../../../test/national-spifs.ts'
import { checkSpif } from './check-spif.ts'
import { equivalent } from './equivalence.ts'
import type { Label } from './label.ts'
import { mapIn, mapOut, type Mapped } from './map-marking.ts'
import { informationOfLabel, labelOfInformation } from './national-spif.ts'
import { partialSpif } from './partial-spif.ts'
import { informationOf, resolve, type Marked } from './resolve.ts'

const AT = utc('2018-06-01T00:00:00Z')
const NOW = utc('2026-06-01T00:00:00Z')

function spelt({ marked, findings }: Mapped): string {
  if (marked !== null) return [marked.classification.name, ...marked.values.map(({ value }) => value.name)].join(' ')
  const failed = findings.find(({ holds }) => !holds)
  return `${failed?.rule}: ${failed?.on}`
}

const out = (marked: Marked): string => spelt(mapOut(marked, BOREAS, NOW))

test('a marking leaves by its own rows, takes on what they inject, and drops only what is discarded in so many words', () => {
  assert.equal(out(marking('GUARDED', 'ORION', 'AAA', 'STAFF')), 'HIGH HUNTER AAA IMPORTED')
  assert.equal(out(marking('SEALED', 'AAA')), 'HIGH BY HAND AAA IMPORTED')
  assert.equal(out(marking('OPEN')), 'LOW IMPORTED')
})

test('a missing row blocks, whether of a level or of a value, and so does a privacy mark', () => {
  assert.equal(out(marking('HIDDEN')), 'classification-mapped: HIDDEN → BOREAS')
  assert.equal(out(marking('GUARDED', 'AAA', 'CCC')), 'category-mapped: CCC → BOREAS')
  assert.equal(out(marking('GUARDED', 'SILENT')), 'category-mapped: SILENT → BOREAS')
  assert.equal(out({ ...marking('OPEN'), privacyMark: ARCADIA.privacyMarks[0]! }), 'category-mapped: PERSONAL → BOREAS')
  assert.match(spelt(mapOut(marking('OPEN'), { ...BOREAS, oid: '1.2.3' }, NOW)), /^classification-mapped/)
  assert.match(spelt(mapOut(marking('OPEN'), JP_SPIF, NOW)), /^classification-mapped/)
})

test('an injection that leaves a choice, or leads nowhere, blocks', () => {
  const [row] = ARCADIA.equivalentPolicies
  assert.ok(row)
  const inject = (operation: 'oneOrMore' | 'all', lacvs: readonly string[]): string => {
    const group = lacvs.map((lacv) => ({ tagSet: 'Handling', type: 'restrictive', enumerated: false, lacv }) as const)
    const spif = { ...ARCADIA, equivalentPolicies: [{ ...row, inject: [{ operation, group }] }] }
    return spelt(mapOut({ ...marking('OPEN'), spif }, BOREAS, NOW))
  }
  assert.equal(inject('all', ['1', '2']), 'LOW BY HAND HUNTER')
  assert.equal(inject('oneOrMore', ['1', '2']), 'injection-clear: Handling 1, Handling 2')
  assert.equal(inject('all', ['7']), 'injection-clear: Handling 7')
})

test('what comes in is read by the rows for coming in; two levels that lead to one are no way back', () => {
  const high = resolve(BOREAS, {
    policy: { name: 'BOREAS', oid: BOREAS.oid },
    classification: 'HIGH',
    privacyMark: null,
    categories: [],
  })
  assert.ok(high.marked)
  assert.equal(spelt(mapIn(high.marked, ARCADIA, NOW)), 'GUARDED', 'SEALED leads there too, but only on the way out')
  const two = {
    ...ARCADIA,
    classifications: ARCADIA.classifications.map((one) => ({
      ...one,
      equivalents: one.equivalents.map((row) => ({ ...row, applied: 'both' as const })),
    })),
  }
  assert.equal(spelt(mapIn(high.marked, two, NOW)), 'classification-mapped: HIGH → ARCADIA')
  const hand = BOREAS.tagSets[0]!
  const value = { set: hand, tag: hand.tags[0]!, value: hand.tags[0]!.values[0]! }
  assert.equal(spelt(mapIn({ ...high.marked, values: [value] }, ARCADIA, NOW)), 'category-mapped: BY HAND → ARCADIA')
})

test("an agreement's partial policy decides as its table does, for every level and caveat in it and none besides", () => {
  const partial = partialSpif(KR_SPIF, { target: JP_SPIF, rows: terms, at: AT })
  checkSpif(partial)
  assert.deepEqual(
    partial.classifications.map(({ name }) => name),
    ['군사Ⅱ급비밀', '군사Ⅲ급비밀'],
  )
  let mapped = 0
  for (const { name: level } of KR.levels) {
    for (const caveats of [[], KR.caveats.map(({ name }) => name)]) {
      for (const releasableTo of [null, ['JP']]) {
        const label: Label = { policy: 'KR-MIL', level, caveats, releasableTo }
        const byTable = equivalent(label, terms, { from: 'KR-MIL', to: 'JP-DEF' }, AT)
        const { marked } = resolve(partial, informationOfLabel(label, KR, KR_SPIF.oid))
        const byPolicy = marked === null ? null : mapOut(marked, JP_SPIF, AT).marked
        assert.equal(byPolicy !== null, byTable.kind === 'equivalent', `${level} ${caveats.join()}`)
        if (byPolicy === null || byTable.kind !== 'equivalent') continue
        mapped++
        assert.deepEqual(labelOfInformation(informationOf(byPolicy), JP_SPIF), byTable.label)
      }
    }
  }
  assert.equal(mapped, 4)
})
