import { existsSync, mkdirSync, readdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { stringify } from 'yaml'
import { Fault } from '../core/fault.ts'
import { encodeIdentity, fingerprint, identityMessage, type Identity } from '../core/party/identity.ts'
import { issueCertificates } from '../io/certificate.ts'
import { createKeys } from '../io/keys.ts'
import { nodePrimitives } from '../io/primitives.ts'
import { systemClock } from '../io/system.ts'
import type { NodeConfig } from './config.ts'
import { layout } from './layout.ts'

/** A node that was just made, and what is read aloud to a partner. */
export interface Made {
  readonly identity: Identity
  readonly document: Uint8Array
  readonly fingerprint: string
}

/** What a new node is made of. `policies` and `national` are the texts of the files that go into its directory. */
export interface Making {
  readonly directory: string
  readonly passphrase: string
  readonly config: NodeConfig
  /** Where partners reach it. */
  readonly url: string
  readonly policies: ReadonlyMap<string, string>
  readonly national: string
}

const CERTIFICATE_DAYS = 3650

/** Makes a node: keys, certificates under the nation's own root, identity document, configuration. Refuses a directory that holds anything. */
export async function makeNode(making: Making): Promise<Made> {
  const { directory, passphrase, config, url } = making
  if (existsSync(directory) && readdirSync(directory).length > 0) throw new Fault('directory-not-empty', directory)
  mkdirSync(directory, { recursive: true, mode: 0o700 })
  const place = layout(directory)
  const custodian = await createKeys({ directory: place.keys, passphrase })
  await custodian.provide(['identity', 'root', 'tls'])
  const certificates = await issueCertificates({
    root: custodian.keyPair('root', 'ml-dsa-87'),
    leaf: custodian.keyPair('tls', 'ml-dsa-87'),
    node: config.node,
    validity: { from: systemClock.now(), days: CERTIFICATE_DAYS },
  })
  const keys = {
    ed25519: custodian.publicKey('identity', 'ed25519'),
    mlDsa87: custodian.publicKey('identity', 'ml-dsa-87'),
  }
  const identity: Identity = {
    nation: config.nation,
    node: config.node,
    exercise: config.exercise,
    keys,
    root: certificates.root,
    url,
  }
  const message = identityMessage(identity)
  const document = encodeIdentity(identity, {
    ed25519: await custodian.sign('identity', 'ed25519', message),
    mlDsa87: await custodian.sign('identity', 'ml-dsa-87', message),
  })
  mkdirSync(place.policies)
  for (const [name, text] of making.policies) writeFileSync(join(place.policies, name), text)
  writeFileSync(place.national, making.national)
  writeFileSync(place.root, certificates.root)
  writeFileSync(place.leaf, certificates.leaf)
  writeFileSync(place.identity, document)
  // Last: a directory without it was never finished.
  writeFileSync(place.config, stringify(config))
  return { identity, document, fingerprint: fingerprint(nodePrimitives, identity) }
}
