import { assert } from '../assert.ts'
import { concat, EMPTY } from '../bytes/bytes.ts'
import type { HashName, Primitives } from './primitives.ts'

/** HKDF-Extract (RFC 5869 section 2.2), for schedules that use the two steps apart. */
export function hkdfExtract(
  primitives: Primitives,
  hash: HashName,
  input: { salt: Uint8Array; ikm: Uint8Array },
): Uint8Array {
  return primitives.hmac(hash, input.salt, input.ikm)
}

/** HKDF-Expand (RFC 5869 section 2.3). */
export function hkdfExpand(
  primitives: Primitives,
  hash: HashName,
  input: { prk: Uint8Array; info: Uint8Array; length: number },
): Uint8Array {
  const okm = new Uint8Array(input.length)
  let block = EMPTY
  for (let at = 0, counter = 1; at < okm.length; at += block.length, counter++) {
    assert(counter <= 255, 'HKDF gives at most 255 blocks')
    block = primitives.hmac(hash, input.prk, concat([block, input.info, Uint8Array.of(counter)]))
    okm.set(block.subarray(0, okm.length - at), at)
  }
  return okm
}
