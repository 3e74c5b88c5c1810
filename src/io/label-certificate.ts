import { createPublicKey, X509Certificate, type webcrypto } from 'node:crypto'
import * as x509 from '@peculiar/x509'
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
  const classicalKey = createPublicKey(input.classical.privateKey).toCryptoKey({ name: 'ECDSA', namedCurve: 'P-384' }, true, ['verify'])
  const quantumKey = createPublicKey(input.quantum.privateKey).toCryptoKey(ML_DSA_87, true, ['verify'])
  return { classical: await issue(input, classicalKey), quantum: await issue(input, quantumKey) }
}

async function issue(
  { root, rootCertificate, node, validity }: { root: PrivateKeyPair; rootCertificate: Uint8Array; node: string; validity: Validity },
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
): X509Certificate {
  const root = readRoot(by.root)
  const leaf = parse(der)
  const key = leaf.publicKey
  const isOfKind =
    by.kind === 'quantum'
      ? key.asymmetricKeyType === 'ml-dsa-87'
      : key.asymmetricKeyType === 'ec' && key.asymmetricKeyDetails?.namedCurve === 'secp384r1'
  if (!isOfKind) throw untrusted(`a key that is not ${by.kind === 'quantum' ? 'ML-DSA-87' : 'P-384'}`)
  if (leaf.ca || leaf.keyUsage?.length !== 1 || leaf.keyUsage[0] !== DOCUMENT_SIGNING) throw untrusted('not for signing documents')
  if (!leaf.checkIssued(root) || !leaf.verify(root.publicKey)) throw untrusted('not issued by the root on file')
  if (by.at < leaf.validFromDate.getTime() || by.at > leaf.validToDate.getTime()) throw untrusted('not valid when it signed')
  return leaf
}

function parse(der: Uint8Array): X509Certificate {
  try {
    return new X509Certificate(der)
  } catch (cause) {
    throw new Fault('binding-signer-untrusted', 'certificate: not X.509', { cause })
  }
}

function untrusted(what: string): Fault {
  return new Fault('binding-signer-untrusted', `certificate: ${what}`)
}
