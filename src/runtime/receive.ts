import { equal } from '../core/bytes/bytes.ts'
import { utf8 } from '../core/bytes/utf8.ts'
import { edgeRoot, EMPTY_EDGE, type Edge } from '../core/crypto/merkle.ts'
import { Fault } from '../core/fault.ts'
import { decodeCheckpoint, verifyHead, type VerifiedHead } from '../core/ledger/checkpoint.ts'
import { decodeBundle } from '../core/ledger/tile.ts'
import { foldEvent } from '../core/party/fold.ts'
import { decodeParcel, section, type Parcel } from '../core/wire/parcel.ts'
import { decodeCosignSection } from '../core/wire/cosign-section.ts'
import { takeCosignature } from './bound.ts'
import { resume } from './resume.ts'
import { cosignTheirs, noteText } from './cosign.ts'
import { edgeFrom, grown } from './edges.ts'
import { judge } from './judge.ts'
import { signHead } from './heads.ts'
import { logWrite, logWrites, witnessWrite } from './keep.ts'
import type { Node, Relation } from './node.ts'
import { openSection, readEvents, type Reading } from './reading.ts'
import { place } from './record.ts'

/** What a parcel led to: how much of the partner's log is held, and our lines on its head. */
export interface Received {
  readonly have: number
  readonly cosignature: string
  /** Whether a release in it has an object that is still to be fetched. */
  readonly fetches: boolean
}

/**
 * Takes in one parcel of the partner's log: verifies all of it, stores entries, openings, folds and our rungs in one transaction,
 * and only then cosigns.
 *
 * The same parcel again is answered as the first time and has no second effect: the index is the key. Refuses with a Fault and
 * stores nothing where anything does not verify; entries whose opening alone is bad are stored and refused at their first rung.
 */
export function receive(node: Node, relation: Relation, bytes: Uint8Array): Promise<Received> {
  const turn = relation.turn.then(() => receiveInTurn(node, relation, bytes))
  relation.turn = turn.catch(() => undefined)
  return turn
}

async function receiveInTurn(node: Node, relation: Relation, bytes: Uint8Array): Promise<Received> {
  const { theirs, verifiers } = relation
  if (relation.frozen) throw new Fault('relation-frozen', relation.id)
  if (relation.amnesia) throw new Fault('relation-amnesia', relation.id)
  if (!relation.confirmed) throw new Fault('relation-unconfirmed', relation.id)
  if (verifiers === null) throw new Fault('partner-unknown', `relation ${relation.id}: no keys pinned yet`)
  const { primitives } = node.ports
  const parcel = decodeParcel(primitives, bytes)
  if (parcel.from !== theirs.origin) throw new Fault('parcel-elsewhere', `from \`${parcel.from}\``)
  // Begun first, since the custodian works elsewhere while this thread verifies; looked at only when everything else holds.
  const opened = parcel.end > theirs.edge.size ? openSection(node, relation, parcel) : Promise.resolve([])
  opened.catch(() => undefined)
  const head = verifyHead(primitives, decodeCheckpoint(section(parcel, 'head')), verifiers.log)
  if (head.head.size !== parcel.end)
    throw new Fault('head-differs', `the head closes ${head.head.size}, the range ${parcel.end}`)
  const entries = decodeBundle(section(parcel, 'entries'), {
    count: parcel.end - parcel.first,
    where: 'parcel entries',
  })
  // First of all: nothing else in a parcel may hide that it forks.
  await refuseFork(node, relation, { parcel, entries, head })
  const cosignature = decodeCosignSection(section(parcel, 'cosign'))
  await resume(node, relation, { have: Math.max(cosignature.size, parcel.seen), says: 'atLeast' })
  await takeCosignature(node, relation, cosignature)
  if (parcel.first > theirs.edge.size)
    throw new Fault('parcel-gap', `held ${theirs.edge.size}, begins at ${parcel.first}`)
  if (parcel.end <= theirs.edge.size) return await repeated(node, relation, parcel)
  return await takeIn(node, relation, { parcel, entries, head, opened })
}

interface Offer {
  readonly parcel: Parcel
  readonly entries: readonly Uint8Array[]
  readonly head: VerifiedHead
}

/** Entries already held must be the ones offered; otherwise the partner has signed two histories. */
async function refuseFork(node: Node, relation: Relation, { parcel, entries, head }: Offer): Promise<void> {
  const { theirs } = relation
  const end = Math.min(parcel.end, theirs.edge.size)
  const held = end > parcel.first ? await node.ports.store.entries(theirs.origin, parcel.first, end) : []
  const differs = held.findIndex((entry, i) => !equal(entry, entries[i] ?? new Uint8Array(0)))
  const rootDiffers =
    parcel.end === theirs.edge.size && !equal(head.head.root, edgeRoot(node.ports.primitives.sha256, theirs.edge))
  if (differs < 0 && !rootDiffers) return
  // Another root for the size we hold is signed by the partner, and proof enough; other entries have to be shown to be.
  if (!rootDiffers) await mustBeSigned(node, relation, { parcel, entries, head })
  relation.frozen = true
  await node.ports.store.commit([
    { kind: 'put', space: 'fork', key: relation.id, value: section(parcel, 'head') },
    { kind: 'put', space: 'fork', key: `${relation.id} held`, value: utf8(theirs.head?.note ?? '') },
  ])
  node.onNotice({
    code: 'fork',
    relation: relation.id,
    detail: `the partner's log has two histories at or before ${parcel.end}`,
  })
  throw new Fault('parcel-fork', `entry ${parcel.first + Math.max(differs, 0)}`)
}

