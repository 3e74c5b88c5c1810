import assert from 'node:assert/strict'
import { randomBytes } from 'node:crypto'
import { test } from 'node:test'
import { fuzz } from '../../../test/fuzz.ts'
import { decapsulateWith, generateKeyPair } from '../../io/key-pair.ts'
import { nodePrimitives as primitives } from '../../io/primitives.ts'
import { concat, toHex, u32 } from '../bytes/bytes.ts'
import { utf8 } from '../bytes/utf8.ts'
import { chunkedSealer, chunkedSealing } from '../crypto/chunked.ts'
import { hpkeSeal, hpkeSender, PROFILES, sealingKey, type Decapsulate, type Profile } from '../crypto/hpke.ts'
import { boundDigest, decodeBound, encodeBound, type Bound } from './bound.ts'
import { contentDigest } from './content-digest.ts'
import { decodeSealHeader, encodeSealHeader, headerPrefix, keyIdOf, SEAL_HEADER_BYTES } from './seal-header.ts'
import { opener, sealedLength, sealer, sealSecrets } from './seal.ts'

const pairs = { 'ml-kem-1024': generateKeyPair('ml-kem-1024'), p384: generateKeyPair('p384') }
const keys = { 'ml-kem-1024': pairs['ml-kem-1024'].publicKey, p384: pairs.p384.publicKey }
const decapsulate: Decapsulate = async (kem, ciphertext) => decapsulateWith(pairs[kem], ciphertext)
const digest = (text: string): string => toHex(primitives.sha384(utf8(text)))

for (const profile of PROFILES) {
  test(`${profile}: content of any length opens to itself and to what it was bound to, in any pieces`, async () => {
    for (const length of [0, 1, 16_000, 16_384, 100_000, 2_500_000]) {
      const content = new Uint8Array(randomBytes(length))
      const bound = boundTo(content, profile)
      const whole = seal(bound, content, 70_000)
      assert.equal(whole.length, sealedLength(bound))
      for (const piece of [length > 200_000 ? 1_048_576 : 613, whole.length]) {
        const opened = await open(whole, piece)
        assert.deepEqual(opened.bound, bound)
        assert.equal(Buffer.compare(opened.content, content), 0)
      }
    }
  })

  test(`${profile}: a changed byte anywhere, a cut and an extension are refused`, async () => {
    const content = new Uint8Array(randomBytes(20_000))
    const whole = seal(boundTo(content, profile), content, 20_000)
    const seen = await fuzz(whole, (bytes) => open(bytes, 8192), 250)
    assert.equal(seen.accepted, 0)
    assert.ok(seen.refused > 500)
  })
}

test('a header of another seal, even one to the same key, does not open a payload', async () => {
  const content = utf8('the same text')
  const [one, two] = [seal(boundTo(content, 'cnsa2'), content, 9), seal(boundTo(content, 'cnsa2'), content, 9)]
  const end = SEAL_HEADER_BYTES.cnsa2
  await assert.rejects(open(concat([one.subarray(0, end), two.subarray(end)]), 4096), { code: 'seal-broken' })
})

test('another node cannot open it, and is told that it was sealed to another key', async () => {
  const content = utf8('for one node')
  const header = decodeSealHeader(seal(boundTo(content, 'hybrid'), content, 9))
  const other = { ...keys, p384: generateKeyPair('p384').publicKey }
  await assert.rejects(opener(primitives, { keys: other, decapsulate, header }), /sealed to another key/)
})

test('a payload bound to another release than its header names is refused', async () => {
  const content = utf8('text')
  const whole = seal(boundTo(content, 'cnsa2'), content, 9)
  const header = decodeSealHeader(whole)
  const renamed = concat([
    encodeSealHeader({ ...header, release: 'f'.repeat(32) }),
    whole.subarray(SEAL_HEADER_BYTES.cnsa2),
  ])
  await assert.rejects(open(renamed, 4096), { code: 'seal-broken' })
})

test('a sender that lies about what it bound is refused: another block, release, key, profile or length', async () => {
  const content = utf8('twelve bytes')
  const bound = boundTo(content, 'cnsa2')
  const truth = {
    block: encodeBound(bound),
    digest: boundDigest(primitives, encodeBound(bound)),
    release: bound.release,
    extra: 0,
  }
  assert.deepEqual((await open(sealAnything(content, truth), 4096)).bound, bound)
  const blockOf = (change: Partial<Bound>): typeof truth => {
    const block = encodeBound({ ...bound, ...change })
    return { ...truth, block, digest: boundDigest(primitives, block) }
  }
  const lies = {
    'another block than B says': { ...blockOf({ conditions: [] }), digest: truth.digest },
    'another release': { ...truth, release: 'f'.repeat(32) },
    'another recipient': blockOf({ recipient: { ...bound.recipient, key: 'f'.repeat(32) } }),
    'another profile': blockOf({ profile: 'hybrid' }),
    'another length': blockOf({ length: 11 }),
    'a payload shorter than its header says': { ...blockOf({ length: 13 }), extra: 1 },
    'another content': blockOf({ commitment: digest('other') }),
  }
  for (const [lie, told] of Object.entries(lies)) {
    await assert.rejects(open(sealAnything(content, told), 4096), { code: 'seal-broken' }, lie)
  }
})

