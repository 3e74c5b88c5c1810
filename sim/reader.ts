import type { Json } from '../src/core/bytes/canonical.ts'
import type { Primitives } from '../src/core/crypto/primitives.ts'
import { Fault } from '../src/core/fault.ts'
import { decodeCheckpoint, verifyHead } from '../src/core/ledger/checkpoint.ts'
import { decodeBundle } from '../src/core/ledger/tile.ts'
import { decodeParcel, section } from '../src/core/wire/parcel.ts'
import type { Relation } from '../src/runtime/node.ts'
import type { Told, ToldItem } from './oracle.ts'
import type { World } from './world.ts'

const NONE = new Uint8Array(0)
const WRAPPED_END = 1 + 12 + 48

/** What an entry says, read from the disk: the record unsealed with the nation's storage key, then plain JSON. */
export function readTold(world: World, { key, opening }: { readonly key: Uint8Array; readonly opening: Uint8Array | null }): Told {
  if (opening === null) return null
  const { aesGcmOpen } = world.around.KR.primitives
  const inner = aesGcmOpen(key, opening.subarray(1, 13), NONE, opening.subarray(13, WRAPPED_END))
  const bytes = inner === null ? null : aesGcmOpen(inner, new Uint8Array(12), NONE, opening.subarray(WRAPPED_END))
  if (bytes === null) throw new Error('a record does not open under its storage key')
  const { f } = JSON.parse(new TextDecoder().decode(bytes)) as { readonly f: { readonly [name: string]: Json } }
  const item = (f['item'] ?? null) as { readonly facts: Json } | null
  return { seen: Number(f['seen']), at: Number(f['at']), kind: String(f['kind']), f, facts: item?.facts ?? null, item: item as ToldItem | null }
}

/** The entries of a parcel its author truly signed; null where the bytes are no such parcel. */
export function signedParcel(primitives: Primitives, { verifiers }: Relation, body: Uint8Array): { readonly first: number; readonly seen: number; readonly entries: readonly Uint8Array[] } | null {
  if (verifiers === null) return null
  try {
    const parcel = decodeParcel(primitives, body)
    const { head } = verifyHead(primitives, decodeCheckpoint(section(parcel, 'head')), verifiers.log)
    if (head.size !== parcel.end) return null
    return { first: parcel.first, seen: parcel.seen, entries: decodeBundle(section(parcel, 'entries'), { count: parcel.end - parcel.first, where: 'parcel' }) }
  } catch (error) {
    if (error instanceof Fault) return null
    throw error
  }
}
