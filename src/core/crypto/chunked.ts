import { Fault } from '../fault.ts'
import { assert } from '../assert.ts'
import { concat, EMPTY } from '../bytes/bytes.ts'
import { utf8 } from '../bytes/utf8.ts'
import { hkdfExpand } from './hkdf.ts'
import type { Primitives } from './primitives.ts'

/*
 * C2SP chunked-encryption (https://c2sp.org/chunked-encryption) with AES-256-GCM and SHA-512:
 *
 *   salt (24) || commitment (32) || AEAD(chunk 0) || ... || AEAD(last chunk, shorter than 16 KiB, perhaps empty)
 *   key (32) || base nonce (12) || commitment (32) = HKDF-Expand(input key, "c2sp.org/chunked-encryption@v1+AEAD_AES_256_GCM\0" || salt || context)
 */

export const CHUNK_BYTES = 16_384
const TAG_BYTES = 16
/** Salt and commitment, in front of the first chunk. */
export const CHUNKED_HEADER_BYTES = 56
/** The format allows 2^38 chunks; the counter here stays inside 32 bits (64 TiB), which the format names as the least limit. */
const CHUNKS_MAX = 2 ** 32

const SALT_BYTES = 24
const SEALED_CHUNK_BYTES = CHUNK_BYTES + TAG_BYTES
const PURPOSE = utf8('c2sp.org/chunked-encryption@v1+AEAD_AES_256_GCM\0')

/** The keys of one message. Made by {@link chunkedSealing} or {@link chunkedOpening}, never stored. */
export interface ChunkedKeys {
  readonly header: Uint8Array
  readonly key: Uint8Array
  readonly baseNonce: Uint8Array
}

/** Ciphertext bytes of a message of `length` bytes. */
export function chunkedLength(length: number): number {
  return CHUNKED_HEADER_BYTES + length + TAG_BYTES * (Math.floor(length / CHUNK_BYTES) + 1)
}

/** Message bytes behind `length` bytes of ciphertext, or `null` where no message has that length: it was cut or extended. */
export function messageLength(length: number): number | null {
  const body = length - CHUNKED_HEADER_BYTES
  const last = body % SEALED_CHUNK_BYTES
  return body < TAG_BYTES || last < TAG_BYTES ? null : body - TAG_BYTES * (Math.floor(body / SEALED_CHUNK_BYTES) + 1)
}

/** Begins a message. `salt` is 24 fresh bytes; `key` is uniformly random; `context` may be empty and must be known to the reader. */
export function chunkedSealing(
  primitives: Primitives,
  input: { key: Uint8Array; salt: Uint8Array; context: Uint8Array },
): ChunkedKeys {
  assert(
    input.key.length === 32 && input.salt.length === SALT_BYTES,
    'chunked encryption takes a 32-byte key and a 24-byte salt',
  )
  const okm = hkdfExpand(primitives, 'sha512', {
    prk: input.key,
    info: concat([PURPOSE, input.salt, input.context]),
    length: 76,
  })
  return { header: concat([input.salt, okm.subarray(44)]), key: okm.subarray(0, 32), baseNonce: okm.subarray(32, 44) }
}

/** Takes a message's 56-byte header; another key or context than the sealer's is a `seal-broken` Fault, before any chunk. */
export function chunkedOpening(
  primitives: Primitives,
  input: { key: Uint8Array; header: Uint8Array; context: Uint8Array },
): ChunkedKeys {
  if (input.key.length !== 32) throw new Fault('seal-broken', `payload key: ${input.key.length} bytes where 32 belong`)
  if (input.header.length !== CHUNKED_HEADER_BYTES) throw new Fault('seal-broken', 'payload: shorter than its header')
  const keys = chunkedSealing(primitives, {
    key: input.key,
    salt: input.header.subarray(0, SALT_BYTES),
    context: input.context,
  })
  if (!isSame(keys.header, input.header)) throw new Fault('seal-broken', 'payload: sealed under another key or context')
  return keys
}

/** Seals chunk `index`: 16 KiB, or fewer bytes for the last. */
function sealChunk(
  primitives: Primitives,
  keys: ChunkedKeys,
  chunk: { index: number; plaintext: Uint8Array },
): Uint8Array {
  assert(chunk.plaintext.length <= CHUNK_BYTES, 'a chunk has at most 16 KiB')
  return primitives.aesGcmSeal(keys.key, nonce(keys, chunk.index), EMPTY, chunk.plaintext)
}

