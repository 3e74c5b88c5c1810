import assert from 'node:assert/strict'
import { test } from 'node:test'
import * as fc from 'fast-check'
import {
  ASSURANCE,
  CONSENT,
  facts,
  item,
  KR,
  NOTIFIED,
  NOW,
  portion,
  request,
  US_PORTION,
  utc,
} from '../../../test/exercise.ts'
import { canonical } from '../bytes/canonical.ts'
import { instant } from '../instant.ts'
import type { Label } from '../marking/label.ts'
import { decide } from './decide.ts'
import type { CompiledFacts } from './facts.ts'
import { decodeItem, itemJson, type ItemFacts, type Portion } from './item.ts'
import { isReason } from './reasons.ts'
import type { ReleaseRequest } from './rules.ts'
import { assuranceJson, consentJson, decodeAssurance, decodeConsent } from './statement.ts'
import { verdictJson } from './verdict.ts'

const LEVELS = ['군사Ⅲ급비밀', '군사Ⅱ급비밀', '군사Ⅰ급비밀'] as const
const label: fc.Arbitrary<Label> = fc.record({
  policy: fc.constant('KR-MIL'),
  level: fc.constantFrom(...LEVELS),
  caveats: fc.constantFrom([], [], [], ['KR EYES ONLY (EXERCISE)']),
  releasableTo: fc.constantFrom(null, null, ['JP'], ['JP', 'US'], ['US']),
})
const portions: fc.Arbitrary<Portion> = fc.oneof(
  { weight: 3, arbitrary: label.map((own) => portion({ label: own })) },
  { weight: 1, arbitrary: label.map((equivalent) => portion({ ...US_PORTION, equivalent })) },
)
const items: fc.Arbitrary<ItemFacts> = fc.record({
  id: fc.constantFrom('item-1', 'item-2'),
  portions: fc.array(portions, { minLength: 1, maxLength: 3 }),
  subject: fc.constantFrom('dprk-missile', 'dprk-missile', 'dprk-missile', 'fisheries'),
  purpose: fc.constantFrom('joint-analysis', 'joint-analysis', 'joint-analysis', 'early-warning'),
  exercise: fc.constantFrom(true, true, true, false),
})
const requests = items.map((of) => request({ item: of }))
const worlds: fc.Arbitrary<CompiledFacts> = fc
  .record({
    agreements: fc.constantFrom([NOTIFIED], [NOTIFIED], [NOTIFIED], []),
    assurances: fc.subarray([{ ...ASSURANCE, level: '秘' }, ASSURANCE]),
    consents: fc.subarray([CONSENT, { ...CONSENT, covers: { kind: 'subject' as const, subject: 'dprk-missile' } }]),
  })
  .map(facts)

test('decide is total: arbitrary garbage is withheld, with a known reason and a canonical verdict', () => {
  const held = facts()
  const shaped = fc.record({
    item: fc.oneof(
      fc.anything(),
      fc.record({
        id: fc.anything(),
        portions: fc.anything(),
        subject: fc.anything(),
        purpose: fc.anything(),
        exercise: fc.anything(),
      }),
    ),
    from: fc.oneof(fc.constant('KR'), fc.anything()),
    to: fc.oneof(fc.constant('JP'), fc.anything()),
    purpose: fc.anything(),
    channel: fc.anything(),
  })
  fc.assert(
    fc.property(fc.oneof(fc.anything(), shaped), fc.oneof(fc.constant(NOW), fc.anything()), (given, at) => {
      const verdict = decide(held, given as ReleaseRequest, at as typeof NOW)
      assert.ok(verdict.kind === 'withhold' && isReason(verdict.reason))
    }),
    { numRuns: 2000 },
  )
})

test('decide is total over one part replaced by garbage: it never releases what it could not read', () => {
  const paths = ['id', 'portions', 'subject', 'purpose', 'exercise'] as const
  fc.assert(
    fc.property(fc.constantFrom(...paths), fc.anything(), (path, garbage) => {
      const broken: unknown = { ...item(), [path]: garbage }
      const verdict = decide(facts(), request({ item: broken as ItemFacts }), NOW)
      assert.ok(verdict.kind === 'withhold' || path === 'id' || Object.is(garbage, item()[path]))
    }),
    { numRuns: 500 },
  )
})

