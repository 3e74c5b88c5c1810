import assert from 'node:assert/strict'
import { test } from 'node:test'
import * as fc from 'fast-check'
import {
  item,
  JP_SECRET,
  KR_CONFIDENTIAL,
  KR_SECRET,
  KR_TOP_SECRET,
  NOTIFIED,
  NOW,
  portion,
} from '../../../test/exercise.ts'
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
import { instant } from '../instant.ts'
import { decide } from './decide.ts'
import type { CompiledFacts } from './facts.ts'
import type { ItemFacts } from './item.ts'
import { routes, type Leg, type Route } from './route.ts'
import { supposing } from './suppose.ts'

const between = (facts: CompiledFacts, of: ItemFacts, { from = 'KR', to = 'JP' } = {}) =>
  routes(facts, { item: of, from, to, channel: 'online', at: NOW })
const path = ({ legs }: Route): string => ['', ...legs.map(({ to }) => to)].join('>')
const decided = (leg: Leg | undefined): Leg & { readonly kind: 'decided' } => {
  assert.ok(leg?.kind === 'decided')
  return leg
}
const ordinary = item({ purpose: 'early-warning' })

test('invariant 23: a relay keeps the first originator and needs two agreements, one per leg', () => {
  const { routes: found } = between(threeNations({ consents: [STANDING] }), TOP)
  const [relay] = found
  assert.deepEqual(found.map(path), ['>US>JP'])
  assert.ok(relay?.isOpen)
  const [first, second] = relay.legs.map(decided)
  assert.equal(first?.verdict.agreement, KR_US.hash)
  assert.equal(second?.verdict.agreement, US_JP.hash)
  assert.deepEqual(second.verdict.originators, ['KR'])
  const [relayed] = second.item.portions
  assert.deepEqual(relayed?.label, KR_TOP_SECRET)
  assert.equal(relayed.equivalent?.level, 'TOP SECRET')
  assert.equal(second.verdict.equivalent.level, '機密')
  for (const agreements of [[KR_US_IN_FORCE], [US_JP_IN_FORCE], []])
    assert.deepEqual(
      between(threeNations({ agreements, consents: [STANDING] }), TOP).routes,
      [],
      'one leg without an agreement',
    )
})

test('invariant 22: onward release needs written consent naming item, recipient and purpose, or a standing one covering it', () => {
  const [relay] = between(threeNations(), TOP).routes
  assert.equal(relay?.isOpen, false)
  const [need, ...more] = relay.legs.flatMap(({ needs }) => needs)
  assert.ok(need?.kind === 'consent' && more.length === 0)
  const { originator, holder, recipient, purpose, covers } = need.consent
  assert.deepEqual(
    { originator, holder, recipient, purpose, covers },
    {
      originator: 'KR',
      holder: 'US',
      recipient: 'JP',
      purpose: 'early-warning',
      covers: { kind: 'item', item: TOP.id },
    },
  )
  assert.equal(need.cites, 'art_4__para_a')
  const opens = (consent: Partial<typeof STANDING>): boolean =>
    between(threeNations({ consents: [{ ...STANDING, ...consent }] }), TOP).routes.some(({ isOpen }) => isOpen)
  assert.ok(opens({}))
  assert.ok(opens({ covers: { kind: 'item', item: TOP.id } }))
  assert.ok(!opens({ covers: { kind: 'item', item: 'another' } }))
  assert.ok(!opens({ covers: { kind: 'subject', subject: 'dprk-nuclear' } }))
  assert.ok(!opens({ recipient: 'KR' }))
  assert.ok(!opens({ holder: 'JP' }))
  assert.ok(!opens({ purpose: 'joint-analysis' }))
  assert.ok(!opens({ originator: 'US' }))
})

test('invariant 22: a revoked consent stops the next release only', () => {
  const revoked = threeNations({ consents: [{ ...STANDING, until: NOW }] })
  assert.equal(between(revoked, TOP).routes[0]?.isOpen, false)
  const before = routes(revoked, { item: TOP, from: 'KR', to: 'JP', channel: 'online', at: instant(NOW - 1) })
  assert.equal(before.routes[0]?.isOpen, true)
})

test('every lawful way is found, the direct one first, and what bars another is named with its leg', () => {
  const { routes: found, barred } = between(threeNations({ consents: [STANDING] }), ordinary)
  assert.deepEqual(found.map(path), ['>JP', '>US>JP'])
  assert.deepEqual(barred, [])
  const top = between(threeNations({ consents: [STANDING] }), TOP)
  assert.deepEqual(
    top.barred.map(({ path: where, verdict }) => [where.join('>'), verdict.reason]),
    [['KR>JP', 'level-above-top']],
  )
})

