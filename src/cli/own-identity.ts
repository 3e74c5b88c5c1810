import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { Fault } from '../core/fault.ts'
import { decodeIdentity, type Identity } from '../core/party/identity.ts'
import { nodePrimitives } from '../io/primitives.ts'
import { readGiven } from './given-file.ts'

/** The identity of the node of a directory. It is public, so no passphrase is asked for. */
export interface OwnIdentity {
  readonly path: string
  readonly document: Uint8Array
  readonly identity: Identity
}

/** Reads it; `node-missing` where no node was made there. */
export function readOwnIdentity(directory: string): OwnIdentity {
  const path = join(directory, 'identity.json')
  if (!existsSync(path)) throw new Fault('node-missing', directory)
  const document = readGiven(path)
  return { path, document, identity: decodeIdentity(nodePrimitives, document) }
}
