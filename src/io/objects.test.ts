import assert from 'node:assert/strict'
import { execFileSync } from 'node:child_process'
import { mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, test } from 'node:test'
import { testObjects } from '../../test/contract/objects.ts'
import { OBJECTS, openFileObjects } from './objects.ts'

const root = mkdtempSync(join(tmpdir(), 'comity-objects-'))
after(() => rmSync(root, { recursive: true }))
const directories = new WeakMap<object, string>()
const openIn = async (directory: string) => {
  const objects = await openFileObjects({ directory })
  directories.set(objects, directory)
  return objects
}
const fresh = () => mkdtempSync(join(root, 'o-'))

testObjects('file objects', {
  open: () => openIn(fresh()),
  reopen: (objects) => openIn(directories.get(objects) ?? ''),
})

test('a file made just before a crash, and still empty, is begun anew', async () => {
  const directory = fresh()
  mkdirSync(join(directory, OBJECTS))
  writeFileSync(join(directory, OBJECTS, 'draft-aa'), '')
  const objects = await openIn(directory)
  await objects.create('draft-aa', 5)
  assert.equal(await objects.length('draft-aa'), 5)
})

test('room promised to one object is not promised again, and returns when it is removed', async (t) => {
  const directory = fresh()
  try {
    execFileSync('mount', ['-t', 'tmpfs', '-o', 'size=96m', 'tmpfs', directory], { stdio: 'ignore' })
  } catch {
    return t.skip('NOT RUN: needs the right to mount a small file system')
  }
  try {
    const objects = await openIn(directory)
    const half = 20_000_000
    await objects.create('aa', half)
    await assert.rejects(objects.create('bb', half), { code: 'disk-full' })
    assert.deepEqual(readdirSync(join(directory, OBJECTS)), ['aa'])
    await objects.remove('aa')
    await objects.create('bb', half)
    await objects.remove('bb')
  } finally {
    execFileSync('umount', ['-l', directory])
  }
})
