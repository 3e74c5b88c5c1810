import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { test } from 'node:test'
import { decapsulateWith, generateKeyPair, importKeyPair, type PrivateKeyPair } from '../../io/key-pair.ts'
import { nodePrimitives as primitives } from '../../io/primitives.ts'
import { concat, EMPTY } from '../bytes/bytes.ts'
import { utf8 } from '../bytes/utf8.ts'
import * as hpke from './hpke.ts'

const hex = (text: string): Uint8Array => Uint8Array.fromHex(text)
const pairs = { 'ml-kem-1024': generateKeyPair('ml-kem-1024'), p384: generateKeyPair('p384') }
const keys = { 'ml-kem-1024': pairs['ml-kem-1024'].publicKey, p384: pairs.p384.publicKey }
const holding =
  (held: { readonly 'ml-kem-1024': PrivateKeyPair; readonly p384?: PrivateKeyPair }): hpke.Decapsulate =>
  async (kem, ciphertext) => {
    const pair = held[kem]
    assert.ok(pair)
    return decapsulateWith(pair, ciphertext)
  }
const decapsulate = holding(pairs)

for (const profile of hpke.PROFILES) {
  const publicKey = hpke.sealingKey(profile, keys)
  const info = utf8('what it is for')

  test(`${profile}: what is sealed opens under the same info and associated data, and exports agree`, async () => {
    const { enc, context } = hpke.hpkeSender(primitives, { profile, publicKey, info })
    assert.equal(publicKey.length, hpke.SEALING_KEY_BYTES[profile])
    assert.equal(enc.length, hpke.ENC_BYTES[profile])
    const received = await hpke.hpkeReceiver(primitives, decapsulate, { profile, publicKey, enc, info })
    assert.deepEqual(received, context)
    const sealed = hpke.hpkeSeal(primitives, context, { aad: utf8('a'), plaintext: utf8('text') })
    assert.deepEqual(hpke.hpkeOpen(primitives, received, { aad: utf8('a'), sealed }), utf8('text'))
    assert.equal(hpke.hpkeOpen(primitives, received, { aad: utf8('b'), sealed }), null)
    const secret = { purpose: utf8('warning 1'), length: 32 }
    assert.deepEqual(hpke.hpkeExport(primitives, received, secret), hpke.hpkeExport(primitives, context, secret))
    const other = { purpose: utf8('warning 2'), length: 32 }
    assert.notDeepEqual(hpke.hpkeExport(primitives, received, other), hpke.hpkeExport(primitives, context, secret))
  })

  test(`${profile}: another info or another enc gives a context that opens nothing, and a malformed enc is a Fault`, async () => {
    const { enc, context } = hpke.hpkeSender(primitives, { profile, publicKey, info })
    const sealed = hpke.hpkeSeal(primitives, context, { aad: EMPTY, plaintext: utf8('text') })
    const wrong = await hpke.hpkeReceiver(primitives, decapsulate, { profile, publicKey, enc, info: utf8('another') })
    assert.equal(hpke.hpkeOpen(primitives, wrong, { aad: EMPTY, sealed }), null)
    const changed = enc.with(5, (enc[5] ?? 0) ^ 1)
    const lost = await hpke.hpkeReceiver(primitives, decapsulate, { profile, publicKey, enc: changed, info })
    assert.equal(hpke.hpkeOpen(primitives, lost, { aad: EMPTY, sealed }), null)
    const cut = hpke.hpkeReceiver(primitives, decapsulate, { profile, publicKey, enc: enc.subarray(1), info })
    await assert.rejects(cut, { code: 'bytes-malformed' })
  })

  test(`${profile}: a malformed public key is a Fault`, () => {
    for (const bad of [publicKey.subarray(1), new Uint8Array(publicKey.length).fill(0xff)])
      assert.throws(() => hpke.hpkeSender(primitives, { profile, publicKey: bad, info }), { code: 'bytes-malformed' })
  })
}

test('hybrid: an ephemeral point off the curve is a Fault', async () => {
  const publicKey = hpke.sealingKey('hybrid', keys)
  const { enc } = hpke.hpkeSender(primitives, { profile: 'hybrid', publicKey, info: EMPTY })
  const off = enc.with(1664, (enc[1664] ?? 0) ^ 1)
  await assert.rejects(
    hpke.hpkeReceiver(primitives, decapsulate, { profile: 'hybrid', publicKey, enc: off, info: EMPTY }),
    {
      code: 'bytes-malformed',
    },
  )
})

interface Vector extends Record<
  'publicKey' | 'enc' | 'info' | 'aad' | 'plaintext' | 'sealed' | 'purpose' | 'exported',
  string
> {
  readonly profile: hpke.Profile
  readonly privateKeys: { readonly 'ml-kem-1024': string; readonly p384?: string }
}

test('both suites open the frozen vectors, which another implementation made', async () => {
  const file: { suites: Vector[] } = JSON.parse(
    readFileSync(`${import.meta.dirname}/../../../vectors/hpke/suites.json`, 'utf8'),
  )
  assert.deepEqual(
    file.suites.map((v) => v.profile),
    hpke.PROFILES,
  )
  for (const v of file.suites) {
    const lattice = importKeyPair('ml-kem-1024', hex(v.privateKeys['ml-kem-1024']))
    const curve = v.privateKeys.p384 === undefined ? null : importKeyPair('p384', hex(v.privateKeys.p384))
    assert.ok(lattice)
    const held = { 'ml-kem-1024': lattice, ...(curve === null ? {} : { p384: curve }) }
    const publicKey = hex(v.publicKey)
    assert.deepEqual(concat([lattice.publicKey, curve?.publicKey ?? EMPTY]), publicKey)
    const input = { profile: v.profile, publicKey, enc: hex(v.enc), info: hex(v.info) }
    const context = await hpke.hpkeReceiver(primitives, holding(held), input)
    const opened = hpke.hpkeOpen(primitives, context, { aad: hex(v.aad), sealed: hex(v.sealed) })
    assert.equal(opened?.toHex(), v.plaintext)
    assert.equal(hpke.hpkeExport(primitives, context, { purpose: hex(v.purpose), length: 32 }).toHex(), v.exported)
  }
})

test('the key schedule gives the published values of draft-ietf-hpke-pq for ML-KEM-1024, HKDF-SHA384, AES-256-GCM', async () => {
  const shared = hex('bea8bd074059b81fe0423203d5f0dc07eef3ad35f2567c184972723f6eca0873')
  const context = await hpke.hpkeReceiver(primitives, async () => shared, {
    profile: 'cnsa2',
    publicKey: new Uint8Array(1568),
    enc: new Uint8Array(1568),
    info: utf8(utf8('Ode on a Grecian Urn').toHex()),
  })
  assert.equal(context.key.toHex(), '9513e14bf3be17c04b28ccf7cda83ab387e89aa5409048eec0df2cfbc454f07a')
  assert.equal(context.nonce.toHex(), 'ffe91ad494d67c3290fc8b4d')
  assert.equal(
    context.exporter.toHex(),
    '699ffd917ba61ba36d28bd43cd727bfc5e781aa000140688daec512e663f6048fce4ac6627d1d0dc6e0d49984bada99c',
  )
  const exported = hpke.hpkeExport(primitives, context, { purpose: utf8('pseudorandom0'), length: 32 })
  assert.equal(exported.toHex(), 'b78f5c13ad8199b1ee24317fd4717d493a057845f3585428464ab7179a35322f')
})
