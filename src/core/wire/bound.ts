import { fromHex, toHex } from '../bytes/bytes.ts'
import { canonicalBytes, decodeCanonical, type Json } from '../bytes/canonical.ts'
import { countOf, listOf, shape, stringOf, stringOrNull, valueOf, wordOf, type Shape } from '../bytes/shape.ts'
import { PROFILES, type Profile } from '../crypto/hpke.ts'
import type { Primitives } from '../crypto/primitives.ts'
import { Fault } from '../fault.ts'

/**
 * Everything a sealed item is tied to. Sealed in front of the content; its digest `B` is the `info` of the key wrap and the
 * context of the payload, so that changing any of it stops the unwrap before the first byte (`labels-and-sealing.md` section 6).
 *
 * Digests are SHA-384 in lower-case hexadecimal.
 */
export interface Bound {
  readonly profile: Profile
  /** 128 bits, in hexadecimal. */
  readonly release: string
  /** 32 fresh bytes, so that `B`, which travels in the clear, says nothing about the rest. */
  readonly salt: Uint8Array
  readonly agreement: string
  /** Of the originator's label, which never changes, and of the equivalent in the recipient's policy. */
  readonly labels: { readonly originator: string; readonly alternative: string | null }
  /** Of the marking policies the labels were read by. */
  readonly policies: readonly string[]
  readonly verdict: string
  readonly originators: readonly string[]
  readonly conditions: readonly string[]
  readonly recipient: { readonly node: string; readonly key: string }
  readonly contentType: string
  /** Bytes of the content, and the salted commitment to it (`wire/content-digest.ts`). */
  readonly length: number
  readonly commitment: string
  readonly attachments: readonly string[]
}

/** Largest bound block. */
export const BOUND_BYTES_MAX = 64 * 1024

/** The canonical bytes. */
export function encodeBound(bound: Bound): Uint8Array {
  return canonicalBytes({ v: 1, ...bound, salt: toHex(bound.salt) })
}

/** `B`: SHA-384 of the bytes as they stand. */
export function boundDigest(primitives: Primitives, bytes: Uint8Array): Uint8Array {
  return primitives.sha384(bytes)
}

/** Reads a bound block, strictly. */
export function decodeBound(bytes: Uint8Array): Bound {
  if (bytes.length > BOUND_BYTES_MAX) throw new Fault('limit-exceeded', `bound block: ${bytes.length} bytes`)
  const shaped = shape(decodeCanonical(bytes, 'bound block'), 'bound block', NAMES)
  if (shaped.object['v'] !== 1) throw new Fault('bytes-malformed', 'bound block.v: not 1')
  const labels = shape(valueOf(shaped, 'labels'), 'bound block.labels', ['originator', 'alternative'])
  const recipient = shape(valueOf(shaped, 'recipient'), 'bound block.recipient', ['node', 'key'])
  return {
    profile: wordOf(shaped, 'profile', PROFILES),
    release: hexOf(shaped, 'release', 16),
    salt: fromHex(hexOf(shaped, 'salt', 32), 'bound block.salt'),
    agreement: hexOf(shaped, 'agreement', 48),
    labels: {
      originator: hexOf(labels, 'originator', 48),
      alternative: stringOrNull(labels, 'alternative') === null ? null : hexOf(labels, 'alternative', 48),
    },
    policies: digestsOf(shaped, 'policies'),
    verdict: hexOf(shaped, 'verdict', 48),
    originators: stringsOf(shaped, 'originators'),
    conditions: stringsOf(shaped, 'conditions'),
    recipient: { node: stringOf(recipient, 'node', 128), key: hexOf(recipient, 'key', 16) },
    contentType: stringOf(shaped, 'contentType', 256),
    length: countOf(shaped, 'length'),
    commitment: hexOf(shaped, 'commitment', 48),
    attachments: digestsOf(shaped, 'attachments'),
  }
}

const NAMES = [
  'v',
  'profile',
  'release',
  'salt',
  'agreement',
  'labels',
  'policies',
  'verdict',
  'originators',
  'conditions',
  'recipient',
  'contentType',
  'length',
  'commitment',
  'attachments',
] as const satisfies readonly ('v' | keyof Bound)[]

const LIST_LENGTH_MAX = 256

function hexOf(shaped: Shape, name: string, bytes: number): string {
  const text = stringOf(shaped, name, 2 * bytes)
  mustBeHex(text, `${shaped.where}.${name}`, bytes)
  return text
}

function digestsOf(shaped: Shape, name: string): readonly string[] {
  const digests = stringsOf(shaped, name)
  for (const digest of digests) mustBeHex(digest, `${shaped.where}.${name}`, 48)
  return digests
}

function mustBeHex(text: string, where: string, bytes: number): void {
  if (text.length !== 2 * bytes || !/^[0-9a-f]*$/.test(text))
    throw new Fault('bytes-malformed', `${where}: not ${bytes} bytes in hexadecimal`)
}

function stringsOf(shaped: Shape, name: string): readonly string[] {
  const list = listOf(shaped, name, LIST_LENGTH_MAX)
  if (!list.every(isString)) throw new Fault('bytes-malformed', `${shaped.where}.${name}: not a list of strings`)
  return list
}

function isString(value: Json): value is string {
  return typeof value === 'string'
}
