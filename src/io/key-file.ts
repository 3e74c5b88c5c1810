import { randomBytes, scrypt } from 'node:crypto'
import { readFileSync, writeFileSync } from 'node:fs'
import { basename } from 'node:path'
import { concat, equal, fromBase64, toBase64 } from '../core/bytes/bytes.ts'
import { canonicalBytes, decodeCanonical, type Json } from '../core/bytes/canonical.ts'
import { countOf, shape, stringOf, type Shape } from '../core/bytes/shape.ts'
import { utf8 } from '../core/bytes/utf8.ts'
import { Fault } from '../core/fault.ts'
import { replaceFile } from './durable.ts'
import { nodePrimitives } from './primitives.ts'

/*
 * Every file: canonical JSON {"body":{...},"sum":"<base64 SHA-256 of the body>"}. The sum tells damage from a wrong passphrase;
 * only the tags of AES-256-GCM tell an attack.
 *
 * lock   {"v":1,"kdf":"scrypt","n":131072,"r":8,"p":1,"salt":b64,"sealed":b64}     sealed = nonce || the lock key under the passphrase
 * key    {"v":1,"name":...,"sealed":b64}                                            sealed = nonce || the secret under the lock key
 *
 * The lock key is random, so that a change of passphrase rewrites one file. A secret's associated data is the
 * name it is asked for by; the name in the file is for people.
 */

/** A lock key held open: what seals and opens the files of one directory. */
export type LockKey = Uint8Array & { readonly __brand: 'LockKey' }

/** Makes a lock; whoever opens it later needs the passphrase. */
export async function createLock(path: string, passphrase: string): Promise<LockKey> {
  const salt = randomBytes(32)
  const key = asLockKey(new Uint8Array(randomBytes(32)))
  const sealed = seal(await derive(passphrase, { salt, n: SCRYPT_N }), 'lock', key)
  writeSummed(path, { v: 1, kdf: 'scrypt', n: SCRYPT_N, r: 8, p: 1, salt: toBase64(salt), sealed: toBase64(sealed) })
  return key
}

/** Opens a lock: `passphrase-wrong`, or `key-damaged` where the file is not as it was written. */
export async function openLock(path: string, passphrase: string): Promise<LockKey> {
  const shaped = readSummed(path, ['v', 'kdf', 'n', 'r', 'p', 'salt', 'sealed'])
  const n = countOf(shaped, 'n')
  const known =
    shaped.object['v'] === 1 &&
    shaped.object['kdf'] === 'scrypt' &&
    shaped.object['r'] === 8 &&
    shaped.object['p'] === 1
  // A lower cost would be a downgrade and a higher one a way to fill the memory of the machine.
  if (!known || n !== SCRYPT_N)
    throw new Fault('key-damaged', `${basename(path)}: parameters this version does not use`)
  const key = open(await derive(passphrase, { salt: bytesOf(shaped, 'salt'), n }), 'lock', bytesOf(shaped, 'sealed'))
  if (key === null) throw new Fault('passphrase-wrong')
  return asLockKey(key)
}

/** Writes a secret under a name, durably, readable by the node's own user only. */
export function writeSecret(
  path: string,
  lock: LockKey,
  secret: { readonly name: string; readonly bytes: Uint8Array },
): void {
  writeSummed(path, { v: 1, name: secret.name, sealed: toBase64(seal(lock, secret.name, secret.bytes)) })
}

/** Reads a secret; a file that was cut, changed or exchanged with another is `key-damaged`, naming it. */
export function readSecret(path: string, lock: LockKey, name: string): Uint8Array {
  const shaped = readSummed(path, ['v', 'name', 'sealed'])
  const bytes = open(lock, name, bytesOf(shaped, 'sealed'))
  if (bytes === null) throw new Fault('key-damaged', `${basename(path)}: not sealed here as \`${name}\``)
  return bytes
}

const SCRYPT_N = 2 ** 17
const FILE_BYTES_MAX = 64 * 1024
const NONCE_BYTES = 12

function asLockKey(bytes: Uint8Array): LockKey {
  if (!isLockKey(bytes)) throw new Fault('key-damaged', 'lock: not 32 bytes')
  return bytes
}

function isLockKey(bytes: Uint8Array): bytes is LockKey {
  return bytes.length === 32
}

async function derive(passphrase: string, { salt, n }: { salt: Uint8Array; n: number }): Promise<Uint8Array> {
  const options = { N: n, r: 8, p: 1, maxmem: 256 * 1024 * 1024 }
  return new Promise((resolve, reject) => {
    scrypt(passphrase.normalize('NFC'), salt, 32, options, (error, key) =>
      error === null ? resolve(new Uint8Array(key)) : reject(error),
    )
  })
}

function seal(key: Uint8Array, name: string, bytes: Uint8Array): Uint8Array {
  const nonce = randomBytes(NONCE_BYTES)
  return concat([nonce, nodePrimitives.aesGcmSeal(key, nonce, aadOf(name), bytes)])
}

function open(key: Uint8Array, name: string, sealed: Uint8Array): Uint8Array | null {
  if (sealed.length < NONCE_BYTES) return null
  return nodePrimitives.aesGcmOpen(key, sealed.subarray(0, NONCE_BYTES), aadOf(name), sealed.subarray(NONCE_BYTES))
}

function aadOf(name: string): Uint8Array {
  return utf8(`comity/key/v1\0${name}`)
}

function writeSummed(path: string, body: Json): void {
  const from = `${path}.${randomBytes(6).toString('hex')}.tmp`
  const sum = toBase64(nodePrimitives.sha256(canonicalBytes(body)))
  writeFileSync(from, canonicalBytes({ body, sum }), { mode: 0o600, flag: 'wx' })
  replaceFile({ from, to: path })
}

function readSummed(path: string, names: readonly string[]): Shape {
  const file = basename(path)
  try {
    const bytes = readFileSync(path)
    if (bytes.length > FILE_BYTES_MAX) throw new Fault('limit-exceeded', file)
    const { object } = shape(decodeCanonical(bytes, file), file, ['body', 'sum'])
    const body = shape(object['body'], file, names)
    const sum = fromBase64(stringOf({ object, where: file }, 'sum'), `${file}.sum`)
    if (!equal(sum, nodePrimitives.sha256(canonicalBytes(body.object))))
      throw new Fault('bytes-malformed', `${file}: its sum differs`)
    return body
  } catch (cause) {
    throw new Fault('key-damaged', `${file}: ${cause instanceof Error ? cause.message : 'unreadable'}`, { cause })
  }
}

function bytesOf(shaped: Shape, name: string): Uint8Array {
  try {
    return fromBase64(stringOf(shaped, name, FILE_BYTES_MAX), `${shaped.where}.${name}`)
  } catch (cause) {
    throw new Fault('key-damaged', `${shaped.where}.${name}`, { cause })
  }
}
