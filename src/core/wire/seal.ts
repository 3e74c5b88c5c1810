import { assert } from '../assert.ts'
import { concat, EMPTY, equal, toHex, u32 } from '../bytes/bytes.ts'
import {
  chunkedLength,
  chunkedOpener,
  chunkedOpening,
  chunkedSealer,
  chunkedSealing,
  CHUNKED_HEADER_BYTES,
  messageLength,
  type Opener,
  type Sealer,
} from '../crypto/chunked.ts'
import {
  hpkeOpen,
  hpkeReceiver,
  hpkeSeal,
  hpkeSender,
  sealingKey,
  type Decapsulate,
  type SealingKeys,
} from '../crypto/hpke.ts'
import type { Primitives } from '../crypto/primitives.ts'
import { Fault } from '../fault.ts'
import { BOUND_BYTES_MAX, boundDigest, decodeBound, encodeBound, type Bound } from './bound.ts'
import { contentDigest } from './content-digest.ts'
import { encodeSealHeader, headerPrefix, keyIdOf, SEAL_HEADER_BYTES, type SealHeader } from './seal-header.ts'

/*
 * Custody mode (`labels-and-sealing.md` section 6):
 *
 *   header || chunked encryption under a fresh key, context B, of:  u32 length of bound block || bound block || content
 */

/** What is drawn afresh for one copy of one release. INVARIANT: never used for two recipients, items or attempts. */
export interface SealSecrets {
  readonly key: Uint8Array
  readonly salt: Uint8Array
}

/** Bytes to draw: a 32-byte key and a 24-byte salt. */
export const SEAL_SECRET_BYTES = 56

/** Splits freshly drawn bytes into the secrets of one seal. */
export function sealSecrets(drawn: Uint8Array): SealSecrets {
  assert(drawn.length === SEAL_SECRET_BYTES, 'a seal takes 56 fresh bytes')
  return { key: drawn.subarray(0, 32), salt: drawn.subarray(32) }
}

/** Bytes of the sealed item, header included. */
export function sealedLength(bound: Bound): number {
  return SEAL_HEADER_BYTES[bound.profile] + payloadLength(bound)
}

/**
 * Seals content pushed in any pieces; the item is what `push` and `finish` return, in order. Constant memory.
 *
 * The bound block names the content's length and commitment, so content is read twice: once for the digest, once here.
 * Content that is longer or shorter than announced is `item-changed`.
 */
export function sealer(
  primitives: Primitives,
  input: { keys: SealingKeys; bound: Bound; secrets: SealSecrets },
): Sealer {
  const { keys, bound, secrets } = input
  const { profile, release } = bound
  assert(bound.recipient.key === keyIdOf(primitives, profile, keys), 'the bound block names the key that is sealed to')
  const block = encodeBound(bound)
  const digest = boundDigest(primitives, block)
  const clear = { profile, release, key: bound.recipient.key, bound: digest, length: payloadLength(bound) }
  const { enc, context } = hpkeSender(primitives, { profile, publicKey: sealingKey(profile, keys), info: digest })
  const wrapped = hpkeSeal(primitives, context, { aad: headerPrefix(clear), plaintext: secrets.key })
  const payloadKeys = chunkedSealing(primitives, { ...secrets, context: digest })
  const chunks = chunkedSealer(primitives, payloadKeys)
  let front = concat([
    encodeSealHeader({ ...clear, enc, wrapped }),
    payloadKeys.header,
    chunks.push(concat([u32(block.length), block])),
  ])
  let left = bound.length

  const behindFront = (sealed: Uint8Array): Uint8Array => {
    if (front.length === 0) return sealed
    const all = concat([front, sealed])
    front = EMPTY
    return all
  }

  return {
    push(content) {
      left -= content.length
      if (left < 0) throw new Fault('item-changed', 'seal: longer than when it was bound')
      return behindFront(chunks.push(content))
    },
    finish() {
      if (left !== 0) throw new Fault('item-changed', 'seal: shorter than when it was bound')
      return behindFront(chunks.finish())
    },
  }
}

/** An item being opened. What `push` gives goes to quarantine: nothing may be handed over before `finish` returned. */
export interface ItemOpener {
  push(payload: Uint8Array): Uint8Array
  /** The last piece of content, and what the whole was bound to, once everything held. */
  finish(): { readonly content: Uint8Array; readonly bound: Bound }
}

