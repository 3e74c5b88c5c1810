import type { Json } from '../src/core/bytes/canonical.ts'
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
