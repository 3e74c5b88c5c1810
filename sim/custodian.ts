import crypto from 'node:crypto'
import type { SignatureAlgorithm } from '../src/core/crypto/primitives.ts'
import type { Custodian } from '../src/runtime/ports.ts'
import type { KeyMaker } from './primitives.ts'

/** One signature being asked for, as whoever watches the key sees it. */
export interface SignCall {
  readonly key: string
  readonly algorithm: SignatureAlgorithm
  readonly message: Uint8Array
}

/**
 * The keys of one nation: outside its store, so that they survive every crash and restore. `watch` is called with each signature
 * that is asked for, before it is made.
 */
export function simCustodian(
  maker: KeyMaker,
  {
    nation,
    watch,
    turn,
  }: { readonly nation: string; readonly watch: (call: SignCall) => void; readonly turn: () => Promise<void> },
): Custodian {
  const secret = (key: string): string => `${nation} ${key}`
  return {
    async sign(key, algorithm, message) {
      watch({ key, algorithm, message })
      await turn()
      return maker.sign(algorithm, secret(key), message)
    },
    async decapsulate(key, kem, ciphertext) {
      await turn()
      return maker.decapsulate(kem, secret(key), ciphertext)
    },
    publicKey: (key, algorithm) => maker.publicKey(algorithm, secret(key)),
    provide: async () => {},
    storageKey: async (period) => new Uint8Array(crypto.hash('sha256', `${secret('storage')} ${period}`, 'buffer')),
  }
}
