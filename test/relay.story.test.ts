import assert from 'node:assert/strict'
import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { after, before, test } from 'node:test'
import { stringify } from 'yaml'
import { until } from '../src/cli/exercise/open.ts'
import { listAt, textAt } from '../src/client/answer.ts'
import { isObject } from '../src/core/bytes/canonical.ts'
import { LANGUAGES } from '../src/core/text.ts'
import { decodeYaml } from '../src/io/yaml.ts'
import {
  at,
  closeThree,
  comity,
  delivered,
  draft,
  folder,
  given,
  openThree,
  partner,
  propose,
  restart,
  ROOT,
  rungAt,
  send,
  TOP,
} from './three-nodes.ts'

/*
 * The arrangement of 2014 with three nodes in three processes: what Korea gave the United States reaches Japan through the United
 * States, under two agreements and Korea's standing consent, limited to one subject. Everything an item says here is fictional.
 */

before(openThree)
after(closeThree)

let relayed = ''

test('what Korea gives the United States, Korea itself may not give Japan without an agreement between the two', async () => {
  const item = await draft('KR')
  assert.equal((await propose('KR', item, 'JP'))['reason'], 'no-agreement')
  assert.equal((await propose('KR', item, 'US'))['kind'], 'release')
  await send('KR', item, 'US')
  await until('acceptance in the United States', async () => (await rungAt('US', 'KR', item)) === 'accepted')
})

test('invariant 22: between three nodes the hub passes nothing on before the originator has consented in writing', async () => {
  relayed = await draft('US')
  const verdict = await propose('US', relayed, 'JP')
  assert.equal(verdict['reason'], 'third-party-consent-missing')
  const found = await at('US').ask('route.find', { item: relayed, to: 'JP', portfolio: null })
  const [route] = listAt(found, 'routes')
  assert.equal(route?.['open'], false)
  assert.deepEqual(
    listAt(listAt(route ?? {}, 'legs')[0] ?? {}, 'needs').map(({ kind, originator }) => [kind, originator]),
    [['consent', 'KR']],
  )
})

test('the originator’s standing consent, carried by the hub, proves itself to the recipient', async () => {
  const person = 'approving-authority'
  const asked = {
    holder: 'US',
    recipient: 'JP',
    purpose: 'early-warning',
    item: null,
    subject: 'dprk-missile',
    until: null,
    person,
  }
  await at('KR').ask('consent.give', asked)
  await delivered('KR', 'US')
  assert.equal(listAt(await at('US').ask('consent.carry', { from: 'KR', to: 'JP', person }), 'entries').length, 1)
  assert.deepEqual(
    (await at('US').ask('consent.carry', { from: 'KR', to: 'JP', person }))['entries'],
    [],
    'it is carried once',
  )
  await delivered('US', 'JP')
  const [carried] = listAt(await at('JP').ask('consent.list', { with: 'US' }), 'carried')
  assert.deepEqual(
    {
      by: carried?.['by'],
      proved: carried?.['proved'],
      originator: carried?.['originator'],
      holder: carried?.['holder'],
    },
    { by: 'theirs', proved: true, originator: 'KR', holder: 'US' },
  )
})

test('invariant 23: through three nodes the relay keeps the first originator, each leg under its own agreement, and Japan accepts', async () => {
  const verdict = await propose('US', relayed, 'JP')
  assert.equal(verdict['kind'], 'release')
  assert.deepEqual(verdict['originators'], ['KR'])
  assert.equal(verdict['agreementId'], 'exercise-us-jp')
  await send('US', relayed, 'JP')
  await until('acceptance in Japan', async () => (await rungAt('JP', 'US', relayed)) === 'accepted')
  const [held] = listAt(await at('JP').ask('receive.list', { from: 'US' }), 'items')
  assert.deepEqual(
    listAt(held ?? {}, 'portions').map(({ originator, marking }) => ({ originator, marking })),
    [{ originator: 'KR', marking: TOP.KR }],
  )
})

test('the standing consent is limited to its subject: what it does not name stays in the hub', async () => {
  const other = await draft('US', { subject: 'dprk-nuclear' })
  assert.equal((await propose('US', other, 'JP'))['reason'], 'third-party-consent-missing')
})

test('the relay stands after the hub and the recipient are started again', async () => {
  for (const nation of ['US', 'JP'] as const) await restart(nation)
  await until('contact', async () => (await partner('US', 'JP'))['state'] === 'open')
  const again = await draft('US')
  assert.equal((await propose('US', again, 'JP'))['kind'], 'release')
  await send('US', again, 'JP')
  await until('acceptance in Japan', async () => (await rungAt('JP', 'US', again)) === 'accepted')
})

test('what if the agreement with the hub ended: the relay stops, and so does what was on the desk', async () => {
  const pending = await draft('US')
  assert.equal((await propose('US', pending, 'JP'))['kind'], 'release')
  const earlier = await at('US').ask('agreement.list', {})
  const answer = await at('US').ask('agreement.what-if', {
    agreement: 'exercise-us-jp',
    ended: '2030-01-01T00:00:00Z',
    portfolio: null,
  })
  assert.ok(listAt(answer, 'streams').length > 0)
  assert.ok(listAt(answer, 'relays').some(({ path }) => JSON.stringify(path) === '["KR","US","JP"]'))
  assert.deepEqual(
    listAt(answer, 'proposals').map(({ item }) => item),
    [pending],
  )
  assert.deepEqual(
    listAt(answer, 'holdings').map(({ holder, originator }) => ({ holder, originator })),
    [{ holder: 'JP', originator: 'KR' }],
  )
  assert.deepEqual(await at('US').ask('agreement.list', {}), earlier, 'nothing was written')
})

