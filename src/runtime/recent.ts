/** The newest entries of our own log with their openings in the clear, bounded by bytes: a cache, never the record. */
export interface Recent {
  keep(first: number, entries: readonly Uint8Array[], openings: readonly Uint8Array[]): void
  /** Entries [first, end) with openings, or `null` where not all are still here. */
  take(
    first: number,
    end: number,
  ): { readonly entries: readonly Uint8Array[]; readonly openings: readonly Uint8Array[] } | null
}

const BYTES_MAX = 24 * 1024 * 1024

/** An empty cache. */
export function recent(): Recent {
  let base = 0
  let bytes = 0
  let entries: Uint8Array[] = []
  let openings: Uint8Array[] = []
  return {
    keep(first, more, opened) {
      if (first !== base + entries.length || bytes > BYTES_MAX) {
        base = first
        bytes = 0
        entries = []
        openings = []
      }
      for (const entry of more) entries.push(entry)
      for (const opening of opened) {
        openings.push(opening)
        bytes += opening.length
      }
    },
    take(first, end) {
      if (first < base || end > base + entries.length) return null
      const taken = {
        entries: entries.slice(first - base, end - base),
        openings: openings.slice(first - base, end - base),
      }
      // What was sent is let go; a resend reads the store.
      if (first - base > 1024) {
        for (const opening of openings.slice(0, first - base)) bytes -= opening.length
        entries = entries.slice(first - base)
        openings = openings.slice(first - base)
        base = first
      }
      return taken
    },
  }
}
