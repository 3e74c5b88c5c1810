import { concat, EMPTY } from '../core/bytes/bytes.ts'
import type { Primitives } from '../core/crypto/primitives.ts'
import { Fault } from '../core/fault.ts'
import type { Chance } from './ports.ts'

/*
 * 01 || wrap nonce (12) || wrapped key (32 + 16) || sealed bytes
 *
 * Each record has a key of its own, wrapped by a period key that is held outside the store. To erase a record is to delete its row,
 * wrap the period's surviving keys anew and destroy the old period key; a backup then holds nothing that opens it.
 */

/** Seals what is stored, and opens it again. Only bytes pass: it knows no act and no item. */
export interface Vault {
  seal(bytes: Uint8Array): Uint8Array
  open(sealed: Uint8Array, where: string): Uint8Array
}

const NONCE_LENGTH = 12
const WRAPPED_LENGTH = 32 + 16
const HEADER_LENGTH = 1 + NONCE_LENGTH + WRAPPED_LENGTH
/** Each record key encrypts one message, so its nonce may be constant. */
const ZERO_NONCE = new Uint8Array(NONCE_LENGTH)

/** A vault under one period key. */
export function openVault(
  ports: { readonly primitives: Primitives; readonly chance: Chance },
  periodKey: Uint8Array,
): Vault {
  const { primitives } = ports
  const draw = pool(ports.chance)
  return {
    seal(bytes) {
      const key = draw(32)
      const nonce = draw(NONCE_LENGTH)
      const wrapped = primitives.aesGcmSeal(periodKey, nonce, EMPTY, key)
      return concat([Uint8Array.of(1), nonce, wrapped, primitives.aesGcmSeal(key, ZERO_NONCE, EMPTY, bytes)])
    },
    open(sealed, where) {
      const nonce = sealed.subarray(1, 1 + NONCE_LENGTH)
      const key =
        sealed.length > HEADER_LENGTH && sealed[0] === 1
          ? primitives.aesGcmOpen(periodKey, nonce, EMPTY, sealed.subarray(1 + NONCE_LENGTH, HEADER_LENGTH))
          : null
      const bytes = key === null ? null : primitives.aesGcmOpen(key, ZERO_NONCE, EMPTY, sealed.subarray(HEADER_LENGTH))
      if (bytes === null) throw new Fault('store-sealed', where)
      return bytes
    },
  }
}

const POOL_LENGTH = 64 * 1024

/** Draws chance by the pool: one call to the source for two thousand keys. Every byte is handed out once. */
export function pool(chance: Chance): (length: number) => Uint8Array {
  let bytes = EMPTY
  return (length) => {
    if (bytes.length < length) bytes = chance.bytes(Math.max(POOL_LENGTH, length))
    const drawn = bytes.slice(0, length)
    bytes = bytes.subarray(length)
    return drawn
  }
}
