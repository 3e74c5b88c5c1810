import { Fault } from '../fault.ts'
import { assert } from '../assert.ts'
import { concat, EMPTY, u16 } from '../bytes/bytes.ts'
import { utf8 } from '../bytes/utf8.ts'
import { hkdfExpand, hkdfExtract } from './hkdf.ts'
import type { Kem, Primitives } from './primitives.ts'

/**
 * The two ways a key is wrapped to a partner, fixed per agreement and never negotiated per message.
 *
 * `cnsa2`: ML-KEM-1024 alone (HPKE KEM 0x0042). `hybrid`: MLKEM1024-P384 (0x0051), which holds as long as either half does.
 * Both numbers come from drafts (draft-ietf-hpke-pq, draft-irtf-cfrg-concrete-hybrid-kems), so Comity pins them under suite
 * numbers of its own with frozen vectors in `vectors/hpke/`: a later draft is another suite, not a silent change.
 */
export type Profile = 'cnsa2' | 'hybrid'

export const PROFILES = ['cnsa2', 'hybrid'] as const satisfies readonly Profile[]

/** Bytes of a sealing public key: ML-KEM-1024, then in `hybrid` the uncompressed P-384 point. */
export const SEALING_KEY_BYTES = { cnsa2: 1568, hybrid: 1665 } as const satisfies Readonly<Record<Profile, number>>

/** Bytes of `enc`: the ML-KEM-1024 ciphertext, then in `hybrid` the ephemeral P-384 point. */
export const ENC_BYTES = { cnsa2: 1568, hybrid: 1665 } as const satisfies Readonly<Record<Profile, number>>

/** A node's sealing public keys, one a KEM. */
export interface SealingKeys {
  readonly 'ml-kem-1024': Uint8Array
  readonly p384: Uint8Array
}

/** The public key of one profile, as HPKE serialises it. */
export function sealingKey(profile: Profile, keys: SealingKeys): Uint8Array {
  switch (profile) {
    case 'cnsa2':
      return keys['ml-kem-1024']
    case 'hybrid':
      return concat([keys['ml-kem-1024'], keys.p384])
  }
}

/** What both ends hold after the key schedule (RFC 9180 section 5.1). The key seals one message; more are exported. */
export interface HpkeContext {
  readonly profile: Profile
  readonly key: Uint8Array
  readonly nonce: Uint8Array
  readonly exporter: Uint8Array
}

/** The receiver's private operation, behind its custodian: the shared secret, or `null` where the ciphertext is malformed. */
export type Decapsulate = (kem: Kem, ciphertext: Uint8Array) => Promise<Uint8Array | null>

/** Base mode, sender (RFC 9180 section 5.1.1). A malformed public key is a `bytes-malformed` Fault. */
export function hpkeSender(
  primitives: Primitives,
  input: { profile: Profile; publicKey: Uint8Array; info: Uint8Array },
): { readonly enc: Uint8Array; readonly context: HpkeContext } {
  const { profile } = input
  const [kemKey, point] = halves(input.publicKey, SEALING_KEY_BYTES[profile], 'sealing public key')
  const lattice = sent(primitives, 'ml-kem-1024', kemKey)
  if (profile === 'cnsa2') return { enc: lattice.ciphertext, context: schedule(primitives, input, lattice.shared) }
  const curve = sent(primitives, 'p384', point)
  const shared = combine(primitives, {
    lattice: lattice.shared,
    curve: curve.shared,
    ciphertext: curve.ciphertext,
    point,
  })
  return { enc: concat([lattice.ciphertext, curve.ciphertext]), context: schedule(primitives, input, shared) }
}

/** Base mode, receiver. A malformed `enc` is a `bytes-malformed` Fault; a wrong one gives a context that opens nothing. */
export async function hpkeReceiver(
  primitives: Primitives,
  decapsulate: Decapsulate,
  input: { profile: Profile; publicKey: Uint8Array; enc: Uint8Array; info: Uint8Array },
): Promise<HpkeContext> {
  const { profile } = input
  assert(input.publicKey.length === SEALING_KEY_BYTES[profile], 'a receiver knows its own public key')
  const [ciphertext, ephemeral] = halves(input.enc, ENC_BYTES[profile], 'enc')
  const lattice = received(await decapsulate('ml-kem-1024', ciphertext))
  if (profile === 'cnsa2') return schedule(primitives, input, lattice)
  const curve = received(await decapsulate('p384', ephemeral))
  const point = input.publicKey.subarray(KEM_BYTES)
  return schedule(primitives, input, combine(primitives, { lattice, curve, ciphertext: ephemeral, point }))
}

