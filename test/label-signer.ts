import type { ConfidentialityLabel } from '../src/core/marking/confidentiality-label.ts'
import type { Instant } from '../src/core/instant.ts'
import { informationOfLabel } from '../src/core/marking/national-spif.ts'
import { issueCertificates } from '../src/io/certificate.ts'
import { generateKeyPair } from '../src/io/key-pair.ts'
import { issueLabelCertificates } from '../src/io/label-certificate.ts'
import type { LabelSigner } from '../src/io/label-binding.ts'
import { KR, KR_SECRET, utc } from './exercise.ts'
import { KR_SPIF } from './national-spifs.ts'

/** A nation that signs labels, made for a test. */
export interface TestSigner {
  readonly root: Uint8Array
  readonly signer: LabelSigner
  /** Its other certificate, which is for links. */
  readonly tls: Uint8Array
}

export async function newSigner(node: string, from: Instant = utc('2026-01-01T00:00:00Z')): Promise<TestSigner> {
  const [root, leaf, quantum] = [
    generateKeyPair('ml-dsa-87'),
    generateKeyPair('ml-dsa-87'),
    generateKeyPair('ml-dsa-87'),
  ]
  const classical = generateKeyPair('p384')
  const validity = { from, days: 365 }
  const own = await issueCertificates({ root, leaf, node, validity })
  const certificates = await issueLabelCertificates({
    root,
    rootCertificate: own.root,
    classical,
    quantum,
    node,
    validity,
  })
  return { root: own.root, signer: { classical, quantum, certificates }, tls: own.leaf }
}

/** A label of the exercise as STANAG 4774 has it. */
export const KR_LABEL: ConfidentialityLabel = {
  kind: 'originator',
  information: informationOfLabel({ ...KR_SECRET, releasableTo: ['JP'] }, KR, KR_SPIF.oid),
  originator: { kind: 'rfc822Name', id: 'desk@kr.example' },
  created: utc('2026-06-01T00:00:00Z'),
  review: utc('2031-06-01T00:00:00Z'),
  succession: null,
}
