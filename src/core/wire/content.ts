import { fromBase64, toBase64 } from '../bytes/bytes.ts'
import { isObject, type Json } from '../bytes/canonical.ts'
import { countOf, shape, stringOf, wordOf } from '../bytes/shape.ts'
import { Fault } from '../fault.ts'

/** Where the bytes of an item's portions, one after another, are to be found. */
export type Content =
  /** In the opening itself, which is sealed with its parcel. */
  | { readonly kind: 'inline'; readonly bytes: Uint8Array }
  /** In the opening, and sealed once more for this item alone with a key wrap of its own (`wire/seal.ts`). */
  | { readonly kind: 'sealed'; readonly sealed: Uint8Array }
  /** In a sealed object of `length` bytes, named by the root over its segments (`wire/object.ts`). */
  | { readonly kind: 'object'; readonly root: string; readonly length: number }

const KINDS = ['inline', 'sealed', 'object'] as const

/** Largest content that rides inside an opening. */
export const INLINE_BYTES_MAX = 32 * 1024
/** A sealed content is longer by its header and tags. */
const SEALED_BYTES_MAX = INLINE_BYTES_MAX + 8 * 1024

/** The value an act commits to. */
export function contentJson(content: Content): Json {
  switch (content.kind) {
    case 'inline':
      return { bytes: toBase64(content.bytes), kind: content.kind }
    case 'sealed':
      return { kind: content.kind, sealed: toBase64(content.sealed) }
    case 'object':
      return { kind: content.kind, length: content.length, root: content.root }
  }
}

/** Reads {@link contentJson}, strictly. */
export function decodeContent(json: Json): Content {
  const kind = isObject(json) ? wordOf({ object: json, where: 'content' }, 'kind', KINDS) : null
  if (kind === null) throw new Fault('bytes-malformed', 'content: not an object')
  switch (kind) {
    case 'inline': {
      const text = stringOf(shape(json, 'content', ['kind', 'bytes']), 'bytes', base64Length(INLINE_BYTES_MAX))
      return { kind, bytes: fromBase64(text, 'content.bytes') }
    }
    case 'sealed': {
      const text = stringOf(shape(json, 'content', ['kind', 'sealed']), 'sealed', base64Length(SEALED_BYTES_MAX))
      return { kind, sealed: fromBase64(text, 'content.sealed') }
    }
    case 'object': {
      const shaped = shape(json, 'content', ['kind', 'root', 'length'])
      const root = stringOf(shaped, 'root')
      if (!/^[0-9a-f]{96}$/.test(root)) throw new Fault('bytes-malformed', 'content.root: not a SHA-384 in hexadecimal')
      return { kind, root, length: countOf(shaped, 'length') }
    }
  }
}

function base64Length(bytes: number): number {
  return Math.ceil(bytes / 3) * 4
}
