import assert from 'node:assert/strict'
import { test } from 'node:test'
import {
  agreementId,
  ASSURANCE,
  CONSENT,
  contested,
  enact,
  ENTRY,
  facts,
  item,
  JP,
  JP_SECRET,
  KR,
  KR_CONFIDENTIAL,
  KR_SECRET,
  KR_TOP_SECRET,
  NOTIFIED,
  NOW,
  onTable,
  portion,
  request,
  SIGNED,
  terms,
  US,
  US_PORTION,
  utc,
} from '../../../test/exercise.ts'
import { canonical } from '../bytes/canonical.ts'
import type { Instant } from '../instant.ts'
import type { Label } from '../marking/label.ts'
import { decide } from './decide.ts'
import type { CompiledFacts, Facts } from './facts.ts'
import type { Portion } from './item.ts'
import { isReason, REASON_CODES, reasonText, type Reason } from './reasons.ts'
import type { ReleaseRequest } from './rules.ts'
import { verdictJson, type Release, type Withhold } from './verdict.ts'

const released = (
  given: Partial<ReleaseRequest> = {},
  { held = facts(), at = NOW }: { held?: CompiledFacts; at?: Instant } = {},
): Release => {
  const verdict = decide(held, request(given), at)
  assert.ok(verdict.kind === 'release', verdict.kind === 'withhold' ? verdict.reason : '')
  return verdict
}

const seen = new Set<Reason>()
const withheld = (given: { request?: Partial<ReleaseRequest>; facts?: Partial<Facts>; at?: Instant }): Withhold => {
  const verdict = decide(facts(given.facts), request(given.request), given.at ?? NOW)
  assert.ok(verdict.kind === 'withhold', 'it was released')
  seen.add(verdict.reason)
  const last = verdict.rules.at(-1)
  assert.ok(last?.passed === false && last.reason === verdict.reason, 'the last rule tried is the one that withheld')
  assert.ok(verdict.rules.slice(0, -1).every(({ passed }) => passed))
  return verdict
}
const withPortions = (...portions: readonly Portion[]): Partial<ReleaseRequest> => ({ item: item({ portions }) })
const labelled = (label: Partial<Label>): Partial<ReleaseRequest> =>
  withPortions(portion({ label: { ...KR_SECRET, ...label } }))

test('invariant 14: the originator’s marking is kept and the equivalent is added beside it', () => {
  const { banner, equivalent } = released()
  assert.deepEqual(banner, KR_SECRET)
  assert.deepEqual(equivalent, JP_SECRET)
})

test('invariant 1: no agreement between the two, no provision (`no-agreement`)', () => {
  const verdict = withheld({ request: { to: 'US' } })
  assert.equal(verdict.reason, 'no-agreement')
  assert.equal(verdict.agreement, null)
  assert.equal(withheld({ facts: { agreements: [] } }).reason, 'no-agreement')
})

test('invariant 2: nothing passes before entry into force (`not-yet-in-force`)', () => {
  assert.equal(withheld({ at: utc('2016-11-23T04:59:59Z') }).reason, 'not-yet-in-force')
  const marked = utc('2016-11-01T00:00:00Z')
  released(withPortions(portion({ marked })), { at: ENTRY })
  const verdict = withheld({ facts: { agreements: [SIGNED] } })
  assert.equal(verdict.reason, 'not-yet-in-force')
  assert.equal(verdict.rules.at(-1)?.cites, 'art_21__para_1')
})

test('invariant 3: a pending notice stops nothing and is named; after its effect nothing new passes (`terminated`)', () => {
  const act = { kind: 'notice', hash: agreementId } as const
  const noticed = enact(NOTIFIED, [{ party: 'KR', act, at: utc('2019-08-23T06:00:00Z') }])
  const held = facts({ agreements: [noticed] })
  const before = released({}, { held, at: utc('2019-11-22T14:59:59Z') })
  assert.equal(
    before.rules.find(({ rule }) => rule === 'in-force')?.fact,
    '2016-11-23T05:00:00Z/2019-11-22T15:00:00Z; notice KR 2019-08-23T06:00:00Z',
  )
  assert.equal(withheld({ facts: { agreements: [noticed] }, at: utc('2019-11-22T15:00:00Z') }).reason, 'terminated')
})

test('a nation whose rule it is gives nothing while positions differ (`positions-differ`)', () => {
  const agreements = [enact(NOTIFIED, contested({ terminable: 'any-time', differing: 'hold' }))]
  assert.equal(withheld({ at: utc('2020-12-01T00:00:00Z'), facts: { agreements } }).reason, 'positions-differ')
})

