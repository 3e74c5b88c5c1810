import assert from 'node:assert/strict'
import { test } from 'node:test'
import * as fc from 'fast-check'
import { agreementId, item, NOTIFIED, NOW, onTable, portion, terms, utc } from '../../../test/exercise.ts'
import {
  ASSURANCES,
  KR_US,
  KR_US_IN_FORCE,
  STANDING,
  threeNations,
  TOP,
  US_JP,
  US_JP_IN_FORCE,
} from '../../../test/three-nations.ts'
import { articles } from '../agreement/terms.ts'
import { decide } from './decide.ts'
import { whatIf, type Estate, type Held } from './what-if.ts'

const ENDED = utc('2018-11-22T15:00:00Z')
const question = { agreement: agreementId, ended: ENDED, exercise: true, channel: 'online' }
const empty: Estate = { holdings: [], proposals: [], reported: [] }
const held = (given: Partial<Held> = {}): Held => ({
  item: 'KR-1',
  agreement: agreementId,
  giver: 'KR',
  holder: 'JP',
  originators: ['KR'],
  subject: 'dprk-missile',
  level: '군사Ⅱ급비밀',
  ...given,
})

test('what if it ended: the streams that stop are those the gate allowed and would no longer, both ways', () => {
  const { streams } = whatIf(threeNations(), question, empty)
  assert.deepEqual(
    streams.map(({ cell, reason }) => `${cell.from}→${cell.to} ${cell.subject} ${cell.level} ${reason}`).sort(),
    ['dprk-missile', 'dprk-nuclear']
      .flatMap((subject) => [
        ...['군사Ⅱ급비밀', '군사Ⅲ급비밀'].map((level) => `KR→JP ${subject} ${level} terminated`),
        ...['特定秘密', '極秘', '秘'].map((level) => `JP→KR ${subject} ${level} terminated`),
      ])
      .sort(),
  )
})

test('the lawful alternative to a stream that stops is the way through the hub, with the consent it needs', () => {
  const { streams } = whatIf(threeNations(), question, empty)
  const [route] = streams.find(({ cell }) => cell.from === 'KR')?.alternatives ?? []
  assert.deepEqual(
    route?.legs.map(({ to }) => to),
    ['US', 'JP'],
  )
  assert.deepEqual(
    route?.legs.flatMap(({ needs }) =>
      needs.map(
        (need) =>
          need.kind === 'consent' &&
          `${need.consent.originator} to ${need.consent.holder} for ${need.consent.recipient}`,
      ),
    ),
    ['KR to US for JP'],
  )
  const alone = whatIf(threeNations({ agreements: [NOTIFIED] }), question, empty)
  assert.ok(alone.streams.every(({ alternatives }) => alternatives.length === 0))
})

test('a hub’s agreement that ends takes the relays that cross it with it', () => {
  const through = whatIf(threeNations({ consents: [STANDING] }), { ...question, agreement: US_JP.hash }, empty).relays
  assert.ok(through.some(({ path, level }) => path.join('>') === 'KR>US>JP' && level === '군사Ⅰ급비밀'))
  const first = whatIf(threeNations({ consents: [STANDING] }), { ...question, agreement: KR_US.hash }, empty).relays
  assert.ok(first.some(({ path }) => path.join('>') === 'KR>US>JP'))
  assert.ok(!through.some(({ path }) => path.join('>') === 'JP>KR>US'), 'what does not cross it stays')
})

test('a pending proposal that becomes impossible is named; one that was impossible already is not', () => {
  const ordinary = item({ id: 'KR-7', purpose: 'early-warning' })
  const proposals = [
    { item: ordinary, from: 'KR', to: 'JP' },
    { item: { ...TOP, id: 'KR-8' }, from: 'KR', to: 'JP' },
    { item: { ...ordinary, id: 'KR-9' }, from: 'KR', to: 'US' },
  ]
  const blocked = whatIf(threeNations(), question, { ...empty, proposals }).proposals
  assert.deepEqual(
    blocked.map(({ item: id, reason }) => [id, reason]),
    [['KR-7', 'terminated']],
  )
  assert.equal(blocked[0]?.alternatives.length, 1)
})