test('people ask the same on the command line, in their language or as one JSON object', () => {
  const shipped = decodeYaml(readFileSync(join(ROOT, 'portfolio', 'kr.yaml')), 'kr.yaml')
  const exercise = join(folder, 'portfolio.yaml')
  writeFileSync(exercise, stringify({ ...(isObject(shipped) ? shipped : {}), exercise: true }))
  const portfolio = ['--portfolio', exercise]
  const plans = join(folder, 'plans.yaml')
  const plan = {
    from: 'KR',
    to: 'JP',
    subject: 'dprk-missile',
    purpose: 'early-warning',
    marking: TOP.KR,
    channel: 'online',
    date: '2027',
  }
  writeFileSync(
    plans,
    stringify({
      format: 'comity/plans/1',
      zoneMinutes: 540,
      exercise: true,
      plans: [
        { id: 'plan-1', ...plan },
        { id: 'plan-2', ...plan, to: 'US' },
      ],
    }),
  )
  const ics = join(folder, 'deadlines.ics')
  const own =
    listAt(JSON.parse(comity('KR', 'item', 'list', '--json').stdout), 'items').map((one) => textAt(one, 'item'))[0] ??
    ''
  const asked: readonly (readonly [status: number, schema: string, list: string, ...args: string[]])[] = [
    [0, 'agreement-matrix', 'cells', 'agreement', 'matrix', ...portfolio],
    [3, 'agreement-coverage', 'exchanges', 'agreement', 'coverage', '--plans', plans, ...portfolio],
    [
      0,
      'agreement-what-if',
      'streams',
      'agreement',
      'what-if',
      'exercise-kr-us',
      '--ended',
      '2030-01-01',
      ...portfolio,
    ],
    [0, 'agreement-deadlines', 'deadlines', 'agreement', 'deadlines', '--ics', ics, ...portfolio],
    [4, 'route-find', 'routes', 'route', 'find', own, '--to', 'JP', ...portfolio],
    [0, 'consent-list', 'given', 'consent', 'list', '--with', 'US'],
  ]
  for (const [status, schema, list, ...args] of asked) {
    const answered = comity('KR', ...args, '--json')
    assert.equal(answered.status, status, answered.stderr)
    const json = JSON.parse(answered.stdout)
    assert.equal(json.schema, `comity/${schema}/v1`)
    assert.ok(json[list].length > 0, `${schema}: ${list}`)
    const [en, ko, ja] = LANGUAGES.map((language) => comity('KR', ...args, '--lang', language).stdout)
    assert.ok(en !== ko && ko !== ja && en !== ja, `${schema} speaks three languages`)
  }
  const real = comity('KR', 'route', 'find', own, '--to', 'JP', '--portfolio', join(ROOT, 'portfolio', 'kr.yaml'))
  assert.equal(real.status, 3, 'a real agreement is no way for an exercise item')
  const calendar = readFileSync(ics, 'utf8')
  assert.match(
    calendar,
    /^BEGIN:VCALENDAR\r\n[^]*UID:exercise-kr-us-term-end-[^]*TRIGGER:-P91D\r\n[^]*END:VCALENDAR\r\n$/,
  )
})

test('a group agreement of three: the one that stays silent blocks nobody else', async () => {
  const id = 'exercise-group'
  const asked = { ...given(id), person: 'treaty-officer' }
  assert.deepEqual(listAt(await at('KR').ask('group.load', asked), 'with'), [
    { nation: 'US', fault: null },
    { nation: 'JP', fault: null },
  ])
  await Promise.all([delivered('KR', 'JP'), delivered('KR', 'US')])
  for (const kind of ['sign', 'notify', 'assure']) {
    for (const nation of ['KR', 'JP'] as const) {
      const level = kind === 'assure' ? { KR: '군사Ⅱ급비밀', JP: '極秘' }[nation] : null
      const person = kind === 'assure' ? 'approving-authority' : 'treaty-officer'
      const outcomes = listAt(await at(nation).ask('group.act', { kind, agreement: id, level, person }), 'with')
      assert.ok(outcomes.some(({ fault }) => fault === null))
    }
    await Promise.all([delivered('KR', 'JP'), delivered('JP', 'KR')])
  }
  const pairs = listAt(await at('KR').ask('group.show', { agreement: id }), 'pairs')
  assert.deepEqual(
    new Map(pairs.map((pair) => [pair['partner'], pair['inForce']])),
    new Map([
      ['JP', true],
      ['US', false],
    ]),
  )
  const item = await draft('KR', { subject: 'dprk-missile', level: '군사Ⅱ급비밀' })
  const verdict = await propose('KR', item, 'JP')
  assert.deepEqual([verdict['kind'], verdict['agreementId']], ['release', id])
  await send('KR', item, 'JP')
  await until('acceptance in Japan', async () => (await rungAt('JP', 'KR', item)) === 'accepted')
  const spoken = comity('KR', 'group', 'act', id, '--do', 'sign', '--as', 'treaty-officer', '--json')
  assert.equal(spoken.status, 3, 'a second signature is refused, with each Party by itself')
  assert.deepEqual(
    JSON.parse(spoken.stdout).with.map(({ fault }: { fault: string }) => fault),
    ['agreement-act-repeated', 'agreement-act-repeated'],
  )
  assert.match(comity('KR', 'group', 'show', id, '--lang', 'ja').stdout, /発効/)
})
