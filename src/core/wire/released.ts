import type { Json } from '../bytes/canonical.ts'
import { countOf, listOf, shape, stringOf, valueOf } from '../bytes/shape.ts'
import { Fault } from '../fault.ts'
import { decodeItem, itemJson, type ItemFacts } from '../policy/item.ts'

/** What a release says of its item beside the content: the facts both gates looked at, and how the content divides into portions. */
export interface Released {
  readonly facts: ItemFacts
  /** One part a portion, in their order; the content is the parts one after another. */
  readonly parts: readonly Part[]
  /** SHA-384, in hexadecimal, of the sender's verdict in its canonical form. */
  readonly verdict: string
}

export interface Part {
  /** File name for a reader who keeps it; never a path. */
  readonly name: string
  readonly bytes: number
}

/** The value an act commits to. */
export function releasedJson({ facts, parts, verdict }: Released): Json {
  return { facts: itemJson(facts), parts: parts.map(({ bytes, name }) => ({ bytes, name })), verdict }
}

/** Reads {@link releasedJson}, strictly; as many parts as portions. */
export function decodeReleased(json: Json): Released {
  const shaped = shape(json, 'item', ['facts', 'parts', 'verdict'])
  const facts = decodeItem(valueOf(shaped, 'facts'))
  const parts = listOf(shaped, 'parts').map((value, i) => decodePart(value, `item.parts[${i}]`))
  if (parts.length !== facts.portions.length) throw new Fault('bytes-malformed', 'item.parts: not one a portion')
  const verdict = stringOf(shaped, 'verdict', 96)
  if (!/^[0-9a-f]{96}$/.test(verdict)) throw new Fault('bytes-malformed', 'item.verdict: not a SHA-384 in hexadecimal')
  return { facts, parts, verdict }
}

function decodePart(json: Json, where: string): Part {
  const shaped = shape(json, where, ['name', 'bytes'])
  const name = stringOf(shaped, 'name', 255)
  if (!isPartName(name)) throw new Fault('bytes-malformed', `${where}.name: not a plain file name`)
  return { name, bytes: countOf(shaped, 'bytes') }
}

/** Tells whether a name may name a part: no separator, no control character, not hidden, so that it can never leave its folder. */
export function isPartName(name: string): boolean {
  return /^[^\p{Cc}\p{Cs}/\\:*?"<>|.][^\p{Cc}\p{Cs}/\\:*?"<>|]{0,199}$/u.test(name) && name.normalize('NFC') === name
}
