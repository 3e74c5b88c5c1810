import assert from 'node:assert/strict'
import { test } from 'node:test'
import { utc } from '../../../test/exercise.ts'
import { ARCADIA, marking } from '../../../test/fictional-policies.ts'
import { validity } from './label-validity.ts'
import { resolve, type Marked } from './resolve.ts'

const NOW = utc('2026-06-01T00:00:00Z')

function broken(marked: Marked, times: Partial<Parameters<typeof validity>[1]> = {}): readonly string[] {
  const { holds, findings } = validity(marked, { at: NOW, madeAt: NOW, isNew: true, ...times })
  const rules = findings.filter((finding) => !finding.holds).map(({ rule, on }) => `${rule}: ${on}`)
  assert.equal(holds, rules.length === 0)
  return rules
}

test('a label is held to what its policy demands, excludes and limits', () => {
  assert.deepEqual(broken(marking('GUARDED', 'ORION', 'AAA')), [])
  assert.deepEqual(broken(marking('OPEN', 'ORION')), ['class-allowed: ORION, OPEN'])
  assert.deepEqual(broken(marking('SEALED')), ['category-present: SEALED'])
  assert.deepEqual(broken(marking('SEALED', 'CCC')), [])
  assert.deepEqual(broken(marking('GUARDED', 'CRUX')), ['category-present: CRUX'])
  assert.deepEqual(broken(marking('GUARDED', 'CRUX', 'AAA', 'BBB')), ['category-present: CRUX'])
  assert.deepEqual(broken(marking('GUARDED', 'CRUX', 'AAA', 'CCC')), [])
  assert.deepEqual(broken(marking('GUARDED', 'ORION', 'LYRA', 'CRUX', 'AAA')), [
    'selection-allowed: Additional Sensitivity: 3',
  ])
})

test('what is obsolete bars a new label and not one made before; what has a period is judged by when the label was made', () => {
  assert.deepEqual(broken(marking('HIDDEN')), ['not-obsolete: HIDDEN'])
  assert.deepEqual(broken(marking('HIDDEN'), { isNew: false }), [])
  const old = { isNew: false, madeAt: utc('2022-01-01T00:00:00Z') }
  assert.deepEqual(broken(marking('GUARDED', 'DRACO'), old), [])
  assert.deepEqual(broken(marking('GUARDED', 'DRACO'), { isNew: false }), ['in-period: DRACO'])
  assert.deepEqual(broken(marking('SEALED', 'DRACO', 'AAA'), old), ['class-allowed: DRACO, SEALED'])
  assert.deepEqual(broken(marking('GUARDED', 'DRACO', 'LYRA'), old), ['category-allowed: LYRA, DRACO'])
  assert.deepEqual(broken(marking('OPEN'), { at: utc('2019-01-01T00:00:00Z') }), ['policy-current: ARCADIA 3'])
})

test('a name the policy has not is not resolved, whichever name it is', () => {
  const good = {
    policy: { name: 'ARCADIA', oid: ARCADIA.oid },
    classification: 'OPEN',
    privacyMark: 'PERSONAL',
    categories: [],
  }
  assert.ok(resolve(ARCADIA, good).marked)
  const category = { type: 'permissive', tagName: 'Releasable To', oid: null, values: ['AAA'] } as const
  assert.ok(resolve(ARCADIA, { ...good, categories: [category] }).marked)
  for (const bad of [
    { ...good, policy: { name: 'BOREAS', oid: null } },
    { ...good, policy: { name: 'ARCADIA', oid: '1.2.3' } },
    { ...good, policy: { name: 'Arcadia', oid: null } },
    { ...good, classification: 'Open' },
    { ...good, privacyMark: 'SECRET SAUCE' },
    { ...good, categories: [{ ...category, type: 'restrictive' as const }] },
    { ...good, categories: [{ ...category, tagName: 'Releasable to' }] },
    { ...good, categories: [{ ...category, values: ['AAA', 'DDD'] }] },
    { ...good, categories: [{ ...category, oid: '1.2.3' }] },
  ]) {
    const { marked, findings } = resolve(ARCADIA, bad)
    assert.equal(marked, null)
    assert.ok(findings.some(({ holds }) => !holds))
  }
})

test('only in the policies NATO and PUBLIC is the case of a name nothing', () => {
  const open = { classification: 'open', privacyMark: null, categories: [] }
  for (const name of ['NATO', 'PUBLIC'])
    assert.ok(resolve({ ...ARCADIA, name }, { ...open, policy: { name: name.toLowerCase(), oid: null } }).marked)
  assert.equal(resolve(ARCADIA, { ...open, policy: { name: 'ARCADIA', oid: null } }).marked, null)
})