test('invariant 4: the verdict names the agreement by the hash that fixes its text, table and parameters', () => {
  assert.equal(released().agreement, onTable(NOTIFIED).hash)
})

test('real material never moves under an exercise agreement (`exercise-mismatch`)', () => {
  assert.equal(withheld({ request: { item: item({ exercise: false }) } }).reason, 'exercise-mismatch')
})

test('a subject outside the scope is withheld (`subject-out-of-scope`)', () => {
  assert.equal(withheld({ request: { item: item({ subject: 'fisheries' }) } }).reason, 'subject-out-of-scope')
})

test('a purpose the Parties did not agree is withheld (`purpose-not-agreed`), and so is one the item was not made for (`purpose-differs`)', () => {
  assert.equal(
    withheld({ request: { purpose: 'curiosity', item: item({ purpose: 'curiosity' }) } }).reason,
    'purpose-not-agreed',
  )
  const verdict = withheld({ request: { purpose: 'early-warning' } })
  assert.equal(verdict.reason, 'purpose-differs')
})

test('a channel the agreement does not name is withheld (`channel-not-permitted`)', () => {
  released({ channel: 'courier' })
  assert.equal(withheld({ request: { channel: 'telephone' } }).reason, 'channel-not-permitted')
})

test('invariant 8: an item without a marked portion is withheld (`item-empty`)', () => {
  assert.equal(withheld({ request: withPortions() }).reason, 'item-empty')
})

test('a nation whose markings are not loaded gives and gets nothing (`marking-policy-missing`)', () => {
  assert.equal(withheld({ facts: { policies: [KR] } }).reason, 'marking-policy-missing')
  assert.equal(withheld({ facts: { policies: [JP] } }).reason, 'marking-policy-missing')
  assert.equal(withheld({ facts: { policies: [] } }).reason, 'marking-policy-missing')
  assert.equal(
    withheld({ facts: { policies: [KR, JP] }, request: withPortions(US_PORTION) }).reason,
    'marking-policy-missing',
  )
  assert.equal(withheld({ facts: { policies: [KR, { ...JP, nation: 'US' }] } }).reason, 'marking-policy-missing')
})

test('a marking that is not in its originator’s policy is withheld (`marking-unknown`)', () => {
  assert.equal(withheld({ request: labelled({ level: '대외비' }) }).reason, 'marking-unknown')
  assert.equal(withheld({ request: labelled({ caveats: ['WNINTEL'] }) }).reason, 'marking-unknown')
  assert.equal(
    withheld({ request: withPortions(portion({ originator: 'KR', label: JP_SECRET })) }).reason,
    'marking-unknown',
  )
})

test('a marking not in use when it was applied is withheld (`marking-not-valid`)', () => {
  const old = { originator: 'JP', label: { ...JP_SECRET, level: '特定秘密' } }
  const from = { from: 'JP', to: 'KR' }
  const held = { assurances: [{ ...ASSURANCE, by: 'KR', to: 'JP', level: '군사Ⅱ급비밀' }] }
  assert.equal(
    withheld({
      facts: held,
      request: { ...from, ...withPortions(portion({ ...old, marked: utc('2013-01-01T00:00:00Z') })) },
    }).reason,
    'marking-not-valid',
  )
  assert.equal(
    withheld({
      facts: held,
      request: { ...from, ...withPortions(portion({ ...old, marked: utc('2018-06-02T00:00:00Z') })) },
    }).reason,
    'marking-not-valid',
  )
  assert.equal(
    released({ ...from, ...withPortions(portion(old)) }, { held: facts(held) }).equivalent.level,
    '군사Ⅱ급비밀',
  )
})

test('a marking that went out of use stays good for the items of its time', () => {
  const levels = KR.levels.map((level) => ({ ...level, issuedUntil: utc('2018-05-15T00:00:00Z') }))
  released({}, { held: facts({ policies: [{ ...KR, levels }, JP, US] }) })
})

test('invariant 12: a national-only caveat beats any agreement, whoever set it (`national-only-caveat`)', () => {
  const own = withheld({ request: labelled({ caveats: ['KR EYES ONLY (EXERCISE)'] }) })
  assert.equal(own.reason, 'national-only-caveat')
  assert.equal(own.rules.at(-1)?.cites, 'art_4__para_4')
  const noforn = portion({ ...US_PORTION, label: { ...US_PORTION.label, caveats: ['NOFORN'] } })
  assert.equal(
    withheld({ facts: { consents: [CONSENT] }, request: withPortions(portion(), noforn) }).reason,
    'national-only-caveat',
  )
  const marked = portion({ ...US_PORTION, equivalent: { ...KR_SECRET, caveats: ['KR EYES ONLY (EXERCISE)'] } })
  assert.equal(
    withheld({ facts: { consents: [CONSENT] }, request: withPortions(marked) }).reason,
    'national-only-caveat',
  )
})

