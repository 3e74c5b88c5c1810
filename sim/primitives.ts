import crypto from 'node:crypto'
import type { HashName, Kem, Primitives, SignatureAlgorithm } from '../src/core/crypto/primitives.ts'
import type { Dice } from './chance.ts'

/*
 * Stand-ins that cost a hash each. The hashes are the real ones, since trees and commitments are built of them. A signature is a
 * hash over public key and message: it proves nothing, and nobody in this world makes one without the custodian; but a changed
 * byte, another key or another message is refused as by the real thing.
 */

/** Bytes of public keys, signatures and ciphertexts, as the real algorithms have them. */
const SIZES = {
  ed25519: { key: 32, made: 64 },
  'ml-dsa-87': { key: 2592, made: 4627 },
  'ml-kem-1024': { key: 1568, made: 1568 },
  p384: { key: 97, made: 97 },
} as const satisfies Readonly<Record<SignatureAlgorithm | Kem, { key: number; made: number }>>

const SHARED_BYTES = { 'ml-kem-1024': 32, p384: 48 } as const satisfies Readonly<Record<Kem, number>>
const TAG_BYTES = 16

/** The private operations that belong to the stand-ins, for a custodian of this world. */
export interface KeyMaker {
  /** The public key of a secret. */
  publicKey(algorithm: SignatureAlgorithm | Kem, secret: string): Uint8Array
  sign(algorithm: SignatureAlgorithm, secret: string, message: Uint8Array): Uint8Array
  decapsulate(kem: Kem, secret: string, ciphertext: Uint8Array): Uint8Array | null
}

/** Fast primitives whose randomness comes from the seed. */
export function standIns(dice: Dice): Primitives {
  return {
    sha256: (data) => hash('sha256', data),
    sha384: (data) => hash('sha384', data),
    sha384Stream() {
      const stream = crypto.createHash('sha384')
      return { push: (data) => void stream.update(data), finish: () => new Uint8Array(stream.digest()) }
    },
    sha3_256: (data) => hash('sha256', data),
    hmac: (name, key, data) => hash(name, joined(key, data)),
    hkdf: (name, { ikm, salt, info, length }) => stretched(name, joined(salt, ikm, info), length),
    aesGcmSeal: seal,
    aesGcmOpen: open,
    verify: (algorithm, key, message, signature) =>
      key.length === SIZES[algorithm].key &&
      signature.length === SIZES[algorithm].made &&
      equal(signature, signatureOf(algorithm, key, message)),
    encapsulate(kem, key) {
      if (key.length !== SIZES[kem].key) return null
      const ciphertext = new Uint8Array(SIZES[kem].made)
      ciphertext.set(dice.bytes(32))
      return { ciphertext, shared: sharedOf(kem, key, ciphertext) }
    },
  }
}

/** Keys of the stand-ins. A secret is a name nobody else knows. */
export const standInKeys: KeyMaker = {
  publicKey(algorithm, secret) {
    const known = PUBLIC_KEYS.get(`${algorithm} ${secret}`)
    if (known !== undefined) return known
    const key = new Uint8Array(SIZES[algorithm].key)
    key.set(crypto.hash('sha256', `${algorithm} ${secret}`, 'buffer'))
    PUBLIC_KEYS.set(`${algorithm} ${secret}`, key)
    return key
  },
  sign(algorithm, secret, message) {
    return signatureOf(algorithm, standInKeys.publicKey(algorithm, secret), message)
  },
  decapsulate(kem, secret, ciphertext) {
    return ciphertext.length === SIZES[kem].made ? sharedOf(kem, standInKeys.publicKey(kem, secret), ciphertext) : null
  },
}

// A pure function's answers, remembered.
const PUBLIC_KEYS = new Map<string, Uint8Array>()

function hash(name: HashName, data: Uint8Array): Uint8Array {
  const digest = crypto.hash(name, data, 'buffer')
  return new Uint8Array(digest.buffer, digest.byteOffset, digest.length)
}

function signatureOf(algorithm: SignatureAlgorithm, key: Uint8Array, message: Uint8Array): Uint8Array {
  const signature = new Uint8Array(SIZES[algorithm].made)
  signature.set(hash('sha256', joined(key.subarray(0, 32), message)))
  return signature
}

function sharedOf(kem: Kem, key: Uint8Array, ciphertext: Uint8Array): Uint8Array {
  return hash('sha384', joined(key.subarray(0, 32), ciphertext)).subarray(0, SHARED_BYTES[kem])
}

function stretched(name: HashName, input: Uint8Array, length: number): Uint8Array {
  const made = new Uint8Array(length)
  let block = hash(name, input)
  for (let at = 0; at < length; at += block.length) {
    made.set(block.subarray(0, Math.min(block.length, length - at)), at)
    if (at + block.length < length) block = hash(name, joined(block, input))
  }
  return made
}

function seal(key: Uint8Array, nonce: Uint8Array, aad: Uint8Array, plaintext: Uint8Array): Uint8Array {
  const sealed = new Uint8Array(plaintext.length + TAG_BYTES)
  sealed.set(padded(key, plaintext))
  sealed.set(tagOf(key, nonce, aad, plaintext), plaintext.length)
  return sealed
}

function open(key: Uint8Array, nonce: Uint8Array, aad: Uint8Array, sealed: Uint8Array): Uint8Array | null {
  if (sealed.length < TAG_BYTES) return null
  const plaintext = padded(key, sealed.subarray(0, sealed.length - TAG_BYTES))
  return equal(tagOf(key, nonce, aad, plaintext), sealed.subarray(plaintext.length)) ? plaintext : null
}

function tagOf(key: Uint8Array, nonce: Uint8Array, aad: Uint8Array, plaintext: Uint8Array): Uint8Array {
  return hash('sha256', joined(key, nonce, aad, plaintext)).subarray(0, TAG_BYTES)
}

// Not a cipher: enough that clear content is never seen on the wire by accident.
function padded(key: Uint8Array, bytes: Uint8Array): Uint8Array {
  const out = new Uint8Array(bytes.length)
  for (let i = 0; i < bytes.length; i++) out[i] = (bytes[i] ?? 0) ^ (key[i & 31] ?? 0) ^ 0x5a
  return out
}

function equal(a: Uint8Array, b: Uint8Array): boolean {
  return Buffer.compare(a, b) === 0
}

function joined(...parts: readonly Uint8Array[]): Uint8Array {
  let length = 0
  for (const part of parts) length += part.length
  const bytes = new Uint8Array(length)
  let at = 0
  for (const part of parts) {
    bytes.set(part, at)
    at += part.length
  }
  return bytes
}
