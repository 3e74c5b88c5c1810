import { concat, equal, fromDecimal } from '../bytes/bytes.ts'
import { utf8 } from '../bytes/utf8.ts'
import { isConsistent } from '../crypto/merkle.ts'
import type { Primitives } from '../crypto/primitives.ts'
import { Fault } from '../fault.ts'
import { decodeCheckpoint, isVerified, type SignedHead, type VerifiedHead } from './checkpoint.ts'
import type { KeyPair } from './key.ts'
import { checkNote, encodeNote } from './note.ts'
import { decodeHashLines, encodeHashLines, splitAtEmptyLine } from './proof.ts'

/*
 * old <size>LF   0 to 63 base64 hash lines   LF   <signed head>                      C2SP tlog-witness, add-checkpoint
 */

/** The body of an `add-checkpoint` request. */
export interface AddCheckpoint {
  readonly old: number
  readonly proof: readonly Uint8Array[]
  readonly signed: SignedHead
}

/** Writes the body of a request. */
export function encodeAddCheckpoint({ old, proof, signed }: AddCheckpoint): Uint8Array {
  return concat([utf8(`old ${old}\n${encodeHashLines(proof)}\n`), encodeNote(signed.note)])
}

/** Reads the body of a request strictly. What it throws is answered with 400. */
export function decodeAddCheckpoint(bytes: Uint8Array): AddCheckpoint {
  const { header, rest } = splitAtEmptyLine(bytes, 'add-checkpoint')
  const [first = '', ...hashes] = header
  if (!first.startsWith('old ')) throw new Fault('bytes-malformed', 'add-checkpoint: no old size')
  const old = fromDecimal(first.slice('old '.length), 'add-checkpoint old size')
  return { old, proof: decodeHashLines(hashes, 'add-checkpoint'), signed: decodeCheckpoint(rest) }
}

/** What this node knows of a log it cosigns. */
export interface WitnessedLog {
  readonly keys: KeyPair
  /** The head last cosigned, or `null` before the first. */
  readonly last: VerifiedHead | null
  /** How many entries are durably stored: nothing beyond them is cosigned. */
  readonly stored: number
}

/** Two heads of one log, one size and two roots, each signed by it with both algorithms: proof that it keeps two histories. */
export interface Fork {
  readonly cosigned: VerifiedHead
  readonly offered: VerifiedHead
}

/** The answer to a request. `signed` heads that are refused are kept by the caller: they may be the evidence. */
export type WitnessAnswer =
  | { readonly kind: 'cosign'; readonly status: 200; readonly head: VerifiedHead }
  | { readonly kind: 'malformed'; readonly status: 400 }
  | { readonly kind: 'unknown'; readonly status: 404 }
  | { readonly kind: 'unsigned'; readonly status: 403 }
  | {
      readonly kind: 'elsewhere'
      readonly status: 409
      readonly size: number
      readonly head: VerifiedHead
      readonly fork: Fork | null
    }
  | { readonly kind: 'inconsistent'; readonly status: 422; readonly head: VerifiedHead; readonly fork: Fork | null }
  | { readonly kind: 'unstored'; readonly status: 503; readonly head: VerifiedHead }

/**
 * Decides one request, in the order tlog-witness gives. Pure: the caller keeps comparison and record in one transaction, durable
 * before it answers, and asks a custodian for the lines of a `cosign` answer.
 *
 * INVARIANT: a head is cosigned only if it continues the head last cosigned and every entry up to its size is stored.
 */
export function decideAddCheckpoint(
  primitives: Primitives,
  request: AddCheckpoint,
  log: WitnessedLog | null,
): WitnessAnswer {
  const { old, proof, signed } = request
  if (old > signed.head.size) return { kind: 'malformed', status: 400 }
  if (log === null || log.keys.classical.name !== signed.head.origin) return { kind: 'unknown', status: 404 }
  const verdict = checkNote(primitives, signed.note, [log.keys.classical, log.keys.quantum])
  if (verdict.kind === 'failed' || !isVerified(signed, verdict.lines, log.keys))
    return { kind: 'unsigned', status: 403 }
  const size = log.last?.head.size ?? 0
  const fork = log.last === null ? null : forkOf(log.last, signed)
  if (old !== size) return { kind: 'elsewhere', status: 409, size, head: signed, fork }
  if (!continues(primitives, { old: log.last, proof, head: signed }))
    return { kind: 'inconsistent', status: 422, head: signed, fork }
  if (signed.head.size > log.stored) return { kind: 'unstored', status: 503, head: signed }
  return { kind: 'cosign', status: 200, head: signed }
}

/** The evidence two heads are, or `null` where they do not contradict each other by themselves. */
export function forkOf(cosigned: VerifiedHead, offered: VerifiedHead): Fork | null {
  const [a, b] = [cosigned.head, offered.head]
  return a.origin === b.origin && a.size === b.size && !equal(a.root, b.root) ? { cosigned, offered } : null
}

/** Tells whether a head continues the one last cosigned. From nothing anything continues, without a proof. */
function continues(
  primitives: Primitives,
  { old, proof, head }: { old: VerifiedHead | null; proof: readonly Uint8Array[]; head: VerifiedHead },
): boolean {
  const { size, root } = head.head
  if (size === 0 && !equal(root, primitives.sha256(new Uint8Array(0)))) return false
  if (old === null || old.head.size === 0) return proof.length === 0
  return isConsistent(primitives.sha256, { old: old.head.size, oldRoot: old.head.root, size, root, proof })
}
