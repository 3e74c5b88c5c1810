import { leafHash, type Hash } from '../crypto/merkle.ts'
import {
  decodeHashes,
  encodeBundle,
  encodeHashes,
  levelWidth,
  newTiles,
  TILE_WIDTH,
  tilePath,
  tileRoot,
  type HashTile,
  type Tile,
} from './tile.ts'
import type { TileReader } from './tree.ts'

/** What a publisher writes from: entries of the journal, and tiles written before. */
export interface PublicationSource {
  /** Entries [first, end), which exist. */
  readonly entries: (first: number, end: number) => Promise<readonly Uint8Array[]>
  /** A partial tile of a level above the leaves, of the width it had at the old size. */
  readonly tile: TileReader
}

/** One file of a log, with its path below the log's prefix. */
export interface TileFile {
  readonly tile: Tile
  readonly path: string
  readonly bytes: Uint8Array
}

/**
 * The tile files a log of `size` entries has beyond those of `old`, lowest level first. The head that needs them is signed before
 * and shown after they are written.
 */
export async function* publication(
  hash: Hash,
  { old, size }: { readonly old: number; readonly size: number },
  source: PublicationSource,
): AsyncGenerator<TileFile, void, undefined> {
  // Roots of tiles filled in this run, by level: the fresh hashes of the level above.
  const roots = new Map<number, Uint8Array[]>()
  for (const tile of newTiles(old, size)) {
    if (tile.kind === 'entries') {
      yield file(tile, encodeBundle(await entriesOf(source, tile)))
      continue
    }
    const hashes = tile.level === 0 ? await leavesOf(hash, source, tile) : await above(tile, { old, roots, source })
    if (tile.width === TILE_WIDTH) rootsOf(roots, tile.level).push(tileRoot(hash, hashes))
    yield file(tile, encodeHashes(hashes))
  }
}

function file(tile: Tile, bytes: Uint8Array): TileFile {
  return { tile, path: tilePath(tile), bytes }
}

function entriesOf(source: PublicationSource, { index, width }: Tile): Promise<readonly Uint8Array[]> {
  return source.entries(index * TILE_WIDTH, index * TILE_WIDTH + width)
}

async function leavesOf(hash: Hash, source: PublicationSource, tile: Tile): Promise<readonly Uint8Array[]> {
  const entries = await entriesOf(source, tile)
  return entries.map((entry) => leafHash(hash, entry))
}

/** The hashes of a tile above the leaves: those it had at the old size, then roots of tiles filled below in this run. */
async function above(
  tile: HashTile,
  { old, roots, source }: { old: number; roots: Map<number, Uint8Array[]>; source: PublicationSource },
): Promise<readonly Uint8Array[]> {
  const kept = Math.max(0, levelWidth(tile.level, old) - tile.index * TILE_WIDTH)
  const before = kept === 0 ? [] : await readKept({ ...tile, width: kept }, source)
  return [...before, ...rootsOf(roots, tile.level - 1).splice(0, tile.width - kept)]
}

async function readKept(tile: HashTile, source: PublicationSource): Promise<readonly Uint8Array[]> {
  const bytes = await source.tile(tile)
  return decodeHashes(bytes.subarray(0, tile.width * 32), { count: tile.width, where: tilePath(tile) })
}

function rootsOf(roots: Map<number, Uint8Array[]>, level: number): Uint8Array[] {
  const known = roots.get(level) ?? []
  roots.set(level, known)
  return known
}