/** Opens chunk `index` alone, wherever it was read from; `seal-broken` where it is not that chunk of this message. */
export function openChunk(
  primitives: Primitives,
  keys: ChunkedKeys,
  chunk: { index: number; sealed: Uint8Array },
): Uint8Array {
  const plaintext = primitives.aesGcmOpen(keys.key, nonce(keys, chunk.index), EMPTY, chunk.sealed)
  if (plaintext === null) throw new Fault('seal-broken', `payload, chunk ${chunk.index}: not the one that was sealed`)
  return plaintext
}

/** Where the sealed chunk `index` lies in a ciphertext of `length` bytes, half-open. */
export function chunkRange(index: number, length: number): { readonly start: number; readonly end: number } {
  const start = CHUNKED_HEADER_BYTES + index * SEALED_CHUNK_BYTES
  return { start, end: Math.min(start + SEALED_CHUNK_BYTES, length) }
}

/** A message in the making: what `push` and `finish` give is written in that order behind the header. */
export interface Sealer {
  push(plaintext: Uint8Array): Uint8Array
  finish(): Uint8Array
}

/** Seals a message piece by piece, whatever the pieces; keeps less than one chunk. */
export function chunkedSealer(primitives: Primitives, keys: ChunkedKeys): Sealer {
  return cutter(CHUNK_BYTES, SEALED_CHUNK_BYTES, (index, plaintext) =>
    sealChunk(primitives, keys, { index, plaintext }),
  )
}

/** A message being read. What `push` gives is authentic but a prefix: nothing is whole before `finish` returned. */
export interface Opener {
  push(sealed: Uint8Array): Uint8Array
  finish(): Uint8Array
}

/** Opens a message piece by piece; a changed, moved, missing or added chunk, and a missing end, are `seal-broken` Faults. */
export function chunkedOpener(primitives: Primitives, keys: ChunkedKeys): Opener {
  return cutter(SEALED_CHUNK_BYTES, CHUNK_BYTES, (index, sealed) => openChunk(primitives, keys, { index, sealed }))
}

/**
 * Cuts what is pushed into pieces of `size` bytes, turns each with `turn` into one of `turnedSize`, and the rest, shorter than
 * `size` and perhaps empty, when finished: the shape both directions share.
 *
 * Whole pieces are turned where they lie and written side by side into one answer, so a push of 1 MiB costs one large buffer.
 */
function cutter(size: number, turnedSize: number, turn: (index: number, piece: Uint8Array) => Uint8Array): Sealer {
  const held = new Uint8Array(size)
  let holding = 0
  let index = 0
  let finished = false

  const turned = (piece: Uint8Array): Uint8Array => {
    if (index >= CHUNKS_MAX) throw new Fault('limit-exceeded', 'payload: more than 2^32 chunks')
    return turn(index++, piece)
  }

  return {
    push(input) {
      assert(!finished, 'a finished message takes no more bytes')
      const out = new Uint8Array(turnedSize * Math.floor((holding + input.length) / size))
      let written = 0
      let read = 0
      if (holding > 0) {
        read = Math.min(size - holding, input.length)
        held.set(input.subarray(0, read), holding)
        holding += read
        if (holding < size) return out
        out.set(turned(held))
        written = turnedSize
        holding = 0
      }
      for (; input.length - read >= size; read += size, written += turnedSize)
        out.set(turned(input.subarray(read, read + size)), written)
      holding = input.length - read
      held.set(input.subarray(read))
      return out
    },
    finish() {
      assert(!finished, 'a message is finished once')
      finished = true
      return turned(held.subarray(0, holding))
    },
  }
}

function nonce(keys: ChunkedKeys, index: number): Uint8Array {
  const bytes = keys.baseNonce.slice()
  const view = new DataView(bytes.buffer)
  view.setUint32(8, (view.getUint32(8) ^ index) >>> 0)
  return bytes
}

/** Constant time: a commitment is not a secret, but a reader should not have to prove that here. */
function isSame(a: Uint8Array, b: Uint8Array): boolean {
  let difference = a.length ^ b.length
  for (let i = 0; i < a.length; i++) difference |= (a[i] ?? 0) ^ (b[i] ?? 0)
  return difference === 0
}
