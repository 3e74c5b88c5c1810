/**
 * What must hold after every change, each step with its time: in two minutes. `static` leaves the tests out; `npm test` runs
 * them all.
 *
 * A step that passes is one line; the output of the first that fails is shown, and nothing after it is run.
 */
import { spawnSync } from 'node:child_process'
import { existsSync } from 'node:fs'
import process from 'node:process'
import { fileURLToPath } from 'node:url'

const ROOT = fileURLToPath(new URL('..', import.meta.url))
/** What is linted, formatted and searched; a folder joins when its first file does. */
const PATHS = ['src', 'sim', 'test', 'examples', 'bench', 'tools', 'interop'].filter((folder) =>
  existsSync(new URL(`../${folder}`, import.meta.url)),
)

interface Step {
  readonly name: string
  readonly command: readonly [string, ...string[]]
  /** Shown while it runs: what it prints is what a person wants to see. */
  readonly loud?: true
}

const STATIC: readonly Step[] = [
  { name: 'types', command: ['tsc'] },
  { name: 'types of core, without Node', command: ['tsc', '-p', 'src/core'] },
  { name: 'lint', command: ['oxlint', '--type-aware', ...PATHS] },
  { name: 'format', command: ['oxfmt', '--check', ...PATHS] },
  { name: 'unused code', command: ['knip'] },
  { name: 'duplicated code', command: ['node', 'tools/duplicates.ts'] },
]
const TESTS: Step = { name: 'tests, without the longest', command: ['node', 'tools/test.ts', '--quick'], loud: true }

function run({ name, command: [program, ...args], loud }: Step): void {
  const started = performance.now()
  const path = `${ROOT}node_modules/.bin:${process.env['PATH'] ?? ''}`
  const { status, stdout, stderr } = spawnSync(program, args, {
    cwd: ROOT,
    env: { ...process.env, PATH: path },
    stdio: loud ? 'inherit' : ['ignore', 'pipe', 'pipe'],
    encoding: 'utf8',
  })
  const seconds = ((performance.now() - started) / 1000).toFixed(1)
  const line = `${status === 0 ? 'ok    ' : 'FAILED'} ${seconds.padStart(5)} s  ${name}\n`
  if (status === 0) {
    // The test runner's summary stays last on stdout, where it is looked for.
    ;(loud ? process.stderr : process.stdout).write(line)
    return
  }
  process.stdout.write(`${stdout ?? ''}${stderr ?? ''}${line}`)
  process.exit(1)
}

const steps = process.argv[2] === 'static' ? STATIC : [...STATIC, TESTS]
for (const step of steps) run(step)
