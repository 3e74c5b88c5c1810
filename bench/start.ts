import { spawn, spawnSync } from 'node:child_process'
import { once } from 'node:events'
import { cpSync, existsSync, mkdirSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import process from 'node:process'
import { atMost, type Measure } from './measure.ts'

const ROOT = join(import.meta.dirname, '..')
/** The demonstration has said all it says when it says how to stop it. */
const READY = 'Ctrl-C'

/** From `npm start` to the line that says both nodes are ready; the floor is the bare run time saying hello. */
export async function start(quick: boolean): Promise<readonly Measure[]> {
  const runs = quick ? 1 : 5
  const values: number[] = []
  const floors: number[] = []
  for (let i = 0; i < runs; i++) {
    const begun = performance.now()
    spawnSync(process.execPath, ['-e', 'console.log(1)'])
    floors.push((performance.now() - begun) / 1000)
    values.push(await untilReady(ROOT, process.env))
  }
  return [atMost({ name: '`npm start` to ready', unit: 's', values, floors, goal: 5 })]
}

/** A fresh clone with an empty home: packages fetched from the registry, then started. Needs the registry. */
export async function fresh(): Promise<readonly Measure[]> {
  const directory = mkdtempSync(join(tmpdir(), 'comity-fresh-'))
  try {
    const clone = join(directory, 'comity')
    const begun = performance.now()
    const cloned = spawnSync('git', ['clone', '--quiet', '--no-local', ROOT, clone], { encoding: 'utf8' })
    if (cloned.status !== 0) throw new Error(cloned.stderr)
    // The registry a person has set stays set; nothing fetched before does.
    const npmrc = join(process.env['HOME'] ?? '', '.npmrc')
    const home = join(directory, 'home')
    mkdirSync(home)
    if (existsSync(npmrc)) cpSync(npmrc, join(home, '.npmrc'))
    await untilReady(clone, { ...process.env, HOME: home, npm_config_cache: join(home, 'cache') })
    return [atMost({ name: 'fresh clone to ready', unit: 's', values: [(performance.now() - begun) / 1000], goal: 90 })]
  } finally {
    rmSync(directory, { recursive: true, force: true })
  }
}

async function untilReady(directory: string, env: NodeJS.ProcessEnv): Promise<number> {
  const begun = performance.now()
  const child = spawn('npm', ['start'], {
    cwd: directory,
    env: { ...env, LANG: 'en_US.UTF-8' },
    stdio: ['ignore', 'pipe', 'pipe'],
    detached: true,
  })
  const ended = once(child, 'exit')
  let said = ''
  const ready = new Promise<number>((resolve, reject) => {
    const hear = (chunk: Buffer): void => {
      said += chunk.toString('utf8')
      if (said.includes(READY)) resolve((performance.now() - begun) / 1000)
    }
    child.stdout.on('data', hear)
    child.stderr.on('data', hear)
    void ended.then(() => reject(new Error(`npm start ended: ${said.slice(-1000)}`)))
  })
  try {
    return await ready
  } finally {
    // npm passes no signal on: the whole group we started is told.
    if (child.pid !== undefined) process.kill(-child.pid, 'SIGTERM')
    await ended
  }
}
