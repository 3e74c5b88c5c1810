import { canonicalBytes, decodeCanonical, isObject, type Json } from '../../core/bytes/canonical.ts'
import { fromHex } from '../../core/bytes/bytes.ts'
import { countOf, instantOf, listOf, shape, stringOf, valueOf, wordOf } from '../../core/bytes/shape.ts'
import { toUtc } from '../../core/bytes/calendar.ts'
import { utf8 } from '../../core/bytes/utf8.ts'
import { Fault } from '../../core/fault.ts'
import type { Instant } from '../../core/instant.ts'
import { decodeLabel, type Label } from '../../core/marking/label.ts'
import { decodeItem, itemJson, type ItemFacts, type Portion } from '../../core/policy/item.ts'
import { isPartName, type Part } from '../../core/wire/released.ts'
import { segmentHasher, type SegmentHasher } from '../../core/wire/segments.ts'
import { rowsOf } from '../open.ts'
import type { Source } from '../sealing.ts'
import { mustHoldPost, type Desk } from './desk.ts'

/** What a person writes to draft an item: its portions, each marked. The title is a portion too. */
export interface Draft {
  readonly subject: string
  readonly purpose: string
  readonly portions: readonly DraftPortion[]
}

export interface DraftPortion {
  readonly name: string
  readonly label: Label
  /** For another nation's information: the second label, in our own policy, that it was given when it was received. */
  readonly equivalent: Label | null
  /** The nation whose information it is. */
  readonly originator: string
  readonly mediaType: string
  readonly content: { readonly kind: 'text'; readonly text: string } | { readonly kind: 'file'; readonly path: string }
}

/** An item as its nation holds it. Content stays where it was: text here, files where their digests were taken. */
export interface Item {
  readonly facts: ItemFacts
  readonly parts: readonly Part[]
  readonly contents: readonly DraftPortion['content'][]
  /** Over the segments of the whole content, taken with the digests, in hexadecimal: sealing need not read the content twice. */
  readonly root: string
  readonly by: string
  readonly at: Instant
}

/** Drafts an item: numbers it, digests every portion, and stores the record, sealed at rest. */
export async function draftItem(
  desk: Desk,
  { draft, person }: { readonly draft: Draft; readonly person: string },
): Promise<Item> {
  mustHoldPost(desk, person)
  const { node } = desk
  const at = node.ports.clock.now()
  if (draft.portions.length === 0) throw new Fault('bytes-malformed', 'draft.portions: an item has at least one')
  const portions: Portion[] = []
  const parts: Part[] = []
  const whole = segmentHasher(node.ports.primitives)
  for (const [i, portion] of draft.portions.entries()) {
    if (!isPartName(portion.name))
      throw new Fault(
        'bytes-malformed',
        `draft.portions[${i}].name: \`${portion.name.slice(0, 64)}\` is no plain file name`,
      )
    const { digest, length } = await digestOf(desk, portion.content, whole)
    const { label, equivalent, originator, mediaType } = portion
    portions.push({ id: `p${i + 1}`, originator, label, equivalent, marked: at, mediaType, digest })
    parts.push({ name: portion.name, bytes: length })
  }
  const { subject, purpose } = draft
  // Drawn and not counted: a number that counts would tell the partner how many items it was not given.
  const id = `${node.identity.nation}-${toUtc(at).slice(0, 4)}-${node.draw(5).toHex().toUpperCase()}`
  const facts: ItemFacts = { id, portions, subject, purpose, exercise: node.identity.exercise }
  const item: Item = {
    facts: decodeItem(itemJson(facts)),
    parts,
    contents: draft.portions.map(({ content }) => content),
    root: whole.finish().root.toHex(),
    by: person,
    at,
  }
  await node.ports.store.commit([
    { kind: 'put', space: 'item', key: id, value: node.vault.seal(canonicalBytes(toJson(item))) },
  ])
  return item
}

async function digestOf(
  desk: Desk,
  content: DraftPortion['content'],
  whole: SegmentHasher,
): Promise<{ readonly digest: string; readonly length: number }> {
  const source = await sourceOf(desk, content)
  const hash = desk.node.ports.primitives.sha384Stream()
  let length = 0
  for await (const chunk of source.chunks()) {
    hash.push(chunk)
    whole.push(chunk)
    length += chunk.length
  }
  return { digest: hash.finish().toHex(), length }
}

async function sourceOf(desk: Desk, content: DraftPortion['content']): Promise<Source> {
  return content.kind === 'file' ? await desk.files.source(content.path) : textSource(content.text)
}

