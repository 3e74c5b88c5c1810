import 'reflect-metadata'
import { createPublicKey, webcrypto, X509Certificate } from 'node:crypto'
import * as x509 from '@peculiar/x509'
import { Fault } from '../core/fault.ts'
import type { Instant } from '../core/instant.ts'
import type { PrivateKeyPair } from './key-pair.ts'

/** A nation's own certificate authority and the certificate of its node, both ML-DSA-87 (RFC 9881). */
export interface NodeCertificates {
  /** What the partner pins; goes into the identity document. */
  readonly root: Uint8Array
  readonly leaf: Uint8Array
}

/** When certificates are valid from, and for how long. */
export interface Validity {
  readonly from: Instant
  readonly days: number
}

/** Issues a root that may sign node certificates and nothing below them, and the node's own, which names the node. */
export async function issueCertificates(input: {
  readonly root: PrivateKeyPair
  readonly leaf: PrivateKeyPair
  readonly node: string
  readonly validity: Validity
}): Promise<NodeCertificates> {
  const { node, validity } = input
  const [rootKeys, leafKeys] = [cryptoKeys(input.root), cryptoKeys(input.leaf)]
  const period = {
    notBefore: new Date(validity.from),
    notAfter: new Date(validity.from + validity.days * 86_400_000),
    signingAlgorithm: ML_DSA_87,
  }
  const issuer = `CN=${node} root`
  const root = await x509.X509CertificateGenerator.createSelfSigned({
    ...period,
    name: issuer,
    serialNumber: serial(),
    keys: rootKeys,
    extensions: [
      new x509.BasicConstraintsExtension(true, 0, true),
      new x509.KeyUsagesExtension(x509.KeyUsageFlags.keyCertSign | x509.KeyUsageFlags.cRLSign, true),
      await x509.SubjectKeyIdentifierExtension.create(rootKeys.publicKey),
    ],
  })
  const leaf = await x509.X509CertificateGenerator.create({
    ...period,
    subject: `CN=${node}`,
    issuer,
    serialNumber: serial(),
    publicKey: leafKeys.publicKey,
    signingKey: rootKeys.privateKey,
    extensions: [
      new x509.BasicConstraintsExtension(false, undefined, true),
      new x509.KeyUsagesExtension(x509.KeyUsageFlags.digitalSignature, true),
      new x509.ExtendedKeyUsageExtension([x509.ExtendedKeyUsage.serverAuth, x509.ExtendedKeyUsage.clientAuth], true),
      new x509.SubjectAlternativeNameExtension([
        { type: 'dns', value: node },
        { type: 'dns', value: 'localhost' },
        { type: 'ip', value: '127.0.0.1' },
      ]),
      await x509.AuthorityKeyIdentifierExtension.create(rootKeys.publicKey),
    ],
  })
  return { root: new Uint8Array(root.rawData), leaf: new Uint8Array(leaf.rawData) }
}

/** Reads a root a partner handed over: an ML-DSA-87 authority that signed itself, else `identity-invalid`. */
export function readRoot(der: Uint8Array): X509Certificate {
  const certificate = parse(der, 'root')
  const isRoot = certificate.ca && certificate.checkIssued(certificate) && certificate.verify(certificate.publicKey)
  if (!isRoot || certificate.publicKey.asymmetricKeyType !== 'ml-dsa-87')
    throw new Fault('identity-invalid', 'root certificate: not an ML-DSA-87 authority that signed itself')
  return certificate
}

/** Holds a node's own certificates to what a partner will check: the leaf is its key's, and its root issued it; else `identity-invalid`. */
export function checkOwn({ root, leaf }: NodeCertificates, { privateKey }: PrivateKeyPair): void {
  const authority = readRoot(root)
  const certificate = parse(leaf, 'leaf')
  const isOurs =
    certificate.checkIssued(authority) &&
    certificate.verify(authority.publicKey) &&
    certificate.checkPrivateKey(privateKey)
  if (!isOurs) throw new Fault('identity-invalid', 'leaf certificate: not of this key under this root')
}

/** PEM of a certificate. */
export function certificatePem(der: Uint8Array): string {
  const lines = der.toBase64().match(/.{1,64}/g) ?? []
  return `-----BEGIN CERTIFICATE-----\n${lines.join('\n')}\n-----END CERTIFICATE-----\n`
}

/** The algorithm of every certificate a nation's root signs. */
export const ML_DSA_87 = { name: 'ML-DSA-87' }

function parse(der: Uint8Array, what: 'root' | 'leaf'): X509Certificate {
  try {
    return new X509Certificate(der)
  } catch (cause) {
    throw new Fault('identity-invalid', `${what} certificate: not an X.509 certificate`, { cause })
  }
}

// The generator takes WebCrypto's keys only; they live as long as the issuing takes and cannot be exported again.
export function cryptoKeys({ privateKey }: PrivateKeyPair): webcrypto.CryptoKeyPair {
  return {
    privateKey: privateKey.toCryptoKey(ML_DSA_87, false, ['sign']),
    publicKey: createPublicKey(privateKey).toCryptoKey(ML_DSA_87, true, ['verify']),
  }
}

/** 127 random bits, positive (RFC 5280 section 4.1.2.2). */
export function serial(): string {
  const bytes = webcrypto.getRandomValues(new Uint8Array(16))
  bytes[0] = ((bytes[0] ?? 0) & 0x7f) | 0x40
  return bytes.toHex()
}
