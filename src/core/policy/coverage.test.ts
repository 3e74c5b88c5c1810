import assert from 'node:assert/strict'
import { test } from 'node:test'
import { agreementId, ENTRY, item, JP, KR, NOTIFIED, NOW, US, utc } from '../../../test/exercise.ts'
import { threeNations, TOP } from '../../../test/three-nations.ts'
import { instant } from '../instant.ts'
import { coverage, decodePlans, type Basis, type Exchange } from './coverage.ts'
import { decodePortfolio } from './portfolio.ts'

const policies = new Map([KR, JP, US].map((policy) => [policy.id, policy]))
const plan = {
  id: 'plan-1',
  from: 'KR',
  to: 'JP',
  subject: 'dprk-missile',
  purpose: 'early-warning',
  marking: '군사Ⅱ급비밀',
  channel: 'online',
  date: '2018-06-01',
}
const plans = (...given: readonly object[]) =>
  decodePlans(
    { format: 'comity/plans/1', zoneMinutes: 540, exercise: true, plans: given.map((one) => ({ ...one })) },
    policies,
  )
const basisOf = (
  given: Partial<typeof plan>,
  { facts = threeNations(), portfolio = null as Parameters<typeof coverage>[2] } = {},
): Basis => {
  const [found] = coverage(facts, plans({ ...plan, ...given }), portfolio)
  return found?.basis ?? assert.fail()
}
const account = {
  title: null,
  kind: 'agreement',
  scope: 'military',
  signed: null,
  inForce: '2016-11-23',
  status: 'in-force',
  topLevel: 'SECRET',
  note: null,
  source: 'a public report',
  confidence: 'sourced',
}
const portfolio = decodePortfolio({
  format: 'comity/portfolio/1',
  nation: 'KR',
  exercise: true,
  zoneMinutes: 540,
  rows: [{ id: 'jp-kr-2016', parties: ['JP', 'KR'], owner: 'treaty-officer', term: null, accounts: [account] }],
})

test('a plan is covered by the agreement that allows it at its date, under the article its row rests on', () => {
  assert.deepEqual(basisOf({}), { kind: 'covered', agreement: agreementId, article: 'art_4__para_1', needs: [] })
})

test('what was shared before there was an agreement has no legal basis, and says why', () => {
  const basis = basisOf({ date: '2010-06' })
  assert.ok(basis.kind === 'none' && basis.reason === 'not-yet-in-force' && basis.agreement === agreementId)
  const none = basisOf({}, { facts: threeNations({ agreements: [] }) })
  assert.ok(none.kind === 'none' && none.reason === 'no-agreement' && none.agreement === null)
})

test('each reason of the gate is a reason of the report: subject, purpose, level, channel', () => {
  const reasons = [
    { subject: 'fisheries' },
    { purpose: 'export-promotion' },
    { marking: '군사Ⅰ급비밀' },
    { channel: 'pigeon' },
  ].map((given) => {
    const basis = basisOf(given)
    return basis.kind === 'none' ? basis.reason : basis.kind
  })
  assert.deepEqual(reasons, ['subject-out-of-scope', 'purpose-not-agreed', 'level-above-top', 'channel-not-permitted'])
})

test('a plan whose date is known to the month is covered in part where the agreement enters into force within it', () => {
  const basis = basisOf({ date: '2016-11' })
  assert.ok(basis.kind === 'in-part' && basis.reason === 'not-yet-in-force' && basis.agreement === agreementId)
})

test('a reported agreement is a reported basis only where no terms are on file, and never against what terms say', () => {
  assert.deepEqual(basisOf({}, { facts: threeNations({ agreements: [] }), portfolio }), {
    kind: 'reported',
    rows: ['jp-kr-2016'],
    reason: 'no-agreement',
  })
  assert.equal(basisOf({ date: '2010-06' }, { facts: threeNations({ agreements: [] }), portfolio }).kind, 'none')
  assert.equal(basisOf({ marking: '군사Ⅰ급비밀' }, { portfolio }).kind, 'none')
  const real = { ...portfolio, exercise: false }
  assert.equal(
    basisOf({}, { facts: threeNations({ agreements: [] }), portfolio: real }).kind,
    'none',
    'a real agreement covers no exercise',
  )
})

test('an exchange of the register is judged at its own instant, and nothing given is left out', () => {
  const at = (id: string, ms: number): Exchange => {
    const during = { from: instant(ms), last: instant(ms) }
    return {
      id,
      kind: 'register',
      from: 'KR',
      to: 'JP',
      item: item({ purpose: 'early-warning' }),
      channel: 'online',
      during,
    }
  }
  const given = [at('a', ENTRY - 1), at('b', NOW), { ...at('c', NOW), item: TOP }]
  const found = coverage(threeNations({ agreements: [NOTIFIED] }), given, null)
  assert.deepEqual(
    found.map(({ exchange, basis }) => [exchange.id, basis.kind]),
    [
      ['a', 'none'],
      ['b', 'covered'],
      ['c', 'none'],
    ],
  )
})

test('plans that are misshapen are refused by place', () => {
  for (const bad of [{ date: '2018-13' }, { to: 'KR' }, { from: 'Korea' }, { colour: 1 }])
    assert.throws(() => plans({ ...plan, ...bad }), { code: 'bytes-malformed', detail: /^plans\[0\]/ })
  assert.throws(
    () => decodePlans({ format: 'comity/plans/1', zoneMinutes: 'KST', exercise: true, plans: [] }, policies),
    { code: 'bytes-malformed' },
  )
  assert.throws(
    () => decodePlans({ format: 'comity/plans/1', zoneMinutes: 540, exercise: 'yes', plans: [] }, policies),
    { code: 'bytes-malformed' },
  )
  assert.ok(utc('2018-06-01T00:00:00Z') > ENTRY)
})
