import { createPrivateKey, createPublicKey, sign, type KeyObject } from 'node:crypto'
import { appendAll, edgeRoot, EMPTY_EDGE, leafHash } from '../src/core/crypto/merkle.ts'
import { encodeHead, type Head, type SignedHead } from '../src/core/ledger/checkpoint.ts'
import { cosignatureLines, cosignatureMessages } from '../src/core/ledger/cosignature.ts'
import { cosignerKeys, logKeys, type KeyPair, type PublicKeys } from '../src/core/ledger/key.ts'
import { encodeNote, messageToSign, signatureLine } from '../src/core/ledger/note.ts'
import { publication } from '../src/core/ledger/publication.ts'
import { nodePrimitives } from '../src/io/primitives.ts'

/** A signer whose private keys a test may hold. */
export interface TestSigner {
  readonly publicKeys: PublicKeys
  readonly ed25519: (message: Uint8Array) => Uint8Array
  readonly mlDsa87: (message: Uint8Array) => Uint8Array
}

/** The signer whose two seeds repeat one byte each, as in the vectors of the ledger's design. */
export function signerOf(ed25519Byte: number, mlDsa87Byte: number): TestSigner {
  const classical = privateKey('ed25519', 'raw-private', ed25519Byte)
  const quantum = privateKey('ml-dsa-87', 'raw-seed', mlDsa87Byte)
  return {
    publicKeys: { ed25519: publicKey(classical), mlDsa87: publicKey(quantum) },
    ed25519: (message) => new Uint8Array(sign(null, message, classical)),
    mlDsa87: (message) => new Uint8Array(sign(null, message, quantum)),
  }
}

function privateKey(
  asymmetricKeyType: 'ed25519' | 'ml-dsa-87',
  format: 'raw-private' | 'raw-seed',
  byte: number,
): KeyObject {
  return createPrivateKey({ key: Buffer.alloc(32, byte), format, asymmetricKeyType })
}

function publicKey(key: KeyObject): Uint8Array {
  return new Uint8Array(createPublicKey(key).export({ format: 'raw-public' }))
}

export const ORIGIN = 'a.example/rel/00112233445566778899aabbccddeeff/1'
export const COSIGNER = 'b.example/cosign/00112233445566778899aabbccddeeff'
export const COSIGNED_AT = 1_790_000_000

export const logSigner = signerOf(1, 2)
export const cosignSigner = signerOf(3, 4)
export const log: KeyPair = logKeys(nodePrimitives, ORIGIN, logSigner.publicKeys)
export const cosigner: KeyPair = cosignerKeys(nodePrimitives, COSIGNER, cosignSigner.publicKeys)

/** A head with its log's two lines. */
export function signHead(head: Head, keys: KeyPair = log, signer: TestSigner = logSigner): SignedHead {
  const statement = { text: encodeHead(head), time: 0 }
  const lines = [
    signatureLine(keys.classical, { signature: signer.ed25519(messageToSign(keys.classical, statement)), time: 0 }),
    signatureLine(keys.quantum, { signature: signer.mlDsa87(messageToSign(keys.quantum, statement)), time: 0 }),
  ]
  return { head, note: { text: statement.text, lines } }
}

/** The same head with a cosigner's two lines behind those it has. */
export function cosign(
  signed: SignedHead,
  {
    keys = cosigner,
    signer = cosignSigner,
    time = COSIGNED_AT,
  }: { keys?: KeyPair; signer?: TestSigner; time?: number } = {},
): SignedHead {
  const messages = cosignatureMessages(keys, signed.head, time)
  const signatures = { classical: signer.ed25519(messages.classical), quantum: signer.mlDsa87(messages.quantum) }
  const lines = [...signed.note.lines, ...cosignatureLines(keys, signatures, time)]
  return { ...signed, note: { ...signed.note, lines } }
}

/** So many entries of the ledger's form, told apart by their index. */
export function entriesOf(count: number): readonly Uint8Array[] {
  return Array.from({ length: count }, (_, i) => {
    const entry = new Uint8Array(33).fill(0x5a)
    entry[0] = 1
    new DataView(entry.buffer).setUint32(1, i)
    return entry
  })
}

/** The head of a log with these entries. */
export function headOf(entries: readonly Uint8Array[], origin = ORIGIN): Head {
  const leaves = entries.map((entry) => leafHash(nodePrimitives.sha256, entry))
  const root = edgeRoot(nodePrimitives.sha256, appendAll(nodePrimitives.sha256, EMPTY_EDGE, leaves))
  return { origin, size: entries.length, root }
}

/** All files of a log by path, its head signed and cosigned. */
export async function logFiles(entries: readonly Uint8Array[]): Promise<Map<string, Uint8Array>> {
  const files = new Map([['checkpoint', encodeNote(cosign(signHead(headOf(entries))).note)]])
  const source = {
    entries: (first: number, end: number) => Promise.resolve(entries.slice(first, end)),
    tile: () => Promise.reject(new Error('nothing was written before')),
  }
  for await (const { path, bytes } of publication(nodePrimitives.sha256, { old: 0, size: entries.length }, source))
    files.set(path, bytes)
  return files
}
