/**
 * In this folder and not beside `agreement/permits.ts`, because the gate itself is the witness: every combination there is goes
 * through `decide` under the old terms and the new.
 */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import {
  ASSURANCE,
  enact,
  hash,
  item,
  JP,
  KR,
  NOW,
  portion,
  terms,
  termsValue,
  texts,
  utc,
} from '../../../test/exercise.ts'
import { ABSENT } from '../agreement/agreement.ts'
import { decodeTerms } from '../agreement/decode-terms.ts'
import { agreementHash } from '../agreement/hash.ts'
import { DIMENSIONS, NO_CAVEAT, permitDiff, type Block, type Dimension } from '../agreement/permits.ts'
import type { Terms } from '../agreement/terms.ts'
import type { MarkingPolicy } from '../marking/policy.ts'
import { LANGUAGES } from '../text.ts'
import { decide } from './decide.ts'
import { compileFacts } from './facts.ts'

/** What `JSON.parse` gives: a value that a test may spoil at will. */
type Draft = ReturnType<typeof JSON.parse>

const withCaveat = (policy: MarkingPolicy): MarkingPolicy => ({
  ...policy,
  caveats: [
    ...policy.caveats,
    { id: 'handle', name: `${policy.nation} HANDLE`, kind: 'restrictive', phrases: {}, source: 'fictional' },
  ],
})
const policies = [KR, JP].map(withCaveat)
const changed = (change: (value: Draft) => unknown): Terms => {
  const value: Draft = JSON.parse(JSON.stringify(termsValue))
  change(value)
  return decodeTerms(value)
}
const row = (from: readonly [string, string], to: readonly [string, string], more: Draft = {}): Draft => ({
  from: { policy: from[0], name: from[1] },
  to: { policy: to[0], name: to[1] },
  validFrom: null,
  validUntil: null,
  cites: 'art_4__para_1',
  ...more,
})
const diff = (before: Terms | null, after: Terms) => permitDiff(before, after, { policies, at: NOW })
const spelt = ({ from, to, values, count }: Block): string =>
  `${from}→${to} ${values.level.join('+')} × ${values.subject.join('+')} = ${count}`

test('what was and is the same permits nothing new and bars nothing', () => {
  assert.deepEqual(diff(terms, terms), { permitted: [], barred: [] })
})

test('a new subject is newly permitted with everything else as it was, and names its article', () => {
  const after = changed((value) => value.scope.subjects.push({ ...value.scope.subjects[0], id: 'dprk-cyber' }))
  const { permitted, barred } = diff(terms, after)
  assert.deepEqual(barred, [])
  assert.deepEqual(permitted.map(spelt), [
    'KR→JP 군사Ⅱ급비밀 → 極秘+군사Ⅲ급비밀 → 秘 × dprk-cyber = 12',
    'JP→KR 特定秘密 → 군사Ⅱ급비밀+極秘 → 군사Ⅱ급비밀+秘 → 군사Ⅲ급비밀 × dprk-cyber = 18',
  ])
  assert.deepEqual(permitted[0]?.cites, ['art_1__para_2'])
  assert.equal(permitted[0]?.by, 'subject')
})

test('a changed equivalent is one thing barred and one permitted: the old marking is no longer put on', () => {
  const after = changed((value) => (value.levels[3].to.name = '特定秘密'))
  const { permitted, barred } = diff(terms, after)
  assert.deepEqual(
    permitted.map(({ values }) => values.level),
    [['군사Ⅱ급비밀 → 特定秘密']],
  )
  assert.deepEqual(
    barred.map(({ values }) => values.level),
    [['군사Ⅱ급비밀 → 極秘']],
  )
})

test('a first agreement permits everything it permits anew', () => {
  const { permitted, barred } = diff(null, terms)
  assert.deepEqual(barred, [])
  assert.deepEqual(
    permitted.map(({ count }) => count),
    [24, 36],
  )
})

const all = (block: Block): readonly string[] => {
  let found: readonly (readonly string[])[] = [[]]
  for (const dimension of DIMENSIONS)
    found = found.flatMap((given) => block.values[dimension].map((value) => [...given, value]))
  return found.map((values) => [block.from, block.to, ...values].join(' | '))
}

