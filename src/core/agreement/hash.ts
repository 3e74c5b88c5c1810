import { toHex } from '../bytes/bytes.ts'
import { canonicalBytes } from '../bytes/canonical.ts'
import { utf8 } from '../bytes/utf8.ts'
import type { Primitives } from '../crypto/primitives.ts'
import { termsJson } from './decode-terms.ts'
import type { Terms } from './terms.ts'

/**
 * The agreement's name everywhere: SHA-384, in hexadecimal, over the canonical JSON of its terms.
 *
 * INVARIANT: the terms hold the digest of every text, so this one hash fixes terms, table, parameters and texts alike. Two
 * spellings of the same terms have one hash.
 */
export function agreementHash(primitives: Hash, terms: Terms): string {
  return toHex(primitives.sha384(canonicalBytes(termsJson(terms))))
}

/** SHA-384, in hexadecimal, of a text's exact UTF-8 bytes. */
export function textDigest(primitives: Hash, text: string): string {
  return toHex(primitives.sha384(utf8(text)))
}

/** The one primitive an agreement needs. */
export type Hash = Pick<Primitives, 'sha384'>
