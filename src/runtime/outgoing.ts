import { EMPTY } from '../core/bytes/bytes.ts'
import { utf8 } from '../core/bytes/utf8.ts'
import { assert } from '../core/assert.ts'
import { encodeBundle } from '../core/ledger/tile.ts'
import { Fault } from '../core/fault.ts'
import { sealProfile, standingNow } from '../core/party/fold.ts'
import { encodeCosignSection } from '../core/wire/cosign-section.ts'
import { sealOpenings } from '../core/wire/openings.ts'
import { encodeParcel, PARCEL_ENTRIES_MAX, type SectionName } from '../core/wire/parcel.ts'
import { cosignTheirs } from './cosign.ts'
import { edgeOf } from './edges.ts'
import { signHead } from './heads.ts'
import type { Node, Relation } from './node.ts'

/** A parcel ready to go, and what it will have delivered once it is answered. */
export interface Outgoing {
  readonly bytes: Uint8Array
  readonly end: number
  /** Size of the partner's log our cosignature in this parcel closes; 0 where it carries none. */
  readonly cosigned: number
}

/** Content of one parcel, so that it stays well under the cap whatever the headers cost. */
const CONTENT_BYTES_MAX = 12 * 1024 * 1024

/** The next parcel for the partner; it may hold no entries and only our cosignature, or nothing but the state of our log. */
export async function nextParcel(
  node: Node,
  relation: Relation,
  from: number = relation.ours.acked.size,
): Promise<Outgoing> {
  const { ours, theirs, verifiers } = relation
  if (verifiers === null) throw new Fault('partner-unknown', `relation ${relation.id}`)
  const { primitives } = node.ports
  const cosigning = theirs.durable.size > 0 ? cosignTheirs(node, relation) : { size: 0, lines: '' }
  const run = await readRun(node, relation, {
    first: from,
    end: Math.min(ours.durable.size, from + PARCEL_ENTRIES_MAX),
  })
  const end = from + run.entries.length
  // The signatures are made in other threads while the openings are sealed in this one.
  const signing = Promise.all([cosigning, signHead(node, relation, await edgeOf(node, ours, end))])
  const profile = sealProfile(standingNow(relation.fold))
  const span = { from: ours.origin, first: from, end }
  const { openings } = run
  const sealed = end > from ? sealOpenings(primitives, { profile, keys: verifiers.sealing, span, openings }) : EMPTY
  const [cosigned, head] = await signing
  const due = cosigned.size > theirs.delivered
  const sections = new Map<SectionName, Uint8Array>([
    ['head', utf8(head.note)],
    ['entries', encodeBundle(run.entries)],
    ['openings', sealed],
    ['cosign', due ? encodeCosignSection(cosigned) : EMPTY],
  ])
  const parcel = { from: ours.origin, first: from, end, seen: promised(relation, end), sections }
  return { bytes: encodeParcel(primitives, parcel), end, cosigned: due ? cosigned.size : 0 }
}

/** What every entry of ours from `end` on has seen, or will have: a promise the partner holds us to. */
function promised({ ours, theirs }: Relation, end: number): number {
  if (end === ours.edge.size) return theirs.durable.size
  // An entry that is not durable yet may have seen what is not durable either: a crash would break a promise of that.
  return Math.min(theirs.durable.size, ours.seenSteps.findLast(({ index }) => index <= end)?.seen ?? 0)
}

interface Run {
  readonly entries: readonly Uint8Array[]
  readonly openings: readonly Uint8Array[]
}

async function readRun(
  node: Node,
  relation: Relation,
  { first, end }: { readonly first: number; readonly end: number },
): Promise<Run> {
  if (first === end) return { entries: [], openings: [] }
  const { ours } = relation
  const run =
    ours.recent.take(first, end) ?? (await readStored(node, ours.origin, { first, end: Math.min(end, first + 4096) }))
  let bytes = 0
  let count = 0
  while (count < run.openings.length && bytes <= CONTENT_BYTES_MAX) bytes += 4 + (run.openings[count++] ?? EMPTY).length
  assert(count > 0, 'a parcel of a log with news holds an entry')
  return { entries: run.entries.slice(0, count), openings: run.openings.slice(0, count) }
}

async function readStored(node: Node, origin: string, { first, end }: { first: number; end: number }): Promise<Run> {
  const { store } = node.ports
  const [entries, sealed] = await Promise.all([store.entries(origin, first, end), store.openings(origin, first, end)])
  const openings = sealed.map((opening, i) =>
    opening === null ? EMPTY : node.vault.open(opening, `opening ${first + i} of ${origin}`),
  )
  return { entries, openings }
}
