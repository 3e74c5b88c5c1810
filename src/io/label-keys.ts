import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import type { Instant } from '../core/instant.ts'
import { syncDirectory } from './durable.ts'
import { openKeys } from './keys.ts'
import type { LabelSigner } from './label-binding.ts'
import { issueLabelCertificates, type LabelCertificates } from './label-certificate.ts'

const CERTIFICATE_DAYS = 3650

/**
 * Opens what a node binds labels with: a key pair for each signature, which nothing else uses, and certificates from the nation's
 * root. Both are made on first use and kept in the node's directory.
 */
export async function openLabelSigner(node: {
  readonly directory: string
  readonly passphrase: string
  readonly name: string
  readonly root: Uint8Array
  readonly at: Instant
}): Promise<LabelSigner> {
  const custodian = await openKeys({ directory: join(node.directory, 'keys'), passphrase: node.passphrase })
  await custodian.provide(['label'])
  const [classical, quantum] = [custodian.keyPair('label', 'p384'), custodian.keyPair('label', 'ml-dsa-87')]
  const folder = join(node.directory, 'label')
  const kept = keptIn(folder)
  if (kept !== null) return { classical, quantum, certificates: kept }
  const certificates = await issueLabelCertificates({
    root: custodian.keyPair('root', 'ml-dsa-87'),
    rootCertificate: node.root,
    classical,
    quantum,
    node: node.name,
    validity: { from: node.at, days: CERTIFICATE_DAYS },
  })
  mkdirSync(folder, { recursive: true })
  writeFileSync(join(folder, CLASSICAL), certificates.classical)
  writeFileSync(join(folder, QUANTUM), certificates.quantum)
  await syncDirectory(folder)
  return { classical, quantum, certificates }
}

const CLASSICAL = 'p384.der'
/** Written last: without it the folder was never finished, and both are issued again for the same keys. */
const QUANTUM = 'ml-dsa-87.der'

function keptIn(folder: string): LabelCertificates | null {
  if (!existsSync(join(folder, QUANTUM))) return null
  return {
    classical: new Uint8Array(readFileSync(join(folder, CLASSICAL))),
    quantum: new Uint8Array(readFileSync(join(folder, QUANTUM))),
  }
}
