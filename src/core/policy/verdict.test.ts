import assert from 'node:assert/strict'
import { test } from 'node:test'
import {
  agreementId,
  facts,
  item,
  JP,
  KR,
  KR_TOP_SECRET,
  NOTIFIED,
  NOW,
  onTable,
  portion,
  request,
  terms,
  US,
  US_PORTION,
} from '../../../test/exercise.ts'
import { articles } from '../agreement/terms.ts'
import { canonical } from '../bytes/canonical.ts'
import { decide } from './decide.ts'
import type { CompiledFacts } from './facts.ts'
import type { Portion } from './item.ts'
import { ruleText } from './rule-texts.ts'
import { GATE, type ReleaseRequest } from './rules.ts'
import { RULE_SET, verdictJson, type Release } from './verdict.ts'

const released = (held: CompiledFacts = facts()): Release => {
  const verdict = decide(held, request(), NOW)
  assert.ok(verdict.kind === 'release', verdict.kind === 'withhold' ? verdict.reason : '')
  return verdict
}
const withPortions = (...portions: readonly Portion[]): Partial<ReleaseRequest> => ({ item: item({ portions }) })

test('an item within the agreement is released, and the verdict is the whole proof', () => {
  const verdict = released()
  assert.equal(verdict.agreement, agreementId)
  assert.equal(verdict.ruleSet, RULE_SET)
  assert.deepEqual(
    verdict.rules.map(({ rule, passed, cites }) => [rule, passed, cites]),
    [
      ['agreement', true, 'art_21__para_1'],
      ['in-force', true, 'art_21__para_3'],
      ['exercise', true, 'art_1__para_2'],
      ['subject', true, 'art_1__para_2'],
      ['purpose', true, 'art_6__para_c'],
      ['channel', true, 'art_9__para_1'],
      ['markings', true, null],
      ['national-only', true, 'art_4__para_4'],
      ['banner', true, null],
      ['top', true, 'art_4__para_3'],
      ['equivalence', true, 'art_4__para_1'],
      ['releasable-to', true, null],
      ['third-party', true, 'art_6__para_a'],
      ['assurance', true, 'art_7__para_5'],
    ],
  )
  assert.equal(verdict.rules.length, GATE.length)
  for (const { cites, rule } of verdict.rules) {
    assert.ok(cites === null || articles(terms).includes(cites))
    assert.ok(ruleText(rule).ja.length > 0)
  }
})

test('the verdict is deterministic and its canonical form is the same on both nodes, whatever the order of their facts', () => {
  const other = { ...onTable(NOTIFIED), hash: '0'.repeat(96) }
  const [ours, theirs] = [
    facts({ agreements: [NOTIFIED, other], policies: [KR, JP, US] }),
    facts({ agreements: [other, NOTIFIED], policies: [US, JP, KR] }),
  ]
  for (const given of [{}, withPortions(portion({ label: KR_TOP_SECRET })), withPortions(US_PORTION)])
    assert.equal(
      canonical(verdictJson(decide(ours, request(given), NOW))),
      canonical(verdictJson(decide(theirs, request(given), NOW))),
    )
})

test('where two agreements bind the same nations, the one that allows is the ground, and otherwise the nearest explains', () => {
  const narrow = {
    ...onTable(NOTIFIED),
    hash: '0'.repeat(96),
    terms: { ...terms, scope: { ...terms.scope, subjects: [] } },
  }
  assert.equal(released(facts({ agreements: [narrow, NOTIFIED] })).agreement, agreementId)
  const verdict = decide(facts({ agreements: [narrow, NOTIFIED], assurances: [] }), request(), NOW)
  assert.equal(verdict.agreement, agreementId)
  assert.equal(verdict.kind === 'withhold' && verdict.reason, 'assurance-missing')
})

test('two marking policies under one id are refused when the facts are compiled', () => {
  assert.throws(() => facts({ policies: [KR, { ...JP, id: 'KR-MIL' }] }), { code: 'policy-invalid' })
})
