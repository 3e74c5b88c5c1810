import { concat, u64 } from '../bytes/bytes.ts'
import { utf8 } from '../bytes/utf8.ts'
import type { Primitives } from '../crypto/primitives.ts'
import { segmentHasher } from './segments.ts'

/*
 * commitment = SHA-384("comity/content/v1\0" || salt (32) || u64 length || root over 1 MiB segments)
 *
 * A tree and not one hash, because content may be larger than memory and the primitives hash what lies in memory whole.
 */

/** A salted commitment in the making: pushed in any pieces, in constant memory. */
export interface ContentDigest {
  push(bytes: Uint8Array): void
  finish(): { readonly commitment: Uint8Array; readonly length: number }
}

/** Commits to content under the bound block's salt, so that the commitment, read alone, cannot be guessed at. */
export function contentDigest(primitives: Primitives, salt: Uint8Array): ContentDigest {
  const hasher = segmentHasher(primitives)
  return {
    push: (bytes) => hasher.push(bytes),
    finish() {
      const content = hasher.finish()
      return { commitment: contentCommitment(primitives, salt, content), length: content.length }
    },
  }
}

/** The same for content whose root over its segments is known already. */
export function contentCommitment(
  primitives: Primitives,
  salt: Uint8Array,
  { root, length }: { readonly root: Uint8Array; readonly length: number },
): Uint8Array {
  return primitives.sha384(concat([utf8('comity/content/v1\0'), salt, u64(length), root]))
}
