import assert from 'node:assert/strict'
import { test } from 'node:test'
import { ed25519 } from '@noble/curves/ed25519.js'
import { p384 } from '@noble/curves/nist.js'
import { hkdf } from '@noble/hashes/hkdf.js'
import { hmac } from '@noble/hashes/hmac.js'
import { sha256, sha384, sha512 } from '@noble/hashes/sha2.js'
import { sha3_256 } from '@noble/hashes/sha3.js'
import { ml_dsa87 } from '@noble/post-quantum/ml-dsa.js'
import { ml_kem1024 } from '@noble/post-quantum/ml-kem.js'
import { wycheproof } from '../../test/public-vectors.ts'
import { concat, EMPTY } from '../core/bytes/bytes.ts'
import { KEY_ALGORITHMS, decapsulateWith, exportSecret, generateKeyPair, importKeyPair, signWith } from './key-pair.ts'
import { nodePrimitives as primitives } from './primitives.ts'

const hex = (text: string): Uint8Array => Uint8Array.fromHex(text)
const bytes = (length: number): Uint8Array => Uint8Array.from({ length }, (_, i) => (i * 167 + length) & 0xff)

test('AES-256-GCM agrees with Wycheproof, good and bad', (t) => {
  const file = wycheproof<Sizes, Record<'key' | 'iv' | 'aad' | 'msg' | 'ct' | 'tag', string>>(t, 'aes_gcm_test.json')
  if (file === null) return
  const groups = file.testGroups.filter((g) => g.ivSize === 96 && g.keySize === 256 && g.tagSize === 128)
  const vectors = groups.flatMap((g) => g.tests)
  for (const v of vectors) {
    const sealed = concat([hex(v.ct), hex(v.tag)])
    const opened = primitives.aesGcmOpen(hex(v.key), hex(v.iv), hex(v.aad), sealed)
    assert.equal(opened?.toHex(), v.result === 'valid' ? v.msg : undefined, `${v.tcId} ${v.comment}`)
    if (v.result !== 'valid') continue
    assert.deepEqual(primitives.aesGcmSeal(hex(v.key), hex(v.iv), hex(v.aad), hex(v.msg)), sealed, `${v.tcId}`)
  }
  report(t, vectors)
})

test('a sealed text shorter than its tag does not open', () => {
  assert.equal(primitives.aesGcmOpen(bytes(32), bytes(12), EMPTY, bytes(15)), null)
})

test('Ed25519 verification agrees with Wycheproof, good and bad', (t) => {
  const file = wycheproof<{ publicKey: { pk: string } }, Record<'msg' | 'sig', string>>(t, 'ed25519_test.json')
  if (file === null) return
  for (const group of file.testGroups) {
    for (const v of group.tests) {
      const verified = primitives.verify('ed25519', hex(group.publicKey.pk), hex(v.msg), hex(v.sig))
      assert.equal(verified, v.result === 'valid', `${v.tcId} ${v.comment}`)
    }
  }
  report(
    t,
    file.testGroups.flatMap((g) => g.tests),
  )
})

test('ML-DSA-87 verification with the empty context agrees with Wycheproof, good and bad', (t) => {
  const file = wycheproof<{ publicKey: string }, Record<'msg' | 'sig', string> & { ctx?: string }>(
    t,
    'mldsa_87_verify_test.json',
  )
  if (file === null) return
  const checked = []
  for (const group of file.testGroups) {
    for (const v of group.tests) {
      if (v.ctx !== undefined && v.ctx !== '') continue // the port has no context: FIPS 204 with the empty one
      const verified = primitives.verify('ml-dsa-87', hex(group.publicKey), hex(v.msg), hex(v.sig))
      assert.equal(verified, v.result === 'valid', `${v.tcId} ${v.comment}`)
      checked.push(v)
    }
  }
  report(t, checked)
})