test('content that changed between its digest and its sealing is refused by the sealer or the opener', async () => {
  const bound = boundTo(utf8('twelve bytes'), 'cnsa2')
  assert.throws(() => seal(bound, utf8('more than twelve'), 99), { code: 'item-changed' })
  assert.throws(() => seal(bound, utf8('fewer'), 99), { code: 'item-changed' })
  await assert.rejects(open(seal(bound, utf8('TWELVE bytes'), 99), 4096), { code: 'seal-broken' })
})

test('two seals of one content share nothing that travels in the clear but suite, key and length', () => {
  const content = utf8('text')
  const [one, two] = [boundTo(content, 'cnsa2'), boundTo(content, 'cnsa2')].map((bound) =>
    decodeSealHeader(seal(bound, content, 9)),
  )
  assert.ok(one && two)
  assert.notDeepEqual(one.bound, two.bound)
  assert.notDeepEqual(one.enc, two.enc)
  assert.notDeepEqual(one.wrapped, two.wrapped)
})

test('the bound block survives its codec, and no other spelling of it is read', async () => {
  const bound = boundTo(utf8('text'), 'hybrid')
  const bytes = encodeBound(bound)
  assert.deepEqual(decodeBound(bytes), bound)
  assert.deepEqual(boundDigest(primitives, bytes), primitives.sha384(bytes))
  const seen = await fuzz(bytes, (changed) => {
    // What is accepted must be the one spelling of what was read.
    assert.deepEqual(encodeBound(decodeBound(changed)), changed)
  })
  assert.ok(seen.refused > 400)
})

test('the header survives its codec, and malformed ones are Faults', async () => {
  const header = decodeSealHeader(seal(boundTo(utf8('text'), 'hybrid'), utf8('text'), 9))
  assert.deepEqual(decodeSealHeader(encodeSealHeader(header)), header)
  await fuzz(encodeSealHeader(header), decodeSealHeader)
  for (const suite of [0, 3, 255])
    assert.throws(() => decodeSealHeader(encodeSealHeader(header).with(0, suite)), { code: 'bytes-malformed' })
})

function boundTo(content: Uint8Array, profile: Profile): Bound {
  const salt = new Uint8Array(randomBytes(32))
  const hasher = contentDigest(primitives, salt)
  hasher.push(content)
  const { commitment, length } = hasher.finish()
  return {
    profile,
    release: toHex(new Uint8Array(randomBytes(16))),
    salt,
    agreement: digest('agreement'),
    labels: { originator: digest('label'), alternative: null },
    policies: [digest('policy')],
    verdict: digest('verdict'),
    originators: ['KR'],
    conditions: ['no onward release'],
    recipient: { node: 'jp.exercise.comity.example', key: keyIdOf(primitives, profile, keys) },
    contentType: 'text/plain; charset=utf-8',
    length,
    commitment: toHex(commitment),
    attachments: [],
  }
}

function seal(bound: Bound, content: Uint8Array, piece: number): Uint8Array {
  const sealing = sealer(primitives, { keys, bound, secrets: sealSecrets(new Uint8Array(randomBytes(56))) })
  const parts: Uint8Array[] = []
  for (let at = 0; at < content.length; at += piece) parts.push(sealing.push(content.subarray(at, at + piece)))
  return concat([...parts, sealing.finish()])
}

/** What a hostile partner's own software could seal: every part consistent in itself, none with the others unless told so. */
function sealAnything(
  content: Uint8Array,
  told: { block: Uint8Array; digest: Uint8Array; release: string; extra: number },
): Uint8Array {
  const profile = 'cnsa2'
  const { key, salt } = sealSecrets(new Uint8Array(randomBytes(56)))
  const payloadKeys = chunkedSealing(primitives, { key, salt, context: told.digest })
  const chunks = chunkedSealer(primitives, payloadKeys)
  const sealed = concat([chunks.push(concat([u32(told.block.length), told.block, content])), chunks.finish()])
  const payload = concat([payloadKeys.header, sealed])
  const length = payload.length + told.extra
  const clear = {
    profile,
    release: told.release,
    key: keyIdOf(primitives, profile, keys),
    bound: told.digest,
    length,
  } as const
  const { enc, context } = hpkeSender(primitives, { profile, publicKey: sealingKey(profile, keys), info: told.digest })
  const wrapped = hpkeSeal(primitives, context, { aad: headerPrefix(clear), plaintext: key })
  return concat([encodeSealHeader({ ...clear, enc, wrapped }), payload])
}

async function open(whole: Uint8Array, piece: number): Promise<{ content: Uint8Array; bound: Bound }> {
  const header = decodeSealHeader(whole)
  const opening = await opener(primitives, { keys, decapsulate, header })
  const parts: Uint8Array[] = []
  for (let at = SEAL_HEADER_BYTES[header.profile]; at < whole.length; at += piece)
    parts.push(opening.push(whole.subarray(at, at + piece)))
  const { content, bound } = opening.finish()
  return { content: concat([...parts, content]), bound }
}
