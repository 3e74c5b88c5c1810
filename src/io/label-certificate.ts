import 'reflect-metadata'
import { createHash, createPublicKey, X509Certificate, type KeyObject, type webcrypto } from 'node:crypto'
import * as x509 from '@peculiar/x509'
import { u32 } from '../core/bytes/bytes.ts'
import { Fault } from '../core/fault.ts'
import type { Instant } from '../core/instant.ts'
import { cryptoKeys, ML_DSA_87, readRoot, serial, type Validity } from './certificate.ts'
import type { PrivateKeyPair } from './key-pair.ts'

/** The certificates under which a nation's labels are bound: P-384 for foreign tools, ML-DSA-87 beside it; both of the nation's root. */
export interface LabelCertificates {
  readonly classical: Uint8Array
  readonly quantum: Uint8Array
}

/** id-kp-documentSigning (RFC 9336): no certificate of TLS passes for one of labels, nor the other way about. */
const DOCUMENT_SIGNING = '1.3.6.1.5.5.7.3.36'

/** Issues both from the nation's root. */
export async function issueLabelCertificates(input: {
  readonly root: PrivateKeyPair
  readonly rootCertificate: Uint8Array
  readonly classical: PrivateKeyPair
  readonly quantum: PrivateKeyPair
  readonly node: string
  readonly validity: Validity
}): Promise<LabelCertificates> {
  const classicalKey = createPublicKey(input.classical.privateKey).toCryptoKey(
    { name: 'ECDSA', namedCurve: 'P-384' },
    true,
    ['verify'],
  )
  const quantumKey = createPublicKey(input.quantum.privateKey).toCryptoKey(ML_DSA_87, true, ['verify'])
  return { classical: await issue(input, classicalKey), quantum: await issue(input, quantumKey) }
}

async function issue(
  {
    root,
    rootCertificate,
    node,
    validity,
  }: { root: PrivateKeyPair; rootCertificate: Uint8Array; node: string; validity: Validity },
  publicKey: webcrypto.CryptoKey,
): Promise<Uint8Array> {
  const { privateKey, publicKey: rootKey } = cryptoKeys(root)
  const leaf = await x509.X509CertificateGenerator.create({
    notBefore: new Date(validity.from),
    notAfter: new Date(validity.from + validity.days * 86_400_000),
    subject: `CN=${node} labels`,
    issuer: new x509.X509Certificate(rootCertificate).subject,
    serialNumber: serial(),
    publicKey,
    signingKey: privateKey,
    signingAlgorithm: ML_DSA_87,
    extensions: [
      new x509.BasicConstraintsExtension(false, undefined, true),
      new x509.KeyUsagesExtension(x509.KeyUsageFlags.digitalSignature, true),
      new x509.ExtendedKeyUsageExtension([DOCUMENT_SIGNING], true),
      await x509.AuthorityKeyIdentifierExtension.create(rootKey),
    ],
  })
  return new Uint8Array(leaf.rawData)
}

/** Reads a label certificate: issued by this root, for documents, with a key of that kind, valid then; else `binding-signer-untrusted`. */
export function readLabelCertificate(
  der: Uint8Array,
  by: { readonly root: Uint8Array; readonly kind: 'classical' | 'quantum'; readonly at: Instant },
): { readonly subject: string; readonly key: KeyObject } {
  const { leaf, key } = issuedBy(by.root, der)
  const isOfKind =
    by.kind === 'quantum'
      ? key.asymmetricKeyType === 'ml-dsa-87'
      : key.asymmetricKeyType === 'ec' && key.asymmetricKeyDetails?.namedCurve === 'secp384r1'
  if (!isOfKind) throw untrusted(`a key that is not ${by.kind === 'quantum' ? 'ML-DSA-87' : 'P-384'}`)
  if (leaf.ca || leaf.keyUsage?.length !== 1 || leaf.keyUsage[0] !== DOCUMENT_SIGNING)
    throw untrusted('not for signing documents')
  if (by.at < leaf.validFromDate.getTime() || by.at > leaf.validToDate.getTime())
    throw untrusted('not valid when it signed')
  return { subject: leaf.subject, key }
}

interface Leaf {
  readonly leaf: X509Certificate
  readonly key: KeyObject
}

// Verifying a chain takes ten times as long as verifying a binding, and a node sees the same few certificates all day.
const ISSUED_MAX = 64
const issued = new Map<string, Leaf>()

/** A certificate that this root issued. What depends on the time is not remembered. */
function issuedBy(root: Uint8Array, der: Uint8Array): Leaf {
  const name = createHash('sha384').update(u32(root.length)).update(root).update(der).digest('latin1')
  const known = issued.get(name)
  if (known !== undefined) return known
  const authority = readRoot(root)
  const leaf = parse(der)
  if (!leaf.leaf.checkIssued(authority) || !leaf.leaf.verify(authority.publicKey))
    throw untrusted('not issued by the root on file')
  const oldest = issued.size >= ISSUED_MAX ? issued.keys().next().value : undefined
  if (oldest !== undefined) issued.delete(oldest)
  issued.set(name, leaf)
  return leaf
}

// OpenSSL reads a certificate before it reads the key in it, and throws at either.
function parse(der: Uint8Array): Leaf {
  try {
    const leaf = new X509Certificate(der)
    return { leaf, key: leaf.publicKey }
  } catch (cause) {
    throw new Fault('binding-signer-untrusted', 'certificate: not X.509, or of no known key', { cause })
  }
}

function untrusted(what: string): Fault {
  return new Fault('binding-signer-untrusted', `certificate: ${what}`)
}
