import assert from 'node:assert/strict'
import { test } from 'node:test'
import { checkDecoder } from '../../../test/mutations.ts'
import { canonicalBytes, decodeCanonical, isObject, type Json } from '../bytes/canonical.ts'
import { instant } from '../instant.ts'
import { decodeEvent, eventFields, isControl, SIMPLE_ACTS, type Act, type Event, type RungAct } from './act.ts'

const agreement = 'ab'.repeat(48)
const office = 'treaty-officer'
const rung: RungAct = {
  kind: 'rung',
  agreement,
  rung: 'accepted',
  of: [
    [0, 3],
    [5, 6],
  ],
  article: 'art_4__para_1',
  reason: null,
  office: null,
  digest: null,
}
const clause = 'levels'
const acts: readonly Act[] = [
  { kind: 'propose', agreement, terms: { any: ['thing', 1, null] } },
  { kind: 'text', agreement, language: 'ko', text: '제1조' },
  ...SIMPLE_ACTS.map((kind) => ({ kind, agreement, office })),
  { kind: 'position', agreement, office, position: {} },
  { kind: 'counter', agreement, office, clause, version: [] },
  { kind: 'accept', agreement, office, clause, version: agreement },
  { kind: 'comment', agreement, office, clause, words: 'a remark' },
  { kind: 'reserve', agreement, office, clause, words: 'a reason' },
  { kind: 'initial', agreement, office, text: agreement },
  { kind: 'assure', agreement, assurance: {} },
  { kind: 'consent', agreement: null, consent: {} },
  { kind: 'release', agreement, label: {}, item: {}, content: { kind: 'inline', bytes: new Uint8Array([1, 2]) } },
  rung,
  { ...rung, rung: 'refused', agreement: null, article: null, reason: 'seal-broken', of: [[9, 10]] },
]
const eventOf = (act: Act): Event => ({ act, seen: 3, at: instant(1_479_877_200_000) })

test('every act survives its codec, and says whether it is a control act', () => {
  for (const act of acts) {
    assert.deepEqual(decodeEvent(eventFields(eventOf(act))), eventOf(act))
    assert.equal(isControl(act), act.kind !== 'release' && act.kind !== 'rung')
  }
  checkDecoder(
    (bytes) => {
      const json = decodeCanonical(bytes, 'act')
      return canonicalBytes({ ...eventFields(decodeEvent(isObject(json) ? json : {})) })
    },
    acts.map((act) => canonicalBytes({ ...eventFields(eventOf(act)) })),
    1500,
  )
})

const spoilt = (act: Act, given: { readonly [name: string]: Json }): Record<string, Json> => ({
  ...eventFields(eventOf(act)),
  ...given,
})

test('a kind nobody knows is `act-unknown`, and so is an act that cites what this version cannot read', () => {
  for (const kind of ['warning', '', 'constructor', '__proto__', 'RELEASE'])
    assert.throws(() => decodeEvent(spoilt(rung, { kind })), { code: 'act-unknown' }, kind)
  for (const kind of [null, 7, []]) assert.throws(() => decodeEvent(spoilt(rung, { kind })), { code: 'act-unknown' })
  assert.throws(() => decodeEvent(spoilt(rung, { cites: [1] })), { code: 'act-unknown' })
  assert.throws(() => decodeEvent({}), { code: 'act-unknown' })
})

test('a known act misspelt is `bytes-malformed` and names the place', () => {
  const cases: readonly (readonly [RegExp, Record<string, Json>])[] = [
    [/unknown name `extra`/, spoilt(rung, { extra: 1 })],
    [/seen/, spoilt(rung, { seen: -1 })],
    [/seen/, spoilt(rung, { seen: 1.5 })],
    [/at/, spoilt(rung, { at: '2016' })],
    [/agreement/, spoilt({ kind: 'sign', agreement, office }, { agreement: 'AB'.repeat(48) })],
    [/rung: `held`/, spoilt(rung, { rung: 'held' })],
    [/of/, spoilt(rung, { of: [] })],
    [/of/, spoilt(rung, { of: [[3, 3]] })],
    [/of/, spoilt(rung, { of: [[3, 2]] })],
    [
      /of/,
      spoilt(rung, {
        of: [
          [0, 2],
          [2, 3],
        ],
      }),
    ],
    [
      /of/,
      spoilt(rung, {
        of: [
          [4, 5],
          [0, 1],
        ],
      }),
    ],
    [/of/, spoilt(rung, { of: [[0, 1, 2]] })],
    [/of/, spoilt(rung, { of: [['0', 1]] })],
    [/language/, spoilt({ kind: 'text', agreement, language: 'en', text: '' }, { language: 'fr' })],
  ]
  for (const [detail, fields] of cases)
    assert.throws(() => decodeEvent(fields), { code: /^bytes-(?:malformed|not-canonical)$/, detail }, String(detail))
  assert.throws(() => decodeEvent(spoilt(rung, { of: Array.from({ length: 5000 }, (_, i) => [2 * i, 2 * i + 1]) })), {
    code: 'limit-exceeded',
  })
})
