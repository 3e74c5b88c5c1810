import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { fromBase64 } from '../../core/bytes/bytes.ts'
import { textAt, type Fields } from '../../client/answer.ts'
import type { Json } from '../../core/bytes/canonical.ts'
import { Fault } from '../../core/fault.ts'
import { decodeVkey, type KeyPair } from '../../core/ledger/key.ts'
import { decodeProof, verifyProof } from '../../core/ledger/proof.ts'
import { verifyLog } from '../../core/ledger/verify.ts'
import { nodePrimitives } from '../../io/primitives.ts'

/** A log as a node describes it to its own people. */
export interface LogDescription {
  readonly origin: string
  readonly path: string
  readonly log: KeyPair
  readonly cosigner: KeyPair
}

/** Reads the description of one log out of a node's answer. */
export function logOf(described: Fields): LogDescription {
  return {
    origin: textAt(described, 'origin'),
    path: textAt(described, 'path'),
    log: keyPair(described['keys'], 'keys'),
    cosigner: keyPair(described['cosigners'], 'cosigners'),
  }
}

function keyPair(json: Json | undefined, where: string): KeyPair {
  const texts = Array.isArray(json) ? json.filter((text) => typeof text === 'string') : []
  const [classical, quantum] = texts.map((text) => decodeVkey(nodePrimitives, text))
  if (classical === undefined || quantum === undefined) throw new Fault('bytes-malformed', `log.${where}: not two keys`)
  return { classical, quantum }
}

/** Counts proofs as they are checked; a bad one is counted and never thrown away. */
export interface Tally {
  checked: number
  failed: number
  /** What failed, in words. */
  readonly failures: string[]
}

/** Checks a proof a node gave out, with nothing but public keys. */
export function checkProof(tally: Tally, given: Fields, { log, cosigner }: LogDescription): boolean {
  return counted(tally, `proof of entry ${textAt(given, 'index')} of ${textAt(given, 'origin')}`, () => {
    const proof = decodeProof(fromBase64(textAt(given, 'proof'), 'proof'))
    verifyProof(nodePrimitives, proof, { entry: fromBase64(textAt(given, 'entry'), 'entry'), log, partner: cosigner })
  })
}

/** Checks a whole log in its C2SP directory, with nothing but public keys. */
export async function checkLog(
  tally: Tally,
  { path, log, cosigner }: LogDescription,
): Promise<{ readonly size: number; readonly root: string } | null> {
  const read = (name: string): Promise<Uint8Array | null> =>
    Promise.resolve(existsSync(join(path, name)) ? new Uint8Array(readFileSync(join(path, name))) : null)
  tally.checked++
  try {
    const { head } = await verifyLog(nodePrimitives, read, {
      trust: { log: log.classical, quantum: log.quantum, cosigners: [cosigner] },
    })
    return { size: head.size, root: head.root.toBase64() }
  } catch (error) {
    if (!(error instanceof Fault)) throw error
    tally.failed++
    tally.failures.push(`${path}: ${error.message}`)
    return null
  }
}

function counted(tally: Tally, what: string, check: () => void): boolean {
  tally.checked++
  try {
    check()
    return true
  } catch (error) {
    if (!(error instanceof Fault)) throw error
    tally.failed++
    tally.failures.push(`${what}: ${error.message}`)
    return false
  }
}
