import { encodeIdentity, identityMessage, type Identity } from '../src/core/party/identity.ts'
import type { Primitives } from '../src/core/crypto/primitives.ts'
import type { Desk } from '../src/runtime/desk/desk.ts'
import type { Node, Notice, Relation } from '../src/runtime/node.ts'
import { openNode } from '../src/runtime/open.ts'
import type { Custodian, Link } from '../src/runtime/ports.ts'
import type { Dice } from './chance.ts'
import { wrongClock, type WorldTime, type WrongClock } from './clock.ts'
import { simCustodian, type SignCall } from './custodian.ts'
import { simFiles, type SimFiles } from './files.ts'
import { openMemoryObjects, type MemoryObjects } from './objects.ts'
import type { KeyMaker } from './primitives.ts'
import { copyDisk, openMemoryStore, type Disk, type MemoryStore } from './store.ts'
import { nationalRules, policies, type Party } from './treaty.ts'

/** One nation of the world: what survives a crash, and the node that does not. */
export interface Nation {
  readonly name: Party
  readonly identity: Identity
  readonly document: Uint8Array
  readonly custodian: Custodian
  readonly clock: WrongClock
  readonly files: SimFiles
  disk: Disk
  store: MemoryStore
  objects: MemoryObjects
  /** Counts starts; work begun in an earlier life reaches nobody. */
  life: number
  running: { readonly node: Node; readonly desk: Desk } | null
  /** Signatures and decapsulations that wait for the custodian. */
  readonly turns: (() => void)[]
  /** The host's own state: what the node asked for, and what is under way. */
  host: { wake: boolean; starting: boolean; contacting: boolean; fetching: boolean }
  /** An old copy the machine is to begin on, once its operator has it in place. */
  restoring: Disk | null
}

/** What a nation needs of the world around it. */
export interface Surroundings {
  readonly primitives: Primitives
  readonly keys: KeyMaker
  readonly time: WorldTime
  readonly chance: Dice
  readonly slowKeys: () => boolean
  readonly onSign: (call: SignCall) => void
  readonly onNotice: (notice: Notice) => void
  readonly onFatal: (error: unknown) => void
  readonly onSeal: (folder: string) => void
  readonly link: (life: number) => Link
}

const ROOM = 64 * 1024 * 1024

/** Founds a nation: keys and identity, an empty disk, and no node yet. */
export async function found(name: Party, around: Surroundings): Promise<Nation> {
  const turns: (() => void)[] = []
  const turn = (): Promise<void> =>
    around.slowKeys() ? new Promise((resolve) => turns.push(resolve)) : Promise.resolve()
  const custodian = simCustodian(around.keys, { nation: name, watch: around.onSign, turn })
  const keys = {
    ed25519: custodian.publicKey('identity', 'ed25519'),
    mlDsa87: custodian.publicKey('identity', 'ml-dsa-87'),
  }
  const node = `${name.toLowerCase()}.exercise.example`
  const identity: Identity = {
    nation: name,
    node,
    exercise: true,
    keys,
    root: new Uint8Array(0),
    url: `https://${node}`,
  }
  const message = identityMessage(identity)
  const document = encodeIdentity(identity, {
    ed25519: around.keys.sign('ed25519', `${name} identity`, message),
    mlDsa87: around.keys.sign('ml-dsa-87', `${name} identity`, message),
  })
  const disk: Disk = { logs: new Map(), spaces: new Map() }
  return {
    name,
    identity,
    document,
    custodian,
    clock: wrongClock(around.time),
    files: simFiles(around.onSeal),
    disk,
    store: openMemoryStore({ barrier: 'held', disk }),
    objects: openMemoryObjects({ room: ROOM }),
    life: 0,
    running: null,
    turns,
    host: { wake: false, starting: false, contacting: false, fetching: false },
    restoring: null,
  }
}

/** Starts the node on what is durable. */
export async function start(nation: Nation, around: Surroundings): Promise<void> {
  const life = ++nation.life
  const host = { wake: true, starting: true, contacting: false, fetching: false }
  nation.host = host
  const { clock, custodian, store, objects } = nation
  const ports = {
    primitives: around.primitives,
    clock,
    chance: around.chance,
    custodian,
    store,
    objects,
    link: around.link(life),
    policies,
  }
  const node = await openNode(ports, {
    identity: nation.identity,
    host: {
      onWork: () => void (host.wake = true),
      onNotice: around.onNotice,
      onBound: () => {},
      onFatal: around.onFatal,
    },
  })
  if (nation.life !== life) return
  host.starting = false
  nation.running = {
    node,
    desk: { node, national: nationalRules(nation.name), files: nation.files, sending: new Set() },
  }
}

/** The machine dies: what was not durable is gone. */
export function crash(nation: Nation): void {
  nation.life++
  nation.running = null
  nation.host.starting = false
  nation.turns.length = 0
  nation.store = nation.store.crash()
  nation.objects = nation.objects.crash()
}

/** A copy of the disk, as a backup takes it. */
export function backup(nation: Nation): Disk {
  return copyDisk(nation.disk)
}

/** Another machine takes the place of one that is lost, with an old copy of its disk. */
export function restore(nation: Nation, disk: Disk): void {
  nation.restoring = null
  nation.disk = copyDisk(disk)
  nation.store = openMemoryStore({ barrier: 'held', disk: nation.disk })
}

/** The relation of a running node with the other nation; null before a partner was added. */
export function relationOf({ running }: Nation): Relation | null {
  return running?.node.relations.values().next().value ?? null
}
