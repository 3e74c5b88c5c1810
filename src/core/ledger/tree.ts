import { assert } from '../assert.ts'
import {
  completeNodes,
  consistencySpans,
  edgeAt,
  inclusionSpans,
  nodeHash,
  foldRight,
  type Edge,
  type Hash,
  type Span,
  type TreeNode,
} from '../crypto/merkle.ts'
import { Fault } from '../fault.ts'
import { HASH_BYTES, hashAt, levelWidth, TILE_WIDTH, tilePath, type HashTile } from './tile.ts'

/** Reads a tile of hashes: at least `width` of them, as many as there are. */
export type TileReader = (tile: HashTile) => Promise<Uint8Array>

/** Where a tile stands. */
interface TilePlace {
  readonly level: number
  readonly index: number
}

/** Tiles kept by default: all of a million entries, in 41 MB. */
const TILES_MAX = 4096
const TILE_HEIGHT = 8
/*
 * In a tile of leaf hashes the two lowest inner levels are three quarters of the inner nodes and cost four hashes a proof, so they
 * are not kept. Tiles above are few and keep all.
 */
const LOWEST_KEPT_OF_LEAVES = 3

/**
 * Proofs from the tiles of a log of any size, with a bounded number of tiles in memory.
 *
 * A proof reads one tile a level (three at a million entries) and hashes nothing but the right edge once those are in memory. Tiles
 * are trusted as read: whoever is given the proof checks it.
 */
export class LogTree {
  readonly #hash: Hash
  readonly #read: TileReader
  readonly #tilesMax: number
  // In the order of reading. A tile asked for since it was last passed over gets a second chance, so a hit moves nothing.
  readonly #tiles = new Map<number, KeptTile>()
  #asked = 0
  #missed = 0

  constructor(hash: Hash, read: TileReader, { tilesMax = TILES_MAX }: { tilesMax?: number } = {}) {
    assert(tilesMax >= 1, 'a tree keeps at least one tile')
    this.#hash = hash
    this.#read = read
    this.#tilesMax = tilesMax
  }

  /** The path of entry `index` in the tree of `size` leaves, the leaf's sibling first. */
  async proveInclusion(index: number, { size }: { size: number }): Promise<readonly Uint8Array[]> {
    return this.#proveSpans(inclusionSpans(index, size), size)
  }

  /** The proof that the tree of `size` leaves continues the tree of `old`, which has at least one. */
  async proveConsistency(old: number, { size }: { size: number }): Promise<readonly Uint8Array[]> {
    return this.#proveSpans(consistencySpans(old, size), size)
  }