function textSource(text: string): Source {
  const bytes = utf8(text)
  return {
    length: bytes.length,
    async *chunks() {
      yield bytes
    },
  }
}

/**
 * The whole content of an item, its portions one after another.
 *
 * INVARIANT: what is sealed is what was drafted: a portion of another digest ends the reading with `item-changed`.
 */
export async function itemSource(desk: Desk, item: Item): Promise<Source> {
  const sources = await Promise.all(item.contents.map((content) => sourceOf(desk, content)))
  for (const [i, source] of sources.entries())
    if (source.length !== item.parts[i]?.bytes)
      throw new Fault('item-changed', `${item.facts.id}, portion ${i + 1}: ${source.length} bytes`)
  return {
    length: item.parts.reduce((sum, { bytes }) => sum + bytes, 0),
    root: fromHex(item.root, 'item record.root'),
    async *chunks() {
      for (const [i, source] of sources.entries()) {
        const hash = desk.node.ports.primitives.sha384Stream()
        for await (const chunk of source.chunks()) {
          hash.push(chunk)
          yield chunk
        }
        if (hash.finish().toHex() !== item.facts.portions[i]?.digest)
          throw new Fault('item-changed', `${item.facts.id}, portion ${i + 1}`)
      }
    },
  }
}

/** An item of this nation by its number, or `item-unknown`. */
export async function itemNumbered({ node }: Desk, id: string): Promise<Item> {
  const sealed = await node.ports.store.get('item', id)
  if (sealed === null) throw new Fault('item-unknown', `\`${id}\``)
  return fromJson(decodeCanonical(node.vault.open(sealed, `item ${id}`), `item ${id}`))
}

/** Every item of this nation, by number. */
export async function* items({ node }: Desk): AsyncGenerator<Item, void, undefined> {
  for await (const { key, value } of rowsOf(node, 'item'))
    yield fromJson(decodeCanonical(node.vault.open(value, `item ${key}`), `item ${key}`))
}

function toJson({ facts, parts, contents, root, by, at }: Item): Json {
  return {
    facts: itemJson(facts),
    parts: parts.map((part) => ({ ...part })),
    contents: contents.map((content) => ({ ...content })),
    root,
    by,
    at,
  }
}

function fromJson(json: Json): Item {
  const shaped = shape(json, 'item record', ['facts', 'parts', 'contents', 'root', 'by', 'at'])
  return {
    facts: decodeItem(valueOf(shaped, 'facts')),
    parts: listOf(shaped, 'parts').map((value, i) => {
      const part = shape(value, `item record.parts[${i}]`, ['name', 'bytes'])
      return { name: stringOf(part, 'name'), bytes: countOf(part, 'bytes') }
    }),
    contents: listOf(shaped, 'contents').map((value, i) => contentOf(value, `item record.contents[${i}]`)),
    root: stringOf(shaped, 'root', 96),
    by: stringOf(shaped, 'by'),
    at: instantOf(shaped, 'at'),
  }
}

const TEXT_LENGTH_MAX = 1024 * 1024

/** Reads a portion's content as a draft names it. */
function contentOf(json: Json, where: string): DraftPortion['content'] {
  const isFile = isObject(json) && Object.hasOwn(json, 'path')
  const shaped = shape(json, where, ['kind', isFile ? 'path' : 'text'])
  const kind = wordOf(shaped, 'kind', [isFile ? 'file' : 'text'] as const)
  return kind === 'file'
    ? { kind, path: stringOf(shaped, 'path', 4096) }
    : { kind: 'text', text: stringOf(shaped, 'text', TEXT_LENGTH_MAX) }
}

/** Reads a draft as it comes from outside, strictly. */
export function decodeDraft(json: Json): Draft {
  const shaped = shape(json, 'draft', ['subject', 'purpose', 'portions'])
  return {
    subject: stringOf(shaped, 'subject', 64),
    purpose: stringOf(shaped, 'purpose', 64),
    portions: listOf(shaped, 'portions', 1024).map((value, i) => {
      const where = `draft.portions[${i}]`
      const portion = shape(value, where, ['name', 'label', 'equivalent', 'originator', 'mediaType', 'content'])
      const equivalent = valueOf(portion, 'equivalent')
      return {
        name: stringOf(portion, 'name', 255),
        label: decodeLabel(valueOf(portion, 'label'), `${where}.label`),
        equivalent: equivalent === null ? null : decodeLabel(equivalent, `${where}.equivalent`),
        originator: stringOf(portion, 'originator', 8),
        mediaType: stringOf(portion, 'mediaType', 129),
        content: contentOf(valueOf(portion, 'content'), `${where}.content`),
      }
    }),
  }
}