/** Seals the one message of a context. */
export function hpkeSeal(
  primitives: Primitives,
  context: HpkeContext,
  message: { aad: Uint8Array; plaintext: Uint8Array },
): Uint8Array {
  return primitives.aesGcmSeal(context.key, context.nonce, message.aad, message.plaintext)
}

/** Opens the one message of a context, or `null` where anything it was bound to differs. */
export function hpkeOpen(
  primitives: Primitives,
  context: HpkeContext,
  message: { aad: Uint8Array; sealed: Uint8Array },
): Uint8Array | null {
  return primitives.aesGcmOpen(context.key, context.nonce, message.aad, message.sealed)
}

/** A secret both ends derive for one purpose (RFC 9180 section 5.3): the key of one warning of an epoch, named by its `B`. */
export function hpkeExport(
  primitives: Primitives,
  context: HpkeContext,
  secret: { purpose: Uint8Array; length: number },
): Uint8Array {
  return expand(primitives, context.profile, {
    secret: context.exporter,
    label: 'sec',
    info: secret.purpose,
    length: secret.length,
  })
}

const KEM_BYTES = 1568
const KEM_ID = { cnsa2: 0x0042, hybrid: 0x0051 } as const satisfies Readonly<Record<Profile, number>>
const HKDF_SHA384 = 0x0002
const AES_256_GCM = 0x0002
const COMBINER_LABEL = utf8('MLKEM1024-P384')

/** The C2PRI combiner of draft-irtf-cfrg-hybrid-kems: ML-KEM binds its own ciphertext and key, so only the curve's are hashed. */
function combine(
  primitives: Primitives,
  input: { lattice: Uint8Array; curve: Uint8Array; ciphertext: Uint8Array; point: Uint8Array },
): Uint8Array {
  return primitives.sha3_256(concat([input.lattice, input.curve, input.ciphertext, input.point, COMBINER_LABEL]))
}

function schedule(
  primitives: Primitives,
  input: { profile: Profile; info: Uint8Array },
  shared: Uint8Array,
): HpkeContext {
  const { profile } = input
  const pskIdHash = extract(primitives, profile, { salt: EMPTY, label: 'psk_id_hash', ikm: EMPTY })
  const infoHash = extract(primitives, profile, { salt: EMPTY, label: 'info_hash', ikm: input.info })
  const info = concat([Uint8Array.of(0), pskIdHash, infoHash])
  const secret = extract(primitives, profile, { salt: shared, label: 'secret', ikm: EMPTY })
  return {
    profile,
    key: expand(primitives, profile, { secret, label: 'key', info, length: 32 }),
    nonce: expand(primitives, profile, { secret, label: 'base_nonce', info, length: 12 }),
    exporter: expand(primitives, profile, { secret, label: 'exp', info, length: 48 }),
  }
}

function extract(
  primitives: Primitives,
  profile: Profile,
  input: { salt: Uint8Array; label: string; ikm: Uint8Array },
): Uint8Array {
  const ikm = concat([utf8('HPKE-v1'), suiteId(profile), utf8(input.label), input.ikm])
  return hkdfExtract(primitives, 'sha384', { salt: input.salt, ikm })
}

function expand(
  primitives: Primitives,
  profile: Profile,
  input: { secret: Uint8Array; label: string; info: Uint8Array; length: number },
): Uint8Array {
  const info = concat([u16(input.length), utf8('HPKE-v1'), suiteId(profile), utf8(input.label), input.info])
  return hkdfExpand(primitives, 'sha384', { prk: input.secret, info, length: input.length })
}

function suiteId(profile: Profile): Uint8Array {
  return concat([utf8('HPKE'), u16(KEM_ID[profile]), u16(HKDF_SHA384), u16(AES_256_GCM)])
}

function halves(bytes: Uint8Array, length: number, what: string): readonly [Uint8Array, Uint8Array] {
  if (bytes.length !== length)
    throw new Fault('bytes-malformed', `${what}: ${bytes.length} bytes where ${length} belong`)
  return [bytes.subarray(0, KEM_BYTES), bytes.subarray(KEM_BYTES)]
}

function sent(primitives: Primitives, kem: Kem, publicKey: Uint8Array): { shared: Uint8Array; ciphertext: Uint8Array } {
  const encapsulation = primitives.encapsulate(kem, publicKey)
  if (encapsulation === null) throw new Fault('bytes-malformed', `sealing public key: not a key for ${kem}`)
  return encapsulation
}

function received(shared: Uint8Array | null): Uint8Array {
  if (shared === null) throw new Fault('bytes-malformed', 'enc: not a ciphertext for this key')
  return shared
}
