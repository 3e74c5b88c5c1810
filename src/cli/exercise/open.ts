import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { listAt, textAt, type Fields } from '../../client/answer.ts'
import { isObject, type Json } from '../../core/bytes/canonical.ts'
import { Fault } from '../../core/fault.ts'
import { LANGUAGES } from '../../core/text.ts'
import { decodeYaml } from '../../io/yaml.ts'
import { startNode, type NodeProcess } from './process.ts'
import { AGREEMENT, seedExercise, type Exercise } from './seed.ts'

/** The exercise with both of its nodes running, each in its own process. */
export interface OpenExercise extends Exercise {
  readonly isNew: boolean
  readonly kr: NodeProcess
  readonly jp: NodeProcess
  stop(): Promise<void>
}

const WAIT_MS = 30_000

/** Makes the exercise where it is not there yet, starts both nodes and lets them meet. */
export async function openExercise(directory: string, ports?: readonly number[]): Promise<OpenExercise> {
  const exercise = await seedExercise(directory, ports)
  const { passphrase } = exercise
  const [kr, jp] = await startAll(exercise.nations.map((nation) => ({ directory: nation.directory, passphrase })))
  if (kr === undefined || jp === undefined) throw new Fault('node-not-running', directory)
  const open: OpenExercise = { ...exercise, kr, jp, stop: async () => void (await Promise.all([kr.stop(), jp.stop()])) }
  try {
    if (exercise.isNew) await meet(open)
    await until('both nodes to be in contact', async () => (await isOpen(kr)) && (await isOpen(jp)))
    return open
  } catch (error) {
    await open.stop()
    throw error
  }
}

/** Starts nodes side by side; where one does not start, none is left running. */
async function startAll(nodes: readonly Parameters<typeof startNode>[0][]): Promise<readonly NodeProcess[]> {
  const started = await Promise.allSettled(nodes.map(startNode))
  const running = started.flatMap((one) => (one.status === 'fulfilled' ? [one.value] : []))
  for (const one of started) {
    if (one.status === 'fulfilled') continue
    await Promise.all(running.map((node) => node.stop()))
    throw one.reason
  }
  return running
}

/** Each adds the other as a partner, comparing the fingerprint as two people would by telephone. */
async function meet({ kr, jp }: OpenExercise): Promise<void> {
  const [ours, theirs] = await Promise.all([kr.ask('status', {}), jp.ask('status', {})])
  await kr.ask('partner.add', { document: theirs['document'] ?? '', fingerprint: theirs['fingerprint'] ?? '' })
  await jp.ask('partner.add', { document: ours['document'] ?? '', fingerprint: ours['fingerprint'] ?? '' })
}

async function isOpen(node: NodeProcess): Promise<boolean> {
  const partners = listAt(await node.ask('partner.list', {}), 'partners')
  return partners.length > 0 && partners.every((partner) => partner['state'] === 'open')
}

/** The shipped agreement as it is loaded: its terms, and its text in each language. */
export function shippedAgreement(): {
  readonly id: string
  readonly terms: Json
  readonly texts: { readonly [language: string]: string }
} {
  const terms = decodeYaml(readFileSync(join(AGREEMENT, 'terms.yaml')), 'terms.yaml')
  const texts = Object.fromEntries(
    LANGUAGES.map((language) => [language, readFileSync(join(AGREEMENT, `${language}.md`), 'utf8')]),
  )
  return { id: isObject(terms) ? textAt(terms, 'id') : '', terms, texts }
}

/** Puts the agreement on the table and has both nations sign it; it is not in force before both have notified. */
export async function signAgreement({ kr, jp }: OpenExercise): Promise<void> {
  const { id, terms, texts } = shippedAgreement()
  await kr.ask('agreement.load', { terms, texts, person: 'treaty-officer' })
  await until('the agreement to reach the other node', async () => (await textsOf(jp, id)) === LANGUAGES.length)
  for (const node of [kr, jp])
    await node.ask('agreement.act', { kind: 'sign', agreement: id, person: 'treaty-officer' })
  await until(
    'both signatures',
    async () =>
      (await countOf(kr, { id, name: 'signatures' })) === 2 && (await countOf(jp, { id, name: 'signatures' })) === 2,
  )
}

/** Notifies on both sides, which brings the agreement into force, and gives both assurances. */
export async function enterIntoForce({ kr, jp, nations }: OpenExercise): Promise<void> {
  const { id } = shippedAgreement()
  for (const node of [kr, jp])
    await node.ask('agreement.act', { kind: 'notify', agreement: id, person: 'treaty-officer' })
  for (const [i, node] of [kr, jp].entries())
    await node.ask('agreement.assure', { agreement: id, level: nations[i]?.level ?? '', person: 'approving-authority' })
  await until('entry into force on both sides', async () => (await isInForce(kr, id)) && (await isInForce(jp, id)))
  await until('the assurances to arrive', async () => (await isDelivered(kr)) && (await isDelivered(jp)))
}

/** Tells whether a node's partners hold everything it recorded. */
export async function isDelivered(node: NodeProcess): Promise<boolean> {
  return listAt(await node.ask('partner.list', {}), 'partners').every((partner) => partner['delivered'] === true)
}

async function agreementOf(node: NodeProcess, id: string): Promise<Fields> {
  return listAt(await node.ask('agreement.list', {}), 'agreements').find((agreed) => agreed['id'] === id) ?? {}
}

async function countOf(
  node: NodeProcess,
  { id, name }: { readonly id: string; readonly name: string },
): Promise<number> {
  const list = (await agreementOf(node, id))[name]
  return Array.isArray(list) ? list.length : 0
}

async function textsOf(node: NodeProcess, id: string): Promise<number> {
  return await countOf(node, { id, name: 'texts' })
}

async function isInForce(node: NodeProcess, id: string): Promise<boolean> {
  return (await agreementOf(node, id))['inForce'] === true
}

/** Asks again until it is so; a wait that does not end says what it waited for. */
export async function until(what: string, done: () => Promise<boolean>, waitMs: number = WAIT_MS): Promise<void> {
  const end = performance.now() + waitMs
  while (!(await done())) {
    if (performance.now() > end) throw new Fault('partner-unreachable', `waited ${waitMs / 1000} s for ${what}`)
    await sleep(5)
  }
}
