import { randomBytes } from 'node:crypto'
import { existsSync, mkdirSync, readdirSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { assert } from '../core/assert.ts'
import type { Kem, SignatureAlgorithm } from '../core/crypto/primitives.ts'
import { Fault } from '../core/fault.ts'
import type { Custodian, KeyName } from '../runtime/ports.ts'
import { syncDirectory } from './durable.ts'
import { createLock, openLock, readSecret, writeSecret, type LockKey } from './key-file.ts'
import {
  decapsulateWith,
  exportSecret,
  generateKeyPair,
  importKeyPair,
  KEY_ALGORITHMS,
  signWith,
  type KeyAlgorithm,
  type PrivateKeyPair,
} from './key-pair.ts'

/**
 * A custodian over a directory of encrypted files, one a key, opened with one passphrase.
 *
 * INVARIANT: a private key is on disk only under AES-256-GCM with its own name as associated data, in a file only the node's user
 * can read; it is there, whole, before its public half is shown to anyone.
 */
export interface FileCustodian extends Custodian {
  /** The pair itself, for what cannot ask a custodian: TLS and the certificates. Stays inside `io`. */
  keyPair(key: KeyName, algorithm: KeyAlgorithm): PrivateKeyPair
  /** Tells whether a storage key was ever made here: then something was stored under it. */
  hasStorageKey(): boolean
}

/** Where the keys of a node are, and what opens them. */
export interface KeyDirectory {
  readonly directory: string
  readonly passphrase: string
}

/** Makes a directory of keys with no key in it; `directory-not-empty` where there is one already. */
export async function createKeys({ directory, passphrase }: KeyDirectory): Promise<FileCustodian> {
  if (existsSync(directory) && readdirSync(directory).length > 0) throw new Fault('directory-not-empty', directory)
  mkdirSync(directory, { recursive: true, mode: 0o700 })
  await syncDirectory(dirname(directory))
  return custodian(directory, await createLock(join(directory, LOCK), passphrase), new Map())
}

/** Opens a directory of keys and reads every one: `passphrase-wrong`, or `key-damaged` naming the file. */
export async function openKeys({ directory, passphrase }: KeyDirectory): Promise<FileCustodian> {
  const lock = await openLock(join(directory, LOCK), passphrase)
  const pairs = new Map<string, PrivateKeyPair>()
  for (const file of readdirSync(directory)) {
    const algorithm = KEY_ALGORITHMS.find((known) => file.endsWith(`.${known}.key`))
    if (algorithm === undefined) continue
    const key = file.slice(0, -`.${algorithm}.key`.length).replaceAll('~', '/')
    const pair = importKeyPair(algorithm, readSecret(join(directory, file), lock, slotOf(key, algorithm)))
    if (pair === null) throw new Fault('key-damaged', `${file}: not a key for ${algorithm}`)
    pairs.set(slotOf(key, algorithm), pair)
  }
  return custodian(directory, lock, pairs)
}

const LOCK = 'lock'
const STORAGE_KEY_BYTES = 32

/** One key, one purpose: the kind of a name, its first word, says what its pairs are for. */
const ALGORITHMS: Readonly<Record<string, readonly KeyAlgorithm[]>> = {
  identity: ['ed25519', 'ml-dsa-87'],
  log: ['ed25519', 'ml-dsa-87'],
  cosigner: ['ed25519', 'ml-dsa-87'],
  sealing: ['ml-kem-1024', 'p384'],
  root: ['ml-dsa-87'],
  tls: ['ml-dsa-87'],
  label: ['p384', 'ml-dsa-87'],
}

function custodian(directory: string, lock: LockKey, pairs: Map<string, PrivateKeyPair>): FileCustodian {
  const storageKeys = new Map<string, Uint8Array>()

  const keyPair = (key: KeyName, algorithm: KeyAlgorithm): PrivateKeyPair => {
    const pair = pairs.get(slotOf(key, algorithm))
    if (pair === undefined) throw new Fault('key-damaged', `${fileOf(key, algorithm)}: not there`)
    return pair
  }

  const storageKey = (period: string): Uint8Array => {
    const path = join(directory, fileOf(period, 'storage'))
    const slot = slotOf(period, 'storage')
    if (existsSync(path)) return readSecret(path, lock, slot)
    const bytes = new Uint8Array(randomBytes(STORAGE_KEY_BYTES))
    writeSecret(path, lock, { name: slot, bytes })
    return bytes
  }

  return {
    keyPair,
    hasStorageKey: () => readdirSync(directory).some((file) => file.endsWith('.storage.key')),
    publicKey: (key, algorithm) => keyPair(key, algorithm).publicKey,
    sign: async (key, algorithm: SignatureAlgorithm, message) => signWith(keyPair(key, algorithm), message),
    decapsulate: async (key, kem: Kem, ciphertext) => decapsulateWith(keyPair(key, kem), ciphertext),
    async provide(keys) {
      for (const key of keys) {
        for (const algorithm of algorithmsOf(key)) {
          const slot = slotOf(key, algorithm)
          if (pairs.has(slot)) continue
          const pair = generateKeyPair(algorithm)
          const path = join(directory, fileOf(key, algorithm))
          assert(!existsSync(path), 'a key file that exists was read when the directory was opened')
          writeSecret(path, lock, { name: slot, bytes: exportSecret(pair) })
          pairs.set(slot, pair)
        }
      }
    },
    async storageKey(period) {
      const known = storageKeys.get(period) ?? storageKey(period)
      storageKeys.set(period, known)
      return known
    },
  }
}

function algorithmsOf(key: KeyName): readonly KeyAlgorithm[] {
  const algorithms = ALGORITHMS[key.split('/')[0] ?? '']
  assert(algorithms !== undefined, `no kind of key is named \`${key}\``)
  return algorithms
}

/** What is sealed with a secret: its name and what it is a key for, so that no file passes for another. */
function slotOf(key: string, algorithm: string): string {
  return `${key}\0${algorithm}`
}

/** `~` stands for the slash, which no file name can hold. */
function fileOf(key: string, algorithm: string): string {
  assert(/^[a-z0-9-]+(\/[a-z0-9-]+)*$/.test(key), `\`${key}\` is not the name of a key`)
  return `${key.replaceAll('/', '~')}.${algorithm}.key`
}
