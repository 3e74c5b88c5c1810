import assert from 'node:assert/strict'
import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  symlinkSync,
  truncateSync,
  writeFileSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, test } from 'node:test'
import { append, entriesFrom, put } from '../../test/contract/store.ts'
import { backup, MANIFEST, restore } from './backup.ts'
import { lockDirectory } from './lock.ts'
import { openFileObjects } from './objects.ts'
import { JOURNAL } from './sqlite-schema.ts'
import { openSqliteStore } from './sqlite.ts'

const root = mkdtempSync(join(tmpdir(), 'comity-backup-'))
after(() => rmSync(root, { recursive: true }))
let count = 0
const place = () => join(root, `${count++}`)

/** A data directory with a little of everything, and a finished backup of it taken while it was in use. */
async function backedUp(): Promise<{ target: string }> {
  const [directory, target] = [place(), place()]
  mkdirSync(join(directory, 'keys'), { recursive: true })
  mkdirSync(join(directory, 'published', 'tile'), { recursive: true })
  writeFileSync(join(directory, 'keys', 'identity'), 'sealed key')
  writeFileSync(join(directory, 'published', 'checkpoint'), 'derived')
  const lock = lockDirectory(directory)
  const store = await openSqliteStore({ directory })
  const objects = await openFileObjects({ directory })
  await objects.create('beef', 3)
  await objects.write('beef', 0, Uint8Array.of(1, 2, 3))
  await store.commit([append('a', 0, entriesFrom(0, 500)), put('s', 'k', 7)])
  await backup({ directory, target })
  await store.commit([append('a', 500, entriesFrom(500, 501))])
  await store.close()
  assert.throws(() => lockDirectory(directory), { code: 'directory-in-use' }, 'copying must not drop the lock')
  lock.release()
  return { target }
}

test('a backup of a running node restores to what was committed when it was taken', async () => {
  const { target } = await backedUp()
  const directory = place()
  await restore({ source: target, directory })
  const store = await openSqliteStore({ directory })
  assert.equal(await store.size('a'), 500)
  assert.deepEqual([...((await store.get('s', 'k')) ?? [])], [7])
  await store.close()
  const objects = await openFileObjects({ directory })
  assert.deepEqual([...(await objects.read('beef', 0, 3))], [1, 2, 3])
  assert.equal(readFileSync(join(directory, 'keys', 'identity'), 'utf8'), 'sealed key')
  assert.equal(statSync(join(directory, 'keys', 'identity')).mode & 0o077, 0)
  assert.deepEqual(readdirSync(directory).sort(), [JOURNAL, 'keys', 'objects'])
})

test('a file of the backup that is cut short, altered or missing is named, and nothing is restored', async () => {
  const { target } = await backedUp()
  for (const path of [JOURNAL, 'keys/identity', 'objects/beef']) {
    const file = join(target, path)
    const sound = readFileSync(file)
    const altered = Buffer.from(sound)
    altered[sound.length >> 1]! ^= 1
    for (const damage of [
      () => truncateSync(file, sound.length - 1),
      () => writeFileSync(file, altered),
      () => rmSync(file),
    ]) {
      damage()
      const directory = place()
      await assert.rejects(
        restore({ source: target, directory }),
        (error: Error & { code?: string; detail?: string }) => {
          assert.equal(error.code, 'backup-damaged')
          assert.ok(error.detail?.startsWith(file))
          return true
        },
      )
      assert.deepEqual(readdirSync(directory), [])
      assert.ok(!existsSync(`${directory}.restoring`))
      writeFileSync(file, sound)
    }
  }
  await restore({ source: target, directory: place() })
})

test('a backup without its manifest, or with one that is not whole or leads outside, is refused', async () => {
  const { target } = await backedUp()
  const manifest = join(target, MANIFEST)
  const text = readFileSync(manifest, 'utf8')
  for (const bad of [
    text.slice(0, -2),
    '{}',
    text.replace('comity-backup/v1', 'comity-backup/v2'),
    text.replace('keys/identity', '../identity'),
    text.replace('keys/identity', '/etc/identity'),
    text.replace(JOURNAL, 'other'),
  ]) {
    writeFileSync(manifest, bad)
    await assert.rejects(restore({ source: target, directory: place() }), { code: 'backup-damaged' })
  }
  rmSync(manifest)
  await assert.rejects(restore({ source: target, directory: place() }), { code: 'backup-damaged' })
})

test('neither a backup nor a restore goes into a directory that holds something', async () => {
  const { target } = await backedUp()
  const directory = place()
  mkdirSync(directory)
  writeFileSync(join(directory, 'file'), '')
  await assert.rejects(restore({ source: target, directory }), { code: 'directory-not-empty' })
  await assert.rejects(backup({ directory, target }), { code: 'directory-not-empty' })
  assert.deepEqual(readdirSync(directory), ['file'])
})

test('what a backup would miss or never end with is refused: a link, a target inside the directory', async () => {
  const { target: directory } = await backedUp()
  await assert.rejects(backup({ directory, target: join(directory, 'keys', 'copy') }), { code: 'usage-invalid' })
  symlinkSync('/nowhere', join(directory, 'link'))
  await assert.rejects(backup({ directory, target: place() }), { code: 'usage-invalid' })
})

test('a restore cut short by a crash leaves nothing in the way of the next', async () => {
  const { target } = await backedUp()
  const directory = place()
  mkdirSync(`${directory}.restoring`)
  writeFileSync(join(`${directory}.restoring`, JOURNAL), 'half')
  await restore({ source: target, directory })
  assert.ok(!existsSync(`${directory}.restoring`))
})
