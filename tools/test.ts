/**
 * The tests. Without arguments: first every unit test in one process (`--test-isolation=none` spares a process a file), then
 * the stories, which start real processes, each file in a process of its own. With arguments: just those files; with `--quick`, all
 * but those that take longest, which are named.
 *
 * The last lines are the test runner's own summary.
 */
import { spawnSync } from 'node:child_process'
import { globSync } from 'node:fs'
import process from 'node:process'
import { fileURLToPath } from 'node:url'

const ROOT = fileURLToPath(new URL('..', import.meta.url))
const FOLDERS = '{src,test,sim,bench,interop,tools}'

/** A run that takes longer hangs: a test left a socket, a worker or a timer open. */
const RUN_MS_MAX = 15 * 60_000

function run(isolation: 'none' | 'process', files: readonly string[]): void {
  const options = [`--test-isolation=${isolation}`, '--test-timeout=300000', '--disable-warning=ExperimentalWarning']
  const { status, signal } = spawnSync(process.execPath, ['--test', ...options, ...files], {
    cwd: ROOT,
    stdio: 'inherit',
    timeout: RUN_MS_MAX,
  })
  if (signal !== null) process.stderr.write(`the tests were ended by ${signal}: did one leave something open?\n`)
  if (status !== 0) process.exit(status ?? 1)
}

/** Minutes together: kept for `npm test`, so that `npm run check` can be run after every change. */
const LONG = [
  'sim/planted.test.ts',
  'sim/real.test.ts',
  'sim/sim.test.ts',
  'sim/life.test.ts',
  'test/store-kill.test.ts',
  'test/kill.story.test.ts',
  'test/hostile-requests.story.test.ts',
  'test/trouble.story.test.ts',
]

const asked = process.argv.slice(2)
const isQuick = asked.includes('--quick')
if (isQuick) process.stderr.write(`left to \`npm test\`: ${LONG.join(', ')}\n`)
if (asked.length > 0 && !isQuick) {
  run('none', asked)
} else {
  const files = globSync(`${FOLDERS}/**/*.test.ts`, { cwd: ROOT }).filter((file) => !isQuick || !LONG.includes(file))
  const stories = files.filter((file) => file.endsWith('.story.test.ts'))
  const units = files.filter((file) => !stories.includes(file))
  run('none', units)
  run('process', stories)
}
