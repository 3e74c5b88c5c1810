import { assert } from '../assert.ts'
import type { Primitives } from '../crypto/primitives.ts'
import { Fault } from '../fault.ts'
import { encodeHead, type Head, type SignedHead } from './checkpoint.ts'
import type { KeyPair } from './key.ts'
import { messageToSign, signatureLine, verifyNote, type SignatureLine, type VerifiedLine } from './note.ts'

/** What a cosigner's two keys have to sign for one head. */
export interface CosignatureMessages {
  readonly classical: Uint8Array
  readonly quantum: Uint8Array
}

/**
 * The two messages of a cosignature: "at `time` this was the largest consistent tree I had seen", to which Comity's agreement
 * adds "and I have durably stored every entry up to its size".
 */
export function cosignatureMessages(cosigner: KeyPair, head: Head, time: number): CosignatureMessages {
  const statement = { text: encodeHead(head), time: checked(time) }
  return {
    classical: messageToSign(cosigner.classical, statement),
    quantum: messageToSign(cosigner.quantum, statement),
  }
}

/** The two lines that carry signatures over {@link cosignatureMessages}. */
export function cosignatureLines(
  cosigner: KeyPair,
  signatures: CosignatureMessages,
  time: number,
): readonly SignatureLine[] {
  return [
    signatureLine(cosigner.classical, { signature: signatures.classical, time: checked(time) }),
    signatureLine(cosigner.quantum, { signature: signatures.quantum, time }),
  ]
}

/** The POSIX second at which a cosigner signed a head with both algorithms, or a `head-invalid` Fault. */
export function verifyCosignature(primitives: Primitives, signed: SignedHead, cosigner: KeyPair): number {
  const time = cosignedAt(verifyNote(primitives, signed.note, [cosigner.classical, cosigner.quantum]), cosigner)
  if (time === null)
    throw new Fault('head-invalid', `\`${cosigner.classical.name}\` has not cosigned with both algorithms at one time`)
  return time
}

/** The time both of a cosigner's verified lines state, or `null` where one is missing, they differ, or they make no claim. */
export function cosignedAt(lines: readonly VerifiedLine[], cosigner: KeyPair): number | null {
  const classical = lines.find(({ key }) => key === cosigner.classical)
  const quantum = lines.find(({ key }) => key === cosigner.quantum)
  if (classical === undefined || quantum === undefined || classical.time === 0) return null
  return classical.time === quantum.time ? classical.time : null
}

function checked(time: number): number {
  assert(Number.isSafeInteger(time) && time > 0, 'the time of a cosignature is a POSIX second, never 0')
  return time
}
