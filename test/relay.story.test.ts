import assert from 'node:assert/strict'
import { spawnSync } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { createServer, type AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, before, test } from 'node:test'
import { fileURLToPath } from 'node:url'
import { stringify } from 'yaml'
import { until } from '../src/cli/exercise/open.ts'
import { startNode, type NodeProcess } from '../src/cli/exercise/process.ts'
import { fieldsAt, listAt, textAt } from '../src/client/answer.ts'
import type { Json } from '../src/core/bytes/canonical.ts'
import { LANGUAGES } from '../src/core/text.ts'
import { decodeYaml } from '../src/io/yaml.ts'
import { makeNode } from '../src/server/init.ts'

/*
 * The arrangement of 2014 with three nodes in three processes: what Korea gave the United States reaches Japan through the United
 * States, under two agreements and Korea's standing consent, limited to one subject. Everything an item says here is fictional.
 */

const ROOT = fileURLToPath(new URL('../', import.meta.url))
const PASSPHRASE = 'comity relay exercise'
const PEOPLE = ['analyst', 'disclosure-officer', 'approving-authority', 'registry-officer', 'treaty-officer'] as const
const NATIONS = ['KR', 'US', 'JP'] as const
type Nation = (typeof NATIONS)[number]
const TOP: Readonly<Record<Nation, string>> = { KR: '군사Ⅰ급비밀', US: 'TOP SECRET', JP: '機密' }
const POLICY: Readonly<Record<Nation, string>> = { KR: 'KR-MIL', US: 'US-NSI', JP: 'JP-DEF' }

const folder = mkdtempSync(join(tmpdir(), 'comity-relay-'))
const nodes = new Map<Nation, NodeProcess>()
const at = (nation: Nation): NodeProcess => nodes.get(nation) ?? assert.fail(`${nation} is not running`)

before(async () => {
  for (const nation of NATIONS) await found(nation)
  for (const nation of NATIONS)
    nodes.set(nation, await startNode({ directory: join(folder, nation), passphrase: PASSPHRASE }))
  for (const [a, b] of [
    ['KR', 'US'],
    ['US', 'JP'],
    ['KR', 'JP'],
  ] as const)
    await meet(a, b)
  await agree('exercise-kr-us', 'KR', 'US')
  await agree('exercise-us-jp', 'US', 'JP')
})

after(async () => {
  await Promise.all([...nodes.values()].map((node) => node.stop()))
  rmSync(folder, { recursive: true, force: true })
})

async function found(nation: Nation): Promise<void> {
  const [port = 0, audit = 0] = [await freePort(), await freePort()]
  const subjects = ['dprk-missile', 'dprk-nuclear']
  const validity = { from: null, until: null }
  await makeNode({
    directory: join(folder, nation),
    passphrase: PASSPHRASE,
    config: {
      nation,
      node: `${nation.toLowerCase()}.exercise.comity.example`,
      exercise: true,
      listen: { host: '127.0.0.1', port },
      audit: { host: '127.0.0.1', port: audit },
    },
    url: `https://127.0.0.1:${port}`,
    policies: new Map(
      ['kr.yaml', 'jp.yaml', 'us.yaml'].map((name) => [name, readFileSync(join(ROOT, 'policies', name), 'utf8')]),
    ),
    national: stringify({
      approvals: 1,
      posts: PEOPLE.map((role) => ({ id: role, role })),
      holders: PEOPLE.map((role) => ({ person: role, post: role, ...validity })),
      delegations: NATIONS.flatMap((recipient) =>
        subjects.map((subject) => ({
          post: 'disclosure-officer',
          recipient,
          subject,
          level: TOP[nation],
          ...validity,
        })),
      ),
    }),
  })
}

function freePort(): Promise<number> {
  return new Promise((resolve) => {
    const server = createServer().listen(0, '127.0.0.1', () => {
      const { port } = server.address() as AddressInfo
      server.close(() => resolve(port))
    })
  })
}

async function partner(of: Nation, nation: Nation): Promise<ReturnType<typeof fieldsAt>> {
  return listAt(await at(of).ask('partner.list', {}), 'partners').find((one) => one['nation'] === nation) ?? {}
}

async function meet(a: Nation, b: Nation): Promise<void> {
  for (const [one, other] of [
    [a, b],
    [b, a],
  ] as const) {
    const { document = '', fingerprint = '' } = await at(other).ask('status', {})
    await at(one).ask('partner.add', { document, fingerprint })
  }
  await until(
    `${a} and ${b} to be in contact`,
    async () => (await partner(a, b))['state'] === 'open' && (await partner(b, a))['state'] === 'open',
  )
}

async function delivered(from: Nation, to: Nation): Promise<void> {
  await until(`${from} to have told ${to} everything`, async () => (await partner(from, to))['delivered'] === true)
}