test('every verdict on a readable request has one canonical form', () => {
  fc.assert(
    fc.property(worlds, requests, (held, given) => {
      const spelt = (): string => canonical(verdictJson(decide(held, given, NOW)))
      assert.equal(spelt(), spelt())
    }),
  )
})

test('adding a third-party originator never turns withhold into release', () => {
  fc.assert(
    fc.property(worlds, requests, label, (held, given, equivalent) => {
      const more = {
        ...given,
        item: { ...given.item, portions: [...given.item.portions, portion({ ...US_PORTION, id: 'p9', equivalent })] },
      }
      if (decide(held, given, NOW).kind === 'withhold') assert.equal(decide(held, more, NOW).kind, 'withhold')
    }),
    { numRuns: 500 },
  )
})

test('raising a level never turns withhold into release', () => {
  const raise = (one: Label): Label => ({
    ...one,
    level: LEVELS[Math.min(2, LEVELS.findIndex((name) => name === one.level) + 1)] ?? one.level,
  })
  fc.assert(
    fc.property(worlds, requests, fc.nat(2), (held, given, which) => {
      const raised = given.item.portions.map((part, i) =>
        i !== which
          ? part
          : part.originator === 'KR'
            ? { ...part, label: raise(part.label) }
            : { ...part, equivalent: part.equivalent && raise(part.equivalent) },
      )
      if (decide(held, given, NOW).kind === 'withhold')
        assert.equal(decide(held, { ...given, item: { ...given.item, portions: raised } }, NOW).kind, 'withhold')
    }),
    { numRuns: 500 },
  )
})

test('both kinds of verdict are met by these generators, so the properties are not empty', () => {
  const kinds = fc
    .sample(fc.tuple(worlds, requests), { seed: 1, numRuns: 400 })
    .map(([held, given]) => decide(held, given, NOW).kind)
  assert.ok(kinds.includes('release') && kinds.includes('withhold'))
})

test('nothing is ever released outside the period in force', () => {
  const end = utc('2016-11-23T05:00:00Z')
  fc.assert(
    fc.property(fc.integer({ min: 0, max: end - 1 }), (ms) => {
      assert.equal(decide(facts({ policies: [KR] }), request(), instant(ms)).kind, 'withhold')
      assert.equal(decide(facts(), request(), instant(ms)).kind, 'withhold')
    }),
  )
})

test('item facts and statements read back from their own values', () => {
  fc.assert(
    fc.property(items, (of) => assert.equal(canonical(itemJson(decodeItem(itemJson(of)))), canonical(itemJson(of)))),
  )
  const { by, to, agreement, originator, holder } = { ...ASSURANCE, ...CONSENT }
  assert.deepEqual(decodeAssurance(assuranceJson(ASSURANCE), { by, to, agreement }), ASSURANCE)
  for (const consent of [CONSENT, { ...CONSENT, covers: { kind: 'subject' as const, subject: 's' }, until: NOW }])
    assert.deepEqual(decodeConsent(consentJson(consent), { originator, holder }), consent)
})

test('item facts and statements that are misshapen are refused by place', () => {
  const good = JSON.parse(JSON.stringify(itemJson(item())))
  const broken: readonly unknown[] = [
    { ...good, colour: 1 },
    { ...good, exercise: 'no' },
    { ...good, portions: [{ ...good.portions[0], originator: 'Korea' }] },
    { ...good, portions: [{ ...good.portions[0], digest: 'ab' }] },
    { ...good, portions: [{ ...good.portions[0], label: null }] },
    { ...good, portions: [{ ...good.portions[0], marked: '2018' }] },
  ]
  for (const json of broken)
    assert.throws(() => decodeItem(json as never), { code: 'bytes-malformed', detail: /^item/ })
  assert.throws(() => decodeItem({ ...good, portions: Array(1025).fill(good.portions[0]) }), { code: 'limit-exceeded' })
  const given = { originator: 'US', holder: 'KR' }
  const consent = JSON.parse(JSON.stringify(consentJson(CONSENT)))
  assert.throws(() => decodeConsent({ ...consent, covers: { kind: 'everything' } }, given), { code: 'bytes-malformed' })
  assert.throws(() => decodeConsent({ ...consent, recipient: 'anyone' }, given), { code: 'bytes-malformed' })
  assert.throws(() => decodeAssurance({ item: null, level: '秘', from: null }, ASSURANCE), { code: 'bytes-malformed' })
})
