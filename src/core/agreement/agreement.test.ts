import assert from 'node:assert/strict'
import { test } from 'node:test'
import * as fc from 'fast-check'
import {
  agreementId,
  ENTRY,
  enact,
  FILED,
  hash,
  NOTIFIED,
  NOW,
  onTable,
  PROPOSED,
  SIGNED,
  terms,
  texts,
  utc,
} from '../../../test/exercise.ts'
import { ABSENT, evolve, inForce, period, type Agreement, type AgreementEvent } from './agreement.ts'
import { decideAct, type AgreementAct } from './decide-act.ts'

const act = (kind: 'sign' | 'notify' | 'notice', given = agreementId): AgreementAct => ({ kind, hash: given })
const decided = (state: Agreement, party: string, given: AgreementAct, at = NOW): AgreementEvent =>
  decideAct(hash, { state, party, act: given, at })
const notice = (at: string): Agreement => enact(NOTIFIED, [{ party: 'KR', act: act('notice'), at: utc(at) }])

test('invariant 2: the agreement enters into force at the later of the two notifications, and not a moment before', () => {
  assert.equal(inForce(NOTIFIED, utc('2016-11-23T04:59:59Z')), null)
  assert.notEqual(inForce(NOTIFIED, ENTRY), null)
  assert.deepEqual(period(onTable(NOTIFIED)), { from: ENTRY, until: null })
  const one = enact(SIGNED, [{ party: 'JP', act: act('notify'), at: utc('2016-11-23T03:00:00Z') }])
  assert.equal(inForce(one, NOW), null)
})

test('invariant 1: nothing short of texts, both signatures and both notifications is in force', () => {
  for (const state of [ABSENT, PROPOSED, FILED, SIGNED]) assert.equal(inForce(state, NOW), null)
})

test('a Party that notified early puts nothing into force before the other has signed', () => {
  const state = enact(FILED, [
    { party: 'KR', act: act('sign'), at: utc('2016-11-20T00:00:00Z') },
    { party: 'KR', act: act('notify'), at: utc('2016-11-20T01:00:00Z') },
    { party: 'JP', act: act('sign'), at: utc('2016-11-23T06:00:00Z') },
    { party: 'JP', act: act('notify'), at: utc('2016-11-23T07:00:00Z') },
  ])
  assert.equal(period(onTable(state))?.from, utc('2016-11-23T07:00:00Z'))
})

test('invariant 3: a notice stops nothing before its effect, and then ends provision at that midnight', () => {
  const state = notice('2019-08-23T06:00:00Z')
  assert.deepEqual(period(onTable(state)), { from: ENTRY, until: utc('2019-11-22T15:00:00Z') })
  assert.notEqual(inForce(state, utc('2019-11-22T14:59:59Z')), null)
  assert.equal(inForce(state, utc('2019-11-22T15:00:00Z')), null)
})

test('without a timely notice the term is extended by itself, and a late one ends the next term', () => {
  assert.notEqual(inForce(NOTIFIED, utc('2040-01-01T00:00:00Z')), null)
  assert.equal(period(onTable(notice('2019-08-26T00:00:00Z')))?.until, utc('2020-11-22T15:00:00Z'))
})

test('two notices end it at the earlier of their ends', () => {
  const state = enact(notice('2019-08-23T06:00:00Z'), [
    { party: 'JP', act: act('notice'), at: utc('2019-09-10T00:00:00Z') },
  ])
  assert.equal(period(onTable(state))?.until, utc('2019-11-22T15:00:00Z'))
})

test('an act about an agreement nobody proposed is refused', () => {
  assert.throws(() => decided(ABSENT, 'KR', act('sign')), { code: 'agreement-unknown' })
})

test('terms already on the table are not proposed again', () => {
  assert.throws(() => decided(PROPOSED, 'JP', { kind: 'propose', hash: agreementId, terms }), {
    code: 'agreement-already-proposed',
  })
})

test('a nation that is no Party neither proposes nor signs', () => {
  assert.throws(() => decided(ABSENT, 'US', { kind: 'propose', hash: agreementId, terms }), {
    code: 'agreement-party-unknown',
  })
  assert.throws(() => decided(FILED, 'US', act('sign')), { code: 'agreement-party-unknown' })
})

