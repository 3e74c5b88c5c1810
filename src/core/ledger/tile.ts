import { concat } from '../bytes/bytes.ts'
import { appendAll, edgeRoot, EMPTY_EDGE, type Hash } from '../crypto/merkle.ts'
import { Fault } from '../fault.ts'

/*
 * tile/<L>/<N>[.p/<W>]             256 (or W) hashes of 32 bytes: MTH of 256^L leaves each            C2SP tlog-tiles
 * tile/entries/<N>[.p/<W>]         256 (or W) times u16 length || entry
 * N in three-digit groups, all but the last prefixed x: 7 -> 007, 1234067 -> x001/x234/067
 */

/** Hashes in a full tile, entries in a full bundle. */
export const TILE_WIDTH = 256
/** Bytes of a SHA-256 hash. */
export const HASH_BYTES = 32
const LEVEL_MAX = 63
const ENTRY_BYTES_MAX = 0xffff

/** One file of a log: a tile of hashes or a bundle of entries; partial where `width` is under 256. */
export type Tile =
  | { readonly kind: 'hashes'; readonly level: number; readonly index: number; readonly width: number }
  | { readonly kind: 'entries'; readonly index: number; readonly width: number }

/** A tile of hashes. */
export type HashTile = Tile & { readonly kind: 'hashes' }

/** The path of a tile below its log's prefix. */
export function tilePath(tile: Tile): string {
  const partial = tile.width === TILE_WIDTH ? '' : `.p/${tile.width}`
  return `tile/${tile.kind === 'hashes' ? tile.level : 'entries'}/${indexPath(tile.index)}${partial}`
}

/** Reads a path strictly, or `null` where it names no tile: exactly the paths {@link tilePath} writes are tiles. */
export function decodeTilePath(path: string): Tile | null {
  const found = /^tile\/(entries|0|[1-9]\d?)\/((?:x\d{3}\/){0,5}\d{3})(?:\.p\/([1-9]\d{0,2}))?$/.exec(path)
  if (found === null) return null
  const [, level = '', index = '', partial] = found
  const place = {
    index: Number(index.replace(/[x/]/g, '')),
    width: partial === undefined ? TILE_WIDTH : Number(partial),
  }
  const tile: Tile =
    level === 'entries' ? { kind: 'entries', ...place } : { kind: 'hashes', level: Number(level), ...place }
  if (tile.kind === 'hashes' && tile.level > LEVEL_MAX) return null
  return tilePath(tile) === path && tile.width <= TILE_WIDTH && Number.isSafeInteger(tile.index) ? tile : null
}

/** The full tile that takes a partial one's place in time; readers fall back to it. */
export function fullTile(tile: Tile): Tile {
  return { ...tile, width: TILE_WIDTH }
}

/** How many hashes level `level` has in a tree of `size` leaves. */
export function levelWidth(level: number, size: number): number {
  return Math.floor(size / TILE_WIDTH ** level)
}

/**
 * The tiles a head of `size` needs that a head of `old` did not: bundles first, then levels from the leaves up.
 * From `old` 0 these are all of them; from any size on, all that a publisher has to write.
 */
export function* newTiles(old: number, size: number): Generator<Tile, void, undefined> {
  for (const { index, width } of newPlaces(old, size)) yield { kind: 'entries', index, width }
  for (let level = 0; levelWidth(level, size) > 0; level++) {
    for (const place of newPlaces(levelWidth(level, old), levelWidth(level, size)))
      yield { kind: 'hashes', level, ...place }
  }
}

function* newPlaces(old: number, size: number): Generator<{ index: number; width: number }, void, undefined> {
  if (old === size) return
  for (let index = Math.floor(old / TILE_WIDTH); index * TILE_WIDTH < size; index++)
    yield { index, width: Math.min(TILE_WIDTH, size - index * TILE_WIDTH) }
}

/** The bytes of a bundle. */
export function encodeBundle(entries: readonly Uint8Array[]): Uint8Array {
  let length = 0
  for (const entry of entries) {
    if (entry.length > ENTRY_BYTES_MAX) throw new Fault('limit-exceeded', `bundle: an entry of ${entry.length} bytes`)
    length += 2 + entry.length
  }
  const bytes = new Uint8Array(length)
  let at = 0
  for (const entry of entries) {
    bytes[at] = entry.length >>> 8
    bytes[at + 1] = entry.length
    bytes.set(entry, at + 2)
    at += 2 + entry.length
  }
  return bytes
}

/** Reads exactly `count` entries. They share the bundle's memory. */
export function decodeBundle(
  bytes: Uint8Array,
  { count, where }: { count: number; where: string },
): readonly Uint8Array[] {
  const entries: Uint8Array[] = []
  let at = 0
  while (entries.length < count) {
    const end = at + 2 + (bytes[at] ?? 0) * 256 + (bytes[at + 1] ?? 0)
    if (at + 2 > bytes.length || end > bytes.length)
      throw new Fault('bytes-malformed', `${where}: ends in entry ${entries.length} of ${count}`)
    entries.push(bytes.subarray(at + 2, end))
    at = end
  }
  if (at !== bytes.length) throw new Fault('bytes-malformed', `${where}: bytes after entry ${count - 1}`)
  return entries
}

/** The bytes of a tile of hashes. */
export function encodeHashes(hashes: readonly Uint8Array[]): Uint8Array {
  return concat(hashes)
}

/** Reads exactly `count` hashes. They share the tile's memory. */
export function decodeHashes(
  bytes: Uint8Array,
  { count, where }: { count: number; where: string },
): readonly Uint8Array[] {
  if (bytes.length !== count * HASH_BYTES) throw new Fault('bytes-malformed', `${where}: not ${count} hashes`)
  return Array.from({ length: count }, (_, i) => hashAt(bytes, i))
}

/** Hash `i` of a tile, sharing its memory. */
export function hashAt(bytes: Uint8Array, i: number): Uint8Array {
  return bytes.subarray(i * HASH_BYTES, (i + 1) * HASH_BYTES)
}

/** The root of a full tile, which is one hash of the tile above. */
export function tileRoot(hash: Hash, hashes: readonly Uint8Array[]): Uint8Array {
  return edgeRoot(hash, appendAll(hash, EMPTY_EDGE, hashes))
}

function indexPath(index: number): string {
  const digits = String(index)
  const groups = digits.padStart(Math.ceil(digits.length / 3) * 3, '0').match(/\d{3}/g) ?? []
  return groups.map((group, i) => (i === groups.length - 1 ? group : `x${group}`)).join('/')
}
