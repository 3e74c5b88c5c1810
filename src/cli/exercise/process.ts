import { spawn, type ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import { join } from 'node:path'
import process from 'node:process'
import { createInterface } from 'node:readline'
import { askNode } from '../../client/control.ts'
import { socketPath } from '../../io/socket.ts'
import { textAt, type Fields } from '../../client/answer.ts'
import { isObject, parseJson, type Json } from '../../core/bytes/canonical.ts'
import { Fault } from '../../core/fault.ts'

/** A node of the exercise in a process of its own. */
export interface NodeProcess {
  readonly directory: string
  readonly pid: number
  /** What `comity serve` said when it was ready. */
  readonly ready: Fields
  ask(command: string, input: Json): Promise<Fields>
  /** Ends when the process does, with its exit status. */
  readonly ended: Promise<number>
  stop(signal?: NodeJS.Signals): Promise<void>
}

const MAIN = join(import.meta.dirname, '..', import.meta.filename.endsWith('.ts') ? 'main.ts' : 'main.js')

/** Starts `comity serve` for a directory and waits until it is ready; its words go where ours go. */
export async function startNode(options: {
  readonly directory: string
  readonly passphrase: string
  readonly clockOffsetDays?: number
}): Promise<NodeProcess> {
  const { directory, passphrase, clockOffsetDays } = options
  const offset = clockOffsetDays === undefined ? [] : ['--exercise-clock-offset', String(clockOffsetDays)]
  const child = spawn(
    process.execPath,
    ['--disable-warning=ExperimentalWarning', MAIN, 'serve', '--json', '--quiet', '--dir', directory, ...offset],
    {
      env: { ...process.env, COMITY_PASSPHRASE: passphrase },
      stdio: ['ignore', 'pipe', 'pipe'],
    },
  )
  const ended = once(child, 'exit').then(([code]) => (typeof code === 'number' ? code : 128))
  const ready = await firstLine(child, ended)
  return {
    directory,
    pid: child.pid ?? 0,
    ready,
    ended,
    async ask(command, input) {
      const answer = await askNode(socketPath(directory), { command, input })
      return isObject(answer) ? answer : {}
    },
    async stop(signal = 'SIGTERM') {
      child.kill(signal)
      await ended
    },
  }
}

/** The line a node prints when it is ready; what it said on its way out where it never was. */
async function firstLine(child: ChildProcess, ended: Promise<number>): Promise<Fields> {
  const { stdout, stderr } = child
  if (stdout === null || stderr === null) throw new Error('a child without pipes')
  let said = ''
  stderr.on('data', (chunk: Buffer) => (said = (said + chunk.toString('utf8')).slice(-4096)))
  const line = await Promise.race([
    once(createInterface(stdout), 'line').then(([text]) => String(text)),
    ended.then(() => null),
  ])
  const json = line === null ? null : parseJson(line, 'serve')
  if (json !== null && isObject(json)) return json
  throw failure(said)
}

function failure(said: string): Error {
  const last = said.trim().split('\n').at(-1) ?? ''
  try {
    const json = parseJson(last, 'serve')
    if (isObject(json) && textAt(json, 'code') !== '')
      return new Fault('node-not-running', `${textAt(json, 'code')}: ${textAt(json, 'where')}`)
  } catch {
    // Not a fault of ours; what it said is all there is.
  }
  return new Fault('node-not-running', said.slice(-1000))
}
