import { compare, concat, equal, fromBase64, toBase64, toHex } from '../bytes/bytes.ts'
import { canonicalBytes, type Json } from '../bytes/canonical.ts'
import { shape, stringOf, valueOf } from '../bytes/shape.ts'
import { utf8 } from '../bytes/utf8.ts'
import type { Primitives } from '../crypto/primitives.ts'
import { Fault } from '../fault.ts'
import type { PublicKeys } from '../ledger/key.ts'
import { isNation, type Nation } from '../marking/name.ts'
import {
  decodeDocument,
  documentMessage,
  encodeDocument,
  publicKeysJson,
  publicKeysOf,
  verifyDocument,
  type Signatures,
} from './signed-document.ts'

/**
 * Who a node is: the document two nations hand each other on paper or disc before anything else.
 *
 * It signs itself, which proves only that its maker holds the keys in it. That it is the other *nation's* is proved by reading
 * the fingerprint aloud, two persons on each side.
 */
export interface Identity {
  readonly nation: Nation
  /** A name like a host's, in lower case: `kr.exercise.comity.example`. Part of every origin, so it never changes. */
  readonly node: string
  /** Exercise identities relate to exercise identities only; live nodes refuse them. */
  readonly exercise: boolean
  readonly keys: PublicKeys
  /** The nation's own certificate authority for node certificates, DER: what a link to this node is pinned to. */
  readonly root: Uint8Array
  /** Where its node answers: `https://` only, without a slash at the end. */
  readonly url: string
}

/** The bytes both identity keys sign. */
export function identityMessage(identity: Identity): Uint8Array {
  return documentMessage('comity/identity/v1', bodyOf(identity))
}

/** Writes the document. */
export function encodeIdentity(identity: Identity, signatures: Signatures): Uint8Array {
  return encodeDocument({ body: bodyOf(identity), signatures })
}

/** Reads a document and verifies both of its signatures; `identity-invalid` where one fails. */
export function decodeIdentity(primitives: Primitives, bytes: Uint8Array): Identity {
  const document = decodeDocument(bytes, 'identity')
  const identity = identityOf(document.body)
  verifyDocument(primitives, document, { purpose: 'comity/identity/v1', keys: identity.keys })
  return identity
}

/** SHA-256 of the body's canonical bytes. The signatures are left out: signing again must not change who a node is. */
function identityDigest(primitives: Primitives, identity: Identity): Uint8Array {
  return primitives.sha256(canonicalBytes(bodyOf(identity)))
}

/**
 * The digest as sixty decimal digits in twelve groups of five, 199 bits.
 *
 * Digits, because they are read over a telephone between people who share no language: every operator can say and write ten
 * digits in the other's tongue, while words need a list both sides know and letters sound alike.
 */
export function fingerprint(primitives: Primitives, identity: Identity): string {
  const digits = digitsOf(primitives, identity)
  return Array.from({ length: 12 }, (_, group) => digits.slice(group * 5, group * 5 + 5)).join(' ')
}

/** Tells whether typed digits are this identity's, whatever the spaces, hyphens or width of the digits; in constant time. */
export function isFingerprint(primitives: Primitives, identity: Identity, typed: string): boolean {
  const digits = digitsOf(primitives, identity)
  const given = typed
    .slice(0, TYPED_LENGTH_MAX)
    .normalize('NFKC')
    .replaceAll(/[\s\-‐-―]/g, '')
  let difference = digits.length ^ given.length
  for (let i = 0; i < digits.length; i++) difference |= digits.charCodeAt(i) ^ given.charCodeAt(i)
  return difference === 0
}

/**
 * The 128-bit name of the relation between two nodes, in hexadecimal; the same from either side.
 *
 * An exercise identity and a live one, or an identity and itself, have no relation: `identity-invalid`.
 */
export function relationId(
  primitives: Primitives,
  pair: { readonly ours: Identity; readonly theirs: Identity },
): string {
  if (pair.ours.exercise !== pair.theirs.exercise)
    throw new Fault('identity-invalid', `\`${pair.theirs.node}\`: an exercise identity and a live one do not meet`)
  const digests = [pair.ours, pair.theirs].map((identity) => identityDigest(primitives, identity)).sort(compare)
  if (pair.ours.node === pair.theirs.node || digests.every((digest) => equal(digest, digests[0] ?? digest)))
    throw new Fault('identity-invalid', `\`${pair.theirs.node}\`: a node has no relation with itself`)
  return toHex(primitives.sha256(concat([utf8('comity/relation/v1\0'), ...digests])).subarray(0, 16))
}

/** Origin of the log a node keeps in a relation, epoch 1: the mode is in it, and so in every key id (`ledger.md` section 4). */
export function originOf(identity: Identity, relation: string): string {
  return `${identity.node}${identity.exercise ? '/exercise' : ''}/rel/${relation}/1`
}

/** The name a node cosigns under in a relation. */
export function cosignerNameOf(identity: Identity, relation: string): string {
  return `${identity.node}/cosign/${relation}`
}

/** Tells whether a text may name a node: written like a host's name, in lower case. */
export function isNodeName(text: string): boolean {
  return NODE.test(text)
}

/** Tells whether a text may be where a node answers. */
export function isNodeUrl(text: string): boolean {
  return text.length <= URL_LENGTH_MAX && URL.test(text)
}

const ROOT_BYTES_MAX = 16 * 1024
const URL_LENGTH_MAX = 512
const TYPED_LENGTH_MAX = 256
const NODE = /^(?=.{1,128}$)[a-z0-9]([a-z0-9-]*[a-z0-9])?(\.[a-z0-9]([a-z0-9-]*[a-z0-9])?)*$/
const URL = /^https:\/\/([a-z0-9.-]+|\[[0-9a-f:]+\])(:[1-9][0-9]{0,4})?(\/[A-Za-z0-9._~-]+)*$/

function bodyOf(identity: Identity): Json {
  const { nation, node, exercise, keys, root, url } = identity
  return { v: 1, nation, node, exercise, keys: publicKeysJson(keys), root: toBase64(root), url }
}

function identityOf(body: Json): Identity {
  const shaped = shape(body, 'identity', ['v', 'nation', 'node', 'exercise', 'keys', 'root', 'url'])
  if (shaped.object['v'] !== 1) throw new Fault('bytes-malformed', 'identity.v: not 1')
  const exercise = shaped.object['exercise']
  if (typeof exercise !== 'boolean') throw new Fault('bytes-malformed', 'identity.exercise: neither true nor false')
  const nation = stringOf(shaped, 'nation', 8)
  if (!isNation(nation)) throw new Fault('bytes-malformed', 'identity.nation: not a nation')
  const node = stringOf(shaped, 'node', 128)
  if (!isNodeName(node)) throw new Fault('bytes-malformed', 'identity.node: not a name in lower case')
  const url = stringOf(shaped, 'url', URL_LENGTH_MAX)
  if (!isNodeUrl(url)) throw new Fault('bytes-malformed', 'identity.url: not an https address')
  const root = fromBase64(stringOf(shaped, 'root', Math.ceil(ROOT_BYTES_MAX / 3) * 4), 'identity.root')
  const keys = publicKeysOf(shape(valueOf(shaped, 'keys'), 'identity.keys', ['ed25519', 'ml-dsa-87']))
  return { nation, node, exercise, keys, root, url }
}

function digitsOf(primitives: Primitives, identity: Identity): string {
  const digest = BigInt(`0x${toHex(identityDigest(primitives, identity))}`)
  return (digest % 10n ** 60n).toString().padStart(60, '0')
}
