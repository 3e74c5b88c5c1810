import { equal } from '../bytes/bytes.ts'
import { assert } from '../assert.ts'

/**
 * The hash of a tree: SHA-256 for logs, SHA-384 for sealed objects.
 *
 * INVARIANT: it has read its input when it returns, and keeps no part of it.
 */
export type Hash = (data: Uint8Array) => Uint8Array

/** Hash of one leaf's content, `H(00 || entry)` (RFC 6962 section 2.1). */
export function leafHash(hash: Hash, entry: Uint8Array): Uint8Array {
  const input = new Uint8Array(1 + entry.length)
  input.set(entry, 1)
  return hash(input)
}

/** Hash of an inner node, `H(01 || left || right)`. The leading byte keeps a node from ever being read as a leaf. */
export function nodeHash(hash: Hash, left: Uint8Array, right: Uint8Array): Uint8Array {
  const length = 1 + left.length + right.length
  const input = length === NODE_INPUT.length ? NODE_INPUT : new Uint8Array(length)
  input[0] = 1
  input.set(left, 1)
  input.set(right, 1 + left.length)
  return hash(input)
}

// One piece of memory for every node of a SHA-256 tree: allocating 65 bytes costs as much as hashing them.
const NODE_INPUT = new Uint8Array(65)

/**
 * The right edge of a tree: all that is needed to append to it and to know its root.
 *
 * INVARIANT: `frontier` holds one hash per set bit of `size`, largest subtree first.
 */
export interface Edge {
  readonly size: number
  readonly frontier: readonly Uint8Array[]
}

/** The tree without leaves. */
export const EMPTY_EDGE: Edge = { size: 0, frontier: [] }

/** The edge after one more leaf hash. */
export function append(hash: Hash, edge: Edge, leaf: Uint8Array): Edge {
  let node = leaf
  let keep = edge.frontier.length
  for (let rest = edge.size; rest % 2 === 1; rest = half(rest)) node = nodeHash(hash, at(edge.frontier, --keep), node)
  const frontier = edge.frontier.slice(0, keep)
  frontier.push(node)
  return { size: edge.size + 1, frontier }
}

/** The edge after more leaf hashes, or after roots of subtrees of one size, which join alike. */
export function appendAll(hash: Hash, edge: Edge, leaves: readonly Uint8Array[]): Edge {
  return leaves.reduce((before, leaf) => append(hash, before, leaf), edge)
}

/** Root of the tree an edge belongs to; the empty tree's is the hash of nothing. */
export function edgeRoot(hash: Hash, edge: Edge): Uint8Array {
  return edge.frontier.length === 0 ? hash(new Uint8Array(0)) : foldRight(hash, edge.frontier)
}

/** The edge of the tree of `size` leaves whose complete subtrees `source` knows. */
export function edgeAt(size: number, source: NodeSource): Edge {
  return { size, frontier: size === 0 ? [] : completeNodes({ start: 0, end: size }).map(source) }
}

/** A complete subtree: the leaves from `index * 2^height`, `2^height` of them. */
export interface TreeNode {
  readonly height: number
  readonly index: number
}

/** The hash of a complete subtree. Asked only for subtrees inside the tree at hand. */
export type NodeSource = (node: TreeNode) => Uint8Array

/** The leaves `start` to `end`, half-open; `start` lies where a subtree of that width may begin. */
export interface Span {
  readonly start: number
  readonly end: number
}

/** The spans whose roots prove a leaf in a tree, the leaf's sibling first (RFC 6962 section 2.1.1). */
export function inclusionSpans(index: number, size: number): readonly Span[] {
  assert(
    index >= 0 && index < size && Number.isSafeInteger(size),
    'a proof of inclusion is asked for a leaf inside the tree',
  )
  const spans: Span[] = []
  let [start, end] = [0, size]
  while (end - start > 1) {
    const middle = start + splitOf(end - start)
    spans.push(index < middle ? { start: middle, end } : { start, end: middle })
    if (index < middle) end = middle
    else start = middle
  }
  return spans.reverse()
}

/** The spans whose roots prove that the tree of `size` continues the tree of `old` leaves (RFC 6962 section 2.1.2). */
export function consistencySpans(old: number, size: number): readonly Span[] {
  assert(
    old > 0 && old <= size && Number.isSafeInteger(size),
    'a proof of consistency goes from a tree with leaves to one no smaller',
  )
  const spans: Span[] = []
  let [start, end] = [0, size]
  while (old < end) {
    const middle = start + splitOf(end - start)
    spans.push(old <= middle ? { start: middle, end } : { start, end: middle })
    if (old <= middle) end = middle
    else start = middle
  }
  // A subtree that begins at 0 is the old tree itself, whose root the verifier has.
  if (start > 0) spans.push({ start, end })
  return spans.reverse()
}