/**
 * Unwraps the key of an item and opens its payload, pushed in any pieces; anything changed, cut or added is `seal-broken`.
 *
 * Whether the release the item is bound to was made, to this node, under an agreement in force, is for the caller to check
 * against the entry: this proves that the item is the one that was bound, and whole.
 */
export async function opener(
  primitives: Primitives,
  input: { keys: SealingKeys; decapsulate: Decapsulate; header: SealHeader },
): Promise<ItemOpener> {
  const { keys, decapsulate, header } = input
  const { profile, enc } = header
  if (header.key !== keyIdOf(primitives, profile, keys))
    throw new Fault('seal-broken', 'seal header: sealed to another key')
  const context = await hpkeReceiver(primitives, decapsulate, {
    profile,
    publicKey: sealingKey(profile, keys),
    enc,
    info: header.bound,
  })
  const key = hpkeOpen(primitives, context, { aad: headerPrefix(header), sealed: header.wrapped })
  if (key === null) throw new Fault('seal-broken', 'seal header: the key does not unwrap')
  const length = messageLength(header.length)
  if (length === null) throw new Fault('seal-broken', 'seal header: no payload has this length')
  return itemOpener(primitives, { header, key, length })
}

function itemOpener(
  primitives: Primitives,
  input: { header: SealHeader; key: Uint8Array; length: number },
): ItemOpener {
  const { header, key } = input
  let front = EMPTY
  let chunks: Opener | null = null
  let bound: Bound | null = null
  let digest = contentDigest(primitives, EMPTY)
  let left = header.length

  /** Holds plaintext back until the bound block is whole, and passes on what lies behind it. */
  const pastBound = (plaintext: Uint8Array): Uint8Array => {
    let content = plaintext
    if (bound === null) {
      front = concat([front, plaintext])
      const block = boundBlock(front)
      if (block === null) return EMPTY
      bound = verifiedBound(primitives, { header, block, length: input.length - 4 - block.length })
      digest = contentDigest(primitives, bound.salt)
      content = front.slice(4 + block.length)
      front = EMPTY
    }
    digest.push(content)
    return content
  }

  const open = (payload: Uint8Array): Uint8Array => {
    if (chunks !== null) return pastBound(chunks.push(payload))
    front = concat([front, payload])
    if (front.length < CHUNKED_HEADER_BYTES) return EMPTY
    const keys = chunkedOpening(primitives, {
      key,
      header: front.subarray(0, CHUNKED_HEADER_BYTES),
      context: header.bound,
    })
    chunks = chunkedOpener(primitives, keys)
    const rest = front.subarray(CHUNKED_HEADER_BYTES)
    front = EMPTY
    return pastBound(chunks.push(rest))
  }

  return {
    push(payload) {
      left -= payload.length
      if (left < 0) throw new Fault('seal-broken', 'payload: longer than its header says')
      return open(payload)
    },
    finish() {
      if (left !== 0 || chunks === null) throw new Fault('seal-broken', 'payload: cut short')
      const content = pastBound(chunks.finish())
      if (bound === null) throw new Fault('seal-broken', 'payload: no bound block')
      if (toHex(digest.finish().commitment) !== bound.commitment)
        throw new Fault('seal-broken', 'content: not the one that was bound')
      return { content, bound }
    },
  }
}

/** The block at the front of the plaintext, or `null` while it is not all there. */
function boundBlock(front: Uint8Array): Uint8Array | null {
  if (front.length < 4) return null
  const length = new DataView(front.buffer, front.byteOffset).getUint32(0)
  if (length > BOUND_BYTES_MAX) throw new Fault('seal-broken', 'payload: a bound block beyond its limit')
  return front.length < 4 + length ? null : front.slice(4, 4 + length)
}

function verifiedBound(
  primitives: Primitives,
  input: { header: SealHeader; block: Uint8Array; length: number },
): Bound {
  const { header, block, length } = input
  if (!equal(boundDigest(primitives, block), header.bound))
    throw new Fault('seal-broken', 'bound block: not the one in the header')
  const bound = decodeBound(block)
  const same =
    bound.profile === header.profile &&
    bound.release === header.release &&
    bound.recipient.key === header.key &&
    bound.length === length
  if (!same) throw new Fault('seal-broken', 'bound block: speaks of another seal than its header')
  return bound
}

function payloadLength(bound: Bound): number {
  return chunkedLength(4 + encodeBound(bound).length + bound.length)
}
