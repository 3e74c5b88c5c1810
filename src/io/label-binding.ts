import { sign, verify } from 'node:crypto'
import { toUtc } from '../core/bytes/calendar.ts'
import { canonical, decodeCanonical } from '../core/bytes/canonical.ts'
import { fromBase64, toBase64 } from '../core/bytes/bytes.ts'
import { listOf, shape, stringOf } from '../core/bytes/shape.ts'
import { utf8 } from '../core/bytes/utf8.ts'
import { Fault } from '../core/fault.ts'
import type { Instant } from '../core/instant.ts'
import {
  bindingDigests,
  bindingParts,
  encodeBinding,
  filesOf,
  uriOfName,
  type Binding,
  type ReadBinding,
} from './binding-xml.ts'
import { signWith, type PrivateKeyPair } from './key-pair.ts'
import { readLabelCertificate, type LabelCertificates } from './label-certificate.ts'
import type { Level } from './label-xml.ts'
import { openSignature, unsignedSignature } from './xml-signature.ts'
import { withXml } from './xml.ts'

/** Who binds labels for a nation. */
export interface LabelSigner {
  readonly classical: PrivateKeyPair
  readonly quantum: PrivateKeyPair
  readonly certificates: LabelCertificates
}

/**
 * A signed binding: `bdo` goes beside the file as `<file>.bdo`, `jws` as `<file>.bdo.jws`.
 *
 * The JWS (RFC 7515 appendix F, detached; algorithm ML-DSA-87) is over the same canonical SignedInfo that the XML signature is over,
 * since the XML profile has no post-quantum algorithm.
 */
export interface SignedBinding {
  readonly bdo: Uint8Array
  readonly jws: string
}

/** SHA-384 of a file by its name; `binding-broken` is for the caller to throw where there is none. */
export type FileDigests = (name: string) => Uint8Array

/** What a verified binding says, who said it and when. */
export interface VerifiedBinding extends ReadBinding {
  readonly signer: string
  readonly signedAt: Instant
}

/** Binds labels to data under both signatures. */
export async function bindLabels(
  bindings: readonly Binding[],
  { signer, at, files }: { readonly signer: LabelSigner; readonly at: Instant; readonly files: FileDigests },
): Promise<SignedBinding> {
  const digests = [
    ...bindingDigests(bindings),
    ...filesOf(bindings).map((name) => ({ uri: uriOfName(name), digest: files(name) })),
  ]
  const { classical, quantum, certificates } = signer
  const { message, complete } = unsignedSignature({ digests, certificate: certificates.classical, signedAt: toUtc(at) })
  const value = sign('sha384', message, { key: classical.privateKey, dsaEncoding: 'ieee-p1363' })
  const header = toBase64Url(utf8(canonical({ alg: ALGORITHM, typ: TYPE, x5c: [toBase64(certificates.quantum)] })))
  const signature = await signWith(quantum, signingInput(header, message))
  return {
    bdo: utf8(encodeBinding(bindings, complete(new Uint8Array(value)))),
    jws: `${header}..${toBase64Url(signature)}`,
  }
}

/**
 * Verifies a binding under the root of the nation that made it, and returns what was signed.
 *
 * INVARIANT: both signatures verify, by certificates of one subject that this root issued for documents and that were valid at the time
 * of signing, or the binding counts for nothing; what is returned was read from the very elements whose digests were checked.
 */
export function verifyBinding(
  { bdo, jws }: SignedBinding,
  by: { readonly root: Uint8Array; readonly files: FileDigests; readonly at: Instant; readonly level?: Level },
): VerifiedBinding {
  return withXml(bdo, 'binding', (file) => {
    const { bindings, warnings, signature, elements } = bindingParts(file, by.level ?? 'strict')
    if (signature === null) throw new Fault('binding-signer-untrusted', 'binding: no signature')
    const files = filesOf(bindings).map((name) => ({ uri: uriOfName(name), digest: by.files(name) }))
    const open = openSignature(signature, file, { elements, files })
    if (open.signedAt > by.at + SKEW_MS) throw new Fault('binding-signature-invalid', 'signed in the future')
    const trust = { root: by.root, at: open.signedAt }
    const classical = readLabelCertificate(open.certificate, { ...trust, kind: 'classical' })
    if (!verify('sha384', open.message, { key: classical.key, dsaEncoding: 'ieee-p1363' }, open.value))
      throw new Fault('binding-signature-invalid', 'the XML signature does not verify')
    const { header, certificate, value } = decodeJws(jws)
    const quantum = readLabelCertificate(certificate, { ...trust, kind: 'quantum' })
    if (!verify(null, signingInput(header, open.message), quantum.key, value))
      throw new Fault('binding-signature-invalid', 'the ML-DSA-87 signature does not verify')
    if (classical.subject !== quantum.subject) throw new Fault('binding-signer-untrusted', 'two signers')
    return { bindings, warnings, signer: classical.subject, signedAt: open.signedAt }
  })
}

const ALGORITHM = 'ML-DSA-87'
const TYPE = 'comity-binding+jws'
const JWS_LENGTH_MAX = 64 * 1024
/** How far a partner's clock may be ahead of ours. */
const SKEW_MS = 300_000

function signingInput(header: string, message: Uint8Array): Uint8Array {
  return utf8(`${header}.${toBase64Url(message)}`)
}

function decodeJws(jws: string): {
  readonly header: string
  readonly certificate: Uint8Array
  readonly value: Uint8Array
} {
  const where = 'binding.jws'
  if (jws.length > JWS_LENGTH_MAX) throw new Fault('limit-exceeded', `${where}: longer than ${JWS_LENGTH_MAX}`)
  const [header = '', payload, value = '', ...rest] = jws.trim().split('.')
  if (payload !== '' || rest.length > 0) throw new Fault('binding-signature-invalid', `${where}: not a detached JWS`)
  const shaped = shape(decodeCanonical(fromBase64Url(header, where), where), where, ['alg', 'typ', 'x5c'])
  if (stringOf(shaped, 'alg') !== ALGORITHM || stringOf(shaped, 'typ') !== TYPE)
    throw new Fault('binding-signature-invalid', `${where}: another algorithm or type than ${ALGORITHM}, ${TYPE}`)
  const [certificate, ...others] = listOf(shaped, 'x5c', 1)
  if (typeof certificate !== 'string' || others.length > 0)
    throw new Fault('binding-signer-untrusted', `${where}: not one certificate`)
  return { header, certificate: fromBase64(certificate, where), value: fromBase64Url(value, where) }
}

function toBase64Url(bytes: Uint8Array): string {
  return bytes.toBase64({ alphabet: 'base64url', omitPadding: true })
}

function fromBase64Url(text: string, where: string): Uint8Array {
  if (!/^[A-Za-z0-9_-]*$/.test(text)) throw new Fault('bytes-malformed', `${where}: not base64url`)
  return fromBase64(text.replaceAll('-', '+').replaceAll('_', '/') + '='.repeat((4 - (text.length % 4)) % 4), where)
}
