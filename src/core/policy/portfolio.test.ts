import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { test } from 'node:test'
import { NOW, utc } from '../../../test/exercise.ts'
import { threeNations } from '../../../test/three-nations.ts'
import { decodeYaml } from '../../io/yaml.ts'
import { deadlines } from './deadline.ts'
import { spanOf } from './partial-date.ts'
import { decodePortfolio, inForceByReport, reported, reportedWays, type Portfolio } from './portfolio.ts'

const valueOf = (nation: string) => {
  const path = `portfolio/${nation}.yaml`
  return JSON.parse(JSON.stringify(decodeYaml(readFileSync(new URL(`../../../${path}`, import.meta.url)), path)))
}
const kr = decodePortfolio(valueOf('kr'))
const jp = decodePortfolio(valueOf('jp'))
const row = ({ rows }: Portfolio, id: string) => rows.find((one) => one.id === id) ?? assert.fail(id)

test('the shipped portfolios load, every row with its own nation or a hub in it, its source and its confidence', () => {
  for (const portfolio of [kr, jp]) {
    assert.ok(portfolio.rows.some(({ parties }) => parties.includes('US')))
    for (const { id, parties, accounts } of portfolio.rows) {
      assert.ok(parties.includes(portfolio.nation) || parties.includes('US'), id)
      assert.ok(
        accounts.every(({ source, confidence }) => source.length > 3 && confidence.length > 0),
        id,
      )
    }
  }
})

test('what no source says stays unknown and is shown so', () => {
  assert.deepEqual(reported(row(kr, 'kr-fr'), 'title'), { kind: 'unknown' })
  assert.deepEqual(reported(row(kr, 'kr-ru-2001'), 'status'), { kind: 'unknown' })
  assert.deepEqual(reported(row(jp, 'jp-kr-2016'), 'topLevel'), { kind: 'known', value: 'SECRET' })
})

test('two sources that disagree are both kept, each with its name', () => {
  const status = reported(row(kr, 'kr-ca'), 'status')
  assert.ok(status.kind === 'disputed')
  assert.deepEqual(
    status.values.map(({ value }) => value),
    ['approved-by-one', 'concluded'],
  )
  assert.ok(status.values.every(({ source }) => source !== ''))
})

test('a reported agreement is in force only where every account and date says so, and perhaps where one leaves it open', () => {
  const on = (id: string, day: string, portfolio = kr) =>
    inForceByReport(portfolio, row(portfolio, id), utc(`${day}T00:00:00Z`))
  assert.equal(on('jp-kr-2016', '2016-11-22'), 'no')
  assert.equal(on('jp-kr-2016', '2018-01-01'), 'yes')
  assert.equal(on('jp-us-2007', '2007-08-15', jp), 'perhaps', 'the day is not known')
  assert.equal(on('jp-us-2007', '2007-07-01', jp), 'no')
  assert.equal(on('kr-ru-2001', '2018-01-01'), 'perhaps', 'the source does not give the status')
  assert.equal(on('kr-cn', '2018-01-01'), 'no')
  assert.equal(on('kr-ca', '2018-01-01'), 'perhaps', 'the accounts differ')
  assert.equal(on('kr-de', '2026-01-01'), 'no')
})

test('a date is a span as long as its precision, in its own zone', () => {
  const zone = { zoneMinutes: 540, where: 'date' }
  assert.deepEqual(spanOf('2016-11-23', zone), {
    from: utc('2016-11-22T15:00:00Z'),
    until: utc('2016-11-23T15:00:00Z'),
  })
  assert.deepEqual(spanOf('2015-12', zone), { from: utc('2015-11-30T15:00:00Z'), until: utc('2015-12-31T15:00:00Z') })
  assert.deepEqual(spanOf('2014', zone), { from: utc('2013-12-31T15:00:00Z'), until: utc('2014-12-31T15:00:00Z') })
  for (const bad of ['14', '2015-13', '2015-00', '2015-02-30', '2015-2-3', '2016-11-23T00:00:00Z', '1950'])
    assert.throws(() => spanOf(bad, zone), { code: 'bytes-malformed', detail: /^date/ })
})

