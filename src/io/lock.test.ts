import assert from 'node:assert/strict'
import { spawn, type ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, test } from 'node:test'
import { lockDirectory } from './lock.ts'

const directory = mkdtempSync(join(tmpdir(), 'comity-lock-'))
after(() => rmSync(directory, { recursive: true }))

/** Another process that tries to hold the directory, says how it went, and then stays. */
async function contender(): Promise<{ child: ChildProcess; said: string }> {
  const program = `const { lockDirectory } = await import(${JSON.stringify(new URL('./lock.ts', import.meta.url).href)})
    try { globalThis.lock = lockDirectory(${JSON.stringify(directory)}); console.log('held') } catch (e) { console.log(e.code, e.detail) }
    setInterval(() => {}, 1000)`
  const child = spawn(process.execPath, ['--input-type=module', '--eval', program], {
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  const [said] = await once(child.stdout, 'data')
  return { child, said: String(said).trim() }
}

async function kill(child: ChildProcess): Promise<void> {
  child.kill('SIGKILL')
  await once(child, 'exit')
}

test('a directory held by one process is refused to another by name, and free again after release', async () => {
  const lock = lockDirectory(directory)
  const refused = await contender()
  assert.equal(refused.said, `directory-in-use ${directory}`)
  await kill(refused.child)
  lock.release()
  const held = await contender()
  assert.equal(held.said, 'held')
  await kill(held.child)
})

test('a process killed without warning frees its directory at once', async () => {
  const { child, said } = await contender()
  assert.equal(said, 'held')
  assert.throws(() => lockDirectory(directory), { code: 'directory-in-use', detail: directory })
  await kill(child)
  lockDirectory(directory).release()
})

test('a second holder within one process is refused too', () => {
  const lock = lockDirectory(directory)
  assert.throws(() => lockDirectory(directory), { code: 'directory-in-use' })
  lock.release()
  lockDirectory(directory).release()
})

test('a directory that does not exist cannot be locked', () => {
  assert.throws(() => lockDirectory(join(directory, 'nowhere')), { code: 'store-failed' })
})
