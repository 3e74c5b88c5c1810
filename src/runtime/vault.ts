import { concat, EMPTY, u32 } from '../core/bytes/bytes.ts'
import type { Primitives } from '../core/crypto/primitives.ts'
import { Fault } from '../core/fault.ts'
import type { Chance } from './ports.ts'

/*
 * 01 || wrap nonce (12) || wrapped key (32 + 16) || u32 place || sealed bytes
 *
 * A run of records, one transaction's, has a key of its own, wrapped by a period key that is held outside the store; the nonce of a
 * record is its place in its run. To erase a record is to delete its row, seal the others of its run anew, wrap the period's other
 * keys under a new period key and destroy the old one; a backup then holds nothing that opens it.
 */

/** Seals what is stored, and opens it again. Only bytes pass: it knows no act and no item. */
export interface Vault {
  seal(bytes: Uint8Array): Uint8Array
  /** Seals records that are stored together, under one key: a third of the work of a key each. */
  sealRun(records: readonly (Uint8Array | null)[]): readonly (Uint8Array | null)[]
  open(sealed: Uint8Array, where: string): Uint8Array
}

const NONCE_LENGTH = 12
const WRAPPED_END = 1 + NONCE_LENGTH + 32 + 16
const HEADER_LENGTH = WRAPPED_END + 4

/** A vault under one period key. */
export function openVault(
  ports: { readonly primitives: Primitives; readonly chance: Chance },
  periodKey: Uint8Array,
): Vault {
  const { primitives } = ports
  const draw = pool(ports.chance)
  /** INVARIANT: a key seals one run, and a run holds each place once: no nonce comes twice under a key. */
  const run = (): ((bytes: Uint8Array) => Uint8Array) => {
    const key = draw(32)
    const nonce = draw(NONCE_LENGTH)
    const front = concat([Uint8Array.of(1), nonce, primitives.aesGcmSeal(periodKey, nonce, EMPTY, key)])
    let next = 0
    return (bytes) => {
      const place = u32(next++)
      return concat([front, place, primitives.aesGcmSeal(key, nonceOf(place), EMPTY, bytes)])
    }
  }
  return {
    seal: (bytes) => run()(bytes),
    sealRun(records) {
      const seal = run()
      return records.map((bytes) => (bytes === null ? null : seal(bytes)))
    },
    open(sealed, where) {
      const nonce = sealed.subarray(1, 1 + NONCE_LENGTH)
      const key =
        sealed.length > HEADER_LENGTH && sealed[0] === 1
          ? primitives.aesGcmOpen(periodKey, nonce, EMPTY, sealed.subarray(1 + NONCE_LENGTH, WRAPPED_END))
          : null
      const place = sealed.subarray(WRAPPED_END, HEADER_LENGTH)
      const bytes =
        key === null ? null : primitives.aesGcmOpen(key, nonceOf(place), EMPTY, sealed.subarray(HEADER_LENGTH))
      if (bytes === null) throw new Fault('store-sealed', where)
      return bytes
    },
  }
}

function nonceOf(place: Uint8Array): Uint8Array {
  const nonce = new Uint8Array(NONCE_LENGTH)
  nonce.set(place, NONCE_LENGTH - 4)
  return nonce
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
