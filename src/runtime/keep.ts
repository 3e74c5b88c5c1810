import { fromBase64, toBase64 } from '../core/bytes/bytes.ts'
import { canonicalBytes, decodeCanonical, isObject, type Json } from '../core/bytes/canonical.ts'
import { countOf, instantOf, listOf, shape, stringOf } from '../core/bytes/shape.ts'
import { utf8 } from '../core/bytes/utf8.ts'
import { EMPTY_EDGE, type Edge } from '../core/crypto/merkle.ts'
import { Fault } from '../core/fault.ts'
import { instant, type Instant } from '../core/instant.ts'
import type { SeenFloor } from '../core/ledger/order.ts'
import { isControl, type Event } from '../core/wire/act.ts'
import type { HeadNote } from './node.ts'
import type { Store, Write } from './ports.ts'

/*
 * Spaces of the store (`ports.ts`), and what stands in them:
 *
 *   relation                 <id>                      the partner's identity document
 *   keys                     <id>                      the partner's relation keys, as received
 *   log                      <origin>                  size, right edge, and the last `at` and `seen` of one log
 *   bound                    <origin>                  the same of the part that carries both nations' signatures
 *   head/<origin>            <size>                    signed heads that carry both nations' lines
 *   witness                  <origin>                  the partner's head that closes what we hold
 *   marks/<origin>           <index>                   entries that are not releases: c control, r rung, u unreadable
 *   register/<origin>        <item> <index>            releases by item
 *   fetch/<relation>         <index>                   releases whose sealed object has still to be fetched
 */

/** Names of the keys of this node in one relation, as the custodian knows them. */
export function keyNames(relation: string): {
  readonly log: string
  readonly cosigner: string
  readonly sealing: string
} {
  return { log: `log/${relation}`, cosigner: `cosigner/${relation}`, sealing: `sealing/${relation}` }
}

/** A number that sorts as text. */
export function ordinal(index: number): string {
  return String(index).padStart(16, '0')
}

/** What the store keeps of one log beside its entries. */
export interface LogRecord {
  readonly edge: Edge
  readonly lastAt: Instant
  readonly lastSeen: number
  /** Of the partner's log: what it promised of its next entries. */
  readonly floor: SeenFloor
}

const NAMES = ['size', 'frontier', 'lastAt', 'lastSeen', 'floor']

/** The record of a log, or of the part of it that is `bound`; an empty one where there is none. */
export async function readLog(store: Store, origin: string, space: 'log' | 'bound' = 'log'): Promise<LogRecord> {
  const bytes = await store.get(space, origin)
  if (bytes === null) return { edge: EMPTY_EDGE, lastAt: instant(0), lastSeen: 0, floor: { from: 0, seen: 0 } }
  const record = shape(decodeCanonical(bytes, 'log record'), 'log record', NAMES)
  const frontier = listOf(record, 'frontier', 64).map((hash) => {
    if (typeof hash !== 'string') throw new Fault('store-corrupt', `log record of ${origin}`)
    return fromBase64(hash, 'log record')
  })
  const floor = shape(record.object['floor'], 'log record.floor', ['from', 'seen'])
  return {
    edge: { size: countOf(record, 'size'), frontier },
    lastAt: instantOf(record, 'lastAt'),
    lastSeen: countOf(record, 'lastSeen'),
    floor: { from: countOf(floor, 'from'), seen: countOf(floor, 'seen') },
  }
}

/** The write that keeps the record of a log. */
export function logWrite(origin: string, record: LogRecord, space: 'log' | 'bound' = 'log'): Write {
  const { edge, lastAt, lastSeen, floor } = record
  const value = canonicalBytes({
    size: edge.size,
    frontier: edge.frontier.map(toBase64),
    lastAt,
    lastSeen,
    floor: { ...floor },
  })
  return { kind: 'put', space, key: origin, value }
}

/** The writes that append events to a log, whoever's it is, and keep the registers that are read by index. */
export function logWrites(input: {
  readonly log: string
  readonly first: number
  readonly entries: readonly Uint8Array[]
  /** Sealed at rest; null where there is none. */
  readonly openings: readonly (Uint8Array | null)[]
  /** Null where an entry could not be read. */
  readonly events: readonly (Event | null)[]
  readonly record: LogRecord
}): readonly Write[] {
  const { log, first, entries, openings, events, record } = input
  const writes: Write[] = [{ kind: 'append', log, first, entries, openings }, logWrite(log, record)]
  for (let i = 0; i < events.length; i++) writes.push(registerWrite(log, first + i, events[i] ?? null))
  return writes
}

/** The write that makes the partner's head the one this node has stored up to, and is therefore bound to cosign. */
export function witnessWrite(
  origin: string,
  { head, time }: { readonly head: HeadNote; readonly time: number },
): Write {
  return {
    kind: 'put',
    space: 'witness',
    key: origin,
    value: canonicalBytes({ size: head.size, note: head.note, time }),
  }
}

/** The partner's head last stored up to, and the time of our cosignature on it; null before the first. */
export async function readWitness(
  store: Store,
  origin: string,
): Promise<{ readonly head: HeadNote; readonly time: number } | null> {
  const bytes = await store.get('witness', origin)
  if (bytes === null) return null
  const record = shape(decodeCanonical(bytes, 'witness record'), 'witness record', ['size', 'note', 'time'])
  return {
    head: { size: countOf(record, 'size'), note: stringOf(record, 'note', 1024 * 1024) },
    time: countOf(record, 'time'),
  }
}

const NOTHING = new Uint8Array(0)

function registerWrite(log: string, index: number, event: Event | null): Write {
  if (event !== null && event.act.kind === 'release')
    return { kind: 'put', space: `register/${log}`, key: `${itemOf(event.act.item)} ${ordinal(index)}`, value: NOTHING }
  const mark = event === null ? 'u' : isControl(event.act) ? 'c' : 'r'
  return { kind: 'put', space: `marks/${log}`, key: ordinal(index), value: utf8(mark) }
}

/** Tells whether a mark says that its entry could not be read. */
export function isUnreadable(mark: Uint8Array): boolean {
  return mark[0] === 0x75
}

/** The number of a released item; a placeholder where a partner wrote none that can be read, so that its entry still has a place. */
function itemOf(released: Json): string {
  const facts = isObject(released) ? released['facts'] : undefined
  const id = isObject(facts) ? facts['id'] : undefined
  return typeof id === 'string' && /^[A-Za-z0-9-]{1,64}$/.test(id) ? id : '-'
}

/** The index at the end of a register key. */
export function indexOfKey(key: string): number {
  return Number(key.slice(key.lastIndexOf(' ') + 1))
}
