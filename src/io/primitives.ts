import crypto from 'node:crypto'
import type { KeyObject } from 'node:crypto'
import { assert } from '../core/assert.ts'
import type { Encapsulation, HashName, Kem, Primitives, SignatureAlgorithm } from '../core/crypto/primitives.ts'

/**
 * The primitives on `node:crypto` (OpenSSL 3.5).
 *
 * SHA-256 stays native at every length: WebAssembly gains 0.4 µs on one block and nothing from 200 bytes on, and a pure
 * JavaScript one is slower than either, so one implementation, the one a nation can have validated, does all.
 */
export const nodePrimitives: Primitives = {
  sha256,
  sha384: (data) => plain(crypto.hash('sha384', data, 'buffer')),
  sha384Stream() {
    const hash = crypto.createHash('sha384')
    return { push: (data) => void hash.update(data), finish: () => plain(hash.digest()) }
  },
  sha3_256: (data) => plain(crypto.hash('sha3-256', data, 'buffer')),
  hkdf,
  hmac: (hash, key, data) => plain(crypto.createHmac(hash, key).update(data).digest()),
  aesGcmSeal,
  aesGcmOpen,
  verify,
  encapsulate,
}

// A Buffer result is allocated off the heap; a short string copied into an array costs half of that.
function sha256(data: Uint8Array): Uint8Array {
  const text = crypto.hash('sha256', data, 'latin1')
  const digest = new Uint8Array(32)
  for (let i = 0; i < 32; i++) digest[i] = text.charCodeAt(i)
  return digest
}

const TAG_BYTES = 16

/**
 * A raw public key as OpenSSL holds it, or `null` where the bytes are no such key (length, coefficients, curve equation).
 * A key seen once, an ephemeral one, is not remembered.
 */
export function importPublic(
  algorithm: SignatureAlgorithm | Kem,
  publicKey: Uint8Array,
  seen: 'often' | 'once' = 'often',
): KeyObject | null {
  if (publicKey.length !== PUBLIC_KEY_BYTES[algorithm]) return null
  if (seen === 'once') return importRaw(algorithm, publicKey)
  const cached = `${algorithm}:${latin1(publicKey)}`
  const known = imported.get(cached)
  if (known !== undefined) return known
  const key = importRaw(algorithm, publicKey)
  if (key === null) return null
  const oldest = imported.size >= IMPORTED_MAX ? imported.keys().next().value : undefined
  if (oldest !== undefined) imported.delete(oldest)
  imported.set(cached, key)
  return key
}

/** Bytes of a raw public key: RFC 8032, FIPS 204, FIPS 203, SEC 1 uncompressed. */
const PUBLIC_KEY_BYTES = {
  ed25519: 32,
  'ml-dsa-87': 2592,
  'ml-kem-1024': 1568,
  p384: 97,
} as const satisfies Readonly<Record<SignatureAlgorithm | Kem, number>>

// Importing a key costs more than an Ed25519 verification, and a node sees the same few keys all day.
const IMPORTED_MAX = 256
const imported = new Map<string, KeyObject>()

function importRaw(algorithm: SignatureAlgorithm | Kem, publicKey: Uint8Array): KeyObject | null {
  try {
    if (algorithm !== 'p384') {
      return crypto.createPublicKey({ key: buffer(publicKey), format: 'raw-public', asymmetricKeyType: algorithm })
    }
    return crypto.createPublicKey({
      key: buffer(publicKey),
      format: 'raw-public',
      asymmetricKeyType: 'ec',
      namedCurve: 'P-384',
    })
  } catch {
    return null // the one thing that fails here is the key: its length, its coefficients or its curve equation
  }
}

function hkdf(
  hash: HashName,
  input: { ikm: Uint8Array; salt: Uint8Array; info: Uint8Array; length: number },
): Uint8Array {
  return new Uint8Array(crypto.hkdfSync(hash, input.ikm, input.salt, input.info, input.length))
}

function aesGcmSeal(key: Uint8Array, nonce: Uint8Array, aad: Uint8Array, plaintext: Uint8Array): Uint8Array {
  assert(key.length === 32 && nonce.length === 12, 'AES-256-GCM takes a 32-byte key and a 12-byte nonce')
  const cipher = crypto.createCipheriv('aes-256-gcm', key, nonce)
  if (aad.length > 0) cipher.setAAD(aad)
  const sealed = new Uint8Array(plaintext.length + TAG_BYTES)
  sealed.set(cipher.update(plaintext))
  cipher.final()
  sealed.set(cipher.getAuthTag(), plaintext.length)
  return sealed
}

function aesGcmOpen(key: Uint8Array, nonce: Uint8Array, aad: Uint8Array, sealed: Uint8Array): Uint8Array | null {
  assert(key.length === 32 && nonce.length === 12, 'AES-256-GCM takes a 32-byte key and a 12-byte nonce')
  if (sealed.length < TAG_BYTES) return null
  const decipher = crypto.createDecipheriv('aes-256-gcm', key, nonce)
  if (aad.length > 0) decipher.setAAD(aad)
  decipher.setAuthTag(sealed.subarray(sealed.length - TAG_BYTES))
  const plaintext = decipher.update(sealed.subarray(0, sealed.length - TAG_BYTES))
  try {
    decipher.final()
  } catch {
    return null
  }
  return plain(plaintext)
}

function verify(
  algorithm: SignatureAlgorithm,
  publicKey: Uint8Array,
  message: Uint8Array,
  signature: Uint8Array,
): boolean {
  const key = importPublic(algorithm, publicKey)
  return key !== null && crypto.verify(null, message, key, signature)
}

function encapsulate(kem: Kem, publicKey: Uint8Array): Encapsulation | null {
  const key = importPublic(kem, publicKey)
  if (key === null) return null
  if (kem === 'ml-kem-1024') {
    const { sharedKey, ciphertext } = crypto.encapsulate(key)
    return { shared: plain(sharedKey), ciphertext: plain(ciphertext) }
  }
  const ephemeral = crypto.generateKeyPairSync('ec', { namedCurve: 'P-384' })
  const shared = crypto.diffieHellman({ privateKey: ephemeral.privateKey, publicKey: key })
  return { shared: plain(shared), ciphertext: plain(ephemeral.publicKey.export({ format: 'raw-public' })) }
}

/** The same memory without Buffer's own methods, whose `slice` shares where core expects a copy. */
export function plain(bytes: Buffer): Uint8Array {
  return new Uint8Array(bytes.buffer, bytes.byteOffset, bytes.byteLength)
}

function buffer(bytes: Uint8Array): Buffer {
  return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength)
}

function latin1(bytes: Uint8Array): string {
  return buffer(bytes).toString('latin1')
}
