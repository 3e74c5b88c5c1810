import assert from 'node:assert/strict'
import { test } from 'node:test'
import { dice, type Dice } from '../../../sim/chance.ts'
import * as exercise from '../../../test/exercise.ts'
import { LANGUAGES } from '../text.ts'
import type { Act, Event, RungAct } from '../wire/act.ts'
import { inForce } from '../agreement/agreement.ts'
import { emptyFold, foldEvent, otherSide, sealProfile, standingAt, standingNow, type Fold, type Side } from './fold.ts'
import { standing } from './ladder.ts'

const { agreementId: agreement, utc } = exercise

/** What two nations did, each in its own log, with what it had seen of the other's. */
type Logs = Readonly<Record<'KR' | 'JP', readonly Event[]>>

const office = 'an office'
const rung = (name: RungAct['rung'], of: RungAct['of']): RungAct => ({
  kind: 'rung',
  agreement,
  rung: name,
  of,
  article: null,
  reason: null,
  office: null,
  digest: null,
})
const release: Act = {
  kind: 'release',
  agreement,
  label: {},
  item: {},
  content: { kind: 'inline', bytes: new Uint8Array(0) },
}
const entry = (act: Act, { seen, at }: { seen: number; at: string }): Event => ({ act, seen, at: utc(at) })

const LOGS: Logs = {
  KR: [
    entry({ kind: 'propose', agreement, terms: exercise.termsValue }, { seen: 0, at: '2016-11-01T00:00:00Z' }),
    ...LANGUAGES.map((language) =>
      entry(
        { kind: 'text', agreement, language, text: exercise.texts[language] },
        { seen: 0, at: '2016-11-02T00:00:00Z' },
      ),
    ),
    entry({ kind: 'sign', agreement, office }, { seen: 0, at: '2016-11-23T01:00:00Z' }),
    entry({ kind: 'sign', agreement, office }, { seen: 1, at: '2016-11-23T02:00:00Z' }),
    entry({ kind: 'notify', agreement, office }, { seen: 2, at: '2016-11-23T05:00:00Z' }),
    entry(release, { seen: 2, at: '2017-01-01T00:00:00Z' }),
    entry(release, { seen: 2, at: '2017-01-01T00:00:00Z' }),
  ],
  JP: [
    entry({ kind: 'sign', agreement, office }, { seen: 5, at: '2016-11-23T01:05:00Z' }),
    entry({ kind: 'notify', agreement, office }, { seen: 5, at: '2016-11-23T03:00:00Z' }),
    entry(rung('arrived', [[7, 9]]), { seen: 9, at: '2017-01-01T00:01:00Z' }),
    entry(rung('accepted', [[7, 8]]), { seen: 9, at: '2017-01-01T00:01:00Z' }),
    entry(rung('dissent', [[8, 9]]), { seen: 9, at: '2017-01-01T00:01:00Z' }),
    entry(rung('refused', [[7, 8]]), { seen: 9, at: '2017-01-01T00:02:00Z' }),
    entry(rung('opened', [[8, 9]]), { seen: 9, at: '2017-01-01T00:02:00Z' }),
    entry(rung('accepted', [[40, 41]]), { seen: 9, at: '2017-01-01T00:02:00Z' }),
  ],
}

