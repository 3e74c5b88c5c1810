import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { decodeIdentity } from '../core/party/identity.ts'
import { Fault } from '../core/fault.ts'
import { checkOwn } from '../io/certificate.ts'
import { localFiles, readOwnFile } from '../io/files.ts'
import { openKeys, type FileCustodian } from '../io/keys.ts'
import { tlsLink } from '../io/link.ts'
import { lockDirectory } from '../io/lock.ts'
import { openFileObjects } from '../io/objects.ts'
import { nodePrimitives } from '../io/primitives.ts'
import { openSqliteStore } from '../io/sqlite.ts'
import { JOURNAL } from '../io/sqlite-schema.ts'
import { movedClock, systemChance } from '../io/system.ts'
import type { TlsIdentity } from '../io/tls.ts'
import type { Desk } from '../runtime/desk/desk.ts'
import type { Node, Notice } from '../runtime/node.ts'
import type { Store } from '../runtime/ports.ts'
import { addPartner, openNode } from '../runtime/open.ts'
import { listenAudit, type AuditListener } from './audit.ts'
import { readConfig, readNational, readPolicies, type Address, type NodeConfig } from './config.ts'
import { listenFederation, type FederationListener } from './federation.ts'
import { layout } from './layout.ts'
import { startLoop, type Loop } from './loop.ts'
import { openShelf, type Shelf } from './publish.ts'

/** A node running in this process, with everything it listens on. */
export interface Host {
  readonly directory: string
  readonly config: NodeConfig
  readonly node: Node
  readonly desk: Desk
  readonly loop: Loop
  readonly shelf: Shelf
  readonly addresses: { readonly federation: Address; readonly audit: Address | null }
  /** Adds a partner and trusts its root at once. */
  readonly addPartner: (document: Uint8Array) => ReturnType<typeof addPartner>
  close(): Promise<void>
}

export interface HostOptions {
  readonly directory: string
  readonly passphrase: string
  /** Moves the clock of an exercise node, so that an exercise can see an agreement end; a live node refuses it. */
  readonly clockOffsetMs?: number
  readonly onNotice: (notice: Notice) => void
  /** A failed disk or a bug: the process must end; restart re-verifies from the journal. */
  readonly onFatal: (error: unknown) => void
}

const TIMEOUT_MS = 30_000

/** Opens the node of a directory and puts it on the line. One process a directory: a second one is `directory-in-use`. */
export async function openHost(options: HostOptions): Promise<Host> {
  const { directory, onFatal } = options
  const config = readConfig(directory)
  const lock = lockDirectory(directory)
  const undo: (() => void | Promise<void>)[] = [() => lock.release()]
  const close = async (): Promise<void> => {
    for (const step of undo.toReversed()) await step()
    undo.length = 0
  }
  try {
    const { node, own, loop, shelf } = await openParts(options, { config, undo })
    const federation = await listenFederation(node, { directory, own, listen: config.listen, onFatal })
    undo.push(() => federation.close())
    const audit = config.audit === null ? null : await listenAudit(directory, config.audit)
    if (audit !== null) undo.push(() => audit.close())
    for (const relation of node.relations.values()) loop.wake(relation)
    const policy = node.ports.policies.get(config.nation)
    if (policy === undefined)
      throw new Fault('policy-invalid', `no marking policy of ${config.nation} in ${layout(directory).policies}`)
    const desk: Desk = { node, national: readNational(directory, policy), files: localFiles, sending: new Set() }
    return {
      directory,
      config,
      node,
      desk,
      loop,
      shelf,
      addresses: addressesOf(federation, audit),
      addPartner: adder(node, federation, loop),
      close,
    }
  } catch (error) {
    await close()
    throw error
  }
}

function addressesOf(federation: FederationListener, audit: AuditListener | null): Host['addresses'] {
  return { federation: federation.address, audit: audit?.address ?? null }
}

function adder(node: Node, federation: FederationListener, loop: Loop): Host['addPartner'] {
  return async (document) => {
    const relation = await addPartner(node, document)
    federation.trust([...node.relations.values()].map(({ partner }) => partner))
    loop.wake(relation)
    return relation
  }
}

interface Parts {
  readonly node: Node
  readonly own: TlsIdentity
  readonly loop: Loop
  readonly shelf: Shelf
}

async function openParts(
  { directory, passphrase, clockOffsetMs = 0, onNotice, onFatal }: HostOptions,
  { config, undo }: { readonly config: NodeConfig; readonly undo: (() => void | Promise<void>)[] },
): Promise<Parts> {
  if (clockOffsetMs !== 0 && !config.exercise)
    throw new Fault('usage-invalid', 'the clock of a live node is the one it runs on')
  const place = layout(directory)
  const custodian = await openKeys({ directory: place.keys, passphrase })
  const own: TlsIdentity = {
    key: custodian.keyPair('tls', 'ml-dsa-87'),
    certificates: { root: readOwnFile(place.root), leaf: readOwnFile(place.leaf) },
  }
  checkOwn(own.certificates, own.key)
  const identity = decodeIdentity(nodePrimitives, readOwnFile(place.identity))
  if (identity.node !== config.node || identity.nation !== config.nation || identity.exercise !== config.exercise)
    throw new Fault('identity-invalid', 'node.yaml names another node than identity.json')
  const store = endingWith(await openStore(directory, custodian), onFatal)
  undo.push(() => store.close())
  const objects = await openFileObjects({ directory })
  const link = tlsLink(own, {
    profile: 'cnsa2',
    partnerOf: (relation) => partnerOf(node, relation),
    timeoutMs: TIMEOUT_MS,
  })
  const loop = startLoop(() => node, onFatal)
  const shelf = openShelf(directory, () => node, onFatal)
  // Undone from the last: the link is cut, so that a contact under way ends at once.
  undo.push(
    () => shelf.settled(),
    () => loop.stop(),
    () => link.close(),
  )
  const ports = {
    primitives: nodePrimitives,
    clock: movedClock(clockOffsetMs),
    chance: systemChance,
    custodian,
    store,
    objects,
    link,
    policies: readPolicies(directory),
  }
  const host = { onWork: loop.wake, onNotice, onFatal, onBound: shelf.show }
  const node: Node = await openNode(ports, { identity, host })
  return { node, own, loop, shelf }
}

/** A store whose failed disk ends the process, whoever was waiting: a restart verifies again from the journal. */
function endingWith(store: Store, onFatal: (error: unknown) => void): Store {
  return {
    ...store,
    async commit(writes) {
      try {
        await store.commit(writes)
      } catch (error) {
        if (error instanceof Fault && error.code === 'store-failed') onFatal(error)
        throw error
      }
    },
  }
}

/**
 * Opens the journal. One that is missing is made only where none ever was, and so is its key: a node that began anew would forget what
 * it signed, or lock away what it holds.
 */
async function openStore(directory: string, custodian: FileCustodian): Promise<Store> {
  const hasKey = custodian.hasStorageKey()
  const journal = join(directory, JOURNAL)
  if (hasKey && !existsSync(journal)) throw new Fault('store-corrupt', `${journal}: missing, though this node has run`)
  const store = await openSqliteStore({ directory })
  const isUsed = (await store.scan('relation', { limit: 1 })).length > 0
  if (hasKey || !isUsed) return store
  await store.close()
  throw new Fault('key-damaged', 'current.storage.key: not there, though the journal has records under it')
}

function partnerOf(node: Node, relation: string): Node['identity'] {
  const known = node.relations.get(relation)
  if (known === undefined) throw new Fault('partner-unknown', `relation ${relation}`)
  return known.partner
}