test('ML-KEM-1024 decapsulation agrees with Wycheproof, good and bad', async (t) => {
  const file = wycheproof<unknown, Record<'seed' | 'ek' | 'c' | 'K', string>>(t, 'mlkem_1024_test.json')
  if (file === null) return
  const vectors = file.testGroups.flatMap((g) => g.tests)
  for (const v of vectors) {
    const pair = importKeyPair('ml-kem-1024', hex(v.seed))
    const shared = pair === null ? null : await decapsulateWith(pair, hex(v.c))
    if (v.result === 'valid') {
      assert.equal(pair?.publicKey.toHex(), v.ek, `${v.tcId}`)
      assert.equal(shared?.toHex(), v.K, `${v.tcId} ${v.comment}`)
    } else assert.equal(shared, null, `${v.tcId} ${v.comment}`)
  }
  report(t, vectors)
})

test('ML-KEM-1024 encapsulation refuses exactly the public keys Wycheproof refuses', (t) => {
  const file = wycheproof<unknown, { ek: string }>(t, 'mlkem_1024_encaps_test.json')
  if (file === null) return
  const vectors = file.testGroups.flatMap((g) => g.tests)
  for (const v of vectors) {
    const sent = primitives.encapsulate('ml-kem-1024', hex(v.ek))
    assert.equal(sent !== null, v.result === 'valid', `${v.tcId} ${v.comment}`)
  }
  report(t, vectors)
})

test('ECDH on P-384 over uncompressed points agrees with Wycheproof, good and bad', async (t) => {
  const file = wycheproof<unknown, Record<'public' | 'private' | 'shared', string>>(t, 'ecdh_secp384r1_test.json')
  if (file === null) return
  // SubjectPublicKeyInfo of an uncompressed point on the named curve; what is behind it is our 97-byte form.
  // The `acceptable` ones are other spellings of such structures, which this port never sees.
  const spki = '3076301006072a8648ce3d020106052b81040022036200'
  const vectors = file.testGroups
    .flatMap((g) => g.tests)
    .filter((v) => v.public.startsWith(`${spki}04`) && v.result !== 'acceptable')
  for (const v of vectors) {
    const pair = importKeyPair('p384', hex(v.private.slice(-96).padStart(96, '0')))
    assert.ok(pair, `${v.tcId}`)
    const shared = await decapsulateWith(pair, hex(v.public.slice(spki.length)))
    assert.equal(shared?.toHex(), v.result === 'invalid' ? undefined : v.shared, `${v.tcId} ${v.comment}`)
  }
  report(t, vectors)
})

test('HKDF with SHA-384 agrees with Wycheproof', (t) => {
  const file = wycheproof<unknown, Record<'ikm' | 'salt' | 'info' | 'okm', string> & { size: number }>(
    t,
    'hkdf_sha384_test.json',
  )
  if (file === null) return
  const vectors = file.testGroups.flatMap((g) => g.tests)
  for (const v of vectors) {
    const input = { ikm: hex(v.ikm), salt: hex(v.salt), info: hex(v.info), length: v.size }
    if (v.result === 'valid') assert.equal(primitives.hkdf('sha384', input).toHex(), v.okm, `${v.tcId}`)
    else assert.throws(() => primitives.hkdf('sha384', input), `${v.tcId} ${v.comment}`)
  }
  report(t, vectors)
})

test('hashes, HMAC and HKDF agree with a second implementation at every length around a block', () => {
  const lengths = [0, 1, 33, 55, 56, 63, 64, 65, 111, 112, 127, 128, 129, 135, 136, 137, 300, 5000]
  for (const data of lengths.map(bytes)) {
    assert.deepEqual(primitives.sha256(data), sha256(data))
    assert.deepEqual(primitives.sha384(data), sha384(data))
    assert.deepEqual(primitives.sha3_256(data), sha3_256(data))
    for (const [name, hash] of [
      ['sha256', sha256],
      ['sha384', sha384],
      ['sha512', sha512],
    ] as const) {
      assert.deepEqual(primitives.hmac(name, data, bytes(40)), hmac(hash, data, bytes(40)))
      const input = { ikm: data, salt: bytes(7), info: bytes(9), length: 256 }
      assert.deepEqual(primitives.hkdf(name, input), hkdf(hash, data, bytes(7), bytes(9), 256))
    }
  }
})