test('a caveat nobody can read on the sender’s equivalent bars like one that is known to bar', () => {
  const unread = portion({ ...US_PORTION, equivalent: { ...KR_SECRET, caveats: ['ILLEGIBLE'] } })
  assert.equal(
    withheld({ facts: { consents: [CONSENT] }, request: withPortions(unread) }).reason,
    'national-only-caveat',
  )
})

test('a foreign portion without the sender’s equivalent is withheld (`foreign-portion-unmapped`)', () => {
  assert.equal(
    withheld({ facts: { consents: [CONSENT] }, request: withPortions(portion({ ...US_PORTION, equivalent: null })) })
      .reason,
    'foreign-portion-unmapped',
  )
})

test('portions that allow no common banner are withheld (`banner-undetermined`)', () => {
  const limited = portion({ id: 'p2', label: { ...KR_SECRET, releasableTo: ['JP'] } })
  assert.equal(withheld({ request: withPortions(portion(), limited) }).reason, 'banner-undetermined')
  assert.equal(
    withheld({
      facts: { consents: [CONSENT] },
      request: withPortions(portion({ ...US_PORTION, equivalent: US_PORTION.label })),
    }).reason,
    'banner-undetermined',
  )
})

test('invariant 11: a level above the agreement’s highest is withheld (`level-above-top`)', () => {
  const verdict = withheld({ request: withPortions(portion(), portion({ id: 'p2', label: KR_TOP_SECRET })) })
  assert.equal(verdict.reason, 'level-above-top')
  assert.deepEqual(verdict.rules.at(-1), {
    rule: 'top',
    passed: false,
    fact: '군사Ⅰ급비밀',
    cites: 'art_4__para_3',
    reason: 'level-above-top',
    wanted: '≤ 군사Ⅱ급비밀',
  })
  assert.equal(verdict.banner?.level, '군사Ⅰ급비밀')
})

const withTerms = (change: Partial<typeof terms>): Partial<Facts> => ({
  agreements: [{ ...onTable(NOTIFIED), terms: { ...terms, ...change } }],
})

test('invariant 11: a missing row blocks, for the banner and for every portion, and is named (`no-equivalence-row`)', () => {
  const levels = terms.levels.filter((row) => row.from.name !== '군사Ⅲ급비밀')
  for (const portions of [
    [portion({ label: KR_CONFIDENTIAL })],
    [portion(), portion({ id: 'p2', label: KR_CONFIDENTIAL })],
  ]) {
    const verdict = withheld({ facts: withTerms({ levels }), request: withPortions(...portions) })
    assert.equal(verdict.reason, 'no-equivalence-row')
    const last = verdict.rules.at(-1)
    assert.equal(last?.passed === false && last.wanted, 'KR-MIL 군사Ⅲ급비밀 → JP-DEF')
  }
})

test('a caveat without its own row is withheld (`caveat-unmapped`)', () => {
  const caveats = [
    ...KR.caveats,
    { id: 'note', name: 'NOTE', kind: 'informative' as const, phrases: {}, source: 'fictional' },
  ]
  const policies = [{ ...KR, caveats }, JP, US]
  assert.equal(withheld({ facts: { policies }, request: labelled({ caveats: ['NOTE'] }) }).reason, 'caveat-unmapped')
  const discard = {
    from: { policy: 'KR-MIL', name: 'NOTE' },
    to: null,
    validFrom: null,
    validUntil: null,
    cites: 'art_4__para_1',
  }
  released(labelled({ caveats: ['NOTE'] }), { held: facts({ policies, ...withTerms({ caveats: [discard] }) }) })
})

test('an equivalent that the receiver’s policy does not know, or no longer issues, is withheld (`equivalent-not-valid`)', () => {
  const levels = terms.levels.map((row) =>
    row.to?.name === '極秘' ? { ...row, to: { policy: 'JP-DEF', name: '防衛秘密' } } : row,
  )
  assert.equal(withheld({ facts: withTerms({ levels }) }).reason, 'equivalent-not-valid')
  const retired = JP.levels.map((level) => ({ ...level, issuedUntil: utc('2018-01-01T00:00:00Z') }))
  assert.equal(withheld({ facts: { policies: [KR, { ...JP, levels: retired }] } }).reason, 'equivalent-not-valid')
})

