import { concat, fromBase64, toBase64 } from '../bytes/bytes.ts'
import { canonicalBytes, decodeCanonical, type Json } from '../bytes/canonical.ts'
import { shape, stringOf, valueOf, type Shape } from '../bytes/shape.ts'
import { utf8 } from '../bytes/utf8.ts'
import type { Primitives } from '../crypto/primitives.ts'
import { Fault } from '../fault.ts'
import { KEY_KINDS, type PublicKeys } from '../ledger/key.ts'

/*
 * {"body":{...},"signatures":{"ed25519":"<base64>","ml-dsa-87":"<base64>"}}      canonical JSON
 *
 * Each signature is over  <purpose> 00 <canonical bytes of the body>  so that no document passes for one of another kind.
 */

/** What a document is for; the first bytes of what is signed. */
export type Purpose = 'comity/identity/v1' | 'comity/relation-keys/v1'

/** Both signatures of one signer; each alone is worth nothing. */
export interface Signatures {
  readonly ed25519: Uint8Array
  readonly mlDsa87: Uint8Array
}

/** A document with its signatures read but not yet verified. */
export interface SignedDocument {
  readonly body: Json
  readonly signatures: Signatures
}

/** Largest document that is looked at. */
const DOCUMENT_BYTES_MAX = 64 * 1024

/** The bytes both keys sign. */
export function documentMessage(purpose: Purpose, body: Json): Uint8Array {
  return concat([utf8(`${purpose}\0`), canonicalBytes(body)])
}

/** Writes a document with its signatures. */
export function encodeDocument({ body, signatures }: SignedDocument): Uint8Array {
  const spelt = { ed25519: toBase64(signatures.ed25519), 'ml-dsa-87': toBase64(signatures.mlDsa87) }
  return canonicalBytes({ body, signatures: spelt })
}

/** Reads a document strictly; nothing in it is to be believed before {@link verifyDocument}. */
export function decodeDocument(bytes: Uint8Array, where: string): SignedDocument {
  if (bytes.length > DOCUMENT_BYTES_MAX) throw new Fault('limit-exceeded', `${where}: ${bytes.length} bytes`)
  const shaped = shape(decodeCanonical(bytes, where), where, ['body', 'signatures'])
  const signatures = shape(valueOf(shaped, 'signatures'), `${where}.signatures`, ['ed25519', 'ml-dsa-87'])
  return {
    body: valueOf(shaped, 'body'),
    signatures: {
      ed25519: bytesOf(signatures, 'ed25519', KEY_KINDS.ed25519.signatureBytes),
      mlDsa87: bytesOf(signatures, 'ml-dsa-87', KEY_KINDS['ml-dsa-87'].signatureBytes),
    },
  }
}

/** Both signatures must verify, or the document is `identity-invalid`: accepting either would let one be stripped. */
export function verifyDocument(
  primitives: Primitives,
  document: SignedDocument,
  by: { readonly purpose: Purpose; readonly keys: PublicKeys },
): void {
  const message = documentMessage(by.purpose, document.body)
  const { ed25519, mlDsa87 } = document.signatures
  if (!primitives.verify('ed25519', by.keys.ed25519, message, ed25519))
    throw new Fault('identity-invalid', `${by.purpose}: the Ed25519 signature does not verify`)
  if (!primitives.verify('ml-dsa-87', by.keys.mlDsa87, message, mlDsa87))
    throw new Fault('identity-invalid', `${by.purpose}: the ML-DSA-87 signature does not verify`)
}

/** Bytes of one exact length, in base64. */
export function bytesOf(shaped: Shape, name: string, length: number): Uint8Array {
  const where = `${shaped.where}.${name}`
  const bytes = fromBase64(stringOf(shaped, name, Math.ceil(length / 3) * 4), where)
  if (bytes.length !== length)
    throw new Fault('bytes-malformed', `${where}: ${bytes.length} bytes where ${length} belong`)
  return bytes
}

/** Two public keys as a document spells them. */
export function publicKeysJson(keys: PublicKeys): { readonly [name: string]: Json } {
  return { ed25519: toBase64(keys.ed25519), 'ml-dsa-87': toBase64(keys.mlDsa87) }
}

/** Reads {@link publicKeysJson} out of a shape that holds both names. */
export function publicKeysOf(shaped: Shape): PublicKeys {
  return {
    ed25519: bytesOf(shaped, 'ed25519', KEY_KINDS.ed25519.keyBytes),
    mlDsa87: bytesOf(shaped, 'ml-dsa-87', KEY_KINDS['ml-dsa-87'].keyBytes),
  }
}
