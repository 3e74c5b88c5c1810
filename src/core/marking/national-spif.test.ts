import assert from 'node:assert/strict'
import { test } from 'node:test'
import * as fc from 'fast-check'
import { KR, NOW, US } from '../../../test/exercise.ts'
import { JP_SPIF, KR_SPIF, NATIONAL, shipped, US_SPIF, written } from '../../../test/national-spifs.ts'
import { decodeSpif } from '../../io/spif-xml.ts'
import { utf8 } from '../bytes/utf8.ts'
import { dominant } from './dominant.ts'
import { dominantMarking } from './dominant-marking.ts'
import type { Label } from './label.ts'
import { markingLine } from './marking-line.ts'
import { informationOfLabel, labelOfInformation, policyOfSpif } from './national-spif.ts'
import { phrase, type MarkingPolicy } from './policy.ts'
import { informationOf, resolve, type Marked } from './resolve.ts'
import { LANGUAGES } from '../text.ts'

/** A policy with every kind of caveat, which the shipped ones do not have. */
const RICH: MarkingPolicy = {
  ...US,
  id: 'RICH',
  caveats: [
    ...US.caveats,
    ...(['restrictive', 'permissive', 'informative'] as const).flatMap((kind) =>
      [1, 2].map((n) => ({
        id: `${kind}-${n}`,
        name: `${kind.toUpperCase()} ${n}`,
        kind,
        phrases: { ko: `${kind} ${n} 표시` },
        source: 'a test',
      })),
    ),
  ],
}
const RICH_SPIF = decodeSpif(utf8(written(RICH, '1.2.3'))).spif

const richLabel: fc.Arbitrary<Label> = fc.record({
  policy: fc.constant('RICH'),
  level: fc.constantFrom(...RICH.levels.map(({ name }) => name)),
  caveats: fc.subarray(RICH.caveats.map(({ name }) => name)),
  releasableTo: fc.oneof(fc.constant(null), fc.subarray(['JP', 'KR', 'US'], { minLength: 1 })),
})

for (const { file, policy, oid } of NATIONAL) {
  test(`policies/spif/${file}.xml is the policy a node loads, and reads back as that policy`, () => {
    assert.equal(new TextDecoder().decode(shipped(file)), written(policy, oid))
    const { spif, warnings } = decodeSpif(shipped(file))
    assert.deepEqual(warnings, [])
    assert.deepEqual(policyOfSpif(spif), policy)
    assert.equal(spif.version, policy.version)
    assert.match(spif.digest, /^[0-9a-f]{96}$/)
  })

  test(`${policy.id} is rendered in each language as the nation renders it`, () => {
    const { spif } = decodeSpif(shipped(file))
    for (const language of LANGUAGES) {
      for (const level of policy.levels) {
        const label: Label = {
          policy: policy.id,
          level: level.name,
          caveats: policy.caveats.map(({ name }) => name),
          releasableTo: ['KR', 'JP'],
        }
        const { marked } = resolve(spif, informationOfLabel(label, policy, oid))
        assert.ok(marked)
        const caveats = policy.caveats.map((caveat) => phrase(caveat, language)).join(', ')
        assert.equal(
          markingLine(marked, { place: 'pageTop', language }),
          `${phrase(level, language)} ${caveats} REL TO JP, KR`,
        )
      }
    }
  })
}

test('a label of ours goes into the names of STANAG 4774 and comes back', () => {
  assert.deepEqual(policyOfSpif(RICH_SPIF), RICH)
  fc.assert(
    fc.property(richLabel, (label) => {
      const information = informationOfLabel(label, RICH, '1.2.3')
      const { marked } = resolve(RICH_SPIF, information)
      assert.ok(marked)
      assert.deepEqual(informationOf(marked), information)
      const back = labelOfInformation(information, RICH_SPIF)
      assert.deepEqual({ ...back, caveats: back.caveats.toSorted() }, { ...label, caveats: label.caveats.toSorted() })
    }),
  )
})

test('parts have the same banner whether their labels are ours or in the names of the policy file', () => {
  let dominated = 0
  fc.assert(
    fc.property(fc.array(richLabel, { minLength: 1, maxLength: 3 }), (labels) => {
      const marked = labels
        .map((label) => resolve(RICH_SPIF, informationOfLabel(label, RICH, '1.2.3')).marked)
        .filter((one): one is Marked => one !== null)
      assert.equal(marked.length, labels.length)
      const [ours, theirs] = [dominant(RICH, labels), dominantMarking(marked, NOW)]
      assert.equal(theirs.kind, ours.kind)
      if (ours.kind === 'stop' || theirs.kind === 'stop') return
      dominated++
      assert.deepEqual(informationOf(theirs.marked), informationOfLabel(ours.label, RICH, '1.2.3'))
    }),
    { numRuns: 500 },
  )
  assert.ok(dominated > 20, `only ${dominated} of the drawn cases had a banner`)
})

test('a label that names what its policy has not is refused, either way', () => {
  const label: Label = { policy: 'KR-MIL', level: '군사Ⅱ급비밀', caveats: [], releasableTo: null }
  for (const bad of [
    { ...label, policy: 'JP-DEF' },
    { ...label, level: 'SECRET' },
    { ...label, caveats: ['NOFORN'] },
  ])
    assert.throws(() => informationOfLabel(bad, KR, KR_SPIF.oid), { code: 'label-invalid' })
  const information = informationOfLabel(label, KR, KR_SPIF.oid)
  const category = { type: 'permissive', tagName: 'Releasable To', oid: null, values: ['JP'] } as const
  assert.deepEqual(labelOfInformation({ ...information, categories: [category] }, KR_SPIF).releasableTo, ['JP'])
  for (const bad of [
    { ...information, policy: { name: 'JP-DEF', oid: null } },
    { ...information, privacyMark: 'X' },
    { ...information, classification: 'SECRET' },
    { ...information, categories: [{ ...category, values: ['FR'] }] },
    { ...information, categories: [{ ...category, values: [] }] },
    { ...information, categories: [{ ...category, oid: '1.2' }] },
    { ...information, categories: [category, category] },
    { ...information, categories: [{ ...category, type: 'restrictive' as const }] },
  ])
    assert.throws(() => labelOfInformation(bad, KR_SPIF), { code: 'label-invalid' })
  assert.throws(() => policyOfSpif({ ...JP_SPIF, national: null }), { code: 'policy-invalid' })
  assert.throws(() => policyOfSpif({ ...US_SPIF, national: { nation: 'US', entries: [] } }), { code: 'policy-invalid' })
})
