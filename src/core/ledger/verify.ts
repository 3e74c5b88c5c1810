import { equal } from '../bytes/bytes.ts'
import { appendAll, EMPTY_EDGE, foldRight, leafHash, type Hash } from '../crypto/merkle.ts'
import type { Primitives } from '../crypto/primitives.ts'
import { Fault } from '../fault.ts'
import { decodeCheckpoint, type Head, type SignedHead } from './checkpoint.ts'
import { cosignedAt } from './cosignature.ts'
import type { KeyPair, VerifierKey } from './key.ts'
import { verifyNote, type VerifiedLine } from './note.ts'
import { decodeBundle, decodeHashes, fullTile, levelWidth, TILE_WIDTH, tilePath, tileRoot, type Tile } from './tile.ts'

/** Reads a file of a log by its C2SP path; `null` where there is none. */
export type PathReader = (path: string) => Promise<Uint8Array | null>

/** What a log is checked against: public keys, and nothing else. */
export interface LogTrust {
  readonly log: VerifierKey
  /** `null` where only a plain vkey is at hand; the report then says that the log's second line was not checked. */
  readonly quantum: VerifierKey | null
  /** Each must have cosigned with both keys. None: cosignatures are not checked, and the report says so. */
  readonly cosigners: readonly KeyPair[]
}

/** What was checked, by whom the head is signed, and what was not checked. */
export interface LogReport {
  readonly head: Head
  readonly lines: readonly VerifiedLine[]
  readonly cosigned: readonly { readonly name: string; readonly time: number }[]
  readonly unchecked: readonly ('quantum' | 'cosignatures')[]
}

/** How far a check has come: entries done, of all. */
export type Progress = (done: number, size: number) => void

// Bundles and tiles under way at once, so that a log read over a network is not bound by its round trips.
const AHEAD = 4

/**
 * Checks a whole log: the signatures of its head, and that every entry, every tile and the root are those the head signs. One pass
 * in constant memory: everything is computed anew from the entries, and every file compared with what it must be.
 *
 * Faults: `log-incomplete` names the missing file, `log-differs` the entry and files that disagree, `head-invalid` the signature,
 * `bytes-malformed` the file that is not in form. Bytes of a full tile beyond what the head covers are not looked at.
 */
export async function verifyLog(
  primitives: Primitives,
  read: PathReader,
  { trust, progress = () => {} }: { readonly trust: LogTrust; readonly progress?: Progress },
): Promise<LogReport> {
  const bytes = await read('checkpoint')
  if (bytes === null) throw new Fault('log-incomplete', 'checkpoint')
  const report = verifyTrust(primitives, decodeCheckpoint(bytes), trust)
  const root = await recompute(primitives.sha256, { read, size: report.head.size, progress })
  if (!equal(root, report.head.root))
    throw new Fault('log-differs', `the ${report.head.size} entries do not give the root of the checkpoint`)
  return report
}

/** Checks the signatures of a head against what is trusted. */
function verifyTrust(primitives: Primitives, signed: SignedHead, { log, quantum, cosigners }: LogTrust): LogReport {
  if (signed.head.origin !== log.name)
    throw new Fault('head-invalid', `origin \`${signed.head.origin}\` is not \`${log.name}\``)
  const required = quantum === null ? [log] : [log, quantum]
  const lines = verifyNote(primitives, signed.note, [
    ...required,
    ...cosigners.flatMap(({ classical, quantum: second }) => [classical, second]),
  ])
  for (const key of required) {
    if (!lines.some((line) => line.key === key && line.time === 0))
      throw new Fault('head-invalid', `no line of \`${key.name}\` (${key.kind})`)
  }
  const cosigned = cosigners.map((cosigner) => {
    const time = cosignedAt(lines, cosigner)
    if (time === null)
      throw new Fault(
        'head-invalid',
        `\`${cosigner.classical.name}\` has not cosigned with both algorithms at one time`,
      )
    return { name: cosigner.classical.name, time }
  })
  const unchecked = [
    ...(quantum === null ? (['quantum'] as const) : []),
    ...(cosigners.length === 0 ? (['cosignatures'] as const) : []),
  ]
  return { head: signed.head, lines, cosigned, unchecked }
}

interface Recomputation {
  readonly read: PathReader
  readonly size: number
  readonly progress: Progress
}

/** The root of the first `size` entries, every tile of hashes having been compared on the way. */
async function recompute(hash: Hash, { read, size, progress }: Recomputation): Promise<Uint8Array> {
  // Hashes of each level that no full tile has taken yet.
  const levels: Uint8Array[][] = [[]]
  let done = 0
  for await (const { index, leaves } of checkedLeaves(hash, { read, size })) {
    done += leaves.length
    if (leaves.length === TILE_WIDTH) await rise(hash, { read, levels, root: tileRoot(hash, leaves), below: index })
    else levels[0] = [...leaves]
    progress(done, size)
  }
  for (const [level, hashes] of levels.entries()) {
    if (level > 0 && hashes.length > 0)
      await compareTile(read, { level, index: Math.floor(levelWidth(level, size) / TILE_WIDTH), hashes })
  }
  return rootOf(hash, levels)
}