/** The fold of one nation, fed both logs in some order that each log and what was seen allow. */
function foldOf(nation: 'KR' | 'JP', chance: Dice): { readonly fold: Fold; readonly without: readonly string[] } {
  const partner = nation === 'KR' ? 'JP' : 'KR'
  const fold = emptyFold({
    nations: { ours: nation, theirs: partner },
    first: nation === 'JP' ? 'ours' : 'theirs',
    hash: exercise.hash,
    policies: [exercise.KR, exercise.JP],
  })
  const names: Readonly<Record<Side, 'KR' | 'JP'>> = { ours: nation, theirs: partner }
  const next: Record<Side, number> = { ours: 0, theirs: 0 }
  const without: string[] = []
  for (;;) {
    const ready = (['ours', 'theirs'] as const).filter((side) => {
      const event = LOGS[names[side]][next[side]]
      return event !== undefined && event.seen <= next[otherSide(side)]
    })
    if (ready.length === 0) break
    const side = chance.pick(ready)
    const index = next[side]++
    const event = LOGS[names[side]][index]
    assert.ok(event !== undefined)
    const folded = foldEvent(fold, { side, index, event })
    if (folded.kind === 'without-effect') without.push(folded.why)
  }
  assert.deepEqual(next, { ours: LOGS[nation].length, theirs: LOGS[partner].length }, 'every entry was folded')
  return { fold, without }
}

const stateOf = (fold: Fold) => exercise.onTable(standingNow(fold).agreements.get(agreement) ?? { kind: 'absent' })

test('both nations compute the same from the same entries, in whatever order the two logs reach them', () => {
  const first = foldOf('KR', dice(0, 'order'))
  assert.notEqual(inForce(stateOf(first.fold), utc('2017-01-01T00:00:00Z')), null)
  for (let seed = 1; seed <= 60; seed++) {
    for (const nation of ['KR', 'JP'] as const) {
      const { fold, without } = foldOf(nation, dice(seed, nation))
      assert.deepEqual(stateOf(fold), stateOf(first.fold), `seed ${seed}`)
      assert.deepEqual(standingNow(fold).withoutEffect, standingNow(first.fold).withoutEffect)
      assert.deepEqual(without, first.without)
      const side = nation === 'KR' ? 'ours' : 'theirs'
      assert.deepEqual(fold.ladders[side], first.fold.ladders.ours, 'the ladder of what KR released')
    }
  }
})

test('a rung that contradicts an earlier one, skips one, or is over nothing has no effect, and says why', () => {
  const { fold, without } = foldOf('JP', dice(1, 'rungs'))
  assert.deepEqual(without, [
    'refused over 7 to 7: contradicts',
    'opened over 8 to 8: contradicts',
    'accepted over 40 to 40: not-seen',
  ])
  assert.deepEqual(
    [7, 8].map((index) => standing(fold.ladders.theirs, index)),
    ['accepted', 'dissent'],
  )
})

test('an act its author could not do changes nothing, and is kept with its code: a second signature here', () => {
  const { fold } = foldOf('KR', dice(2, 'acts'))
  assert.deepEqual(
    standingNow(fold).withoutEffect.map(({ party, kind, code }) => [party, kind, code]),
    [['KR', 'sign', 'agreement-act-repeated']],
  )
  assert.equal(stateOf(fold).signatures.length, 2)
})

test('what stood at a cut stays as it stood, however often and in whatever order it is asked', () => {
  const { fold } = foldOf('KR', dice(3, 'cuts'))
  const signed = (cut: { ours: number; theirs: number }): number => {
    const state = standingAt(fold, cut).agreements.get(agreement)
    return state?.kind === 'on-table' ? state.signatures.length : -1
  }
  for (let round = 0; round < 2; round++) {
    assert.equal(signed({ ours: 9, theirs: 8 }), 2)
    assert.equal(signed({ ours: 0, theirs: 0 }), -1)
    assert.equal(signed({ ours: 4, theirs: 0 }), 0)
    assert.equal(signed({ ours: 5, theirs: 0 }), 1)
    assert.equal(signed({ ours: 5, theirs: 1 }), 2)
  }
})

test('openings are sealed in the plain profile until an agreement that asks for the hybrid one is signed by both', () => {
  const { fold } = foldOf('KR', dice(4, 'profile'))
  assert.equal(sealProfile(standingAt(fold, { ours: 5, theirs: 0 })), 'cnsa2')
  assert.equal(sealProfile(standingAt(fold, { ours: 5, theirs: 1 })), 'hybrid')
})
