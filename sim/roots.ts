import crypto from 'node:crypto'

/*
 * The root of a log at every size, by the recursion of RFC 6962 section 2.1 kept as a stack: by another hand than `core/crypto`.
 */

/** Roots of a growing log. */
export interface Roots {
  /** Base64, of the tree of so many entries; null beyond what was pushed. */
  at(size: number): string | null
  push(entry: Uint8Array): void
  /** Forgets all but the first `size` entries. */
  cut(size: number): void
  readonly entries: Uint8Array[]
}

/** The roots of an empty log. */
export function roots(): Roots {
  const entries: Uint8Array[] = []
  const known: string[] = [crypto.hash('sha256', '', 'base64')]
  let peaks: { readonly height: number; readonly hash: Buffer }[] = []
  const push = (entry: Uint8Array): void => {
    entries.push(entry)
    let top = { height: 0, hash: digest(0, entry) }
    while (peaks.at(-1)?.height === top.height) {
      const left = peaks.pop()
      if (left !== undefined) top = { height: top.height + 1, hash: digest(1, left.hash, top.hash) }
    }
    peaks.push(top)
    let root = peaks.at(-1)?.hash ?? Buffer.alloc(0)
    for (let i = peaks.length - 2; i >= 0; i--) root = digest(1, peaks[i]?.hash ?? root, root)
    known.push(root.toString('base64'))
  }
  return {
    entries,
    at: (size) => known[size] ?? null,
    push,
    cut(size) {
      const kept = entries.slice(0, size)
      entries.length = 0
      known.length = 1
      peaks = []
      for (const entry of kept) push(entry)
    },
  }
}

function digest(kind: number, ...parts: readonly Uint8Array[]): Buffer {
  return crypto.hash('sha256', Buffer.concat([Uint8Array.of(kind), ...parts]), 'buffer')
}
