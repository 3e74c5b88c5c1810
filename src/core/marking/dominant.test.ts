import assert from 'node:assert/strict'
import { test } from 'node:test'
import * as fc from 'fast-check'
import { dominant, type Dominant } from './dominant.ts'
import { sameLabel, type Label } from './label.ts'
import { levelNamed, type Caveat, type MarkingPolicy } from './policy.ts'

/** A fictional nation with a caveat of every kind. */
const level = (name: string, order: number): MarkingPolicy['levels'][number] => ({
  id: name.toLowerCase(),
  name,
  order,
  issuedFrom: null,
  issuedUntil: null,
  phrases: {},
  source: 'fictional',
})
const caveat = (name: string, kind: Caveat['kind']): Caveat => ({
  id: name.toLowerCase(),
  name,
  kind,
  phrases: {},
  source: 'fictional',
})
const policy: MarkingPolicy = {
  id: 'ARDEN',
  nation: 'AR',
  version: '1',
  levels: [level('LOW', 1), level('MID', 2), level('HIGH', 3)],
  caveats: [
    caveat('HOME', 'national-only'),
    caveat('RED', 'restrictive'),
    caveat('BLUE', 'restrictive'),
    caveat('NAVY', 'permissive'),
    caveat('ARMY', 'permissive'),
    caveat('NOTE', 'informative'),
  ],
}
const plain: Label = { policy: 'ARDEN', level: 'LOW', caveats: [], releasableTo: null }

const labels = fc.record({
  policy: fc.constant('ARDEN'),
  level: fc.constantFrom('LOW', 'MID', 'HIGH'),
  caveats: fc.subarray(policy.caveats.map(({ name }) => name)),
  releasableTo: fc.option(fc.subarray(['BO', 'CA', 'DE'], { minLength: 1 })),
})

const join = (...parts: readonly Dominant[]): Dominant => {
  const stopped = parts.find((part) => part.kind === 'stop')
  return (
    stopped ??
    dominant(
      policy,
      parts.flatMap((part) => (part.kind === 'dominant' ? [part.label] : [])),
    )
  )
}
const of = (label: Label): Dominant => dominant(policy, [label])
/** Two results are one if both stop, or both give one label: why it stopped may depend on the way. */
const same = (a: Dominant, b: Dominant): boolean =>
  a.kind === 'stop' || b.kind === 'stop' ? a.kind === b.kind : sameLabel(a.label, b.label) && a.level === b.level

test('dominance is idempotent: a label covers itself', () => {
  fc.assert(
    fc.property(labels, (a) => {
      const found = of(a)
      assert.ok(found.kind === 'dominant' && sameLabel(found.label, a))
      assert.ok(same(dominant(policy, [a, a]), found))
    }),
  )
})

test('dominance is commutative: the order of the parts does not matter', () => {
  fc.assert(fc.property(labels, labels, (a, b) => assert.ok(same(dominant(policy, [a, b]), dominant(policy, [b, a])))))
})

test('dominance is associative: the grouping of the parts does not matter', () => {
  fc.assert(
    fc.property(labels, labels, labels, (a, b, c) => {
      const whole = dominant(policy, [a, b, c])
      assert.ok(same(join(join(of(a), of(b)), of(c)), whole))
      assert.ok(same(join(of(a), join(of(b), of(c))), whole))
    }),
  )
})

test('dominance is monotone: a part more never lowers the level, drops a restriction or widens release', () => {
  const held = (label: Label, kind: Caveat['kind']): readonly string[] =>
    label.caveats.filter((name) => policy.caveats.some((known) => known.name === name && known.kind === kind))
  fc.assert(
    fc.property(fc.array(labels, { minLength: 1, maxLength: 4 }), labels, (parts, more) => {
      const before = dominant(policy, parts)
      const after = dominant(policy, [...parts, more])
      if (before.kind === 'stop') return assert.equal(after.kind, 'stop')
      if (after.kind === 'stop') return
      assert.ok(after.level.order >= before.level.order)
      for (const kind of ['national-only', 'restrictive', 'informative'] as const)
        for (const name of held(before.label, kind)) assert.ok(after.label.caveats.includes(name))
      for (const name of held(after.label, 'permissive')) assert.ok(before.label.caveats.includes(name))
      if (before.label.releasableTo !== null)
        for (const nation of after.label.releasableTo ?? assert.fail('the limit was dropped'))
          assert.ok(before.label.releasableTo.includes(nation))
    }),
  )
})

test('the highest level, every restriction and the nations all parts allow make the banner', () => {
  const found = dominant(policy, [
    { ...plain, caveats: ['RED', 'NOTE'], releasableTo: ['CA', 'BO'] },
    { ...plain, level: 'HIGH', caveats: ['BLUE'], releasableTo: ['DE', 'CA', 'BO'] },
  ])
  assert.deepEqual(found, {
    kind: 'dominant',
    level: levelNamed(policy, 'HIGH'),
    label: { policy: 'ARDEN', level: 'HIGH', caveats: ['RED', 'BLUE', 'NOTE'], releasableTo: ['BO', 'CA'] },
  })
})

test('releasability stated by some parts only stops, since dropping the limit would widen release', () => {
  assert.deepEqual(dominant(policy, [{ ...plain, releasableTo: ['BO'] }, plain]), {
    kind: 'stop',
    why: 'releasability-partly-stated',
  })
  assert.deepEqual(dominant(policy, [{ ...plain, caveats: ['NAVY'] }, plain]), {
    kind: 'stop',
    why: 'releasability-partly-stated',
  })
})

test('parts that allow no nation in common stop', () => {
  const [a, b] = [
    { ...plain, releasableTo: ['BO'] },
    { ...plain, releasableTo: ['CA'] },
  ]
  assert.deepEqual(dominant(policy, [a, b]), { kind: 'stop', why: 'releasability-empty' })
  const [c, d] = [
    { ...plain, caveats: ['NAVY'] },
    { ...plain, caveats: ['ARMY'] },
  ]
  assert.deepEqual(dominant(policy, [c, d]), { kind: 'stop', why: 'releasability-empty' })
})

test('no parts, another policy and an unknown marking stop', () => {
  assert.deepEqual(dominant(policy, []), { kind: 'stop', why: 'no-parts' })
  assert.deepEqual(dominant(policy, [plain, { ...plain, policy: 'BOHEM' }]), { kind: 'stop', why: 'another-policy' })
  assert.deepEqual(dominant(policy, [{ ...plain, level: 'HIGHER' }]), { kind: 'stop', why: 'unknown-marking' })
  assert.deepEqual(dominant(policy, [{ ...plain, caveats: ['GREEN'] }]), { kind: 'stop', why: 'unknown-marking' })
})
