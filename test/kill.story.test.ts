import assert from 'node:assert/strict'
import { createHash } from 'node:crypto'
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import process from 'node:process'
import { test, type TestContext } from 'node:test'
import { setTimeout as sleep } from 'node:timers/promises'
import { dice, type Dice } from '../sim/chance.ts'
import { listAt, textAt, type Fields } from '../src/client/answer.ts'
import { Fault, type FaultCode } from '../src/core/fault.ts'
import {
  CODES,
  compareJournals,
  compareLogs,
  compareRegisters,
  other,
  settle,
  type Code,
  type Pair,
} from './compare-nodes.ts'
import { draftOf, launch, makeExercise, until, type Content, type Launched } from './launched-node.ts'

/*
 * Two nodes in two real processes exchange items in both directions while one or the other, or both, are killed with SIGKILL: while
 * they work, while they start, while objects cross. Items and kills keep pace with each other, so that work is under way at each.
 */

const KILLS = Number(process.env['COMITY_KILLS'] ?? 200)
const ITEMS = Number(process.env['COMITY_KILL_ITEMS'] ?? 1000)
/** Printed, so that a run can be made again; how the machine schedules it cannot. */
const SEED = Number(process.env['COMITY_KILL_SEED'] ?? Date.now() % 2 ** 31)
/** Of so many items one is a file that crosses as an object of its own. */
const OBJECT_EVERY = 41
const OBJECT_BYTES = 3_000_000
const LANES = 4

/** A node that is started again whenever it is killed. */
interface Mortal {
  readonly code: Code
  node: Launched
  /** What every process of it said on stderr. */
  said: string
}

interface World {
  readonly directory: string
  readonly passphrase: string
  readonly mortals: Readonly<Record<Code, Mortal>>
  kills: number
  readonly restartsMs: number[]
}

/** An item whose sending was acknowledged. */
interface Sent {
  readonly number: number
  readonly from: Code
  readonly item: string
  readonly index: number
  readonly digest: string
}

test(
  `${KILLS} kills at random moments of a run of ${ITEMS} items lose nothing, repeat nothing and leave both registers equal`,
  { timeout: 20 * 60_000 },
  async (t) => {
    const began = performance.now()
    t.diagnostic(`COMITY_KILL_SEED=${SEED}`)
    const directory = mkdtempSync(join(tmpdir(), 'comity-kills-'))
    const world = await open(directory)
    try {
      const sent = await exchange(world)
      const traffic = performance.now()
      await settle(pairOf(world))
      await compare(world, sent)
      await openObjects(world, sent)
      await settle(pairOf(world))
      // Once more, at rest: what a restart alone must put right.
      await Promise.all(
        CODES.map((code) => killOne(world, { mortal: world.mortals[code], chance: dice(SEED, 'rest') })),
      )
      await settle(pairOf(world))
      await compareLogs(pairOf(world))
      for (const { node } of Object.values(world.mortals)) assert.equal(await node.kill('SIGTERM'), 0)
      const sizes = await compareJournals({ KR: world.mortals.KR.node.directory, JP: world.mortals.JP.node.directory })
      assert.ok(sizes.every((size) => size > ITEMS / 2))
      report(t, world, { sent, seconds: (traffic - began) / 1000 })
    } finally {
      for (const { node } of Object.values(world.mortals)) await node.kill('SIGKILL')
      rmSync(directory, { recursive: true, force: true })
    }
  },
)

async function open(directory: string): Promise<World> {
  const { passphrase } = await makeExercise(directory)
  const mortal = (code: Code): Mortal => ({
    code,
    node: launch({ directory: join(directory, code.toLowerCase()), passphrase }),
    said: '',
  })
  return { directory, passphrase, mortals: { KR: mortal('KR'), JP: mortal('JP') }, kills: 0, restartsMs: [] }
}

