/*
 * The stage for the examples: two nations of the exercise, each a `comity serve` process of its own, and one way to do anything: a
 * command line, as a person types it.
 */
import { execFile } from 'node:child_process'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import process from 'node:process'
import { openExercise, isDelivered, until } from '../src/cli/exercise/open.ts'
import { startNode, type NodeProcess } from '../src/cli/exercise/process.ts'

const COMITY = join(import.meta.dirname, '..', 'bin', 'comity')

/** What a command answered under `--json`. */
export type Answer = ReturnType<typeof JSON.parse>

/** One command line, and how it ended. */
interface Typed {
  readonly nation: string
  readonly command: string
  readonly exit: number
}

interface Step {
  readonly title: string
  readonly typed: Typed[]
  readonly seen: { readonly what: string; readonly ok: boolean }[]
}

/** Two nations, and a script that is printed as it goes. */
export interface Stage {
  /** A folder that is gone at the end. */
  readonly folder: string
  readonly kr: Nation
  readonly jp: Nation
  /** Begins a step. */
  step(title: string): void
  /** Says what must be so, and whether it is. */
  see(what: string, ok: boolean): void
  /** Waits until each nation holds everything the other did. */
  settle(): Promise<void>
  /** Both nodes again, with their clocks so many days from now. */
  at(days: number): Promise<void>
  /** Ends both nodes, prints the document under `--json`, and sets the exit status. */
  end(): Promise<void>
}

/** Runs `comity WORDS --dir THIS --json`; a command that fails answers with its fault, and `exit` says so. */
export type Nation = (...words: readonly string[]) => Promise<Answer>

/** Opens the stage. `--json` prints one document at the end and nothing before. */
export async function openStage(name: string): Promise<Stage> {
  const isJson = process.argv.includes('--json')
  const folder = mkdtempSync(join(tmpdir(), `comity-${name}-`))
  const steps: Step[] = []
  const say = (line: string): void => void (isJson || process.stdout.write(`${line}\n`))
  const exercise = await openExercise(join(folder, 'exercise'))
  let nodes: readonly NodeProcess[] = [exercise.kr, exercise.jp]
  const nation =
    (code: string, { directory }: { readonly directory: string }): Nation =>
    async (...words) => {
      const { answer, exit } = await type([...words, '--dir', directory, '--json'])
      const command = `comity ${words.map((word) => (/[\s"]/.test(word) ? `"${word}"` : word)).join(' ')}`
      steps.at(-1)?.typed.push({ nation: code, command, exit })
      say(
        `  ${code}  ${command}${exit === 0 ? '' : `   # exit ${exit}: ${answer.code ?? answer.verdict?.reason ?? ''}`}`,
      )
      return { ...answer, exit }
    }
  const settle = async (): Promise<void> => {
    for (const node of nodes) await until('the other nation to hold everything', () => isDelivered(node))
  }
  return {
    folder,
    kr: nation('KR', exercise.kr),
    jp: nation('JP', exercise.jp),
    step(title) {
      steps.push({ title, typed: [], seen: [] })
      say(`\n${steps.length}. ${title}`)
    },
    see(what, ok) {
      steps.at(-1)?.seen.push({ what, ok })
      say(`      ${ok ? '✓' : '✗'} ${what}`)
    },
    settle,
    async at(days) {
      await settle()
      await Promise.all(nodes.map((node) => node.stop()))
      const { passphrase } = exercise
      nodes = await Promise.all(
        nodes.map(({ directory }) => startNode({ directory, passphrase, clockOffsetDays: days })),
      )
      for (const node of nodes) await until('contact', async () => await isOpen(node))
    },
    async end() {
      await Promise.all(nodes.map((node) => node.stop()))
      rmSync(folder, { recursive: true, force: true })
      const ok = steps.every(({ seen }) => seen.every((one) => one.ok))
      if (isJson) process.stdout.write(`${JSON.stringify({ schema: `comity/example-${name}/v1`, ok, steps })}\n`)
      say(ok ? '\nEverything was as it had to be.' : '\nSomething was not as it had to be.')
      process.exitCode = ok ? 0 : 8
    },
  }
}

async function isOpen(node: NodeProcess): Promise<boolean> {
  const { partners } = (await node.ask('partner.list', {})) as Answer
  return partners.every(({ state }: Answer) => state === 'open')
}

function type(words: readonly string[]): Promise<{ readonly answer: Answer; readonly exit: number }> {
  return new Promise((resolve) => {
    const child = execFile(COMITY, words, { encoding: 'utf8', maxBuffer: 1 << 26 }, (_error, stdout, stderr) => {
      const exit = child.exitCode ?? 128
      const said = (stdout === '' ? stderr : stdout).trim()
      try {
        resolve({ answer: JSON.parse(said), exit })
      } catch {
        resolve({ answer: { code: said.slice(-300) }, exit })
      }
    })
  })
}
