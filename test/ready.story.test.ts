import assert from 'node:assert/strict'
import { spawn, spawnSync } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import process from 'node:process'
import { test } from 'node:test'
import { fileURLToPath } from 'node:url'

const READY = fileURLToPath(new URL('../tools/ready.mjs', import.meta.url))

/** A program in a folder of its own, gone when the test is over. */
function program(text: string) {
  const folder = mkdtempSync(join(tmpdir(), 'comity-ready-'))
  const path = join(folder, 'program.mjs')
  writeFileSync(path, text)
  return { path, [Symbol.dispose]: () => rmSync(folder, { recursive: true }) }
}

test('a program gets its arguments, its input and the bundled run time, and its exit code comes back', () => {
  using echo = program(
    `process.stdin.pipe(process.stdout); console.log(process.version, process.argv[2]); process.exitCode = 42`,
  )
  const { status, stdout, stderr } = spawnSync(process.execPath, [READY, 'run', echo.path, 'one'], {
    input: 'input',
    encoding: 'utf8',
  })
  assert.deepEqual({ status, stdout, stderr }, { status: 42, stdout: 'v26.10.0 one\ninput', stderr: '' })
})

test('`start` with arguments is the program itself, with nothing of its own on stdout', () => {
  const { status, stdout } = spawnSync(process.execPath, [READY, 'start', 'version', '--json'], { encoding: 'utf8' })
  assert.equal(status, 0)
  assert.equal(JSON.parse(stdout).schema, 'comity/version/v1')
})

for (const signal of ['SIGTERM', 'SIGINT'] as const) {
  test(`${signal} reaches the program, and its exit code comes back`, { timeout: 10_000 }, async () => {
    using wait = program(
      `process.on('${signal}', () => process.exit(7)); setInterval(() => {}, 1000); console.log('up')`,
    )
    const child = spawn(process.execPath, [READY, 'run', wait.path], { stdio: ['ignore', 'pipe', 'inherit'] })
    await once(child.stdout, 'data')
    child.kill(signal)
    assert.deepEqual(await once(child, 'exit'), [7, null])
  })
}

test('a word that is not understood stops with a next step', () => {
  const { status, stderr } = spawnSync(process.execPath, [READY, 'bogus'], { encoding: 'utf8' })
  assert.equal(status, 70)
  assert.match(stderr, /`bogus` is not understood\n {2}next: /)
})