// Other entries are a second history only where the partner's head is over them; else this is a spoilt parcel, which proves nothing.
async function mustBeSigned(node: Node, { theirs }: Relation, { parcel, entries, head }: Offer): Promise<void> {
  const before = await edgeFrom(node, {
    origin: theirs.origin,
    from: EMPTY_EDGE,
    size: Math.min(parcel.first, theirs.edge.size),
  })
  const root = edgeRoot(node.ports.primitives.sha256, grown(node, before, entries))
  if (!equal(root, head.head.root)) throw new Fault('head-differs', `entries ${parcel.first} to ${parcel.end - 1}`)
}

async function repeated(node: Node, relation: Relation, parcel: Parcel): Promise<Received> {
  const { theirs } = relation
  const isNewest = parcel.end === theirs.durable.size && parcel.end > 0
  const seen = proved(relation, parcel)
  if (isNewest && seen > theirs.floor.seen) {
    // A parcel without news still says what its sender has seen, and binds what comes after it.
    theirs.floor = { from: parcel.end, seen }
    const { durable, lastAt, lastSeen, floor } = theirs
    await node.commitAhead([logWrite(theirs.origin, { edge: durable, lastAt, lastSeen, floor })])
  }
  return {
    have: theirs.durable.size,
    cosignature: isNewest ? (await cosignTheirs(node, relation)).lines : '',
    fetches: false,
  }
}

/** How much of our log the sender has seen: what it says in its parcel, and no more than it ever cosigned. */
function proved({ ours }: Relation, { seen }: Parcel): number {
  return Math.min(seen, ours.bound?.size ?? 0)
}

// Asked again where nothing is awaited any more: another contact may have found amnesia or a fork meanwhile.
function mustBeFit({ id, frozen, amnesia, confirmed }: Relation): void {
  if (frozen) throw new Fault('relation-frozen', id)
  if (amnesia) throw new Fault('relation-amnesia', id)
  if (!confirmed) throw new Fault('relation-unconfirmed', id)
}

async function takeIn(
  node: Node,
  relation: Relation,
  offer: Offer & { readonly opened: Promise<readonly Uint8Array[]> },
): Promise<Received> {
  const { parcel, head } = offer
  const { ours, theirs } = relation
  const { primitives } = node.ports
  const first = theirs.edge.size
  const entries = offer.entries.slice(first - parcel.first)
  const edge = grown(node, theirs.edge, entries)
  if (!equal(edgeRoot(primitives.sha256, edge), head.head.root))
    throw new Fault('head-differs', `entries ${first} to ${parcel.end - 1}`)
  const opened = await offer.opened
  const reading = readEvents(node, relation, { first, entries, opened: opened.slice(first - parcel.first) })
  const openings = node.vault.sealRun(reading.openings)
  mustBeFit(relation)
  // INVARIANT: from here to the commit nothing is awaited, so that memory and transaction move together.
  advance(node, relation, { parcel, edge, reading })
  const judged = judge(node, relation, reading)
  const rungs = judged.acts.length === 0 ? [] : place(node, relation, judged.acts).writes
  const placed = ours.edge
  const record = { edge, lastAt: theirs.lastAt, lastSeen: theirs.lastSeen, floor: theirs.floor }
  const witness = { size: parcel.end, note: noteText(section(parcel, 'head')) }
  const time = Math.max(Math.floor(node.ports.clock.now() / 1000), theirs.cosignTime, 1)
  await node.commitAhead([
    ...logWrites({ log: theirs.origin, first, entries, openings, events: reading.events, record }),
    witnessWrite(theirs.origin, { head: witness, time }),
    ...judged.writes,
    ...rungs,
  ])
  theirs.durable = edge
  theirs.head = witness
  theirs.cosignTime = time
  if (placed.size > ours.durable.size) ours.durable = placed
  // The head that closes our rungs goes back in the same answer, so both are signed side by side.
  const [cosigned] = await Promise.all([
    cosignTheirs(node, relation),
    rungs.length === 0 ? null : signHead(node, relation),
  ])
  return { have: parcel.end, cosignature: cosigned.lines, fetches: judged.writes.length > 0 }
}

function advance(
  node: Node,
  relation: Relation,
  { parcel, edge, reading }: { parcel: Parcel; edge: Edge; reading: Reading },
): void {
  const { theirs, fold } = relation
  theirs.edge = edge
  for (const [i, event] of reading.events.entries()) {
    if (event === null) continue
    theirs.lastAt = event.at
    theirs.lastSeen = event.seen
    const folded = foldEvent(fold, { side: 'theirs', index: reading.first + i, event })
    if (folded.kind === 'without-effect')
      node.onNotice({ code: 'rung-contradicts', relation: relation.id, detail: folded.why })
  }
  // What the partner promises of its next entries binds them: nobody can un-see a termination.
  const seen = proved(relation, parcel)
  if (seen > theirs.floor.seen) theirs.floor = { from: parcel.end, seen }
}