test('a label that names other nations only is withheld (`not-releasable-to-recipient`)', () => {
  released(labelled({ releasableTo: ['JP', 'US'] }))
  assert.equal(withheld({ request: labelled({ releasableTo: ['US'] }) }).reason, 'not-releasable-to-recipient')
})

test('invariant 16: every originator is named, and release needs each one’s consent (`third-party-consent-missing`)', () => {
  const verdict = withheld({ request: withPortions(portion(), US_PORTION) })
  assert.equal(verdict.reason, 'third-party-consent-missing')
  assert.deepEqual(verdict.originators, ['KR', 'US'])
  assert.equal(verdict.rules.at(-1)?.cites, 'art_6__para_a')
  released(withPortions(portion(), US_PORTION), { held: facts({ consents: [CONSENT] }) })
})

test('invariant 22: a consent covers its item or subject, holder, recipient and purpose, while it stands, and nothing else', () => {
  const given = withPortions(portion(), US_PORTION)
  const standing = { ...CONSENT, covers: { kind: 'subject', subject: 'dprk-missile' } as const }
  for (const consent of [CONSENT, standing, { ...CONSENT, until: utc('2018-06-01T00:00:01Z') }])
    released(given, { held: facts({ consents: [consent] }) })
  const others = [
    { ...CONSENT, covers: { kind: 'item', item: 'item-2' } as const },
    { ...standing, covers: { kind: 'subject', subject: 'dprk-nuclear' } as const },
    { ...CONSENT, recipient: 'US' },
    { ...CONSENT, holder: 'JP' },
    { ...CONSENT, originator: 'JP' },
    { ...CONSENT, purpose: 'early-warning' },
    { ...CONSENT, until: NOW },
    { ...CONSENT, from: utc('2018-06-01T00:00:01Z') },
  ]
  for (const consent of others)
    assert.equal(withheld({ facts: { consents: [consent] }, request: given }).reason, 'third-party-consent-missing')
})

test('what came from the recipient may go back to it without anyone’s consent', () => {
  const back = portion({ id: 'p2', originator: 'JP', label: JP_SECRET, equivalent: KR_SECRET })
  assert.deepEqual(released(withPortions(portion(), back)).originators, ['KR', 'JP'])
})

test('invariant 10: without the receiver’s assurance for the level, nothing passes (`assurance-missing`)', () => {
  const others = [
    { ...ASSURANCE, by: 'KR', to: 'JP' },
    { ...ASSURANCE, agreement: '0'.repeat(96) },
    { ...ASSURANCE, item: 'item-2' },
    { ...ASSURANCE, level: '秘' },
    { ...ASSURANCE, level: 'SECRET' },
    { ...ASSURANCE, from: utc('2018-06-01T00:00:01Z') },
    { ...ASSURANCE, until: NOW },
  ]
  for (const assurances of [[], ...others.map((assurance) => [assurance])])
    assert.equal(withheld({ facts: { assurances } }).reason, 'assurance-missing')
  released({}, { held: facts({ assurances: [{ ...ASSURANCE, item: 'item-1', level: '極秘' }] }) })
})

test('invariant 7: releasing says nothing of whether we choose to give it: the verdict holds no approval', () => {
  assert.ok(!canonical(verdictJson(released())).includes('approv'))
})

test('invariant 8: an error while deciding withholds (`error-while-deciding`)', () => {
  const broken: readonly unknown[] = [
    null,
    undefined,
    7,
    {},
    { from: 'KR', to: 'JP' },
    { from: 'KR', to: 'JP', item: null },
  ]
  for (const given of broken) {
    const verdict = decide(facts(), given as ReleaseRequest, NOW)
    assert.ok(verdict.kind === 'withhold')
    seen.add(verdict.reason)
  }
  assert.equal(decide(facts(), null as unknown as ReleaseRequest, NOW).kind, 'withhold')
  assert.ok(seen.has('error-while-deciding'))
  canonical(verdictJson(decide(facts(), null as unknown as ReleaseRequest, NOW)))
})

test('every reason has its words and its remedy in every language, and was met above', () => {
  for (const reason of REASON_CODES) {
    const { text, remedy } = reasonText(reason)
    for (const said of [text, remedy])
      assert.ok(said.en !== '' && said.ko !== '' && said.ja !== '' && new Set(Object.values(said)).size === 3)
  }
  assert.deepEqual(
    REASON_CODES.filter((reason) => !seen.has(reason)),
    [],
  )
  assert.equal(isReason('because'), false)
})
