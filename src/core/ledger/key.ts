import { concat, equal, fromBase64, toBase64, toHex } from '../bytes/bytes.ts'
import { utf8 } from '../bytes/utf8.ts'
import type { Primitives, SignatureAlgorithm } from '../crypto/primitives.ts'
import { Fault } from '../fault.ts'

/*
 * key id = SHA-256(name || LF || type || public key)[0:4]                     C2SP signed-note
 * vkey   = name "+" hex(key id) "+" base64(type || public key)
 */

/**
 * What a note key signs: `ed25519` the text itself, `cosignature` the text with a time (C2SP tlog-cosignature, Ed25519),
 * `ml-dsa-87` the text with signer and time (ours; a C2SP tool skips it as a key it does not know).
 */
export type KeyKind = 'ed25519' | 'cosignature' | 'ml-dsa-87'

/** A public key a note may be checked with. */
export interface VerifierKey {
  readonly kind: KeyKind
  readonly name: string
  /** Eight lower-case hexadecimal digits. */
  readonly id: string
  readonly key: Uint8Array
}

/** Both keys of one signer. A statement counts only where both verify: "either" is a downgrade. */
export interface KeyPair {
  readonly classical: VerifierKey
  readonly quantum: VerifierKey
}

/** Raw public keys, as the custodian gives them. */
export interface PublicKeys {
  readonly ed25519: Uint8Array
  readonly mlDsa87: Uint8Array
}

interface KindRow {
  readonly type: Uint8Array
  readonly keyBytes: number
  readonly signatureBytes: number
  readonly timed: boolean
  readonly algorithm: SignatureAlgorithm
}

/** The type bytes, sizes and algorithm behind each kind. */
export const KEY_KINDS: Readonly<Record<KeyKind, KindRow>> = {
  ed25519: { type: Uint8Array.of(1), keyBytes: 32, signatureBytes: 64, timed: false, algorithm: 'ed25519' },
  cosignature: { type: Uint8Array.of(4), keyBytes: 32, signatureBytes: 64, timed: true, algorithm: 'ed25519' },
  'ml-dsa-87': {
    type: concat([Uint8Array.of(0xff), utf8('comity/ml-dsa-87/v1\n')]),
    keyBytes: 2592,
    signatureBytes: 4627,
    timed: true,
    algorithm: 'ml-dsa-87',
  },
}

const KINDS: readonly KeyKind[] = ['ed25519', 'cosignature', 'ml-dsa-87']
const VKEY_LENGTH_MAX = 4096
const NAME_BYTES_MAX = 255

/** A verifier key with its id computed. */
export function verifierKey(primitives: Primitives, { kind, name, key }: Omit<VerifierKey, 'id'>): VerifierKey {
  if (!isKeyName(name)) throw new Fault('bytes-malformed', `key name \`${name.slice(0, 64)}\``)
  const { type, keyBytes } = KEY_KINDS[kind]
  if (key.length !== keyBytes) throw new Fault('bytes-malformed', `key of \`${name}\`: not ${keyBytes} bytes`)
  const id = primitives.sha256(concat([utf8(`${name}\n`), type, key])).subarray(0, 4)
  return { kind, name, id: toHex(id), key }
}

/** The two keys a log signs its heads and manifests with; their name is the log's origin. */
export function logKeys(primitives: Primitives, origin: string, keys: PublicKeys): KeyPair {
  return {
    classical: verifierKey(primitives, { kind: 'ed25519', name: origin, key: keys.ed25519 }),
    quantum: verifierKey(primitives, { kind: 'ml-dsa-87', name: origin, key: keys.mlDsa87 }),
  }
}

/**
 * The two keys a cosigner signs heads with.
 *
 * INVARIANT: one Ed25519 key belongs to exactly one cosigner name, because its message does not name the cosigner.
 */
export function cosignerKeys(primitives: Primitives, name: string, keys: PublicKeys): KeyPair {
  return {
    classical: verifierKey(primitives, { kind: 'cosignature', name, key: keys.ed25519 }),
    quantum: verifierKey(primitives, { kind: 'ml-dsa-87', name, key: keys.mlDsa87 }),
  }
}

/** Writes a vkey, the form in which keys are exchanged on paper and given to tools. */
export function encodeVkey(key: VerifierKey): string {
  return `${key.name}+${key.id}+${toBase64(concat([KEY_KINDS[key.kind].type, key.key]))}`
}

/** Reads a vkey strictly; its id must be the one its name, type and key give. */
export function decodeVkey(primitives: Primitives, text: string): VerifierKey {
  if (text.length > VKEY_LENGTH_MAX) throw new Fault('limit-exceeded', `vkey: longer than ${VKEY_LENGTH_MAX}`)
  const [name, id, encoded] = splitVkey(text)
  const bytes = fromBase64(encoded, `vkey of \`${name}\``)
  const kind = KINDS.find((known) => startsWith(bytes, KEY_KINDS[known].type))
  if (kind === undefined) throw new Fault('bytes-malformed', `vkey of \`${name}\`: a type of key that is not read here`)
  const key = verifierKey(primitives, { kind, name, key: bytes.subarray(KEY_KINDS[kind].type.length) })
  if (key.id !== id) throw new Fault('bytes-malformed', `vkey of \`${name}\`: its key id is ${key.id}`)
  return key
}

/** Key names are not empty, hold no white space and no plus sign, and at most 255 bytes (C2SP signed-note). */
export function isKeyName(name: string): boolean {
  return (
    name !== '' && name.isWellFormed() && !/[\p{White_Space}\p{Cc}+]/u.test(name) && utf8(name).length <= NAME_BYTES_MAX
  )
}

// Base64 may hold a plus sign too, so only the first two divide.
function splitVkey(text: string): readonly [string, string, string] {
  const first = text.indexOf('+')
  const second = text.indexOf('+', first + 1)
  if (first < 0 || second < 0)
    throw new Fault('bytes-malformed', 'vkey: not name, key id and key with plus signs between')
  return [text.slice(0, first), text.slice(first + 1, second), text.slice(second + 1)]
}

function startsWith(bytes: Uint8Array, prefix: Uint8Array): boolean {
  return equal(bytes.subarray(0, prefix.length), prefix)
}
