import type { Kem, SignatureAlgorithm } from '../core/crypto/primitives.ts'
import type { Instant } from '../core/instant.ts'

/** The node's own clock. Its readings are claims; order never depends on them. */
export interface Clock {
  now(): Instant
}

/** The only source of chance: ids, salts, keys. */
export interface Chance {
  bytes(length: number): Uint8Array
}

/** Names one key of this node: `identity`, `log/<relation>`, `cosigner/<relation>`, `sealing/<relation>`. */
export type KeyName = string

/**
 * Holds the node's private keys and never shows one. Asynchronous, since a key may live in another process or a token.
 *
 * One key, one purpose: a name has one key pair per algorithm, and no two names share one.
 */
export interface Custodian {
  sign(key: KeyName, algorithm: SignatureAlgorithm, message: Uint8Array): Promise<Uint8Array>
  /** The shared secret, or `null` where the ciphertext is malformed. */
  decapsulate(key: KeyName, kem: Kem, ciphertext: Uint8Array): Promise<Uint8Array | null>
  publicKey(key: KeyName, algorithm: SignatureAlgorithm | Kem): Uint8Array
  /** Makes every key pair of these names that does not exist yet; durable when it resolves. */
  provide(keys: readonly KeyName[]): Promise<void>
  /** A 32-byte key that wraps what is stored in one period, held outside the store. Made on first use, durable when it resolves. */
  storageKey(period: string): Promise<Uint8Array>
}

/** One change of the store. `append` must begin at the log's present size. */
export type Write =
  | {
      readonly kind: 'append'
      readonly log: string
      readonly first: number
      readonly entries: readonly Uint8Array[]
      /** What the entries open to, sealed at rest by the caller; `null` where this node has no opening. Same length as `entries`. */
      readonly openings: readonly (Uint8Array | null)[]
    }
  | { readonly kind: 'put'; readonly space: string; readonly key: string; readonly value: Uint8Array }
  | { readonly kind: 'delete'; readonly space: string; readonly key: string }

export interface Row {
  readonly key: string
  readonly value: Uint8Array
}

/**
 * The journal: append-only logs and, beside them, small records by space and key, ordered by key.
 *
 * INVARIANT: an entry, once committed, is never changed or removed.
 * INVARIANT: what `commit` resolved survives the death of the process and of the machine.
 */
export interface Store {
  /**
   * All of `writes` or none; durable when it resolves. Transactions commit in call order, and several may share one flush.
   * A write that breaks the contract (a gap, an entry of another length than its neighbour's record allows) rejects with an
   * AssertionError and changes nothing. A failure of the disk rejects with `store-failed`; the store accepts nothing afterwards.
   */
  commit(writes: readonly Write[]): Promise<void>
  get(space: string, key: string): Promise<Uint8Array | null>
  /** Rows of one space in key order: keys greater than `after`, beginning with `prefix`, at most `limit`. */
  scan(
    space: string,
    range: { readonly prefix?: string; readonly after?: string; readonly limit: number },
  ): Promise<readonly Row[]>
  size(log: string): Promise<number>
  /** Entries [first, end), all of which must exist. */
  entries(log: string, first: number, end: number): Promise<readonly Uint8Array[]>
  openings(log: string, first: number, end: number): Promise<readonly (Uint8Array | null)[]>
  close(): Promise<void>
}

/**
 * Sealed objects, only ever ciphertext, named by lower-case hexadecimal. Written in any order, read by range.
 */
export interface Objects {
  /** Begins (or goes on with) an object of exactly `length` bytes, reserving the room first; `disk-full` where there is none. */
  create(name: string, length: number): Promise<void>
  write(name: string, offset: number, bytes: Uint8Array): Promise<void>
  /** Everything written before is durable when it resolves. */
  flush(name: string): Promise<void>
  /** `null` where no such object was begun. */
  length(name: string): Promise<number | null>
  read(name: string, offset: number, length: number): Promise<Uint8Array>
  /** Gives an object another name, durably; used once, from a draft's name to its root. */
  rename(from: string, to: string): Promise<void>
  remove(name: string): Promise<void>
}

/** What a node asks of its partner over whatever carries it. */
export interface Request {
  readonly method: 'GET' | 'POST'
  /** Without the prefix of the node; begins with a slash. */
  readonly path: string
  readonly body: Uint8Array
}

export interface Response {
  readonly status: number
  readonly type: string
  readonly body: Uint8Array
}

/** Carries a request to the partner of one relation and brings the answer; rejects with `partner-unreachable` or `partner-untrusted`. */
export interface Link {
  request(relation: string, request: Request): Promise<Response>
}