  /** The right edge of the tree of `size` leaves: what a node needs at its start to append and to know its root. */
  async edge(size: number): Promise<Edge> {
    const tiles = await this.#load(completeNodes({ start: 0, end: size }), size)
    return edgeAt(size, (node) => this.#nodeOf(tiles, node))
  }

  /** How many tiles were asked for, and how many of those had to be read. */
  get tileCounts(): { readonly asked: number; readonly missed: number } {
    return { asked: this.#asked, missed: this.#missed }
  }

  async #proveSpans(spans: readonly Span[], size: number): Promise<readonly Uint8Array[]> {
    const parts = spans.map(completeNodes)
    const tiles = await this.#load(parts.flat(), size)
    const source = (node: TreeNode): Uint8Array => this.#nodeOf(tiles, node)
    return parts.map((nodes) => foldRight(this.#hash, nodes.map(source)))
  }

  // Held apart from the cache, so that a tree that keeps few tiles still proves.
  async #load(nodes: readonly TreeNode[], size: number): Promise<ReadonlyMap<number, KeptTile>> {
    const tiles = new Map<number, KeptTile>()
    for (const node of nodes) {
      const place = placeOf(node)
      const key = keyOf(place)
      if (tiles.has(key)) continue
      const width = Math.min(TILE_WIDTH, levelWidth(place.level, size) - place.index * TILE_WIDTH)
      // No `await` for a tile in memory: at three tiles a proof it would cost more than the lookup.
      tiles.set(key, this.#kept(key, width) ?? (await this.#readTile(place, width)))
    }
    return tiles
  }

  #kept(key: number, width: number): KeptTile | undefined {
    this.#asked++
    const tile = this.#tiles.get(key)
    // A partial tile serves every smaller tree too, but not one that has grown since.
    if (tile === undefined || tile.width < width) return undefined
    tile.isUsed = true
    return tile
  }

  #keep(key: number, tile: KeptTile): void {
    this.#tiles.set(key, tile)
    for (const [oldest, old] of this.#tiles) {
      if (this.#tiles.size <= this.#tilesMax) return
      this.#tiles.delete(oldest)
      if (old.isUsed) this.#tiles.set(oldest, old)
      old.isUsed = false
    }
  }

  async #readTile(place: TilePlace, width: number): Promise<KeptTile> {
    this.#missed++
    const wanted: HashTile = { kind: 'hashes', ...place, width }
    const bytes = await this.#read(wanted)
    const isTile =
      bytes.length % HASH_BYTES === 0 && bytes.length >= width * HASH_BYTES && bytes.length <= TILE_WIDTH * HASH_BYTES
    if (!isTile) throw new Fault('bytes-malformed', `${tilePath(wanted)}: ${bytes.length} bytes`)
    const tile = new KeptTile(this.#hash, bytes, place.level === 0 ? LOWEST_KEPT_OF_LEAVES : 1)
    this.#keep(keyOf(place), tile)
    return tile
  }

  #nodeOf(tiles: ReadonlyMap<number, KeptTile>, node: TreeNode): Uint8Array {
    const { level, index } = placeOf(node)
    const tile = tiles.get(keyOf({ level, index }))
    assert(tile !== undefined, 'every tile a proof needs is loaded before it is built')
    const height = node.height - level * TILE_HEIGHT
    return tile.node(this.#hash, { height, index: node.index - index * (TILE_WIDTH / 2 ** height) })
  }
}

/** The tile that holds a node, or whose hashes make it up. */
function placeOf({ height, index }: TreeNode): TilePlace {
  const level = Math.floor(height / TILE_HEIGHT)
  return { level, index: Math.floor(index / (TILE_WIDTH / 2 ** (height - level * TILE_HEIGHT))) }
}

// Levels in use end at 6 and tile indices at 2^45, so a number says both.
function keyOf({ level, index }: TilePlace): number {
  return index * 8 + level
}

/** A tile with the inner nodes worth keeping: those from a height up, of complete subtrees only. */
class KeptTile {
  readonly width: number
  /** Whether it was asked for since it was read or last passed over. */
  isUsed = false
  readonly #hashes: Uint8Array
  readonly #lowest: number
  /** Rows of nodes one behind the other, from height `lowest` to 7. */
  readonly #inner: Uint8Array

  constructor(hash: Hash, hashes: Uint8Array, lowest: number) {
    this.width = hashes.length / HASH_BYTES
    this.#hashes = hashes
    this.#lowest = lowest
    this.#inner = new Uint8Array(HASH_BYTES * this.#rowStart(TILE_HEIGHT))
    for (let height = lowest; height < TILE_HEIGHT; height++) {
      for (let index = 0; (index + 1) * 2 ** height <= this.width; index++) {
        const node = this.#join(hash, { height, index })
        this.#inner.set(node, HASH_BYTES * (this.#rowStart(height) + index))
      }
    }
  }

  /** A node by its height above this tile's hashes and its index in that row. */
  node(hash: Hash, { height, index }: TreeNode): Uint8Array {
    assert((index + 1) * 2 ** height <= this.width, 'only complete subtrees of a tile are asked for')
    if (height === 0) return hashAt(this.#hashes, index)
    return height < this.#lowest
      ? this.#join(hash, { height, index })
      : hashAt(this.#inner, this.#rowStart(height) + index)
  }

  #join(hash: Hash, { height, index }: TreeNode): Uint8Array {
    const left = this.node(hash, { height: height - 1, index: index * 2 })
    return nodeHash(hash, left, this.node(hash, { height: height - 1, index: index * 2 + 1 }))
  }

  // How many nodes stand below a row: full rows of a full tile, so that a place needs no search.
  #rowStart(height: number): number {
    return 2 ** (TILE_HEIGHT - this.#lowest + 1) - 2 ** (TILE_HEIGHT - height + 1)
  }
}
