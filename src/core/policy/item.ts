import type { Json } from '../bytes/canonical.ts'
import { instantOf, listOf, shape, stringOf, stringOrNull, valueOf } from '../bytes/shape.ts'
import { Fault } from '../fault.ts'
import type { Instant } from '../instant.ts'
import { decodeLabel, labelJson, type Label } from '../marking/label.ts'
import { isNation, type Nation } from '../marking/name.ts'

/** What a decision may know of an item: its markings and where they come from, never its content. */
export type ItemFacts = {
  readonly id: string
  /** The title is a portion too. */
  readonly portions: readonly Portion[]
  readonly subject: string
  /** What the item was made, or provided to us, for; it travels with the item. */
  readonly purpose: string
  readonly exercise: boolean
}

/**
 * One marked part: a paragraph, a figure, a field, an attachment.
 *
 * INVARIANT: `originator` and `label` are the originator's own and never change; `equivalent` is the second label that the holder
 * added, in its own policy, when it received the portion.
 */
export type Portion = {
  readonly id: string
  readonly originator: Nation
  readonly label: Label
  readonly equivalent: Label | null
  /** When the originator marked it: a marking may be valid for the items of its time only. */
  readonly marked: Instant
  readonly mediaType: string
  /** SHA-384 of the portion in hexadecimal, where it is an attachment. */
  readonly digest: string | null
}

const PORTIONS_MAX = 1024

/** Every originator, each once, in the order of the portions. */
export function originators(item: ItemFacts): readonly Nation[] {
  const found: Nation[] = []
  for (const { originator } of item.portions) if (!found.includes(originator)) found.push(originator)
  return found
}

/** The value {@link decodeItem} reads back; names in the order they are spelled in, which is quicker. */
export function itemJson({ exercise, id, portions, purpose, subject }: ItemFacts): Json {
  return { exercise, id, portions: portions.map(portionJson), purpose, subject }
}

function portionJson({ digest, equivalent, id, label, marked, mediaType, originator }: Portion): Json {
  return {
    digest,
    equivalent: equivalent === null ? null : labelJson(equivalent),
    id,
    label: labelJson(label),
    marked,
    mediaType,
    originator,
  }
}

/** Reads item facts, strictly. */
export function decodeItem(json: Json): ItemFacts {
  const shaped = shape(json, 'item', ['id', 'portions', 'subject', 'purpose', 'exercise'])
  const exercise = valueOf(shaped, 'exercise')
  if (typeof exercise !== 'boolean') throw new Fault('bytes-malformed', 'item.exercise: not true or false')
  return {
    id: stringOf(shaped, 'id', 128),
    portions: listOf(shaped, 'portions', PORTIONS_MAX).map((value, i) => decodePortion(value, `item.portions[${i}]`)),
    subject: stringOf(shaped, 'subject', 64),
    purpose: stringOf(shaped, 'purpose', 64),
    exercise,
  }
}

function decodePortion(json: Json, where: string): Portion {
  const shaped = shape(json, where, ['id', 'originator', 'label', 'equivalent', 'marked', 'mediaType', 'digest'])
  const originator = stringOf(shaped, 'originator', 8)
  if (!isNation(originator)) throw new Fault('bytes-malformed', `${where}.originator: not a nation's code`)
  const equivalent = valueOf(shaped, 'equivalent')
  const digest = stringOrNull(shaped, 'digest', 96)
  if (digest !== null && !/^[0-9a-f]{96}$/.test(digest))
    throw new Fault('bytes-malformed', `${where}.digest: not a SHA-384 in hexadecimal`)
  return {
    id: stringOf(shaped, 'id', 64),
    originator,
    label: decodeLabel(valueOf(shaped, 'label'), `${where}.label`),
    equivalent: equivalent === null ? null : decodeLabel(equivalent, `${where}.equivalent`),
    marked: instantOf(shaped, 'marked'),
    mediaType: stringOf(shaped, 'mediaType', 129),
    digest,
  }
}
