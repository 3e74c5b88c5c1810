import { EMPTY } from '../core/bytes/bytes.ts'
import { Fault } from '../core/fault.ts'
import { verifyOpening } from '../core/ledger/commitment.ts'
import { decodeOpening } from '../core/ledger/opening.ts'
import { judgeSeen, type SeenFloor } from '../core/ledger/order.ts'
import { decodeEvent, type Event } from '../core/wire/act.ts'
import { openOpenings } from '../core/wire/openings.ts'
import { section, type Parcel } from '../core/wire/parcel.ts'
import { keyNames } from './keep.ts'
import type { Node, Relation } from './node.ts'

/** A run of the partner's entries as this node could read them. */
export interface Reading {
  readonly first: number
  /** Null where the opening is missing, does not belong to its entry, or records an act this version does not know. */
  readonly events: readonly (Event | null)[]
  /** Why an event is null. */
  readonly faults: ReadonlyMap<number, string>
  /** Openings worth keeping: those that belong to their entries. */
  readonly openings: readonly (Uint8Array | null)[]
}

/** Opens the sealed openings of a parcel; one empty opening per entry where there is no such section. */
export async function openSection(node: Node, relation: Relation, parcel: Parcel): Promise<readonly Uint8Array[]> {
  const { primitives, custodian } = node.ports
  const sealed = section(parcel, 'openings')
  if (sealed.length === 0) return Array.from({ length: parcel.end - parcel.first }, () => EMPTY)
  const name = keyNames(relation.id).sealing
  return await openOpenings(primitives, {
    keys: { 'ml-kem-1024': custodian.publicKey(name, 'ml-kem-1024'), p384: custodian.publicKey(name, 'p384') },
    decapsulate: (kem, ciphertext) => custodian.decapsulate(name, kem, ciphertext),
    span: parcel,
    section: sealed,
  })
}

/**
 * Reads a run of entries. A bad opening spoils its own entry and nothing else; a lie about `seen` refuses the whole parcel, since
 * nothing after it could be judged on its cut.
 */
export function readEvents(
  node: Node,
  relation: Relation,
  run: { readonly first: number; readonly entries: readonly Uint8Array[]; readonly opened: readonly Uint8Array[] },
): Reading {
  const { first, entries, opened } = run
  const events: (Event | null)[] = []
  const openings: (Uint8Array | null)[] = []
  const faults = new Map<number, string>()
  let previous = relation.theirs.lastSeen
  let lastAt: number = relation.theirs.lastAt
  const floors: readonly SeenFloor[] = [relation.theirs.floor]
  const signed = relation.ours.head?.size ?? relation.ours.durable.size
  for (const [i, entry] of entries.entries()) {
    const read = readOne(node, entry, opened[i] ?? EMPTY)
    openings.push(read.opening)
    if (read.event === null || read.event.at < lastAt) {
      faults.set(first + i, read.event === null ? read.why : 'clock-backwards')
      events.push(null)
      continue
    }
    const { event } = read
    const verdict = judgeSeen({ index: first + i, seen: event.seen, previous, signed, floors })
    if (verdict.kind !== 'honest') throw new Fault('seen-false', `entry ${first + i}: ${verdict.kind}`)
    previous = event.seen
    lastAt = event.at
    events.push(event)
  }
  return { first, events, faults, openings }
}

export type Read =
  | { readonly event: Event; readonly opening: Uint8Array }
  | { readonly event: null; readonly opening: Uint8Array | null; readonly why: string }

/** One entry with what it opens to, or why it cannot be read. */
export function readOne(node: Node, entry: Uint8Array, bytes: Uint8Array): Read {
  let opening: Uint8Array | null = null
  try {
    const opened = decodeOpening(bytes)
    verifyOpening(node.ports.primitives, entry, opened)
    opening = bytes
    return { event: decodeEvent(opened.fields), opening }
  } catch (error) {
    if (!(error instanceof Fault)) throw error
    return { event: null, opening, why: error.code }
  }
}
