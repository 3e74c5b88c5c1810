import assert from 'node:assert/strict'
import { test } from 'node:test'
import { hash, JP, KR, terms, texts, utc } from '../test/exercise.ts'
import { obligations } from '../src/core/agreement/obligations.ts'
import { isContested } from '../src/core/agreement/position.ts'
import { ends, RECORD, replay, type Given, type Row } from './record.ts'

const GIVEN: Given = { hash, document: { terms, texts }, policies: [KR, JP] }

test('the record of 2010 to 2023: at every row the gate says what the record says, in both directions', () => {
  const replayed = replay(GIVEN)
  assert.equal(replayed.length, 13)
  for (const { row, verdicts } of replayed)
    for (const verdict of verdicts)
      assert.equal(
        verdict.kind,
        row.gate === 'yes' ? 'release' : 'withhold',
        `${row.date} ${row.what}: ${verdict.from} → ${verdict.to}`,
      )
})

test('a verdict given while the notice was pending, suspended or contested says so', () => {
  const factAt = (date: string): string =>
    replay(GIVEN)
      .find(({ row }) => row.date === date)
      ?.verdicts[0]?.rules.find(({ rule }) => rule === 'in-force')?.fact ?? ''
  assert.match(factAt('2019-10-02'), /2019-11-22T15:00:00Z; notice KR 2019-08-23T06:00:00Z$/)
  assert.match(factAt('2019-11-22'), /notice KR 2019-08-23T06:00:00Z suspended$/)
  assert.match(factAt('2020-08-04'), /KR: in-force, any-time, .*; JP: in-force, end-of-term, /)
  assert.doesNotMatch(factAt('2023-03-21'), /notice/)
})

test('invariant 6: after August 2020 there are two positions, and after the withdrawal both read alike that nothing ends', () => {
  const contested = replay(GIVEN).find(({ row }) => row.stage === 'contested')
  assert.ok(contested !== undefined && isContested(contested.state.positions, ['KR', 'JP']))
  assert.deepEqual(ends(contested.state), [null, null])
  const last = replay(GIVEN).at(-1)
  assert.deepEqual(last === undefined ? [] : ends(last.state), [null, null])
  assert.equal(last?.state.positions.length, 2, 'nothing that was stated is deleted')
})

test('the fork at the suspension: without it provision stops at 15:00 universal time that day, and every duty goes on', () => {
  const without = RECORD.filter(({ date }) => date < '2019-11-22')
  const day = (date: string): Row => ({ date, what: 'a report', acts: [], stage: 'ended', gate: 'no' })
  const [before, after] = replay(GIVEN, [...without, day('2019-11-22'), day('2019-11-24')]).slice(-2)
  assert.deepEqual(
    before?.verdicts.map(({ kind }) => kind),
    ['release', 'release'],
    '14:00, an hour before the end',
  )
  assert.deepEqual(
    after?.verdicts.map((verdict) => (verdict.kind === 'withhold' ? verdict.reason : '')),
    ['terminated', 'terminated'],
  )
  assert.ok(after !== undefined)
  const held = {
    item: 'KR-1',
    holder: 'JP',
    originators: ['KR'],
    agreement: after.state.hash,
    marking: '군사Ⅱ급비밀',
    since: utc('2019-07-25T00:00:00Z'),
  }
  const { duties, provision } = obligations(after.state, { held: [held], at: utc('2019-11-24T00:00:00Z') })
  assert.equal(provision, 'ended')
  for (const id of ['incidents', 'regrading', 'destruction', 'third-party'])
    assert.ok(
      duties.some((duty) => duty.id === id),
      id,
    )
})

test('revived in 2021 the notice would have bitten at once by one reading and at the end of the term by the other', () => {
  const rows = RECORD.filter(({ date }) => date < '2023')
  const revived: Row = {
    date: '2021-03-01',
    what: 'revived',
    acts: [{ party: 'KR', at: '2021-03-01T00:00:00Z', act: (id) => ({ kind: 'revive-notice', hash: id }) }],
    stage: 'contested',
    gate: 'no',
  }
  const last = replay(GIVEN, [...rows, revived]).at(-1)
  assert.deepEqual(last === undefined ? [] : ends(last.state), [
    utc('2021-03-01T00:00:00Z'),
    utc('2021-11-22T15:00:00Z'),
  ])
  assert.deepEqual(
    last?.verdicts.map(({ kind }) => kind),
    ['withhold', 'release'],
    'each gives by its own reading',
  )
})
