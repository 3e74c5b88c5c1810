import assert from 'node:assert/strict'
import { test } from 'node:test'
import { nodePrimitives } from '../../io/primitives.ts'
import {
  COSIGNED_AT,
  COSIGNER,
  cosigner,
  entriesOf,
  headOf,
  log,
  logFiles,
  ORIGIN,
  signHead,
} from '../../../test/signed-log.ts'
import { encodeNote } from './note.ts'
import { verifyLog, type LogReport, type LogTrust } from './verify.ts'

const trust: LogTrust = { log: log.classical, quantum: log.quantum, cosigners: [cosigner] }
const SIZE = 66_100
const files = await logFiles(entriesOf(SIZE))
const small = await logFiles(entriesOf(300))

function check(from: ReadonlyMap<string, Uint8Array>, keys = trust): Promise<LogReport> {
  return verifyLog(nodePrimitives, (path) => Promise.resolve(from.get(path) ?? null), { trust: keys })
}
const flip = (bytes: Uint8Array, at: number): Uint8Array => bytes.with(at, bytes[at]! ^ 1)
const withFile = (
  from: ReadonlyMap<string, Uint8Array>,
  path: string,
  change: (bytes: Uint8Array) => Uint8Array,
): Map<string, Uint8Array> => new Map([...from, [path, change(from.get(path)!)]])

test('a whole log verifies, says who signed it, and tells how far it has come', async () => {
  const seen: number[] = []
  const report = await verifyLog(nodePrimitives, (path) => Promise.resolve(files.get(path) ?? null), {
    trust,
    progress: (done) => seen.push(done),
  })
  assert.deepEqual(report.head, headOf(entriesOf(SIZE)))
  assert.deepEqual(report.cosigned, [{ name: COSIGNER, time: COSIGNED_AT }])
  assert.equal(report.lines.length, 4)
  assert.deepEqual(report.unchecked, [])
  assert.equal(seen.at(-1), SIZE)
})

test('every size around a border of tiles verifies, from the empty log on', async () => {
  for (const size of [0, 1, 2, 255, 256, 257, 511, 512, 513])
    assert.equal((await check(await logFiles(entriesOf(size)))).head.size, size)
})

test('with a plain vkey alone it says that the second algorithm and the cosignatures were not checked', async () => {
  const report = await check(small, { log: log.classical, quantum: null, cosigners: [] })
  assert.deepEqual(report.unchecked, ['quantum', 'cosignatures'])
})

test('one changed byte in any file is caught, and the fault names the file', async () => {
  const isCaught = async (from: ReadonlyMap<string, Uint8Array>, path: string, at: number): Promise<void> => {
    const changed = check(withFile(from, path, (bytes) => flip(bytes, at)))
    await assert.rejects(changed, (fault: Error) => fault.message.includes(path), `${path} at ${at}`)
  }
  for (const [path, { length }] of small) {
    if (path === 'checkpoint') continue
    for (let at = 0; at < length; at += 1 + Math.floor(length / 40)) await isCaught(small, path, at)
    await isCaught(small, path, length - 1)
  }
  for (const path of ['tile/entries/258.p/52', 'tile/0/256', 'tile/1/000', 'tile/1/001.p/2', 'tile/2/000.p/1'])
    await isCaught(files, path, 31)
})

test('a changed entry is named by its index', async () => {
  await assert.rejects(check(withFile(small, 'tile/entries/001.p/44', (bytes) => flip(bytes, 35 * 3 + 10))), {
    code: 'log-differs',
    message: /entry 259: /,
  })
})

test('a changed checkpoint, anywhere, is caught', async () => {
  const { length } = small.get('checkpoint')!
  for (let at = 0; at < length; at += at < 200 ? 1 : 97)
    await assert.rejects(
      check(withFile(small, 'checkpoint', (bytes) => flip(bytes, at))),
      { name: 'Fault' },
      `byte ${at}`,
    )
})

test('a validly signed head of another root or size does not cover these files', async () => {
  const { head } = signHead(headOf(entriesOf(300)))
  const bare = { ...trust, cosigners: [] }
  const signedAs = (other: typeof head) => withFile(small, 'checkpoint', () => encodeNote(signHead(other).note))
  await assert.rejects(check(signedAs({ ...head, root: head.root.with(0, 7) }), bare), { code: 'log-differs' })
  await assert.rejects(check(signedAs({ ...head, size: 299 }), bare), { code: 'log-incomplete' })
  await assert.rejects(check(signedAs({ ...head, size: 301 }), bare), { code: 'log-incomplete' })
  await assert.rejects(check(signedAs({ ...head, size: 256 }), bare), { code: 'log-differs' })
  await assert.rejects(check(signedAs({ ...head, size: Number.MAX_SAFE_INTEGER }), bare), { code: 'log-incomplete' })
})

test('a missing file is named, and a missing checkpoint too', async () => {
  for (const path of small.keys()) {
    const less = new Map(small)
    less.delete(path)
    await assert.rejects(check(less), { code: 'log-incomplete', message: new RegExp(path.replace('.', '\\.')) })
  }
})

test('a shortened or lengthened file is refused', async () => {
  for (const path of ['tile/entries/000', 'tile/entries/001.p/44', 'tile/0/000', 'tile/1/000.p/1']) {
    await assert.rejects(check(withFile(small, path, (bytes) => bytes.subarray(1))), { name: 'Fault' }, path)
    await assert.rejects(check(withFile(small, path, (bytes) => Uint8Array.of(...bytes, 0))), { name: 'Fault' }, path)
  }
})

test('an older head verifies from full tiles that have taken the place of its partial ones', async () => {
  const grown = await logFiles(entriesOf(512))
  for (const path of grown.keys()) if (path.startsWith('tile/1')) grown.delete(path)
  grown.set('checkpoint', small.get('checkpoint')!)
  grown.set('tile/1/000.p/1', small.get('tile/1/000.p/1')!)
  assert.equal((await check(grown)).head.size, 300)
})

test('each missing signature is asked for by name', async () => {
  const lines = 4
  for (let gone = 0; gone < lines; gone++) {
    const bare = withFile(small, 'checkpoint', (bytes) => {
      const text = new TextDecoder().decode(bytes).split('\n')
      text.splice(4 + gone, 1)
      return new TextEncoder().encode(text.join('\n'))
    })
    await assert.rejects(
      check(bare),
      { code: 'head-invalid', message: new RegExp(gone < 2 ? ORIGIN : COSIGNER) },
      String(gone),
    )
  }
})