test('where no agreement leads from the holder, the way that does not exist is named', () => {
  const { routes: found, barred } = between(threeNations({ agreements: [] }), ordinary)
  assert.deepEqual(found, [])
  assert.deepEqual(
    barred.map(({ verdict }) => verdict.reason),
    ['no-agreement'],
  )
})

test('a leg without the assurance of its receiver says whose word is missing, up to which of its own levels', () => {
  const [direct] = between(threeNations({ assurances: ASSURANCES.slice(1) }), ordinary).routes
  const [need] = direct?.legs[0]?.needs ?? []
  assert.ok(
    need?.kind === 'assurance' &&
      need.assurance.by === 'JP' &&
      need.assurance.to === 'KR' &&
      need.assurance.level === '極秘',
  )
})

test('a leg between others that is only reported is offered with its row, never called open, and never as our own first leg', () => {
  const reported = [
    { from: 'US', to: 'JP', row: 'jp-us-2007' },
    { from: 'KR', to: 'JP', row: 'jp-kr-2016' },
  ]
  const facts = threeNations({ agreements: [KR_US_IN_FORCE], consents: [STANDING] })
  const { routes: found } = routes(facts, { item: TOP, from: 'KR', to: 'JP', channel: 'online', at: NOW }, reported)
  assert.deepEqual(found.map(path), ['>US>JP'])
  assert.ok(found[0]?.legs[1]?.kind === 'reported' && found[0].legs[1].row === 'jp-us-2007' && !found[0].isOpen)
  assert.deepEqual(found[0].legs[1].needs, [], 'the consent on file covers it')
})

test('a route never contains a leg that `decide` withholds', () => {
  const labels = [
    KR_CONFIDENTIAL,
    KR_SECRET,
    KR_TOP_SECRET,
    { ...KR_SECRET, releasableTo: ['US'] },
    { ...KR_SECRET, caveats: ['KR EYES ONLY (EXERCISE)'] },
  ]
  const portions = fc.oneof(
    fc.constantFrom(...labels).map((label) => portion({ label })),
    fc.constant(portion({ id: 'p2', originator: 'JP', label: JP_SECRET, equivalent: KR_SECRET })),
  )
  const items = fc.record({
    id: fc.constant('item-1'),
    subject: fc.constantFrom('dprk-missile', 'dprk-nuclear', 'fisheries'),
    purpose: fc.constantFrom('early-warning', 'joint-analysis', 'defence-planning'),
    portions: fc.array(portions, { minLength: 1, maxLength: 3 }),
    exercise: fc.constant(true),
  })
  const worlds = fc
    .record({
      agreements: fc.subarray([NOTIFIED, KR_US_IN_FORCE, US_JP_IN_FORCE]),
      assurances: fc.subarray([...ASSURANCES]),
      consents: fc.subarray([STANDING, { ...STANDING, purpose: 'joint-analysis' }]),
    })
    .map(threeNations)
  let open = 0
  fc.assert(
    fc.property(worlds, items, fc.constantFrom('JP', 'US'), (facts, of, to) => {
      for (const route of between(facts, of, { to }).routes) {
        assert.ok(route.legs.length <= 3 && new Set(route.legs.map(({ from }) => from)).size === route.legs.length)
        for (const leg of route.legs.map(decided)) {
          const request = { item: leg.item, from: leg.from, to: leg.to, purpose: of.purpose, channel: 'online' }
          assert.deepEqual(
            leg.item.portions.map(({ originator, label }) => ({ originator, label })),
            of.portions.map(({ originator, label }) => ({ originator, label })),
          )
          const given = supposing(facts, {
            consents: leg.needs.flatMap((need) => (need.kind === 'consent' ? [need.consent] : [])),
            assurances: leg.needs.flatMap((need) => (need.kind === 'assurance' ? [need.assurance] : [])),
          })
          assert.equal(decide(given, request, NOW).kind, 'release')
          assert.equal(decide(facts, request, NOW).kind, leg.needs.length === 0 ? 'release' : 'withhold')
        }
        if (route.isOpen) open++
      }
    }),
    { numRuns: 2000, seed: 7 },
  )
  assert.ok(open > 20, `only ${open} open routes were met`)
})
