import { concat, fromBase64, fromDecimal, toBase64 } from '../bytes/bytes.ts'
import { fromUtf8, utf8 } from '../bytes/utf8.ts'
import { isIncluded, leafHash } from '../crypto/merkle.ts'
import type { Primitives } from '../crypto/primitives.ts'
import { Fault } from '../fault.ts'
import { decodeCheckpoint, isVerified, type SignedHead } from './checkpoint.ts'
import { cosignedAt } from './cosignature.ts'
import type { KeyPair } from './key.ts'
import { encodeNote, verifyNote } from './note.ts'

/*
 * c2sp.org/tlog-proof@v1LF
 * [extra <base64>LF]                   not authenticated: the partial opening
 * index <decimal>LF
 * <base64 hash>LF ...                  the leaf's sibling first
 * LF
 * <signed head with cosignatures, verbatim>
 */

/** Proof that an entry stands in a log, checked offline with public keys alone: what a receipt is. */
export interface Proof {
  /** Not authenticated; empty for none. */
  readonly extra: Uint8Array
  readonly index: number
  readonly path: readonly Uint8Array[]
  readonly signed: SignedHead
}

/** What a proof has shown: this entry, at this index, under a head both have signed, which the partner held at `cosigned`. */
export interface ProvenEntry {
  readonly origin: string
  readonly index: number
  readonly size: number
  readonly cosigned: number
}

const FIRST_LINE = 'c2sp.org/tlog-proof@v1'
/** Most hashes on a path: one per level of a tree of 2^63 leaves. */
const PATH_MAX = 63
const HEADER_BYTES_MAX = 128 * 1024
const PROOF_BYTES_MAX = HEADER_BYTES_MAX + 1024 * 1024

/**
 * Throws unless the log and the partner have both signed the head, each with both algorithms, and the entry is in it.
 * `head-invalid` says a signature is missing or bad, `proof-invalid` that the path does not lead to the root.
 */
export function verifyProof(
  primitives: Primitives,
  proof: Proof,
  claim: { entry: Uint8Array; log: KeyPair; partner: KeyPair },
): ProvenEntry {
  const { log, partner } = claim
  const lines = verifyNote(primitives, proof.signed.note, [
    log.classical,
    log.quantum,
    partner.classical,
    partner.quantum,
  ])
  if (!isVerified(proof.signed, lines, log))
    throw new Fault('head-invalid', 'the log has not signed with both algorithms')
  const cosigned = cosignedAt(lines, partner)
  if (cosigned === null)
    throw new Fault('head-invalid', 'the partner has not cosigned with both algorithms at one time')
  verifyPath(primitives, proof, claim.entry)
  return { origin: proof.signed.head.origin, index: proof.index, size: proof.signed.head.size, cosigned }
}

/** Throws `proof-invalid` unless the entry is in the tree of the proof's head. Says nothing of who signed the head. */
export function verifyPath(
  primitives: Primitives,
  { index, path, signed }: Omit<Proof, 'extra'>,
  entry: Uint8Array,
): void {
  const { size, root } = signed.head
  if (!isIncluded(primitives.sha256, { index, size, leaf: leafHash(primitives.sha256, entry), path, root }))
    throw new Fault('proof-invalid', `entry ${index} of ${size} in \`${signed.head.origin}\``)
}

/** Writes a `.tlog-proof`. */
export function encodeProof({ extra, index, path, signed }: Proof): Uint8Array {
  const extraLine = extra.length === 0 ? '' : `extra ${toBase64(extra)}\n`
  return concat([
    utf8(`${FIRST_LINE}\n${extraLine}index ${index}\n${encodeHashLines(path)}\n`),
    encodeNote(signed.note),
  ])
}

/** Reads a `.tlog-proof` strictly; nothing in it counts before {@link verifyProof}. */
export function decodeProof(bytes: Uint8Array): Proof {
  if (bytes.length > PROOF_BYTES_MAX) throw new Fault('limit-exceeded', `proof: ${bytes.length} bytes`)
  const { header, rest } = splitAtEmptyLine(bytes, 'proof')
  const [first, second = '', ...more] = header
  if (first !== FIRST_LINE) throw new Fault('bytes-malformed', 'proof line 1: not a proof of version 1')
  const hasExtra = second.startsWith('extra ')
  const extra = hasExtra ? fromBase64(second.slice('extra '.length), 'proof extra') : new Uint8Array(0)
  if (hasExtra && extra.length === 0) throw new Fault('bytes-not-canonical', 'proof extra: empty')
  const [indexLine = '', ...hashes] = hasExtra ? more : [second, ...more]
  if (!indexLine.startsWith('index ')) throw new Fault('bytes-malformed', 'proof: no index')
  const index = fromDecimal(indexLine.slice('index '.length), 'proof index')
  return { extra, index, path: decodeHashLines(hashes, 'proof'), signed: decodeCheckpoint(rest) }
}

/** Hashes as lines of base64, each ended by a newline. */
export function encodeHashLines(hashes: readonly Uint8Array[]): string {
  return hashes.map((hash) => `${toBase64(hash)}\n`).join('')
}

/** Reads lines of base64 hashes, at most {@link PATH_MAX}. */
export function decodeHashLines(lines: readonly string[], where: string): readonly Uint8Array[] {
  if (lines.length > PATH_MAX) throw new Fault('limit-exceeded', `${where}: more than ${PATH_MAX} hashes`)
  return lines.map((line, i) => {
    const hash = fromBase64(line, `${where}, hash ${i + 1}`)
    if (hash.length !== 32) throw new Fault('bytes-malformed', `${where}, hash ${i + 1}: not 32 bytes`)
    return hash
  })
}

/** The lines before the first empty line, and the bytes behind it. */
export function splitAtEmptyLine(
  bytes: Uint8Array,
  where: string,
): { readonly header: readonly string[]; readonly rest: Uint8Array } {
  const limit = Math.min(bytes.length, HEADER_BYTES_MAX)
  for (let i = 1; i < limit; i++) {
    if (bytes[i] !== 0x0a || bytes[i - 1] !== 0x0a) continue
    return { header: fromUtf8(bytes.subarray(0, i - 1), where).split('\n'), rest: bytes.subarray(i + 1) }
  }
  throw new Fault('bytes-malformed', `${where}: no empty line`)
}
