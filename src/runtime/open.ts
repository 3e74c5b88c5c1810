import { fromUtf8 } from '../core/bytes/utf8.ts'
import { decodeOpening } from '../core/ledger/opening.ts'
import { isFirst } from '../core/ledger/order.ts'
import { emptyFold, foldEvent, type Fold, type Side } from '../core/party/fold.ts'
import { decodeIdentity, originOf, relationId, type Identity } from '../core/party/identity.ts'
import {
  decodeRelationKeys,
  encodeRelationKeys,
  relationKeys,
  relationKeysMessage,
  type RelationKeys,
} from '../core/party/relation-keys.ts'
import { release } from '../core/party/ladder.ts'
import { decodeEvent, type Event } from '../core/wire/act.ts'
import { indexOfKey, isUnreadable, keyNames, ordinal, readLog, readWitness } from './keep.ts'
import type { Row } from './ports.ts'
import type { Node, NodePorts, Notice, OwnLog, PartnerLog, Relation } from './node.ts'
import { recent } from './recent.ts'
import { openVault, pool } from './vault.ts'

/** What the host of a node is told, and what it decides for it. */
export interface NodeHost {
  readonly onWork: (relation: Relation) => void
  readonly onNotice: (notice: Notice) => void
  readonly onBound: Node['onBound']
  /** The store has failed: nothing more may happen in this process. */
  readonly onFatal: (error: unknown) => void
}

/** Period under whose storage key openings are kept. One period until erasure arrives, which will begin new ones. */
const PERIOD = 'current'

/** Opens a node on its store: every relation is folded again from what is durable. Makes no contact and signs nothing. */
export async function openNode(
  ports: NodePorts,
  { identity, host }: { readonly identity: Identity; readonly host: NodeHost },
): Promise<Node> {
  const node: Node = {
    ports,
    identity,
    vault: openVault(ports, await ports.custodian.storageKey(PERIOD)),
    draw: pool(ports.chance),
    later: (writes) => void ports.store.commit(writes).catch(host.onFatal),
    async commitAhead(writes) {
      try {
        await ports.store.commit(writes)
      } catch (error) {
        host.onFatal(error)
        throw error
      }
    },
    relations: new Map(),
    trees: new Map(),
    proofs: new Map(),
    onWork: host.onWork,
    onNotice: host.onNotice,
    onBound: host.onBound,
  }
  for (const { value } of await ports.store.scan('relation', { limit: 4096 })) {
    const relation = await openRelation(node, decodeIdentity(ports.primitives, value))
    node.relations.set(relation.id, relation)
  }
  return node
}

/** Adds a partner whose identity document has been compared by voice; durable when it resolves. Adding it again changes nothing. */
export async function addPartner(node: Node, document: Uint8Array): Promise<Relation> {
  const { primitives, store } = node.ports
  const partner = decodeIdentity(primitives, document)
  const id = relationId(primitives, { ours: node.identity, theirs: partner })
  const known = node.relations.get(id)
  if (known !== undefined) return known
  await node.ports.custodian.provide([keyNames(id).log, keyNames(id).cosigner, keyNames(id).sealing])
  await store.commit([{ kind: 'put', space: 'relation', key: id, value: document }])
  const relation = await openRelation(node, partner)
  node.relations.set(id, relation)
  return relation
}

async function openRelation(node: Node, partner: Identity): Promise<Relation> {
  const { primitives, store } = node.ports
  const id = relationId(primitives, { ours: node.identity, theirs: partner })
  const own = ownKeys(node, id)
  const pinned = await store.get('keys', id)
  const origins = { ours: own.log.classical.name, theirs: originOf(partner, id) }
  const fold = emptyFold({
    nations: { ours: node.identity.nation, theirs: partner.nation },
    first: isFirst(origins.ours, origins.theirs) ? 'ours' : 'theirs',
    hash: primitives,
    policies: [...node.ports.policies.values()],
  })
  await refold(node, fold, origins)
  return {
    id,
    partner,
    signers: own,
    verifiers: pinned === null ? null : decodeRelationKeys(primitives, pinned, { identity: partner, relation: id }),
    introduction: await introduction(node, own),
    ours: await openOwnLog(node, origins.ours),
    theirs: await openPartnerLog(node, origins.theirs),
    fold,
    confirmed: false,
    frozen: (await store.get('fork', id)) !== null,
    amnesia: false,
    proved: null,
    turn: Promise.resolve(),
  }
}

