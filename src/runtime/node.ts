import type { Primitives } from '../core/crypto/primitives.ts'
import type { Edge } from '../core/crypto/merkle.ts'
import type { Instant } from '../core/instant.ts'
import type { Fold, Side } from '../core/party/fold.ts'
import type { Identity } from '../core/party/identity.ts'
import type { KeyPair } from '../core/ledger/key.ts'
import type { RelationKeys } from '../core/party/relation-keys.ts'
import type { SeenFloor } from '../core/ledger/order.ts'
import type { Cosigned } from './cosign.ts'
import type { ObjectTree } from '../core/wire/object.ts'
import type { LogTree } from '../core/ledger/tree.ts'
import type { Recent } from './recent.ts'
import type { MarkingPolicy } from '../core/marking/policy.ts'
import type { Chance, Clock, Custodian, Link, Objects, Store, Write } from './ports.ts'
import type { Vault } from './vault.ts'

/** Everything a node is handed. */
export interface NodePorts {
  readonly primitives: Primitives
  readonly clock: Clock
  readonly chance: Chance
  readonly custodian: Custodian
  readonly store: Store
  readonly objects: Objects
  readonly link: Link
  /** National marking policies by nation; this nation's own among them. */
  readonly policies: ReadonlyMap<string, MarkingPolicy>
}

/** One nation's running node. The maps are its only mutable state beside the store. */
export interface Node {
  readonly ports: NodePorts
  readonly identity: Identity
  readonly vault: Vault
  readonly draw: (length: number) => Uint8Array
  /** Commits what nobody waits for: evidence that can be made again. A failure ends the node like any other. */
  readonly later: (writes: readonly Write[]) => void
  /**
   * Commits what memory already holds. INVARIANT: where the store refuses, even for want of room, memory is ahead of it; so the node
   * ends, and is folded again from what is durable.
   */
  readonly commitAhead: (writes: readonly Write[]) => Promise<void>
  readonly relations: Map<string, Relation>
  /** Trees of the objects being fetched from us, by root. */
  readonly trees: Map<string, ObjectTree>
  /** Trees of logs that proofs were asked of, by origin. */
  readonly proofs: Map<string, LogTree>
  /** Called when a relation has something to send; the host decides when to make contact. */
  readonly onWork: (relation: Relation) => void
  /** Called with every head that both nations have signed, for whoever shows logs. */
  readonly onBound: (log: { readonly relation: Relation; readonly side: Side; readonly head: HeadNote }) => void
  /** Called when something happened that people should hear of; never carries content. */
  readonly onNotice: (notice: Notice) => void
}

/** What a node tells its operator. `code` is stable; `detail` is for our own people. */
export interface Notice {
  readonly code: 'fork' | 'amnesia' | 'recovered' | 'rung-contradicts' | 'parcel-refused' | 'partner-silent' | 'dissent'
  readonly relation: string
  readonly detail: string
}

/** One relation as this node runs it: its two logs, and all that is folded from them. */
export interface Relation {
  readonly id: string
  readonly partner: Identity
  /** The public halves of our keys here, by what they sign. */
  readonly signers: Signers
  /** What the partner signs and is sealed to, pinned at first contact under its identity keys; null before. */
  verifiers: RelationKeys | null
  /** Our own keys here as a document for the partner, signed by our identity. */
  readonly introduction: Uint8Array
  readonly ours: OwnLog
  readonly theirs: PartnerLog
  readonly fold: Fold
  /** The partner has said, since the start, how far our log had gone; nothing is signed before. */
  confirmed: boolean
  /** Two heads of one size the partner signed: nothing of that direction is accepted any more. */
  frozen: boolean
  /** We know less than we signed; nothing is signed until the log is fetched back. */
  amnesia: boolean
  /** The newest head of ours the partner has shown us under our own signature, where it goes beyond our log or against it. */
  proved: { readonly size: number; readonly root: Uint8Array } | null
  /** Tail of the queue of parcels being taken in, so that they are taken in one at a time. */
  turn: Promise<unknown>
}

/** The two key pairs of one node in one relation: its log's, and the one it cosigns the partner's log with. */
export interface Signers {
  readonly log: KeyPair
  readonly cosigner: KeyPair
}

/** A head as a signed note, with the size it closes. */
export interface HeadNote {
  readonly size: number
  readonly note: string
}

/** What we did towards the partner. */
export interface OwnLog {
  readonly origin: string
  /** Everything decided, durable or about to be. */
  edge: Edge
  /** Everything committed. */
  durable: Edge
  /** `at` of the last entry; the next is never earlier. */
  lastAt: Instant
  /** `seen` of the last entry. After a restore it may be more than is held: people wait until the partner's log is back. */
  lastSeen: number
  /** From which index on our entries had seen how much of the partner's log, as far as it is still needed. */
  readonly seenSteps: { readonly index: number; readonly seen: number }[]
  /** The newest head signed, and the one being signed. */
  head: HeadNote | null
  signing: { readonly size: number; readonly head: Promise<HeadNote> } | null
  /** Heads signed and not yet cosigned, by size. */
  readonly unbound: Map<number, HeadNote>
  /** Entries and openings just recorded, so that the next parcel need not read them back. */
  readonly recent: Recent
  /** The partner holds every entry below this index. */
  acked: Edge
  /** The newest head that carries both signatures. */
  bound: HeadNote | null
}

/** What the partner did towards us. */
export interface PartnerLog {
  readonly origin: string
  /** Everything taken in, durable or about to be. */
  edge: Edge
  /** Everything committed. */
  durable: Edge
  lastAt: Instant
  lastSeen: number
  /** Every entry from `from` on must have seen at least `seen` of ours. */
  floor: SeenFloor
  /** The partner's head that closes what we hold, committed with the entries it closes. */
  head: HeadNote | null
  /** POSIX second of our cosignature on that head: the lower end of the bracket for the `at` of what comes next. */
  cosignTime: number
  /** Our lines on that head, once signed; and those being signed. */
  cosigned: Cosigned | null
  cosigning: { readonly size: number; readonly lines: Promise<Cosigned> } | null
  /** Size up to which the partner is known to hold our cosignature. */
  delivered: number
}
