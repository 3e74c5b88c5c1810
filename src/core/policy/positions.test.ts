import assert from 'node:assert/strict'
import { test } from 'node:test'
import {
  agreementId,
  ASSURANCE,
  contested,
  enact,
  facts,
  item,
  JP_SECRET,
  NOTIFIED,
  onTable,
  portion,
  request,
  utc,
} from '../../../test/exercise.ts'
import { decide } from './decide.ts'
import { receiverObjects } from './rules.ts'

const assurances = [ASSURANCE, { ...ASSURANCE, by: 'KR', to: 'JP', level: '군사Ⅱ급비밀' }]
const back = request({
  from: 'JP',
  to: 'KR',
  item: item({ portions: [portion({ originator: 'JP', label: JP_SECRET })] }),
})
const REVIVED = {
  party: 'KR',
  act: { kind: 'revive-notice', hash: agreementId },
  at: utc('2021-03-01T00:00:00Z'),
} as const
const AFTER = utc('2021-03-02T00:00:00Z')

test('invariant 6: each nation decides by its own position, and the verdict cites both', () => {
  const state = enact(NOTIFIED, [...contested({ terminable: 'any-time', differing: 'allow' }), REVIVED])
  assert.equal(onTable(state).positions.length, 2)
  const held = facts({ agreements: [state], assurances })
  // The giver of the notice holds that it bit at once; the other, that the term runs on.
  const given = decide(held, request(), AFTER)
  assert.equal(given.kind === 'withhold' && given.reason, 'terminated')
  const verdict = decide(held, back, AFTER)
  assert.equal(verdict.kind, 'release')
  assert.match(
    verdict.rules.find(({ rule }) => rule === 'in-force')?.fact ?? '',
    /JP: in-force, end-of-term, [^;]+\/2021-11-22T15:00:00Z; KR: in-force, any-time, [^;]+\/2021-03-01T00:00:00Z/,
  )
})

test('the receiver applies its own reading and its own rule to what it is given', () => {
  const wayOf = (differing: 'allow' | 'hold') => {
    const state = enact(NOTIFIED, [...contested({ terminable: 'any-time', differing }), REVIVED])
    const way = facts({ agreements: [state], assurances })
      .ways.get('JP')
      ?.get('KR')?.[0]
    assert.ok(way !== undefined)
    return way
  }
  assert.equal(receiverObjects(wayOf('allow'), AFTER), 'terminated')
  assert.equal(receiverObjects(wayOf('allow'), utc('2020-12-01T00:00:00Z')), null)
  assert.equal(receiverObjects(wayOf('hold'), utc('2020-12-01T00:00:00Z')), 'positions-differ')
})

test('where nothing is contested nobody objects by position', () => {
  const way = facts({ agreements: [NOTIFIED], assurances })
    .ways.get('JP')
    ?.get('KR')?.[0]
  assert.ok(way !== undefined)
  assert.equal(receiverObjects(way, AFTER), null)
})
