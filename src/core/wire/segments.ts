import { append, EMPTY_EDGE, edgeRoot, type Edge } from '../crypto/merkle.ts'
import type { HashStream, Primitives } from '../crypto/primitives.ts'

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
  let segment = leafStream(primitives)
  let holding = 0
  let length = 0
  let edge: Edge = EMPTY_EDGE

  const take = (): void => {
    const leaf = segment.finish()
    edge = append(primitives.sha384, edge, leaf)
    onLeaf(leaf)
    segment = leafStream(primitives)
    holding = 0
  }

  return {
    push(bytes) {
      length += bytes.length
      for (let read = 0; read < bytes.length;) {
        const piece = bytes.subarray(read, read + SEGMENT_BYTES - holding)
        segment.push(piece)
        read += piece.length
        holding += piece.length
        if (holding === SEGMENT_BYTES) take()
      }
    },
    finish() {
      if (holding > 0 || edge.size === 0) take()
      return { root: edgeRoot(primitives.sha384, edge), length }
    },
  }
}

/** The leaf hash of one segment. */
export function segmentLeaf(primitives: Primitives, segment: Uint8Array): Uint8Array {
  const stream = leafStream(primitives)
  stream.push(segment)
  return stream.finish()
}

// Streamed, so that a segment is neither gathered nor copied behind its leading byte (RFC 6962 section 2.1).
function leafStream(primitives: Primitives): HashStream {
  const stream = primitives.sha384Stream()
  stream.push(LEAF)
  return stream
}

const LEAF = Uint8Array.of(0)

function ignore(): void {}
