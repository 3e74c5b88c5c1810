import { mkdtempSync, readFileSync } from 'node:fs'
import { decodeIdentity } from '../src/core/party/identity.ts'
import { backup } from '../src/io/backup.ts'
import { localFiles } from '../src/io/files.ts'
import { openKeys } from '../src/io/keys.ts'
import { tlsLink } from '../src/io/link.ts'
import { lockDirectory } from '../src/io/lock.ts'
import { openFileObjects } from '../src/io/objects.ts'
import { nodePrimitives } from '../src/io/primitives.ts'
import { openSqliteStore } from '../src/io/sqlite.ts'
import { systemChance, systemClock } from '../src/io/system.ts'
import type { TlsIdentity } from '../src/io/tls.ts'
import { contact } from '../src/runtime/contact.ts'
import type { Desk } from '../src/runtime/desk/desk.ts'
import { decideDisclosure, propose, send } from '../src/runtime/desk/disclosure.ts'
import { draftItem } from '../src/runtime/desk/item.ts'
import type { Node, Notice, Relation } from '../src/runtime/node.ts'
import { addPartner, openNode } from '../src/runtime/open.ts'
import type { Response } from '../src/runtime/ports.ts'
import { readConfig, readNational, readPolicies } from '../src/server/config.ts'
import { layout } from '../src/server/layout.ts'

/** A node's real keys, journal and certificates in the hands of a test: no loop and no listener, so that it does what the test says. */
export interface Acting {
  readonly node: Node
  readonly desk: Desk
  readonly own: TlsIdentity
  readonly notices: readonly Notice[]
  /** The one relation it has. */
  readonly relation: Relation
  /** Asks the partner anything over a link it will accept. */
  request(asked: { method: 'GET' | 'POST'; path: string; body?: Uint8Array }): Promise<Response>
  close(): Promise<void>
}

/** Opens a directory whose node does not run, and adds a partner to it where one is named. */
export async function actAs({
  directory,
  passphrase,
  partner,
}: {
  readonly directory: string
  readonly passphrase: string
  readonly partner?: Uint8Array
}): Promise<Acting> {
  const config = readConfig(directory)
  const place = layout(directory)
  const lock = lockDirectory(directory)
  const custodian = await openKeys({ directory: place.keys, passphrase })
  const own: TlsIdentity = {
    key: custodian.keyPair('tls', 'ml-dsa-87'),
    certificates: { root: read(place.root), leaf: read(place.leaf) },
  }
  const identity = decodeIdentity(nodePrimitives, read(place.identity))
  const store = await openSqliteStore({ directory })
  const policies = readPolicies(directory)
  const notices: Notice[] = []
  const link = tlsLink(own, { profile: 'cnsa2', partnerOf: () => only(node).partner, timeoutMs: 10_000 })
  const ports = {
    primitives: nodePrimitives,
    clock: systemClock,
    chance: systemChance,
    custodian,
    store,
    objects: await openFileObjects({ directory }),
    link,
    policies,
  }
  const node: Node = await openNode(ports, {
    identity,
    host: {
      onWork: () => {},
      onBound: () => {},
      onNotice: (notice) => notices.push(notice),
      onFatal: (error) => {
        throw error
      },
    },
  })
  if (partner !== undefined) await addPartner(node, partner)
  let closing: Promise<void> | null = null
  const close = async (): Promise<void> => {
    link.close()
    await store.close()
    lock.release()
  }
  const policy = policies.get(config.nation)
  const relation = only(node)
  if (policy === undefined) throw new Error(`${directory}: no policy`)
  return {
    node,
    desk: { node, national: readNational(directory, policy), files: localFiles, sending: new Set() },
    own,
    notices,
    relation,
    request: ({ method, path, body = new Uint8Array(0) }) => link.request(relation.id, { method, path, body }),
    close: () => (closing ??= close()),
  }
}

function only({ relations }: Node): Relation {
  const [relation] = [...relations.values()]
  if (relation === undefined) throw new Error('a node without a partner')
  return relation
}

function read(path: string): Uint8Array {
  return new Uint8Array(readFileSync(path))
}

/** Says and hears all there is, as an honest node does. */
export async function converse({ node, relation }: Acting): Promise<void> {
  // Refused once where the partner has just started, since it has no road to us to ask how far its log had gone.
  for (let refusals = 0; ;) {
    try {
      while ((await contact(node, relation)) === 'more');
      return
    } catch (error) {
      if (refusals++ > 0) throw error
    }
  }
}

/** Acts as another process that holds a copy of the same keys and journal: what it records, the first one never knows. */
export async function withCopy(
  { directory, passphrase }: { readonly directory: string; readonly passphrase: string },
  act: (copy: Acting) => Promise<void>,
): Promise<void> {
  const target = mkdtempSync(`${directory}-copy-`)
  await backup({ directory, target })
  const copy = await actAs({ directory: target, passphrase })
  try {
    await converse(copy)
    await act(copy)
  } finally {
    await copy.close()
  }
}

/** Releases one item of a few words, or the bytes of a file, through both gates, and returns its entry; nothing is sent yet. */
export async function releaseItem(
  { desk, node, relation }: Acting,
  content: { readonly kind: 'text'; readonly text: string } | { readonly kind: 'file'; readonly path: string },
): Promise<{ readonly index: number; readonly item: string }> {
  const policy = node.ports.policies.get(node.identity.nation)
  const level = node.identity.nation === 'KR' ? '군사Ⅱ급비밀' : '極秘'
  const label = { policy: policy?.id ?? '', level, caveats: [], releasableTo: null }
  const portion = {
    name: 'note.txt',
    label,
    equivalent: null,
    originator: node.identity.nation,
    mediaType: 'text/plain',
  }
  const draft = { subject: 'dprk-missile', purpose: 'early-warning', portions: [{ ...portion, content }] }
  const { facts } = await draftItem(desk, { draft, person: 'analyst' })
  const step = { item: facts.id, to: relation.partner.nation }
  await propose(desk, { ...step, person: 'analyst' })
  await decideDisclosure(desk, { ...step, person: 'disclosure-officer', decision: 'approve' })
  const sending = await send(desk, { ...step, person: 'registry-officer' })
  if (sending.kind !== 'released') throw new Error(JSON.stringify(sending.verdict))
  return { index: sending.index, item: facts.id }
}
