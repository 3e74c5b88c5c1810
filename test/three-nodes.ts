import assert from 'node:assert/strict'
import { spawnSync } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { createServer, type AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { stringify } from 'yaml'
import { until } from '../src/cli/exercise/open.ts'
import { startNode, type NodeProcess } from '../src/cli/exercise/process.ts'
import { fieldsAt, listAt, textAt } from '../src/client/answer.ts'
import type { Json } from '../src/core/bytes/canonical.ts'
import { LANGUAGES } from '../src/core/text.ts'
import { decodeYaml } from '../src/io/yaml.ts'
import { makeNode } from '../src/server/init.ts'

/* Korea, the United States and Japan as three nodes in three processes. Everything an item says here is fictional. */

export const ROOT = fileURLToPath(new URL('../', import.meta.url))
const PASSPHRASE = 'comity relay exercise'
const PEOPLE = ['analyst', 'disclosure-officer', 'approving-authority', 'registry-officer', 'treaty-officer'] as const
const NATIONS = ['KR', 'US', 'JP'] as const
/** One of the three. */
export type Nation = (typeof NATIONS)[number]
/** The highest level of each. */
export const TOP: Readonly<Record<Nation, string>> = { KR: '군사Ⅰ급비밀', US: 'TOP SECRET', JP: '機密' }
const POLICY: Readonly<Record<Nation, string>> = { KR: 'KR-MIL', US: 'US-NSI', JP: 'JP-DEF' }

/** Where the three nodes are. */
export const folder = mkdtempSync(join(tmpdir(), 'comity-relay-'))
const nodes = new Map<Nation, NodeProcess>()
/** A running node. */
export const at = (nation: Nation): NodeProcess => nodes.get(nation) ?? assert.fail(`${nation} is not running`)

/** Founds the three, starts them, has them meet, and brings the two agreements of the hub into force. */
export async function openThree(): Promise<void> {
  for (const nation of NATIONS) await foundNode(nation)
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
}

/** Stops all three; what they were made in is gone. */
export async function closeThree(): Promise<void> {
  await Promise.all([...nodes.values()].map((node) => node.stop()))
  rmSync(folder, { recursive: true, force: true })
}

async function foundNode(nation: Nation): Promise<void> {
  const [port, audit] = [await freePort(), await freePort()]
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

/** How a line stands, as one node sees it. */
export async function partner(of: Nation, nation: Nation): Promise<ReturnType<typeof fieldsAt>> {
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

/** Waits until a node’s partner holds everything it recorded. */
export async function delivered(from: Nation, to: Nation): Promise<void> {
  await until(`${from} to have told ${to} everything`, async () => (await partner(from, to))['delivered'] === true)
}

/** The terms and texts of a shipped agreement, as they are loaded. */
export function given(id: string): { readonly terms: Json; readonly texts: Json } {
  const read = (name: string): Uint8Array => readFileSync(join(ROOT, 'agreements', id, name))
  const texts = Object.fromEntries(LANGUAGES.map((language) => [language, read(`${language}.md`).toString()]))
  return { terms: decodeYaml(read('terms.yaml'), id), texts }
}

async function agree(id: string, a: Nation, b: Nation): Promise<void> {
  const person = 'treaty-officer'
  await at(a).ask('agreement.load', { ...given(id), person })
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

/** Drafts an item of Korean origin, as Korea itself or as its holder. */
export async function draft(
  nation: Nation,
  { subject = 'dprk-missile', level = TOP.KR }: { subject?: string; level?: string } = {},
): Promise<string> {
  const equivalent = nation === 'KR' ? null : { ...korean, policy: POLICY[nation], level: TOP[nation] }
  const content = { kind: 'text', text: 'EXERCISE. Fictional estimate of a launch.' }
  const portion = {
    name: 'estimate.txt',
    originator: 'KR',
    label: { ...korean, level },
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

/** The verdict on a proposed release. */
export async function propose(nation: Nation, item: string, to: Nation): Promise<ReturnType<typeof fieldsAt>> {
  return fieldsAt(await at(nation).ask('release.propose', { item, to, person: 'analyst' }), 'verdict')
}

/** Approves and sends; waits until it is delivered. */
export async function send(nation: Nation, item: string, to: Nation): Promise<ReturnType<typeof fieldsAt>> {
  await at(nation).ask('release.approve', { item, to, person: 'disclosure-officer', decision: 'approve' })
  const sent = await at(nation).ask('release.send', { item, to, person: 'registry-officer', wrap: 'item' })
  assert.equal(sent['kind'], 'released')
  await delivered(nation, to)
  return sent
}

/** How far an item came at its receiver. */
export async function rungAt(nation: Nation, from: Nation, item: string): Promise<Json | undefined> {
  return listAt(await at(nation).ask('receive.list', { from }), 'items').find((one) => one['item'] === item)?.['rung']
}

const COMITY = join(ROOT, 'bin', 'comity')

/** The program as a person runs it at one of the three. */
export function comity(
  nation: Nation,
  ...args: readonly string[]
): { readonly status: number | null; readonly stdout: string; readonly stderr: string } {
  const { status, stdout, stderr } = spawnSync(COMITY, [...args, '--dir', join(folder, nation)], {
    encoding: 'utf8',
    env: { PATH: '/usr/bin:/bin', LC_ALL: 'C', COMITY_PASSPHRASE: PASSPHRASE },
  })
  return { status, stdout, stderr }
}

/** Ends one of the three and starts it again on what is durable. */
export async function restart(nation: Nation): Promise<void> {
  await at(nation).stop()
  nodes.set(nation, await startNode({ directory: join(folder, nation), passphrase: PASSPHRASE }))
}
