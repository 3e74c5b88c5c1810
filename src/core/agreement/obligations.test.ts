import assert from 'node:assert/strict'
import { test } from 'node:test'
import { agreementId, enact, NOTIFIED, onTable, terms, utc } from '../../../test/exercise.ts'
import { articles } from './terms.ts'
import { dutyText, obligations, type Held } from './obligations.ts'

const ended = onTable(
  enact(NOTIFIED, [{ party: 'KR', act: { kind: 'notice', hash: agreementId }, at: utc('2019-08-23T06:00:00Z') }]),
)
const held: Held = {
  item: 'KR-1',
  holder: 'JP',
  originators: ['KR'],
  agreement: agreementId,
  marking: '군사Ⅱ급비밀',
  since: utc('2018-06-01T00:00:00Z'),
}
const at = utc('2019-11-24T00:00:00Z')

test('invariant 3: after the end every duty stands for what is held, each by its article, and nothing is closed', () => {
  const statement = obligations(ended, { held: [held], at })
  assert.equal(statement.provision, 'ended')
  assert.equal(statement.closed, false)
  assert.equal(statement.duties.find(({ id }) => id === 'protect')?.cites, 'art_21__para_4')
  assert.equal(statement.duties.length, 15)
  for (const { id, cites } of statement.duties) {
    assert.ok(articles(terms).includes(cites), id)
    assert.equal(new Set(Object.values(dutyText(id))).size, 3, id)
  }
})

test('the days the Parties agreed stand beside the duty, and none are invented where the text gives none', () => {
  const within = Object.fromEntries(
    obligations(ended, { held: [held], at }).duties.map((duty) => [duty.id, duty.within]),
  )
  assert.deepEqual(within['incidents'], { unit: 'hours', count: 24 })
  assert.deepEqual(within['destruction'], { unit: 'days', count: 30 })
  assert.deepEqual(within['inventory'], { unit: 'months', count: 6 })
  assert.equal(within['storage'], null)
})

test('while provision is possible nothing is closed; ended with nothing held, it is', () => {
  assert.deepEqual(
    [obligations(onTable(NOTIFIED), { held: [], at }), obligations(ended, { held: [], at })].map(
      ({ provision, closed, duties }) => [provision, closed, duties.length],
    ),
    [
      ['possible', false, 0],
      ['ended', true, 0],
    ],
  )
})

test('what was given under another version is stated under that version', () => {
  const statement = obligations(ended, { held: [{ ...held, agreement: 'ab'.repeat(48) }], at })
  assert.deepEqual(statement.held, [])
})