test('only ways between two are reported; an arrangement of three is a consent and no way of its own', () => {
  const ways = reportedWays(kr, { at: NOW, exercise: false })
  assert.deepEqual(reportedWays(kr, { at: NOW, exercise: true }), [], 'a real agreement is no way for an exercise')
  assert.ok(ways.some(({ from, to, row: id }) => from === 'US' && to === 'JP' && id === 'jp-us-2007'))
  assert.ok(!ways.some(({ row: id }) => id === 'tisa-2014'))
})

test('where the text does not say how ninety days are counted, a deadline is given for every reading: 23, 24 and 25 August', () => {
  const found = deadlines(threeNations({ agreements: [] }), jp, utc('2019-07-01T00:00:00Z')).filter(
    ({ ground }) => ground === 'report',
  )
  assert.deepEqual(
    found.map(({ what, at, reading }) => [
      what,
      new Date(at + 1).toISOString(),
      reading?.countedFrom ?? null,
      reading?.clearDays ?? null,
    ]),
    [
      ['last-notice-day', '2019-08-23T15:00:00.000Z', 'last-day', true],
      ['last-notice-day', '2019-08-24T15:00:00.000Z', 'last-day', false],
      ['last-notice-day', '2019-08-25T15:00:00.000Z', 'end-day', false],
      ['term-end', '2019-11-22T15:00:00.001Z', null, null],
    ],
  )
})

test('deadlines from acts come from the terms: the end of the running term and the last day for a notice, with the owner', () => {
  const found = deadlines(threeNations(), null, NOW)
  const own = found.filter(({ agreement }) => agreement === 'exercise-kr-jp')
  assert.deepEqual(
    own.map(({ what, at, cites }) => [what, new Date(at).toISOString(), cites]),
    [
      ['last-notice-day', '2018-08-24T14:59:59.999Z', 'art_21__para_3'],
      ['term-end', '2018-11-22T15:00:00.000Z', 'art_21__para_3'],
    ],
  )
  assert.ok(found.every(({ owner, ground }) => owner === 'treaty-officer' && ground === 'acts'))
  assert.deepEqual(
    found.map(({ at }) => at),
    found.map(({ at }) => at).sort((a, b) => a - b),
  )
})

test('a deadline for notice that has passed gives way to the next term’s', () => {
  const after = deadlines(threeNations(), null, utc('2018-10-01T00:00:00Z')).filter(
    ({ agreement }) => agreement === 'exercise-kr-jp',
  )
  assert.deepEqual(
    after.map(({ what, at }) => [what, new Date(at).toISOString().slice(0, 10)]),
    [
      ['term-end', '2018-11-22'],
      ['last-notice-day', '2019-08-24'],
    ],
  )
})

test('a portfolio with a field, word or date it may not have is refused by place', () => {
  const broken: readonly ((json: ReturnType<typeof valueOf>) => void)[] = [
    (json) => (json.total = 21),
    (json) => (json.exercise = 'no'),
    (json) => (json.rows[0].accounts[0].status = 'valid'),
    (json) => (json.rows[0].accounts[0].signed = '1987-13'),
    (json) => (json.rows[0].accounts = []),
    (json) => (json.rows[0].parties = ['KR']),
    (json) => (json.rows[0].parties = ['KR', 'Korea']),
    (json) => json.rows.push(json.rows[0]),
    (json) => (json.rows[1].term.entry = '2016'),
    (json) => (json.format = 'comity/portfolio/2'),
  ]
  for (const [i, change] of broken.entries()) {
    const json = valueOf('kr')
    change(json)
    assert.throws(() => decodePortfolio(json), { code: 'bytes-malformed', detail: /^portfolio/ }, `change ${i}`)
  }
})