test('signatures and key agreement hold between OpenSSL and a second implementation, both ways', async () => {
  const message = bytes(100)
  const [ed, dsa, kem, ec] = KEY_ALGORITHMS.map(generateKeyPair)
  assert.ok(ed && dsa && kem && ec)
  assert.ok(ed25519.verify(await signWith(ed, message), message, ed.publicKey))
  assert.ok(primitives.verify('ed25519', ed.publicKey, message, ed25519.sign(message, exportSecret(ed))))
  assert.ok(ml_dsa87.verify(await signWith(dsa, message), message, dsa.publicKey))
  const foreign = ml_dsa87.keygen(exportSecret(dsa))
  assert.deepEqual(foreign.publicKey, dsa.publicKey)
  assert.ok(primitives.verify('ml-dsa-87', dsa.publicKey, message, ml_dsa87.sign(message, foreign.secretKey)))

  const ours = primitives.encapsulate('ml-kem-1024', kem.publicKey)
  assert.ok(ours)
  assert.deepEqual(ml_kem1024.decapsulate(ours.ciphertext, ml_kem1024.keygen(exportSecret(kem)).secretKey), ours.shared)
  const theirs = ml_kem1024.encapsulate(kem.publicKey)
  assert.deepEqual(await decapsulateWith(kem, theirs.cipherText), theirs.sharedSecret)

  const point = primitives.encapsulate('p384', ec.publicKey)
  assert.ok(point)
  assert.deepEqual(p384.getSharedSecret(exportSecret(ec), point.ciphertext).slice(1), point.shared)
  assert.deepEqual(await decapsulateWith(ec, point.ciphertext), point.shared)
})

test('a key pair survives storage, and bytes that are no private key give none', () => {
  for (const algorithm of KEY_ALGORITHMS) {
    const pair = generateKeyPair(algorithm)
    const secret = exportSecret(pair)
    assert.deepEqual(importKeyPair(algorithm, secret)?.publicKey, pair.publicKey)
    assert.equal(importKeyPair(algorithm, secret.subarray(1)), null)
    assert.equal(importKeyPair(algorithm, concat([secret, bytes(1)])), null)
  }
  const order = hex(`${'f'.repeat(48)}c7634d81f4372ddf581a0db248b0a77aecec196accc52973`)
  assert.equal(importKeyPair('p384', new Uint8Array(48)), null)
  assert.equal(importKeyPair('p384', order), null)
  assert.notEqual(importKeyPair('p384', order.with(47, 0x72)), null)
  assert.equal(importKeyPair('p384', new Uint8Array(48).fill(0xff)), null)
})

test('malformed public keys verify nothing and receive nothing', () => {
  assert.equal(primitives.verify('ed25519', bytes(31), bytes(1), bytes(64)), false)
  assert.equal(primitives.verify('ml-dsa-87', bytes(2591), bytes(1), bytes(4627)), false)
  assert.equal(primitives.encapsulate('ml-kem-1024', bytes(1567)), null)
  assert.equal(primitives.encapsulate('p384', bytes(97)), null)
  const compressed = p384.getPublicKey(bytes(48), true)
  assert.equal(primitives.encapsulate('p384', compressed), null)
})

test('what the port returns is a plain Uint8Array, whose slice is a copy', () => {
  assert.equal(Object.getPrototypeOf(primitives.sha256(EMPTY)), Uint8Array.prototype)
  assert.equal(Object.getPrototypeOf(primitives.aesGcmSeal(bytes(32), bytes(12), EMPTY, EMPTY)), Uint8Array.prototype)
  assert.equal(Object.getPrototypeOf(primitives.hmac('sha384', bytes(1), EMPTY)), Uint8Array.prototype)
})

interface Sizes {
  readonly ivSize: number
  readonly keySize: number
  readonly tagSize: number
}

/** Prints how many of each outcome were checked, and fails where there was nothing good or nothing at all. */
function report(t: { diagnostic(message: string): void }, vectors: readonly { readonly result: string }[]): void {
  const counts = Object.groupBy(vectors, (v) => v.result)
  t.diagnostic(
    Object.entries(counts)
      .map(([result, list]) => `${list?.length} ${result}`)
      .join(', '),
  )
  assert.ok((counts['valid']?.length ?? 0) > 0)
}