test('invariant 5: terms under another hash than their own, and a signature on another hash, are refused', () => {
  const other = 'ab'.repeat(48)
  assert.throws(() => decided(ABSENT, 'KR', { kind: 'propose', hash: other, terms }), {
    code: 'agreement-hash-differs',
  })
  assert.throws(() => decided(FILED, 'KR', act('sign', other)), { code: 'agreement-hash-differs' })
})

test('invariant 4: a text that differs in one byte is refused', () => {
  const text = `${texts.ko} `
  assert.throws(() => decided(PROPOSED, 'KR', { kind: 'text', hash: agreementId, language: 'ko', text }), {
    code: 'agreement-text-differs',
  })
  const swapped: AgreementAct = { kind: 'text', hash: agreementId, language: 'ja', text: texts.ko }
  assert.throws(() => decided(PROPOSED, 'KR', swapped), { code: 'agreement-text-differs' })
})

test('nobody signs before every text is on file', () => {
  assert.throws(() => decided(PROPOSED, 'KR', act('sign')), { code: 'agreement-texts-missing', detail: 'en, ko, ja' })
})

test('nobody files, signs, notifies or gives notice twice', () => {
  const repeats: readonly (readonly [Agreement, AgreementAct])[] = [
    [FILED, { kind: 'text', hash: agreementId, language: 'en', text: texts.en }],
    [SIGNED, act('sign')],
    [NOTIFIED, act('notify')],
    [notice('2018-01-01T00:00:00Z'), act('notice')],
  ]
  for (const [state, given] of repeats)
    assert.throws(() => decided(state, 'KR', given), { code: 'agreement-act-repeated' })
})

test('a notification needs the own signature first', () => {
  assert.throws(() => decided(FILED, 'KR', act('notify')), { code: 'agreement-not-signed' })
})

test('a notice needs an agreement in force', () => {
  assert.throws(() => decided(SIGNED, 'KR', act('notice')), { code: 'agreement-not-in-force' })
  assert.throws(() => decided(notice('2019-08-23T06:00:00Z'), 'JP', act('notice'), utc('2019-11-22T15:00:00Z')), {
    code: 'agreement-not-in-force',
  })
})

const party = fc.constantFrom('KR', 'JP', 'US')
const at = fc
  .integer({ min: 0, max: 4_000_000_000_000 })
  .map((ms) => utc(new Date(ms).toISOString().replace('.000Z', 'Z')))
const events: fc.Arbitrary<AgreementEvent> = fc.oneof(
  fc.record({
    kind: fc.constant('proposed' as const),
    hash: fc.constantFrom(agreementId, 'other'),
    terms: fc.constant(terms),
    party,
    at,
  }),
  fc
    .record({ language: fc.constantFrom('en' as const, 'ko' as const, 'ja' as const), honest: fc.boolean(), party, at })
    .map(({ language, honest, ...by }) => ({
      kind: 'text-filed' as const,
      language,
      ...by,
      digest: honest ? (terms.texts.find((text) => text.language === language)?.sha384 ?? '') : 'ab'.repeat(48),
    })),
  fc.record({ kind: fc.constant('signed' as const), hash: fc.constantFrom(agreementId, 'other'), party, at }),
  fc.record({ kind: fc.constant('notified' as const), party, at }),
  fc.record({ kind: fc.constant('notice-given' as const), party, at }),
)

test('evolve is total, and whatever the events, what is in force has every text, signature and notification before that instant', () => {
  fc.assert(
    fc.property(fc.array(events, { maxLength: 24 }), at, (list, now) => {
      const state = list.reduce(evolve, ABSENT)
      const shown = inForce(state, now)
      if (shown === null) return
      assert.deepEqual([...shown.texts].sort(), ['en', 'ja', 'ko'])
      for (const acts of [shown.signatures, shown.notifications]) {
        assert.deepEqual(acts.map((given) => given.party).sort(), ['JP', 'KR'])
        for (const given of acts) assert.ok(given.at <= now)
      }
    }),
  )
})
