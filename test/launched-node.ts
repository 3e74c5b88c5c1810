import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { readFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import process from 'node:process'
import { setTimeout as sleep } from 'node:timers/promises'
import { fileURLToPath } from 'node:url'
import { listAt, textAt, type Fields } from '../src/client/answer.ts'
import { askNode } from '../src/client/control.ts'
import { isObject, type Json } from '../src/core/bytes/canonical.ts'
import { enterIntoForce, openExercise, signAgreement } from '../src/cli/exercise/open.ts'
import { socketPath } from '../src/io/socket.ts'

/** The program a person starts; it becomes the node's own process. */
export const COMITY = fileURLToPath(new URL('../bin/comity', import.meta.url))

/** `comity serve` in a process of its own, from its first instruction on: it can be killed before it is ready. */
export interface Launched {
  readonly directory: string
  readonly pid: number
  /** What it said on stderr, notices among it. */
  readonly said: () => string
  /** The line it printed when it was ready; rejects with what it said where it ended before. */
  readonly ready: Promise<Fields>
  /** Ends when the process does, with its exit status, 128 for a signal. */
  readonly ended: Promise<number>
  ask(command: string, input: Json): Promise<Fields>
  kill(signal: NodeJS.Signals): Promise<number>
  /** Bytes of memory it holds at this moment, as the kernel counts them. */
  memory(): number
}

/** Starts a node; nothing is waited for. */
export function launch(options: {
  readonly directory: string
  readonly passphrase: string
  readonly clockOffsetDays?: number
  readonly program?: { readonly command: string; readonly args: readonly string[] }
}): Launched {
  const { directory, passphrase, clockOffsetDays, program = { command: COMITY, args: [] } } = options
  const offset = clockOffsetDays === undefined ? [] : [`--exercise-clock-offset=${clockOffsetDays}`]
  const child = spawn(program.command, [...program.args, 'serve', '--json', '--dir', directory, ...offset], {
    env: {
      ...process.env,
      COMITY_PASSPHRASE: passphrase,
      LC_ALL: 'C',
      NODE_COMPILE_CACHE: join(tmpdir(), 'node-compile-cache'),
    },
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  let said = ''
  child.stderr.on('data', (chunk: Buffer) => (said += chunk.toString('utf8')))
  const ended = once(child, 'close').then(([code]) => (typeof code === 'number' ? code : 128))
  let line = ''
  const ready = new Promise<Fields>((resolve, reject) => {
    child.stdout.on('data', (chunk: Buffer) => {
      line += chunk.toString('utf8')
      if (line.endsWith('\n')) resolve(fieldsOf(JSON.parse(line)))
    })
    void ended.then((status) => reject(new Error(`ended with ${status} before it was ready: ${said}`)))
  })
  ready.catch(() => {})
  return {
    directory,
    pid: child.pid ?? 0,
    said: () => said,
    ready,
    ended,
    ask: async (command, input) => fieldsOf(await askNode(socketPath(directory), { command, input })),
    async kill(signal) {
      child.kill(signal)
      return await ended
    },
    memory() {
      const [, kilobytes] = /^VmRSS:\s+(\d+) kB$/m.exec(readFileSync(`/proc/${child.pid}/status`, 'utf8')) ?? []
      return Number(kilobytes) * 1024
    },
  }
}

function fieldsOf(json: Json): Fields {
  return isObject(json) ? json : {}
}

/** The first partner as a node describes it to its own people. */
export async function partnerOf(node: Launched): Promise<Fields> {
  return listAt(await node.ask('partner.list', {}), 'partners')[0] ?? {}
}

/** Asks again until it is so, and fails by naming what it waited for. */
export async function until(what: string, done: () => Promise<boolean>, waitMs = 30_000): Promise<void> {
  const end = performance.now() + waitMs
  while (!(await done())) {
    if (performance.now() > end) throw new Error(`waited ${waitMs / 1000} s for ${what}`)
    await sleep(5)
  }
}

/**
 * Four ports for an exercise whose nodes are stopped and started again: below those the system gives to whoever asks for any, so
 * that nobody takes one while its node is down, and other ones for every process that runs tests.
 */
export function ownPorts(): readonly number[] {
  const first = 20_000 + (process.pid % 2_500) * 4
  return [0, 1, 2, 3].map((i) => first + i)
}

/**
 * Two nations with the agreement in force, made in `directory` and both stopped again, so that a test starts its own. Where the making
 * fails, neither is left running.
 */
export async function makeExercise(
  directory: string,
): Promise<{ readonly passphrase: string; readonly ports: readonly number[] }> {
  const ports = ownPorts()
  const exercise = await openExercise(directory, ports)
  try {
    await signAgreement(exercise)
    await enterIntoForce(exercise)
  } finally {
    await exercise.stop()
  }
  return { passphrase: exercise.passphrase, ports }
}

/** The highest level each nation may give the other under the exercise agreement. */
export const SECRET = {
  KR: { policy: 'KR-MIL', level: '군사Ⅱ급비밀', caveats: [], releasableTo: null },
  JP: { policy: 'JP-DEF', level: '極秘', caveats: [], releasableTo: null },
} as const

export type Content =
  | { readonly kind: 'text'; readonly text: string }
  | { readonly kind: 'file'; readonly path: string }

/** A draft of one portion, as a node takes it. */
export function draftOf(from: keyof typeof SECRET, content: Content): Fields {
  const portion = {
    name: 'note.bin',
    label: { ...SECRET[from], caveats: [] },
    equivalent: null,
    originator: from,
    mediaType: 'application/octet-stream',
    content,
  }
  return { subject: 'dprk-missile', purpose: 'early-warning', portions: [portion] }
}

/** One item through both gates of a running node, as three people would carry it. */
export async function sendItem(
  node: Launched,
  { from, content }: { readonly from: keyof typeof SECRET; readonly content: Content },
): Promise<{ readonly item: string; readonly index: number }> {
  const item = textAt(await node.ask('item.draft', { draft: draftOf(from, content), person: 'analyst' }), 'item')
  const step = { item, to: from === 'KR' ? 'JP' : 'KR' }
  await node.ask('release.propose', { ...step, person: 'analyst' })
  await node.ask('release.approve', { ...step, person: 'disclosure-officer', decision: 'approve' })
  const sent = await node.ask('release.send', { ...step, person: 'registry-officer', wrap: 'parcel' })
  if (sent['kind'] !== 'released') throw new Error(JSON.stringify(sent))
  return { item, index: Number(sent['index']) }
}