test('holdings under the agreement are grouped by holder, originator and level; those under another are left out', () => {
  const holdings = [
    held(),
    held({ item: 'KR-2' }),
    held({ item: 'JP-1', giver: 'JP', holder: 'KR', originators: ['JP'], level: '極秘' }),
    held({ item: 'KR-3', originators: ['KR', 'US'] }),
    held({ item: 'KR-4', agreement: KR_US.hash }),
  ]
  const { holdings: groups, streams } = whatIf(threeNations(), question, { ...empty, holdings })
  assert.deepEqual(
    groups.map(({ holder, originator, items }) => [holder, originator, items.join(' ')]),
    [
      ['JP', 'KR', 'KR-1 KR-2 KR-3'],
      ['KR', 'JP', 'JP-1'],
      ['JP', 'US', 'KR-3'],
    ],
  )
  const passed = streams.find(
    ({ cell }) => cell.from === 'KR' && cell.subject === 'dprk-missile' && cell.level === '군사Ⅱ급비밀',
  )?.passed
  assert.equal(passed, 3)
})

test('invariant 3: the duties that stay name their articles, protection among them, and none is about giving more', () => {
  const { duties } = whatIf(threeNations(), question, empty)
  const known = new Set(articles(terms))
  assert.ok(duties.every(({ cites }) => known.has(cites)))
  assert.deepEqual(duties.slice(0, 2), [
    { kind: 'protection', cites: 'art_21__para_4' },
    { kind: 'onward-release', cites: 'art_6__para_a' },
  ])
  assert.ok(!duties.some(({ cites }) => ['art_7__para_5', 'art_9__para_1', 'art_1__para_2'].includes(cites)))
})

test('the same question asked by the partner has the same answer: the two hold the same facts', () => {
  const holdings = [held(), held({ item: 'JP-1', giver: 'JP', holder: 'KR', originators: ['JP'], level: '極秘' })]
  const [a, b] = [threeNations(), threeNations({ assurances: ASSURANCES.toReversed() })]
  assert.deepEqual(whatIf(a, question, { ...empty, holdings }), whatIf(b, question, { ...empty, holdings }))
})

test('an agreement nobody has has no consequences', () => {
  const nothing = whatIf(threeNations(), { ...question, agreement: 'ff'.repeat(48) }, { ...empty, holdings: [held()] })
  assert.deepEqual(nothing, { streams: [], relays: [], proposals: [], holdings: [], duties: [] })
})

test('what-if never changes state: whatever is asked, the gate decides afterwards as it did before', () => {
  const facts = threeNations({ consents: [STANDING] })
  const requests = [
    { item: item({ purpose: 'early-warning' }), from: 'KR', to: 'JP' },
    { item: TOP, from: 'KR', to: 'US' },
    {
      item: item({
        purpose: 'early-warning',
        portions: [portion({ equivalent: { policy: 'US-NSI', level: 'SECRET', caveats: [], releasableTo: null } })],
      }),
      from: 'US',
      to: 'JP',
    },
  ].map((given) => ({ ...given, purpose: given.item.purpose, channel: 'online' }))
  const verdicts = () => JSON.stringify(requests.map((request) => decide(facts, request, NOW)))
  const before = verdicts()
  assert.ok(before.includes('"release"'))
  const hashes = [NOTIFIED, KR_US_IN_FORCE, US_JP_IN_FORCE].map((state) => onTable(state).hash)
  fc.assert(
    fc.property(
      fc.constantFrom(...hashes),
      fc.integer({ min: 0, max: 4_000_000_000_000 }),
      fc.array(fc.constantFrom(held(), held({ item: 'KR-2' }))),
      (agreement, ms, holdings) => {
        const estate = Object.freeze({
          ...empty,
          holdings: Object.freeze(holdings),
          proposals: [{ item: TOP, from: 'KR', to: 'US' }],
        })
        whatIf(facts, { ...question, agreement, ended: ms as typeof NOW }, estate)
        assert.equal(verdicts(), before)
      },
    ),
    { numRuns: 60 },
  )
})