/** Runs traffic and killer side by side until all items are sent and all kills done. */
async function exchange(world: World): Promise<readonly Sent[]> {
  const sent: Sent[] = []
  let next = 0
  const lane = async (): Promise<void> => {
    while (next < ITEMS) {
      const number = next++
      await until('the killer', async () => world.kills >= ((number - 4 * LANES) * KILLS) / ITEMS, 120_000)
      sent.push(await sendOne(world, { from: CODES[number % 2] ?? 'KR', number }))
    }
  }
  const killer = kill(world, { chance: dice(SEED, 'kills'), sent })
  await Promise.all([killer, ...Array.from({ length: 2 * LANES }, lane)])
  return sent
}

async function kill(world: World, { chance, sent }: { chance: Dice; sent: readonly Sent[] }): Promise<void> {
  while (world.kills < KILLS) {
    await until('the items', async () => sent.length >= ((world.kills - 6) * ITEMS) / KILLS, 120_000)
    const chosen = chance.oneIn(3) ? CODES : [chance.pick(CODES)]
    // From the first instruction on, or at work.
    await sleep(chance.below(120))
    await Promise.all(chosen.map((code) => killOne(world, { mortal: world.mortals[code], chance })))
  }
}

async function killOne(world: World, { mortal, chance }: { mortal: Mortal; chance: Dice }): Promise<void> {
  await strike(world, mortal)
  if (chance.oneIn(3)) {
    start(world, mortal)
    await sleep(chance.below(900))
    await strike(world, mortal)
  }
  const began = performance.now()
  start(world, mortal)
  await mortal.node.ready
  world.restartsMs.push(performance.now() - began)
}

async function strike(world: World, mortal: Mortal): Promise<void> {
  const status = await mortal.node.kill('SIGKILL')
  mortal.said += mortal.node.said()
  assert.equal(status, 128, `${mortal.code} ended by itself: ${mortal.said.slice(-2000)}`)
  world.kills++
}

function start({ passphrase }: World, mortal: Mortal): void {
  mortal.node = launch({ directory: mortal.node.directory, passphrase })
}

/** One item through both gates, each step asked again until it is answered. */
async function sendOne(world: World, { from, number }: { from: Code; number: number }): Promise<Sent> {
  const mortal = world.mortals[from]
  const to = other(from)
  const { content, digest } = contentOf(world, number)
  const item = await draftOnce(mortal, { draft: draftOf(from, content), digest })
  const step = { item, to }
  const proposed = await insist(mortal, 'release.propose', { ...step, person: 'analyst' })
  assert.equal(proposed['proposed'], true, JSON.stringify(proposed))
  await insist(mortal, 'release.approve', { ...step, person: 'disclosure-officer', decision: 'approve' })
  const sending = { ...step, person: 'registry-officer', wrap: number % 7 === 0 ? 'item' : 'parcel' }
  const released = await insist(mortal, 'release.send', sending)
  assert.equal(released['kind'], 'released', JSON.stringify(released))
  if (number % 10 === 0) {
    const again = await insist(mortal, 'release.send', sending)
    assert.deepEqual([again['repeated'], again['index']], [true, released['index']], 'a second sending is the first')
  }
  return { number, from, item, index: Number(released['index']), digest }
}

/** Drafts an item. An answer may be lost after the item was stored, so it is looked for before it is drafted again. */
async function draftOnce(mortal: Mortal, { draft, digest }: { draft: Fields; digest: string }): Promise<string> {
  for (let asked = false; ; asked = true) {
    const known = asked ? listAt(await insist(mortal, 'item.list', {}), 'items') : []
    const item =
      known.find((one) => isDigest(one, digest)) ?? (await ask(mortal, 'item.draft', { draft, person: 'analyst' }))
    if (item !== null) return textAt(item, 'item')
  }
}

