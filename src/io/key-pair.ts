import crypto from 'node:crypto'
import type { KeyObject } from 'node:crypto'
import { promisify } from 'node:util'
import { assert } from '../core/assert.ts'
import { compare } from '../core/bytes/bytes.ts'
import type { Kem, SignatureAlgorithm } from '../core/crypto/primitives.ts'
import { importPublic, plain } from './primitives.ts'

/** What a key pair is for, by its algorithm. */
export type KeyAlgorithm = SignatureAlgorithm | Kem

export const KEY_ALGORITHMS = ['ed25519', 'ml-dsa-87', 'ml-kem-1024', 'p384'] as const satisfies readonly KeyAlgorithm[]

/** Bytes of a private key as it is stored: the seed of RFC 8032, FIPS 204 or FIPS 203 (`d || z`), or the P-384 scalar, big endian. */
const PRIVATE_KEY_BYTES = {
  ed25519: 32,
  'ml-dsa-87': 32,
  'ml-kem-1024': 64,
  p384: 48,
} as const satisfies Readonly<Record<KeyAlgorithm, number>>

/** A private key with its public half, both usable and the public one raw. */
export interface PrivateKeyPair {
  readonly algorithm: KeyAlgorithm
  readonly privateKey: KeyObject
  readonly publicKey: Uint8Array
}

/** Draws a new pair from OpenSSL's own generator. */
export function generateKeyPair(algorithm: KeyAlgorithm): PrivateKeyPair {
  return pair(algorithm, generate(algorithm))
}

/** The pair of a stored private key, or `null` where the bytes are none (a P-384 scalar out of range, a wrong length). */
export function importKeyPair(algorithm: KeyAlgorithm, secret: Uint8Array): PrivateKeyPair | null {
  if (secret.length !== PRIVATE_KEY_BYTES[algorithm]) return null
  if (algorithm === 'p384' && !isScalar(secret)) return null
  return pair(algorithm, importSecret(algorithm, Buffer.from(secret)))
}

/** The bytes to store, and only to store encrypted. */
export function exportSecret(keyPair: PrivateKeyPair): Uint8Array {
  switch (keyPair.algorithm) {
    case 'ed25519':
    case 'p384':
      return plain(keyPair.privateKey.export({ format: 'raw-private' }))
    case 'ml-dsa-87':
    case 'ml-kem-1024':
      return plain(keyPair.privateKey.export({ format: 'raw-seed' }))
  }
}

/** Ed25519 takes 50 µs and is done here; ML-DSA-87 takes milliseconds and goes to the thread pool, so that the loop goes on. */
export async function signWith(keyPair: PrivateKeyPair, message: Uint8Array): Promise<Uint8Array> {
  if (keyPair.algorithm === 'ed25519') return plain(crypto.sign(null, message, keyPair.privateKey))
  assert(keyPair.algorithm === 'ml-dsa-87', `a key for ${keyPair.algorithm} signs nothing`)
  return plain(await signAsync(null, message, keyPair.privateKey))
}

/** The shared secret, or `null` where the ciphertext is malformed (FIPS 203 section 7.3: length only; SP 800-56A: on the curve). */
export async function decapsulateWith(keyPair: PrivateKeyPair, ciphertext: Uint8Array): Promise<Uint8Array | null> {
  if (keyPair.algorithm === 'ml-kem-1024') {
    if (ciphertext.length !== ML_KEM_CIPHERTEXT_BYTES) return null
    return plain(crypto.decapsulate(keyPair.privateKey, ciphertext))
  }
  assert(keyPair.algorithm === 'p384', `a key for ${keyPair.algorithm} decapsulates nothing`)
  const publicKey = importPublic('p384', ciphertext, 'once')
  if (publicKey === null) return null
  return plain(await diffieHellmanAsync({ privateKey: keyPair.privateKey, publicKey }))
}

const ML_KEM_CIPHERTEXT_BYTES = 1568

const signAsync = promisify<null, Uint8Array, KeyObject, Buffer>(crypto.sign)
const diffieHellmanAsync = promisify<{ privateKey: KeyObject; publicKey: KeyObject }, Buffer>(crypto.diffieHellman)

// OpenSSL imports a scalar outside [1, n-1] without a word; the order n is that of SP 800-186 for P-384.
const P384_ORDER = Uint8Array.fromHex(`${'f'.repeat(48)}c7634d81f4372ddf581a0db248b0a77aecec196accc52973`)

function isScalar(secret: Uint8Array): boolean {
  return secret.some((byte) => byte !== 0) && compare(secret, P384_ORDER) < 0
}

function pair(algorithm: KeyAlgorithm, privateKey: KeyObject): PrivateKeyPair {
  const publicKey = plain(crypto.createPublicKey(privateKey).export({ format: 'raw-public' }))
  return { algorithm, privateKey, publicKey }
}

function generate(algorithm: KeyAlgorithm): KeyObject {
  switch (algorithm) {
    case 'ed25519':
      return crypto.generateKeyPairSync('ed25519').privateKey
    case 'ml-dsa-87':
      return crypto.generateKeyPairSync('ml-dsa-87').privateKey
    case 'ml-kem-1024':
      return crypto.generateKeyPairSync('ml-kem-1024').privateKey
    case 'p384':
      return crypto.generateKeyPairSync('ec', { namedCurve: 'P-384' }).privateKey
  }
}

function importSecret(algorithm: KeyAlgorithm, key: Buffer): KeyObject {
  switch (algorithm) {
    case 'ed25519':
      return crypto.createPrivateKey({ key, format: 'raw-private', asymmetricKeyType: 'ed25519' })
    case 'p384':
      return crypto.createPrivateKey({ key, format: 'raw-private', asymmetricKeyType: 'ec', namedCurve: 'P-384' })
    case 'ml-dsa-87':
      return crypto.createPrivateKey({ key, format: 'raw-seed', asymmetricKeyType: 'ml-dsa-87' })
    case 'ml-kem-1024':
      return crypto.createPrivateKey({ key, format: 'raw-seed', asymmetricKeyType: 'ml-kem-1024' })
  }
}
