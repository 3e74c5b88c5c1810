import { equal } from '../core/bytes/bytes.ts'
import { edgeRoot } from '../core/crypto/merkle.ts'
import { Fault } from '../core/fault.ts'
import { decodeCheckpoint, verifyHead } from '../core/ledger/checkpoint.ts'
import { decodeBundle } from '../core/ledger/tile.ts'
import { foldEvent } from '../core/party/fold.ts'
import { climb } from '../core/party/ladder.ts'
import { decodeParcel, section } from '../core/wire/parcel.ts'
import { edgeOf, grown } from './edges.ts'
import { logWrites } from './keep.ts'
import type { Node, Relation } from './node.ts'
import { openSection, readOne } from './reading.ts'
import { offer } from './release.ts'

/**
 * Fetches our own entries back from the partner, after a restore from an old copy: verified against our own old signatures and
 * taken in as ours, parcel by parcel, up to the newest head we are known to have signed.
 *
 * INVARIANT: until the last of them is durable, nothing is signed in this relation.
 */
export async function recover(node: Node, relation: Relation): Promise<void> {
  const from = relation.ours.durable.size
  for (;;) {
    const path = `/rel/${relation.id}/recover?from=${relation.ours.durable.size}`
    const response = await node.ports.link.request(relation.id, { method: 'GET', path, body: new Uint8Array(0) })
    if (response.status === 204) break
    if (response.status !== 200) throw new Fault('partner-refused', `${response.status} to recover`)
    await takeBack(node, relation, response.body)
  }
  await mustBeWhole(node, relation)
  relation.amnesia = false
  relation.proved = null
  relation.confirmed = true
  node.onNotice({
    code: 'recovered',
    relation: relation.id,
    detail: `entries ${from} to ${relation.ours.durable.size - 1} are back`,
  })
}

// INVARIANT: amnesia ends only when our log is again the one whose head we were shown under our own signature.
async function mustBeWhole(node: Node, { id, ours, proved }: Relation): Promise<void> {
  if (proved === null) return
  if (ours.durable.size < proved.size)
    throw new Fault('relation-amnesia', `${id}: ${ours.durable.size} of ${proved.size} entries are back`)
  const root = edgeRoot(node.ports.primitives.sha256, await edgeOf(node, ours, proved.size))
  if (!equal(root, proved.root)) throw new Fault('relation-amnesia', `${id}: our log was another at ${proved.size}`)
}

async function takeBack(node: Node, relation: Relation, bytes: Uint8Array): Promise<void> {
  const { ours, fold, signers } = relation
  const { primitives } = node.ports
  const parcel = decodeParcel(primitives, bytes)
  const first = ours.durable.size
  if (parcel.from !== ours.origin || parcel.first !== first || parcel.end === first)
    throw new Fault('parcel-elsewhere', `from \`${parcel.from}\`, ${parcel.first}`)
  const head = verifyHead(primitives, decodeCheckpoint(section(parcel, 'head')), signers.log)
  const entries = decodeBundle(section(parcel, 'entries'), { count: parcel.end - first, where: 'parcel entries' })
  const edge = grown(node, ours.durable, entries)
  if (head.head.size !== parcel.end || !equal(edgeRoot(primitives.sha256, edge), head.head.root))
    throw new Fault('head-differs', `our own entries ${first} to ${parcel.end - 1}`)
  const opened = await openSection(node, relation, parcel)
  const read = entries.map((entry, i) => readOne(node, entry, opened[i] ?? new Uint8Array(0)))
  const events = read.map(({ event }) => event)
  let { lastAt, lastSeen } = ours
  for (const [i, event] of events.entries()) {
    // Without its opening an act of ours would be back and forgotten: a notice of termination, say.
    if (event === null) throw new Fault('opening-differs', `our own entry ${first + i}`)
    lastAt = event.at
    lastSeen = Math.max(lastSeen, event.seen)
    // Our own rungs come back before the releases they answer, and they were climbed rightly then.
    const { act } = event
    if (act.kind === 'rung') for (const range of act.of) climb(fold.ladders.theirs, act.rung, range)
    else foldEvent(fold, { side: 'ours', index: first + i, event })
  }
  const openings = node.vault.sealRun(read.map(({ opening }) => opening))
  ours.edge = edge
  ours.lastAt = lastAt
  ours.lastSeen = lastSeen
  const record = { edge, lastAt, lastSeen, floor: { from: 0, seen: 0 } }
  const offers = events.flatMap((event) =>
    event?.act.kind === 'release' && event.act.content.kind === 'object'
      ? [offer(relation, event.act.content.root)]
      : [],
  )
  await node.commitAhead([...logWrites({ log: ours.origin, first, entries, openings, events, record }), ...offers])
  ours.durable = edge
  ours.acked = edge
}