/** Puts the root of a full tile into the level above, and goes on upwards where that fills a tile. */
async function rise(
  hash: Hash,
  { read, levels, root, below }: { read: PathReader; levels: Uint8Array[][]; root: Uint8Array; below: number },
): Promise<void> {
  let [node, index] = [root, below]
  for (let level = 1; ; level++) {
    const hashes = (levels[level] ??= [])
    hashes.push(node)
    if (hashes.length < TILE_WIDTH) return
    index = Math.floor(index / TILE_WIDTH)
    await compareTile(read, { level, index, hashes })
    node = tileRoot(hash, hashes)
    levels[level] = []
  }
}

async function compareTile(
  read: PathReader,
  { level, index, hashes }: { level: number; index: number; hashes: readonly Uint8Array[] },
): Promise<void> {
  const tile: Tile = { kind: 'hashes', level, index, width: hashes.length }
  const found = await readHashes(read, tile)
  const wrong = hashes.findIndex((computed, i) => !equal(computed, found[i] ?? computed.subarray(1)))
  if (wrong < 0) return
  const below = tilePath({ kind: 'hashes', level: level - 1, index: index * TILE_WIDTH + wrong, width: TILE_WIDTH })
  throw new Fault('log-differs', `${tilePath(tile)}, hash ${wrong}: not the root of ${below}`)
}

interface CheckedLeaves {
  readonly index: number
  readonly leaves: readonly Uint8Array[]
}

/** Leaf hashes, bundle by bundle, each compared with the tile that should hold it. */
async function* checkedLeaves(
  hash: Hash,
  { read, size }: { read: PathReader; size: number },
): AsyncGenerator<CheckedLeaves, void, undefined> {
  const files = ahead(Math.ceil(size / TILE_WIDTH), (index) => {
    const place = { index, width: Math.min(TILE_WIDTH, size - index * TILE_WIDTH) }
    return Promise.all([
      readEntries(read, { kind: 'entries', ...place }),
      readHashes(read, { kind: 'hashes', level: 0, ...place }),
    ])
  })
  let index = 0
  for await (const [entries, hashes] of files) {
    const leaves = entries.map((entry) => leafHash(hash, entry))
    const wrong = leaves.findIndex((leaf, i) => !equal(leaf, hashes[i] ?? leaf.subarray(1)))
    if (wrong >= 0) {
      const [bundle, tile] = [
        tilePath({ kind: 'entries', index, width: leaves.length }),
        tilePath({ kind: 'hashes', level: 0, index, width: leaves.length }),
      ]
      throw new Fault('log-differs', `entry ${index * TILE_WIDTH + wrong}: ${bundle} and ${tile} disagree`)
    }
    yield { index: index++, leaves }
  }
}

/** Results in order, of which a few are fetched ahead. */
async function* ahead<T>(count: number, fetch: (index: number) => Promise<T>): AsyncGenerator<T, void, undefined> {
  const under: Promise<T>[] = []
  let next = 0
  for (let index = 0; index < count; index++) {
    while (next < Math.min(count, index + AHEAD)) {
      const result = fetch(next++)
      // It is awaited in its turn; until then a failure must not count as unhandled.
      result.catch(() => {})
      under.push(result)
    }
    const first = under.shift()
    if (first !== undefined) yield await first
  }
}

async function readEntries(read: PathReader, tile: Tile): Promise<readonly Uint8Array[]> {
  const { bytes, count, where } = await readTile(read, tile)
  return decodeBundle(bytes, { count, where }).slice(0, tile.width)
}

async function readHashes(read: PathReader, tile: Tile): Promise<readonly Uint8Array[]> {
  const { bytes, count, where } = await readTile(read, tile)
  return decodeHashes(bytes, { count, where }).slice(0, tile.width)
}

/** A partial tile may be gone once its full one exists (C2SP tlog-tiles). */
async function readTile(read: PathReader, tile: Tile): Promise<{ bytes: Uint8Array; count: number; where: string }> {
  const where = tilePath(tile)
  const bytes = await read(where)
  if (bytes !== null) return { bytes, count: tile.width, where }
  const full = tile.width === TILE_WIDTH ? null : await read(tilePath(fullTile(tile)))
  if (full === null) throw new Fault('log-incomplete', where)
  return { bytes: full, count: TILE_WIDTH, where: tilePath(fullTile(tile)) }
}

/** Joins what each level has left over, the highest standing leftmost. */
function rootOf(hash: Hash, levels: readonly (readonly Uint8Array[])[]): Uint8Array {
  const frontier = [...levels].reverse().flatMap((hashes) => appendAll(hash, EMPTY_EDGE, hashes).frontier)
  return frontier.length === 0 ? hash(new Uint8Array(0)) : foldRight(hash, frontier)
}
