import { append, EMPTY_EDGE, edgeRoot, leafHash, type Edge } from '../crypto/merkle.ts'
import type { Primitives } from '../crypto/primitives.ts'

/** Bytes of every segment but the last. */
export const SEGMENT_BYTES = 1024 * 1024

/** Segments of `length` bytes; what has no bytes is one empty segment. */
export function segmentCount(length: number): number {
  return Math.max(1, Math.ceil(length / SEGMENT_BYTES))
}

/** Takes bytes in any pieces and hashes them by segments, with SHA-384 in the shape of RFC 6962, in constant memory. */
export interface SegmentHasher {
  push(bytes: Uint8Array): void
  /** Hashes what is left. */
  finish(): { readonly root: Uint8Array; readonly length: number }
}

/** A hasher; `onLeaf` sees each segment's leaf hash in order, for who needs the tree later and not only its root. */
export function segmentHasher(primitives: Primitives, onLeaf: (leaf: Uint8Array) => void = ignore): SegmentHasher {
  const held = new Uint8Array(SEGMENT_BYTES)
  let holding = 0
  let length = 0
  let edge: Edge = EMPTY_EDGE

  const take = (segment: Uint8Array): void => {
    const leaf = leafHash(primitives.sha384, segment)
    edge = append(primitives.sha384, edge, leaf)
    onLeaf(leaf)
  }

  return {
    push(bytes) {
      length += bytes.length
      let read = 0
      while (read < bytes.length) {
        const piece = bytes.subarray(read, read + SEGMENT_BYTES - holding)
        read += piece.length
        if (piece.length === SEGMENT_BYTES) {
          take(piece)
          continue
        }
        held.set(piece, holding)
        holding += piece.length
        if (holding < SEGMENT_BYTES) return
        take(held)
        holding = 0
      }
    },
    finish() {
      if (holding > 0 || edge.size === 0) take(held.subarray(0, holding))
      return { root: edgeRoot(primitives.sha384, edge), length }
    },
  }
}

function ignore(): void {}