/** Every combination of two versions' words, asked of the gate; those it releases, spelt as `all` spells them. */
function allowed(version: Terms, words: Readonly<Record<Dimension, readonly string[]>>): ReadonlySet<string> {
  const id = agreementHash(hash, version)
  const at = utc('2016-11-23T00:00:00Z')
  const both = (kind: 'sign' | 'notify') =>
    ['KR', 'JP'].map((party) => ({ party, act: { kind, hash: id } as const, at }))
  const agreement = enact(ABSENT, [
    { party: 'KR', act: { kind: 'propose', hash: id, terms: version }, at },
    ...LANGUAGES.map((language) => ({
      party: 'KR',
      act: { kind: 'text', hash: id, language, text: texts[language] } as const,
      at,
    })),
    ...both('sign'),
    ...both('notify'),
  ])
  const assured = [
    { ...ASSURANCE, agreement: id },
    { ...ASSURANCE, agreement: id, by: 'KR', to: 'JP', level: '군사Ⅰ급비밀' },
  ]
  const facts = compileFacts({ agreements: [agreement], policies, assurances: assured, consents: [] })
  const found = new Set<string>()
  for (const [own, other] of [policies, policies.toReversed()] as const) {
    if (own === undefined || other === undefined) continue
    for (const level of own.levels)
      for (const caveat of [NO_CAVEAT, ...own.caveats.map(({ name }) => name)])
        for (const kind of words.kind)
          for (const subject of words.subject)
            for (const purpose of words.purpose)
              for (const channel of words.channel) {
                const label = {
                  policy: own.id,
                  level: level.name,
                  caveats: caveat === NO_CAVEAT ? [] : [caveat],
                  releasableTo: null,
                }
                const asked = item({
                  exercise: kind === 'exercise',
                  subject,
                  purpose,
                  portions: [portion({ originator: own.nation, label })],
                })
                const verdict = decide(
                  facts,
                  { item: asked, from: own.nation, to: other.nation, purpose, channel },
                  NOW,
                )
                if (verdict.kind !== 'release') continue
                const { equivalent } = verdict
                const mapped = caveat === NO_CAVEAT ? caveat : `${caveat} → ${equivalent.caveats[0] ?? NO_CAVEAT}`
                found.add(
                  [
                    own.nation,
                    other.nation,
                    kind,
                    subject,
                    purpose,
                    channel,
                    `${level.name} → ${equivalent.level}`,
                    mapped,
                  ].join(' | '),
                )
              }
  }
  return found
}

test('the difference is exact: over every combination there is, it says what the gate says, and no combination twice', () => {
  const versions = [
    changed((value) => value.scope.subjects.push({ ...value.scope.subjects[0], id: 'dprk-cyber' })),
    changed((value) => {
      value.scope.subjects.shift()
      value.purposes.push({ ...value.purposes[0], id: 'training' })
      value.channels.pop()
    }),
    changed((value) => {
      value.top[0].level = '군사Ⅰ급비밀'
      value.levels.push(row(['KR-MIL', '군사Ⅰ급비밀'], ['JP-DEF', '特定秘密']))
    }),
    changed((value) => {
      value.top[1].level = '秘'
      value.levels[4].validUntil = '2017-01-01T00:00:00Z'
      value.caveats.push(row(['KR-MIL', 'KR HANDLE'], ['JP-DEF', 'JP HANDLE']), {
        ...row(['JP-DEF', 'JP HANDLE'], ['KR-MIL', 'x']),
        to: null,
      })
    }),
    changed((value) => {
      value.exercise = false
      value.caveats.push(row(['KR-MIL', 'KR HANDLE'], ['JP-DEF', 'NO SUCH']))
    }),
    terms,
  ]
  for (const before of versions)
    for (const after of versions) {
      const words = {
        kind: ['exercise', 'real'],
        subject: [...new Set([before, after].flatMap(({ scope }) => scope.subjects.map(({ id }) => id)))],
        purpose: [...new Set([before, after].flatMap(({ purposes }) => purposes.map(({ id }) => id)))],
        channel: ['online', 'courier'],
        level: [],
        caveat: [],
      }
      const [old, now] = [allowed(before, words), allowed(after, words)]
      const { permitted, barred } = diff(before, after)
      for (const [blocks, more, less] of [
        [permitted, now, old],
        [barred, old, now],
      ] as const) {
        const listed = blocks.flatMap(all)
        assert.equal(new Set(listed).size, listed.length, 'no combination twice')
        assert.equal(
          listed.length,
          blocks.reduce((sum, { count }) => sum + count, 0),
        )
        assert.deepEqual(listed.toSorted(), [...more].filter((one) => !less.has(one)).toSorted())
      }
    }
})