async function agree(id: string, a: Nation, b: Nation): Promise<void> {
  const read = (name: string): Uint8Array => readFileSync(join(ROOT, 'agreements', id, name))
  const texts = Object.fromEntries(LANGUAGES.map((language) => [language, read(`${language}.md`).toString()]))
  const person = 'treaty-officer'
  await at(a).ask('agreement.load', { terms: decodeYaml(read('terms.yaml'), id), texts, person })
  await delivered(a, b)
  for (const kind of ['sign', 'notify']) {
    for (const nation of [a, b]) await at(nation).ask('agreement.act', { kind, agreement: id, person })
    await Promise.all([delivered(a, b), delivered(b, a)])
  }
  for (const nation of [a, b])
    await at(nation).ask('agreement.assure', { agreement: id, level: TOP[nation], person: 'approving-authority' })
  await Promise.all([delivered(a, b), delivered(b, a)])
}

const korean = { policy: POLICY.KR, level: TOP.KR, caveats: [], releasableTo: null }

async function draft(nation: Nation, subject: string): Promise<string> {
  const equivalent = nation === 'KR' ? null : { ...korean, policy: POLICY[nation], level: TOP[nation] }
  const content = { kind: 'text', text: 'EXERCISE. Fictional estimate of a launch.' }
  const portion = {
    name: 'estimate.txt',
    originator: 'KR',
    label: korean,
    equivalent,
    mediaType: 'text/plain',
    content,
  }
  const drafted = await at(nation).ask('item.draft', {
    draft: { subject, purpose: 'early-warning', portions: [portion] },
    person: 'analyst',
  })
  return textAt(drafted, 'item')
}

async function propose(nation: Nation, item: string, to: Nation): Promise<ReturnType<typeof fieldsAt>> {
  return fieldsAt(await at(nation).ask('release.propose', { item, to, person: 'analyst' }), 'verdict')
}

async function send(nation: Nation, item: string, to: Nation): Promise<ReturnType<typeof fieldsAt>> {
  await at(nation).ask('release.approve', { item, to, person: 'disclosure-officer', decision: 'approve' })
  const sent = await at(nation).ask('release.send', { item, to, person: 'registry-officer', wrap: 'item' })
  assert.equal(sent['kind'], 'released')
  await delivered(nation, to)
  return sent
}

async function rungAt(nation: Nation, from: Nation, item: string): Promise<Json | undefined> {
  return listAt(await at(nation).ask('receive.list', { from }), 'items').find((one) => one['item'] === item)?.['rung']
}

let relayed = ''

test('what Korea gives the United States, Korea itself may not give Japan without an agreement between the two', async () => {
  const item = await draft('KR', 'dprk-missile')
  assert.equal((await propose('KR', item, 'JP'))['reason'], 'no-agreement')
  assert.equal((await propose('KR', item, 'US'))['kind'], 'release')
  await send('KR', item, 'US')
  await until('acceptance in the United States', async () => (await rungAt('US', 'KR', item)) === 'accepted')
})

test('invariant 22: between three nodes the hub passes nothing on before the originator has consented in writing', async () => {
  relayed = await draft('US', 'dprk-missile')
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
  const other = await draft('US', 'dprk-nuclear')
  assert.equal((await propose('US', other, 'JP'))['reason'], 'third-party-consent-missing')
})

test('the relay stands after the hub and the recipient are started again', async () => {
  for (const nation of ['US', 'JP'] as const) {
    await at(nation).stop()
    nodes.set(nation, await startNode({ directory: join(folder, nation), passphrase: PASSPHRASE }))
  }
  await until('contact', async () => (await partner('US', 'JP'))['state'] === 'open')
  const again = await draft('US', 'dprk-missile')
  assert.equal((await propose('US', again, 'JP'))['kind'], 'release')
  await send('US', again, 'JP')
  await until('acceptance in Japan', async () => (await rungAt('JP', 'US', again)) === 'accepted')
})

test('what if the agreement with the hub ended: the relay stops, and so does what was on the desk', async () => {
  const pending = await draft('US', 'dprk-missile')
  assert.equal((await propose('US', pending, 'JP'))['kind'], 'release')
  const before = await at('US').ask('agreement.list', {})
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
  assert.deepEqual(await at('US').ask('agreement.list', {}), before, 'nothing was written')
})

const COMITY = join(ROOT, 'bin', 'comity')

function comity(
  nation: Nation,
  ...args: readonly string[]
): { readonly status: number | null; readonly stdout: string; readonly stderr: string } {
  const { status, stdout, stderr } = spawnSync(COMITY, [...args, '--dir', join(folder, nation)], {
    encoding: 'utf8',
    env: { PATH: '/usr/bin:/bin', LC_ALL: 'C', COMITY_PASSPHRASE: PASSPHRASE },
  })
  return { status, stdout, stderr }
}

test('people ask the same on the command line, in their language or as one JSON object', () => {
  const portfolio = ['--portfolio', join(ROOT, 'portfolio', 'kr.yaml')]
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
  const calendar = readFileSync(ics, 'utf8')
  assert.match(
    calendar,
    /^BEGIN:VCALENDAR\r\n[^]*UID:exercise-kr-us-term-end-[^]*TRIGGER:-P91D\r\n[^]*END:VCALENDAR\r\n$/,
  )
})
