import { fromBase64, fromDecimal, toBase64 } from '../bytes/bytes.ts'
import type { Primitives } from '../crypto/primitives.ts'
import { Fault } from '../fault.ts'
import { isKeyName, type KeyPair } from './key.ts'
import { decodeNote, verifyNote, type Note, type VerifiedLine } from './note.ts'

/*
 * <origin>LF
 * <size>LF
 * <base64 root>LF                      C2SP tlog-checkpoint, without extension lines
 */

/** What a log says of itself at one size. */
export interface Head {
  readonly origin: string
  readonly size: number
  readonly root: Uint8Array
}

/** A head with the lines said to sign it. */
export interface SignedHead {
  readonly head: Head
  readonly note: Note
}

/** A head whose log's two lines, Ed25519 and ML-DSA-87, both verified. Minted by {@link verifyHead} alone. */
export type VerifiedHead = SignedHead & { readonly __brand: 'VerifiedHead' }

/** The note text of a head. */
export function encodeHead({ origin, size, root }: Head): string {
  return `${origin}\n${size}\n${toBase64(root)}\n`
}

/** Reads the note text of a head strictly: three lines and nothing else. */
export function decodeHead(text: string): Head {
  const [origin, size, root, end, more] = text.split('\n', 5)
  if (origin === undefined || size === undefined || root === undefined || end !== '' || more !== undefined)
    throw new Fault('bytes-malformed', 'head: not three lines')
  if (!isKeyName(origin)) throw new Fault('bytes-malformed', 'head: origin')
  const hash = fromBase64(root, 'head root')
  if (hash.length !== 32) throw new Fault('bytes-malformed', 'head root: not 32 bytes')
  return { origin, size: fromDecimal(size, 'head size'), root: hash }
}

/** Reads a signed head; nothing in it counts before {@link verifyHead}. */
export function decodeCheckpoint(bytes: Uint8Array): SignedHead {
  const note = decodeNote(bytes)
  return { head: decodeHead(note.text), note }
}

/** A head signed by its log with both algorithms, or a `head-invalid` Fault. */
export function verifyHead(primitives: Primitives, signed: SignedHead, log: KeyPair): VerifiedHead {
  if (signed.head.origin !== log.classical.name)
    throw new Fault('head-invalid', `origin \`${signed.head.origin}\` is not \`${log.classical.name}\``)
  const lines = verifyNote(primitives, signed.note, [log.classical, log.quantum])
  if (!isVerified(signed, lines, log)) throw new Fault('head-invalid', 'the log has not signed with both algorithms')
  return signed
}

/** Tells whether the log's two lines are among those that verified. */
export function isVerified(signed: SignedHead, lines: readonly VerifiedLine[], log: KeyPair): signed is VerifiedHead {
  const isThere = (key: KeyPair['classical']): boolean => lines.some((line) => line.key === key && line.time === 0)
  return signed.head.origin === log.classical.name && isThere(log.classical) && isThere(log.quantum)
}
