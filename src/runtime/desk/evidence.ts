import { concat } from '../../core/bytes/bytes.ts'
import { leafHash } from '../../core/crypto/merkle.ts'
import { Fault } from '../../core/fault.ts'
import { decodeCheckpoint } from '../../core/ledger/checkpoint.ts'
import { encodeProof, verifyProof, type Proof } from '../../core/ledger/proof.ts'
import { decodeHashes, encodeHashes, tileRoot, TILE_WIDTH } from '../../core/ledger/tile.ts'
import { LogTree, type TileReader } from '../../core/ledger/tree.ts'
import { ordinal } from '../keep.ts'
import type { Node, Relation } from '../node.ts'

/** One entry's place in a log, with the proof that both nations signed it. */
export interface Evidence {
  readonly index: number
  readonly entry: Uint8Array
  readonly proof: Proof
  /** The `.tlog-proof` file (C2SP tlog-proof). */
  readonly file: Uint8Array
  /** POSIX second of the cosignature: when the other side admits to have held it. */
  readonly cosigned: number
}

/**
 * Proves an entry under the first head both nations signed that covers it, so that the same receipt is the same bytes for ever, and
 * checks the proof before giving it out. `not-bound` where the partner has not cosigned so far.
 */
export async function proveEntry(
  node: Node,
  relation: Relation,
  asked: { readonly side: 'ours' | 'theirs'; readonly index: number },
): Promise<Evidence> {
  const { side, index } = asked
  const { store, primitives } = node.ports
  const { origin } = relation[side]
  const size = await store.size(origin)
  if (index >= size) throw new Fault('entry-unknown', `entry ${index} of ${size}`)
  const [row] = await store.scan(`head/${origin}`, { after: ordinal(index), limit: 1 })
  if (row === undefined || relation.verifiers === null) throw new Fault('not-bound', `entry ${index}`)
  const signed = decodeCheckpoint(row.value)
  const path = await treeOf(node, origin).proveInclusion(index, { size: signed.head.size })
  const [entry] = await store.entries(origin, index, index + 1)
  if (entry === undefined) throw new Fault('entry-unknown', `entry ${index}`)
  const proof: Proof = { extra: new Uint8Array(0), index, path, signed }
  const log = side === 'ours' ? relation.signers.log : relation.verifiers.log
  const partner = side === 'ours' ? relation.verifiers.cosigner : relation.signers.cosigner
  const { cosigned } = verifyProof(primitives, proof, { entry, log, partner })
  return { index, entry, proof, file: encodeProof(proof), cosigned }
}

/** Most tiles one log's proofs keep in memory: 4 MB. */
const TILES_MAX = 256

function treeOf(node: Node, origin: string): LogTree {
  const known = node.proofs.get(origin)
  if (known !== undefined) return known
  const tree = new LogTree(node.ports.primitives.sha256, tileReader(node, origin), { tilesMax: TILES_MAX })
  node.proofs.set(origin, tree)
  return tree
}

/** Tiles made from the entries themselves: a level above the leaves from the tiles below it. */
function tileReader(node: Node, origin: string): TileReader {
  const { store, primitives } = node.ports
  const read: TileReader = async ({ level, index, width }) => {
    if (level === 0) {
      const entries = await store.entries(origin, index * TILE_WIDTH, index * TILE_WIDTH + width)
      return encodeHashes(entries.map((entry) => leafHash(primitives.sha256, entry)))
    }
    const hashes: Uint8Array[] = []
    for (let i = 0; i < width; i++) {
      const below = await read({ kind: 'hashes', level: level - 1, index: index * TILE_WIDTH + i, width: TILE_WIDTH })
      hashes.push(tileRoot(primitives.sha256, decodeHashes(below, { count: TILE_WIDTH, where: 'tile' })))
    }
    return concat(hashes)
  }
  return read
}
