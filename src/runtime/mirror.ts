import { EMPTY } from '../core/bytes/bytes.ts'
import { utf8 } from '../core/bytes/utf8.ts'
import { encodeBundle } from '../core/ledger/tile.ts'
import { Fault } from '../core/fault.ts'
import { sealProfile, standingNow } from '../core/party/fold.ts'
import { sealOpenings } from '../core/wire/openings.ts'
import { encodeParcel, PARCEL_ENTRIES_MAX } from '../core/wire/parcel.ts'
import { ordinal } from './keep.ts'
import type { Node, Relation } from './node.ts'

/**
 * A parcel of the partner's own log, for a partner that was restored from an old copy: its entries from `from` to the next of its
 * heads we keep, and the openings sealed to it. Null where we hold nothing beyond.
 */
export async function mirrorParcel(node: Node, relation: Relation, from: number): Promise<Uint8Array | null> {
  const { theirs, verifiers } = relation
  if (verifiers === null || theirs.head === null || from >= theirs.head.size) return null
  const { primitives, store } = node.ports
  const [row] = await store.scan(`head/${theirs.origin}`, { after: ordinal(from), limit: 1 })
  const end = row === undefined ? theirs.head.size : Number(row.key)
  if (end - from > PARCEL_ENTRIES_MAX) throw new Fault('limit-exceeded', `entries ${from} to ${end - 1}`)
  const [entries, sealed] = await Promise.all([
    store.entries(theirs.origin, from, end),
    store.openings(theirs.origin, from, end),
  ])
  const openings = sealed.map((opening, i) =>
    opening === null ? EMPTY : node.vault.open(opening, `entry ${from + i} of ${theirs.origin}`),
  )
  const profile = sealProfile(standingNow(relation.fold))
  const span = { from: theirs.origin, first: from, end }
  return encodeParcel(primitives, {
    ...span,
    seen: 0,
    sections: new Map([
      ['head', row?.value ?? utf8(theirs.head.note)],
      ['entries', encodeBundle(entries)],
      ['openings', sealOpenings(primitives, { profile, keys: verifiers.sealing, span, openings })],
    ]),
  })
}