/** What an item says: a few words, or a file; no two alike, so that one can be told by its digest. */
function contentOf({ directory }: World, number: number): { readonly content: Content; readonly digest: string } {
  const words = `EXERCISE. Fictional item ${number}.`
  const bytes = isObject(number) ? dice(number, 'object').bytes(OBJECT_BYTES) : new TextEncoder().encode(words)
  const digest = createHash('sha384').update(bytes).digest('hex')
  if (!isObject(number)) return { content: { kind: 'text', text: words }, digest }
  const path = join(directory, 'files', String(number))
  mkdirSync(join(directory, 'files'), { recursive: true })
  writeFileSync(path, bytes)
  return { content: { kind: 'file', path }, digest }
}

function isDigest(item: Fields, digest: string): boolean {
  return listAt(item, 'portions')[0]?.['digest'] === digest
}

/** What a node refuses while it is down, or has not met its partner again. */
const PASSING: readonly FaultCode[] = ['node-not-running', 'relation-unconfirmed']

/** One question; null where it was not answered, which says nothing of what was done. */
async function ask(mortal: Mortal, command: string, input: Fields): Promise<Fields | null> {
  try {
    return await mortal.node.ask(command, input)
  } catch (error) {
    if (!(error instanceof Fault && PASSING.includes(error.code))) throw error
    await sleep(20)
    return null
  }
}

async function insist(mortal: Mortal, command: string, input: Fields): Promise<Fields> {
  const end = performance.now() + 120_000
  for (;;) {
    const answer = await ask(mortal, command, input)
    if (answer !== null) return answer
    assert.ok(performance.now() < end, `${mortal.code} did not answer ${command}: ${mortal.said.slice(-2000)}`)
  }
}

async function compare(world: World, sent: readonly Sent[]): Promise<void> {
  const { mortals } = world
  assert.equal(sent.length, ITEMS)
  const registers = await compareRegisters(pairOf(world))
  for (const code of CODES) {
    const acknowledged = sent
      .filter(({ from }) => from === code)
      .map(({ item, index, digest }) => ({ item, index, digest }))
    const registered = registers[code].map((one) => ({
      item: one['item'],
      index: one['index'],
      digest: listAt(one, 'portions')[0]?.['digest'],
    }))
    assert.deepEqual(
      registered.sort(byIndex),
      acknowledged.sort(byIndex),
      `each item of ${code} once, where it was acknowledged`,
    )
    assert.deepEqual([...new Set(registers[code].map(({ rung }) => rung))], ['accepted'], `all of ${code} is accepted`)
    const items = listAt(await mortals[code].node.ask('item.list', {}), 'items')
    assert.equal(items.length, acknowledged.length, `${code} drafted each item once`)
    assert.doesNotMatch(mortals[code].said + mortals[code].node.said(), /\b(?:fork|amnesia|rung-contradicts|dissent)\b/)
  }
}

function pairOf({ mortals }: World): Pair {
  return { KR: mortals.KR.node, JP: mortals.JP.node }
}

function byIndex(a: { index?: unknown }, b: { index?: unknown }): number {
  return Number(a.index) - Number(b.index)
}

/** Opens every item that crossed as an object; the node compares its bytes with the digest, and the test with the file's. */
async function openObjects({ mortals, directory }: World, sent: readonly Sent[]): Promise<void> {
  for (const { from, item, digest, number } of sent.filter((one) => isObject(one.number))) {
    const opened = await mortals[other(from)].node.ask('receive.open', {
      from,
      item,
      person: 'registry-officer',
      out: join(directory, 'opened', item),
    })
    assert.equal(opened['digest'], digest, `item ${number}`)
  }
}

function isObject(number: number): boolean {
  return number % OBJECT_EVERY === 0
}

function report(
  t: TestContext,
  { kills, restartsMs }: World,
  { sent, seconds }: { sent: readonly Sent[]; seconds: number },
): void {
  const sorted = restartsMs.toSorted((a, b) => a - b)
  const at = (part: number): number => Math.round(sorted[Math.floor(part * (sorted.length - 1))] ?? 0)
  t.diagnostic(
    `${kills} kills, ${sent.length} items, ${restartsMs.length} restarts of ${at(0.5)} ms (p90 ${at(0.9)}, most ${at(1)}), ` +
      `${seconds.toFixed(1)} s`,
  )
}