/** The complete subtrees that make up a span, left to right. */
export function completeNodes(span: Span): readonly TreeNode[] {
  const nodes: TreeNode[] = []
  let start = span.start
  while (start < span.end) {
    const height = log2(span.end - start)
    const width = 2 ** height
    nodes.push({ height, index: start / width })
    start += width
  }
  return nodes
}

/** Roots of spans: with {@link inclusionSpans} or {@link consistencySpans}, the proof itself. */
export function proveSpans(hash: Hash, spans: readonly Span[], source: NodeSource): readonly Uint8Array[] {
  return spans.map((span) => foldRight(hash, completeNodes(span).map(source)))
}

/** Tells whether `path` leads from a leaf hash to the root of a tree of `size` leaves (RFC 9162 section 2.1.3.2). */
export function isIncluded(
  hash: Hash,
  claim: { index: number; size: number; leaf: Uint8Array; path: readonly Uint8Array[]; root: Uint8Array },
): boolean {
  if (
    !isCount(claim.index) ||
    !isCount(claim.size) ||
    claim.index >= claim.size ||
    !areHashes([claim.leaf, ...claim.path], claim.root)
  )
    return false
  let node = claim.leaf
  let [first, last] = [claim.index, claim.size - 1]
  for (const sibling of claim.path) {
    if (last === 0) return false
    if (first % 2 === 1 || first === last) {
      node = nodeHash(hash, sibling, node)
      while (first % 2 === 0 && first !== 0) [first, last] = [half(first), half(last)]
    } else node = nodeHash(hash, node, sibling)
    ;[first, last] = [half(first), half(last)]
  }
  return last === 0 && equal(node, claim.root)
}

/**
 * Tells whether the tree with `root` continues the tree with `oldRoot` (RFC 9162 section 2.1.4.2).
 *
 * From size 0 the answer is always no: every tree continues the empty one, so there is nothing to prove, and callers that meet
 * size 0 decide what it means before they come here.
 */
export function isConsistent(
  hash: Hash,
  claim: { old: number; oldRoot: Uint8Array; size: number; root: Uint8Array; proof: readonly Uint8Array[] },
): boolean {
  const { old, size, oldRoot, root } = claim
  if (!isCount(old) || !isCount(size) || old === 0 || old > size || !areHashes([oldRoot, ...claim.proof], root))
    return false
  if (old === size) return claim.proof.length === 0 && equal(oldRoot, root)
  let [first, last] = [old - 1, size - 1]
  while (first % 2 === 1) [first, last] = [half(first), half(last)]
  // Where the old tree is one complete subtree its root begins the proof unsaid.
  const [begin, ...rest] = first === 0 ? [oldRoot, ...claim.proof] : claim.proof
  if (begin === undefined) return false
  let [before, after] = [begin, begin]
  for (const sibling of rest) {
    if (last === 0) return false
    if (first % 2 === 1 || first === last) {
      before = nodeHash(hash, sibling, before)
      after = nodeHash(hash, sibling, after)
      while (first % 2 === 0 && first !== 0) [first, last] = [half(first), half(last)]
    } else after = nodeHash(hash, after, sibling)
    ;[first, last] = [half(first), half(last)]
  }
  return last === 0 && equal(before, oldRoot) && equal(after, root)
}

/** Joins subtrees of falling size, as RFC 6962 does: the two rightmost first. */
export function foldRight(hash: Hash, subtrees: readonly Uint8Array[]): Uint8Array {
  let node = at(subtrees, subtrees.length - 1)
  for (let i = subtrees.length - 2; i >= 0; i--) node = nodeHash(hash, at(subtrees, i), node)
  return node
}

// The largest power of two smaller than n. Sizes pass 2^32, so no bit operators anywhere in this file.
function splitOf(n: number): number {
  return 2 ** log2(n - 1)
}

// The whole part of the binary logarithm, exact up to 2^53, where Math.log2 rounds up.
function log2(n: number): number {
  return n < 2 ** 32 ? 31 - Math.clz32(n) : 63 - Math.clz32(Math.floor(n / 2 ** 32))
}

function half(n: number): number {
  return Math.floor(n / 2)
}

function isCount(n: number): boolean {
  return Number.isSafeInteger(n) && n >= 0
}

// A hash of another length could move the border between left and right; an empty one is no hash.
function areHashes(hashes: readonly Uint8Array[], root: Uint8Array): boolean {
  return root.length > 0 && hashes.every((hash) => hash.length === root.length)
}

function at(hashes: readonly Uint8Array[], index: number): Uint8Array {
  const hash = hashes[index]
  assert(hash !== undefined, 'the frontier has one hash per set bit of the size')
  return hash
}
