/**
 * Every cryptographic primitive Comity uses, and nothing else: the one port a nation replaces to run on a validated module.
 *
 * `io/primitives.ts` implements it on `node:crypto`; the simulator on fast stand-ins; a contract test proves that the real
 * implementations agree on public vectors. Keys are raw bytes: public keys as their specification encodes them, private keys as
 * seeds (Ed25519 32, ML-DSA-87 32, ML-KEM-1024 64 bytes `d || z`, P-384 scalar 48, big endian).
 *
 * Private keys that outlive a call stay behind the `Custodian` port of the runtime; what is here with a secret argument takes
 * only keys that a caller has just derived.
 */
export interface Primitives {
  sha256(data: Uint8Array): Uint8Array
  sha384(data: Uint8Array): Uint8Array
  /** RFC 5869, extract and expand. */
  hkdf(hash: HashName, input: { ikm: Uint8Array; salt: Uint8Array; info: Uint8Array; length: number }): Uint8Array
  hmac(hash: HashName, key: Uint8Array, data: Uint8Array): Uint8Array
  /** SHA-384 of what is pushed, in constant memory. */
  sha384Stream(): HashStream
  sha3_256(data: Uint8Array): Uint8Array
  /** AES-256-GCM, 12-byte nonce; returns ciphertext and 16-byte tag. */
  aesGcmSeal(key: Uint8Array, nonce: Uint8Array, aad: Uint8Array, plaintext: Uint8Array): Uint8Array
  /** The plaintext, or `null` where the tag does not hold. */
  aesGcmOpen(key: Uint8Array, nonce: Uint8Array, aad: Uint8Array, sealed: Uint8Array): Uint8Array | null
  /** `false` for a bad signature and for a malformed key or signature alike (RFC 8032; FIPS 204, empty context). */
  verify(algorithm: SignatureAlgorithm, publicKey: Uint8Array, message: Uint8Array, signature: Uint8Array): boolean
  /** Draws its own randomness. `null` for a malformed public key (FIPS 203 section 7.2; SP 800-56A for P-384, ECDH `x` only). */
  encapsulate(kem: Kem, publicKey: Uint8Array): Encapsulation | null
}

/** A hash in the making; `finish` once, and nothing after it. */
export interface HashStream {
  push(data: Uint8Array): void
  finish(): Uint8Array
}

export type HashName = 'sha256' | 'sha384' | 'sha512'

/** Both must verify wherever both are required; see `ledger/note.ts`. */
export type SignatureAlgorithm = 'ed25519' | 'ml-dsa-87'

/** `p384`: an ephemeral key pair, 97-byte uncompressed point as ciphertext, the shared x coordinate (48 bytes) as secret. */
export type Kem = 'ml-kem-1024' | 'p384'

export interface Encapsulation {
  readonly shared: Uint8Array
  readonly ciphertext: Uint8Array
}
