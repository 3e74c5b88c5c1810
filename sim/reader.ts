import type { Json } from '../src/core/bytes/canonical.ts'
import type { Primitives } from '../src/core/crypto/primitives.ts'
import { Fault } from '../src/core/fault.ts'
import { decodeCheckpoint, verifyHead } from '../src/core/ledger/checkpoint.ts'
import { decodeBundle } from '../src/core/ledger/tile.ts'
import { decodeParcel, section } from '../src/core/wire/parcel.ts'
import type { Relation } from '../src/runtime/node.ts'
import type { Vault } from '../src/runtime/vault.ts'
import type { Told, ToldItem } from './oracle.ts'

/** What an entry says, read from the disk: the record unsealed by the nation's vault, then plain JSON. */
export function readTold({
  vault,
  opening,
}: {
  readonly vault: Pick<Vault, 'open'>
  readonly opening: Uint8Array | null
}): Told {
  if (opening === null) return null
  const bytes = vault.open(opening, 'a record of this world')
  const { f } = JSON.parse(new TextDecoder().decode(bytes)) as { readonly f: { readonly [name: string]: Json } }
  const item = (f['item'] ?? null) as { readonly facts: Json } | null
  return {
    seen: Number(f['seen']),
    at: Number(f['at']),
    kind: wordOf(f['kind']),
    f,
    facts: item?.facts ?? null,
    item: item as ToldItem | null,
  }
}

/** The entries of a parcel its author truly signed; null where the bytes are no such parcel. */
export function signedParcel(
  primitives: Primitives,
  { verifiers }: Relation,
  body: Uint8Array,
): { readonly first: number; readonly seen: number; readonly entries: readonly Uint8Array[] } | null {
  if (verifiers === null) return null
  try {
    const parcel = decodeParcel(primitives, body)
    const { head } = verifyHead(primitives, decodeCheckpoint(section(parcel, 'head')), verifiers.log)
    if (head.size !== parcel.end) return null
    return {
      first: parcel.first,
      seen: parcel.seen,
      entries: decodeBundle(section(parcel, 'entries'), { count: parcel.end - parcel.first, where: 'parcel' }),
    }
  } catch (error) {
    if (error instanceof Fault) return null
    throw error
  }
}

/** A committed word, or nothing where it is none. */
export function wordOf(value: Json | undefined): string {
  return typeof value === 'string' ? value : ''
}
