import { concat, fromHex, toHex, u64 } from '../bytes/bytes.ts'
import { ENC_BYTES, PROFILES, sealingKey, type Profile, type SealingKeys } from '../crypto/hpke.ts'
import type { Primitives } from '../crypto/primitives.ts'
import { Fault } from '../fault.ts'

/*
 * What of a sealed item travels in the clear. Nothing here says what the item is.
 *
 *   suite (1) || release (16) || key id (16) || B (48) || u64 payload length || enc (1568 | 1665) || wrapped key (48)
 *
 * The first five are the associated data of the wrap, and `enc` enters its key, so a changed header never unwraps.
 */
export interface SealHeader {
  readonly profile: Profile
  /** The release this copy was sealed for, 128 bits in hexadecimal. */
  readonly release: string
  /** Which of the recipient's keys it was sealed to (`keyIdOf`). */
  readonly key: string
  /** SHA-384 of the bound block. */
  readonly bound: Uint8Array
  /** Bytes of payload behind the header. */
  readonly length: number
  readonly enc: Uint8Array
  readonly wrapped: Uint8Array
}

/** Bytes of a header: fixed by the suite, its first byte. */
export const SEAL_HEADER_BYTES = {
  cnsa2: 89 + ENC_BYTES.cnsa2 + 48,
  hybrid: 89 + ENC_BYTES.hybrid + 48,
} as const satisfies Readonly<Record<Profile, number>>

/** Names a sealing key: the first 16 bytes of the SHA-384 of its public part, in hexadecimal. */
export function keyIdOf(primitives: Primitives, profile: Profile, keys: SealingKeys): string {
  return toHex(primitives.sha384(sealingKey(profile, keys)).subarray(0, 16))
}

/** The part of the header that is bound as associated data. */
export function headerPrefix(header: Omit<SealHeader, 'enc' | 'wrapped'>): Uint8Array {
  const { profile, release, key, bound, length } = header
  return concat([
    Uint8Array.of(SUITES[profile]),
    fromHex(release, 'release'),
    fromHex(key, 'key id'),
    bound,
    u64(length),
  ])
}

/** Writes a header. */
export function encodeSealHeader(header: SealHeader): Uint8Array {
  return concat([headerPrefix(header), header.enc, header.wrapped])
}

/** Reads the header at the start of a sealed item; what follows it is payload. */
export function decodeSealHeader(bytes: Uint8Array): SealHeader {
  const profile = PROFILES.find((known) => SUITES[known] === bytes[0])
  if (profile === undefined) throw new Fault('bytes-malformed', 'seal header: unknown suite')
  const end = SEAL_HEADER_BYTES[profile]
  if (bytes.length < end) throw new Fault('bytes-malformed', 'seal header: cut short')
  const length = new DataView(bytes.buffer, bytes.byteOffset).getBigUint64(81)
  if (length > BigInt(Number.MAX_SAFE_INTEGER)) throw new Fault('limit-exceeded', 'seal header: length')
  return {
    profile,
    release: toHex(bytes.subarray(1, 17)),
    key: toHex(bytes.subarray(17, 33)),
    bound: bytes.slice(33, 81),
    length: Number(length),
    enc: bytes.slice(89, end - 48),
    wrapped: bytes.slice(end - 48, end),
  }
}

/** Our own numbers: a later draft of the key encapsulation is another suite. 0 is never given. */
const SUITES = { cnsa2: 1, hybrid: 2 } as const satisfies Readonly<Record<Profile, number>>
