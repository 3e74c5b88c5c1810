import assert from 'node:assert/strict'
import { createHash } from 'node:crypto'
import { test } from 'node:test'
import { inflateSync } from 'node:zlib'
import { wycheproof } from '../../../test/public-vectors.ts'
import { nodePrimitives as primitives } from '../../io/primitives.ts'
import { concat } from '../bytes/bytes.ts'
import { Fault } from '../fault.ts'
import * as chunked from './chunked.ts'

const hex = (text: string): Uint8Array => Uint8Array.fromHex(text)
const bytes = (length: number): Uint8Array => Uint8Array.from({ length }, (_, i) => (i * 31 + (i >> 8)) & 0xff)
const key = bytes(32)
const salt = bytes(24)
const context = bytes(48)

test('chunked encryption agrees with all 35 vectors of Wycheproof, good and bad', (t) => {
  type Vector = Record<'key' | 'ctx' | 'ct', string> & { msgLength?: number; msgSha512?: string }
  const file = wycheproof<unknown, Vector>(t, 'c2sp_chunked_encryption_aes_256_gcm_test.json')
  if (file === null) return
  const vectors = file.testGroups.flatMap((g) => g.tests)
  for (const v of vectors) {
    const prefix: Uint8Array[] = []
    const read = (): void =>
      open({ key: hex(v.key), context: hex(v.ctx), ciphertext: inflateSync(hex(v.ct)) }, 5000, prefix)
    if (v.result === 'valid') read()
    else assert.throws(read, { code: 'seal-broken' }, `${v.tcId} ${v.comment}`)
    const message = concat(prefix)
    if (v.flags?.includes('PartialPlaintext') || v.result === 'valid') {
      assert.equal(message.length, v.msgLength, `${v.tcId} ${v.comment}`)
      assert.equal(createHash('sha512').update(message).digest('hex'), v.msgSha512, `${v.tcId}`)
    } else assert.equal(message.length, 0, `${v.tcId} ${v.comment}`)
    if (v.result !== 'valid') continue
    const ciphertext = inflateSync(hex(v.ct))
    const sealed = seal({ key: hex(v.key), salt: ciphertext.subarray(0, 24), context: hex(v.ctx) }, message, 7777)
    assert.equal(Buffer.compare(sealed, ciphertext), 0, `${v.tcId} sealed again`)
  }
  t.diagnostic(`${vectors.length} vectors`)
  assert.equal(vectors.length, 35)
})

test('a message has the same ciphertext however it is cut, of the length computed beforehand', () => {
  for (const length of [0, 1, 16_383, 16_384, 16_385, 32_768, 100_000]) {
    const message = bytes(length)
    const whole = seal({ key, salt, context }, message, length + 1)
    assert.equal(whole.length, chunked.chunkedLength(length))
    assert.equal(chunked.messageLength(whole.length), length)
    for (const piece of [1000, 16_384, 20_000]) assert.deepEqual(seal({ key, salt, context }, message, piece), whole)
    for (const piece of [999, 16_400, 70_000]) {
      const read: Uint8Array[] = []
      open({ key, context, ciphertext: whole }, piece, read)
      assert.deepEqual(concat(read), message)
    }
  }
})

test('one chunk opens alone, by its index', () => {
  const message = bytes(50_000)
  const whole = seal({ key, salt, context }, message, 50_000)
  const keys = chunked.chunkedOpening(primitives, { key, header: whole.subarray(0, 56), context })
  for (const index of [3, 0, 2]) {
    const { start, end } = chunked.chunkRange(index, whole.length)
    const plaintext = chunked.openChunk(primitives, keys, { index, sealed: whole.subarray(start, end) })
    assert.deepEqual(plaintext, message.subarray(index * 16_384, (index + 1) * 16_384))
    const moved = { index: index + 1, sealed: whole.subarray(start, end) }
    assert.throws(() => chunked.openChunk(primitives, keys, moved), { code: 'seal-broken' })
  }
})

test('no length exists for a cut ciphertext that the format could not have written', () => {
  for (const length of [0, 55, 56, 71, 56 + 16_400, 56 + 16_400 + 15]) assert.equal(chunked.messageLength(length), null)
  assert.equal(chunked.messageLength(72), 0)
})

test('a truncation or a changed byte anywhere is a Fault and nothing else', () => {
  const whole = seal({ key, salt, context }, bytes(20_000), 20_000)
  for (let at = 0; at < whole.length; at += 97) {
    const changed = whole.slice()
    changed[at] = (changed[at] ?? 0) ^ (1 << (at % 8))
    for (const ciphertext of [changed, whole.subarray(0, at)]) {
      assert.throws(
        () => open({ key, context, ciphertext }, 9000, []),
        (error) => error instanceof Fault && error.code === 'seal-broken',
      )
    }
  }
})

function seal(
  input: { key: Uint8Array; salt: Uint8Array; context: Uint8Array },
  message: Uint8Array,
  piece: number,
): Uint8Array {
  const keys = chunked.chunkedSealing(primitives, input)
  const sealer = chunked.chunkedSealer(primitives, keys)
  const parts = [keys.header]
  for (let at = 0; at < message.length; at += piece) parts.push(sealer.push(message.subarray(at, at + piece)))
  return concat([...parts, sealer.finish()])
}

/** What was read before a failure stays in `read`, as it would have reached a quarantine. */
function open(
  input: { key: Uint8Array; context: Uint8Array; ciphertext: Uint8Array },
  piece: number,
  read: Uint8Array[],
): void {
  const { key: dek, context: bound, ciphertext } = input
  const keys = chunked.chunkedOpening(primitives, { key: dek, header: ciphertext.subarray(0, 56), context: bound })
  const opener = chunked.chunkedOpener(primitives, keys)
  for (let at = 56; at < ciphertext.length; at += piece) read.push(opener.push(ciphertext.subarray(at, at + piece)))
  read.push(opener.finish())
}
