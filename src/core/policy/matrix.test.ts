import assert from 'node:assert/strict'
import { test } from 'node:test'
import { agreementId, item, NOTIFIED, NOW, portion, terms, utc } from '../../../test/exercise.ts'
import { ASSURANCES, KR_US_IN_FORCE, threeNations, US_JP, US_JP_IN_FORCE } from '../../../test/three-nations.ts'
import { articles } from '../agreement/terms.ts'
import { decide } from './decide.ts'
import { matrix, type Cell } from './matrix.ts'

const extent = { nations: ['KR', 'US', 'JP'], at: NOW, exercise: true, channel: 'online' }
const of = (cells: readonly Cell[], { from, to, level }: { from: string; to: string; level: string }) =>
  cells.find((cell) => cell.from === from && cell.to === to && cell.subject === 'dprk-missile' && cell.level === level)
    ?.ground ?? assert.fail()

test('the matrix says what the gate says: each cell is released or withheld as an item of its kind is', () => {
  const facts = threeNations()
  const cells = matrix(facts, extent)
  assert.equal(cells.length, 2 * (3 + 3 + 3 + 3 + 4 + 4))
  for (const { from, to, subject, level, ground } of cells) {
    const policy = [...facts.policies.values()].find(({ nation }) => nation === from)?.id ?? ''
    const label = { policy, level, caveats: [], releasableTo: null }
    const purpose = ground.kind === 'may' ? (ground.purposes[0] ?? '') : 'early-warning'
    const probe = item({ subject, purpose, portions: [portion({ originator: from, label, marked: NOW })] })
    const verdict = decide(facts, { item: probe, from, to, purpose, channel: 'online' }, NOW)
    assert.equal(verdict.kind === 'release', ground.kind === 'may', `${from} → ${to} ${level}`)
  }
})

test('every cell names its ground: an agreement and an article, or the reason there is none', () => {
  const known = new Set(articles(terms))
  for (const { ground } of matrix(threeNations(), extent)) {
    if (ground.kind === 'may')
      assert.ok(ground.agreement !== '' && ground.article !== null && ground.purposes.length > 0)
    else
      assert.ok(
        ground.reason === 'level-above-top' && ground.agreement === agreementId && known.has(ground.article ?? ''),
      )
  }
  const none = matrix(threeNations({ agreements: [KR_US_IN_FORCE] }), { ...extent, nations: ['KR', 'JP'] })
  assert.deepEqual(
    none.map(({ ground }) => ground.kind === 'may-not' && ground.reason),
    ['no-agreement', 'no-agreement'],
  )
})

test('direction matters: what may go one way at a level may not for that reason come back', () => {
  const cells = matrix(threeNations(), extent)
  assert.equal(of(cells, { from: 'JP', to: 'KR', level: '特定秘密' }).kind, 'may')
  assert.equal(of(cells, { from: 'JP', to: 'US', level: '機密' }).kind, 'may')
  assert.equal(of(cells, { from: 'JP', to: 'KR', level: '機密' }).kind, 'may-not')
  const back = of(cells, { from: 'US', to: 'JP', level: 'SECRET' })
  assert.ok(back.kind === 'may' && back.equivalent === '極秘' && back.agreement === US_JP.hash)
})

test('a cell that lacks the receiver’s assurance is open with that need, and at another instant not open at all', () => {
  const [need] = (() => {
    const ground = of(matrix(threeNations({ assurances: ASSURANCES.slice(1) }), extent), {
      from: 'KR',
      to: 'JP',
      level: '군사Ⅱ급비밀',
    })
    return ground.kind === 'may' ? ground.needs : []
  })()
  assert.ok(need?.kind === 'assurance' && need.assurance.by === 'JP')
  const early = matrix(threeNations({ agreements: [NOTIFIED, US_JP_IN_FORCE] }), {
    ...extent,
    at: utc('2016-01-01T00:00:00Z'),
  })
  const before = of(early, { from: 'KR', to: 'JP', level: '군사Ⅱ급비밀' })
  assert.ok(before.kind === 'may-not' && before.reason === 'not-yet-in-force')
})
