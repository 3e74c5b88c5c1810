import { fork, type ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import process from 'node:process'
import {
  enterIntoForce,
  isDelivered,
  openExercise,
  shippedAgreement,
  until,
  type OpenExercise,
} from '../src/cli/exercise/open.ts'
import { isObject } from '../src/core/bytes/canonical.ts'
import type { Asks } from './node.ts'

/** A node of the bench in its own process. One question at a time. */
export interface BenchNode {
  readonly pid: number
  ask<Ask extends keyof Asks>(ask: Ask, input: Asks[Ask]['input']): Promise<Asks[Ask]['output']>
}

/** Two nodes under an agreement in force, in two processes; what they were made in is gone when `act` is done. */
export async function withPair<T>(
  { profile = 'cnsa2' }: { readonly profile?: 'cnsa2' | 'hybrid' },
  act: (pair: { readonly kr: BenchNode; readonly jp: BenchNode; readonly directory: string }) => Promise<T>,
): Promise<T> {
  const directory = mkdtempSync(join(tmpdir(), 'comity-bench-'))
  try {
    const exercise = await openExercise(directory)
    await sign(exercise, profile)
    await enterIntoForce(exercise)
    await exercise.stop()
    const [kr, jp] = await Promise.all(exercise.nations.map((nation) => start(nation.directory, exercise.passphrase)))
    if (kr === undefined || jp === undefined) throw new Error('two nodes were not started')
    try {
      return await act({ kr: kr.node, jp: jp.node, directory })
    } finally {
      await Promise.all([kr.stop(), jp.stop()])
    }
  } finally {
    rmSync(directory, { recursive: true, force: true })
  }
}

/** Signs the shipped agreement with the profile of sealing that is to be measured. */
async function sign({ kr, jp }: OpenExercise, profile: string): Promise<void> {
  const { id, terms, texts } = shippedAgreement()
  const seal = isObject(terms) && isObject(terms['seal']) ? { ...terms['seal'], profile } : null
  const changed = isObject(terms) ? { ...terms, seal } : null
  const delivered = (): Promise<void> =>
    until('both logs to be delivered', async () => (await isDelivered(kr)) && (await isDelivered(jp)))
  await kr.ask('agreement.load', { terms: changed, texts, person: 'treaty-officer' })
  await delivered()
  for (const node of [kr, jp])
    await node.ask('agreement.act', { kind: 'sign', agreement: id, person: 'treaty-officer' })
  await delivered()
}

async function start(
  directory: string,
  passphrase: string,
): Promise<{ readonly node: BenchNode; stop(): Promise<void> }> {
  const child = fork(join(import.meta.dirname, 'node.ts'), [directory], {
    execArgv: [...process.execArgv, '--disable-warning=ExperimentalWarning', ...profiling()],
    env: { ...process.env, COMITY_PASSPHRASE: passphrase },
    serialization: 'advanced',
  })
  const ended = once(child, 'exit')
  await answerOf(child)
  const ask = async <Ask extends keyof Asks>(asked: Ask, input: Asks[Ask]['input']): Promise<Asks[Ask]['output']> => {
    child.send({ ask: asked, input })
    return (await answerOf(child)) as Asks[Ask]['output']
  }
  return {
    node: { pid: child.pid ?? 0, ask },
    stop: async () => {
      child.disconnect()
      await ended
    },
  }
}

/** `COMITY_BENCH_PROFILE=<folder>` leaves a CPU profile of each node there. */
function profiling(): readonly string[] {
  const folder = process.env['COMITY_BENCH_PROFILE']
  return folder === undefined ? [] : ['--cpu-prof', `--cpu-prof-dir=${folder}`]
}

async function answerOf(child: ChildProcess): Promise<unknown> {
  const [message] = (await Promise.race([
    once(child, 'message'),
    once(child, 'exit').then(() => [{ error: 'the node ended' }]),
  ])) as [{ readonly output?: unknown; readonly error?: string }]
  if (message.error !== undefined) throw new Error(message.error)
  return message.output
}
