import assert from 'node:assert/strict'
import { createHash } from 'node:crypto'
import { existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, test } from 'node:test'
import { utf8 } from '../core/bytes/utf8.ts'
import { entriesFrom } from '../../test/contract/store.ts'
import { createPublisher, type ShownHead } from './tiles.ts'

const root = mkdtempSync(join(tmpdir(), 'comity-tiles-'))
after(() => rmSync(root, { recursive: true }))
const hash = (data: Uint8Array) => createHash('sha256').update(data).digest()
const fresh = () => mkdtempSync(join(root, 'log-'))
const headOf = (size: number): ShownHead => ({ size, note: utf8(`head of ${size}\n`) })
const open = (directory: string, head: ShownHead | null) =>
  createPublisher({ directory, hash, head, entries: async (first, end) => entriesFrom(first, end) })

/** Every file of a log with its content. */
function filesOf(directory: string): Record<string, string> {
  const names = readdirSync(directory, { recursive: true, withFileTypes: true }).filter((one) => one.isFile())
  const paths = names.map((one) => join(one.parentPath, one.name).slice(directory.length + 1)).sort()
  return Object.fromEntries(paths.map((path) => [path, readFileSync(join(directory, path), 'hex')]))
}

test('70,000 entries are the tiles of the specification: 273 full and partials of 112, 17 and 1', async () => {
  const directory = fresh()
  await (await open(directory, null)).publish(headOf(70_000))
  const paths = Object.keys(filesOf(directory))
  assert.equal(paths.filter((path) => /^tile\/0\/\d{3}$/.test(path)).length, 273)
  assert.equal(paths.filter((path) => /^tile\/entries\/\d{3}$/.test(path)).length, 273)
  const partials = ['tile/0/273.p/112', 'tile/1/001.p/17', 'tile/2/000.p/1', 'tile/entries/273.p/112']
  assert.deepEqual(
    paths.filter((path) => path.includes('.p/')),
    partials,
  )
  assert.equal(readFileSync(join(directory, 'checkpoint'), 'utf8'), 'head of 70000\n')
})

test('a log published head by head has the files of one published at once, and partials of its full tiles are gone', async () => {
  const [slow, fast] = [fresh(), fresh()]
  const publisher = await open(slow, null)
  for (const size of [1, 2, 255, 256, 257, 700, 700, 1_024, 66_000]) await publisher.publish(headOf(size))
  await (await open(fast, null)).publish(headOf(66_000))
  assert.deepEqual(filesOf(slow), filesOf(fast))
})

test('the partials of heads already shown stay until their tile is full', async () => {
  const directory = fresh()
  const publisher = await open(directory, null)
  await publisher.publish(headOf(3))
  await publisher.publish(headOf(5))
  assert.ok(existsSync(join(directory, 'tile/0/000.p/3')))
  await publisher.publish(headOf(256))
  assert.ok(!existsSync(join(directory, 'tile/0/000.p')))
})

test('heads asked for while one is written are passed over for the newest, and all are answered', async () => {
  const directory = fresh()
  const publisher = await open(directory, null)
  await Promise.all(Array.from({ length: 200 }, (_, i) => publisher.publish(headOf(i + 1))))
  assert.deepEqual(readdirSync(join(directory, 'tile/0/000.p')).sort(), ['1', '200'])
  assert.equal(readFileSync(join(directory, 'checkpoint'), 'utf8'), 'head of 200\n')
})

test('at start every file is compared with the journal, and only what differs is written again', async () => {
  const directory = fresh()
  await (await open(directory, null)).publish(headOf(600))
  const before = filesOf(directory)
  assert.equal((await open(directory, headOf(600))).repaired, 0)
  writeFileSync(join(directory, 'tile/0/000'), '')
  writeFileSync(join(directory, 'tile/entries/001'), 'torn')
  rmSync(join(directory, 'tile/1/000.p/2'))
  writeFileSync(join(directory, 'tile/0/002.p/7'), 'torn partial of an older head')
  rmSync(join(directory, 'checkpoint'))
  assert.equal((await open(directory, headOf(600))).repaired, 3)
  assert.deepEqual(filesOf(directory), before)
})

test('a head whose files could not be written is not shown, and the next one is', async () => {
  const directory = fresh()
  const publisher = await open(directory, headOf(10))
  mkdirSync(join(directory, 'tile/0/000'))
  await assert.rejects(publisher.publish(headOf(300)), { code: 'store-failed' })
  assert.equal(readFileSync(join(directory, 'checkpoint'), 'utf8'), 'head of 10\n')
  rmSync(join(directory, 'tile/0/000'), { recursive: true })
  await publisher.publish(headOf(301))
  assert.equal((await open(directory, headOf(301))).repaired, 0)
})

test('a log never shows a head smaller than one it showed', async () => {
  const publisher = await open(fresh(), headOf(10))
  await assert.rejects(publisher.publish(headOf(9)), { name: 'AssertionError' })
  const [first, second] = [publisher.publish(headOf(11)), publisher.publish(headOf(13))]
  await assert.rejects(publisher.publish(headOf(12)), { name: 'AssertionError' })
  await Promise.all([first, second])
})