function ownKeys(node: Node, relation: string): RelationKeys {
  const { custodian, primitives } = node.ports
  const names = keyNames(relation)
  const signer = (name: string): { ed25519: Uint8Array; mlDsa87: Uint8Array } => ({
    ed25519: custodian.publicKey(name, 'ed25519'),
    mlDsa87: custodian.publicKey(name, 'ml-dsa-87'),
  })
  const sealing = {
    'ml-kem-1024': custodian.publicKey(names.sealing, 'ml-kem-1024'),
    p384: custodian.publicKey(names.sealing, 'p384'),
  }
  return relationKeys(primitives, {
    identity: node.identity,
    relation,
    log: signer(names.log),
    cosigner: signer(names.cosigner),
    sealing,
  })
}

async function introduction(node: Node, own: RelationKeys): Promise<Uint8Array> {
  const message = relationKeysMessage(own)
  const { custodian } = node.ports
  const [ed25519, mlDsa87] = await Promise.all([
    custodian.sign('identity', 'ed25519', message),
    custodian.sign('identity', 'ml-dsa-87', message),
  ])
  return encodeRelationKeys(own, { ed25519, mlDsa87 })
}

async function openOwnLog(node: Node, origin: string): Promise<OwnLog> {
  const { edge, lastAt, lastSeen } = await readLog(node.ports.store, origin)
  const { edge: boundEdge } = await readLog(node.ports.store, origin, 'bound')
  const note = boundEdge.size === 0 ? null : await node.ports.store.get(`head/${origin}`, ordinal(boundEdge.size))
  return {
    origin,
    edge,
    durable: edge,
    lastAt,
    lastSeen,
    seenSteps: [],
    head: null,
    signing: null,
    unbound: new Map(),
    recent: recent(),
    acked: boundEdge,
    bound: note === null ? null : { size: boundEdge.size, note: fromUtf8(note, 'head record') },
  }
}

async function openPartnerLog(node: Node, origin: string): Promise<PartnerLog> {
  const { edge, lastAt, lastSeen, floor } = await readLog(node.ports.store, origin)
  const witness = await readWitness(node.ports.store, origin)
  return {
    origin,
    edge,
    durable: edge,
    lastAt,
    lastSeen,
    floor,
    head: witness?.head ?? null,
    cosignTime: witness?.time ?? 0,
    cosigned: null,
    cosigning: null,
    delivered: 0,
  }
}

/** Folds both logs again: control acts and rungs from their openings, releases from the register, for which none is opened. */
async function refold(node: Node, fold: Fold, origins: Readonly<Record<Side, string>>): Promise<void> {
  for (const side of ['ours', 'theirs'] as const) {
    const indices: number[] = []
    for await (const { key } of rowsOf(node, `register/${origins[side]}`)) indices.push(indexOfKey(key))
    for (const index of indices.sort((a, b) => a - b)) release(fold.ladders[side], index)
  }
  for (const side of ['ours', 'theirs'] as const) {
    for await (const { key, value } of rowsOf(node, `marks/${origins[side]}`)) {
      if (isUnreadable(value)) continue
      const index = Number(key)
      const event = await readEvent(node, origins[side], index)
      if (event !== null) foldEvent(fold, { side, index, event })
    }
  }
}

/** One event of a log as it was recorded; null where this node has no opening of it. */
export async function readEvent(node: Node, origin: string, index: number): Promise<Event | null> {
  const [sealed] = await node.ports.store.openings(origin, index, index + 1)
  if (sealed === null || sealed === undefined) return null
  return decodeEvent(decodeOpening(node.vault.open(sealed, `entry ${index} of ${origin}`)).fields)
}

const PAGE = 4096

/** Every row of a space, page by page. */
export async function* rowsOf(node: Node, space: string, prefix = ''): AsyncGenerator<Row, void, undefined> {
  let after = ''
  for (;;) {
    const rows = await node.ports.store.scan(space, { prefix, after, limit: PAGE })
    yield* rows
    const last = rows.at(-1)
    if (last === undefined || rows.length < PAGE) return
    after = last.key
  }
}
