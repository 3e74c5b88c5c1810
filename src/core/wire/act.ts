import type { Json } from '../bytes/canonical.ts'
import {
  countOf,
  instantOf,
  listOf,
  shape,
  stringOf,
  stringOrNull,
  valueOf,
  wordOf,
  type Shape,
} from '../bytes/shape.ts'
import { Fault } from '../fault.ts'
import type { Instant } from '../instant.ts'
import { LANGUAGES, type Language } from '../text.ts'
import { contentJson, decodeContent, type Content } from './content.ts'

/** What a nation did towards a partner. There is no other kind of message. */
export type Act = ControlAct | ReleaseAct | RungAct

/** Acts that change what may be released later. Few, and kept in memory. */
export type ControlAct =
  /** The terms of an agreement, put on the table. */
  | { readonly kind: 'propose'; readonly agreement: string; readonly terms: Json }
  /** One language's text of a proposed agreement. */
  | { readonly kind: 'text'; readonly agreement: string; readonly language: Language; readonly text: string }
  /** Signature; notification that domestic requirements are met; notice of termination and what becomes of it: each by a named office. */
  | { readonly kind: SimpleAct; readonly agreement: string; readonly office: string }
  /** A Party's own position on a contested state. */
  | { readonly kind: 'position'; readonly agreement: string; readonly office: string; readonly position: Json }
  /** About a proposal, named by its hash: another version of a clause; */
  | {
      readonly kind: 'counter'
      readonly agreement: string
      readonly office: string
      readonly clause: string
      readonly version: Json
    }
  /** one version accepted, by its digest; */
  | {
      readonly kind: 'accept'
      readonly agreement: string
      readonly office: string
      readonly clause: string
      readonly version: string
    }
  /** a remark, or a reservation with its reason; */
  | {
      readonly kind: 'comment' | 'reserve'
      readonly agreement: string
      readonly office: string
      readonly clause: string
      readonly words: string
    }
  /** initials under the text as agreed, by its hash. */
  | { readonly kind: 'initial'; readonly agreement: string; readonly office: string; readonly text: string }
  /** The receiver's statement before provision that its people are cleared and its protection equivalent (2016 agreement, art. 7(5)). */
  | { readonly kind: 'assure'; readonly agreement: string; readonly assurance: Json }
  /** An originator's prior written consent to onward release (art. 6). */
  | { readonly kind: 'consent'; readonly agreement: string | null; readonly consent: Json }

/** Acts that say no more than which agreement, and by which office. */
export type SimpleAct = (typeof SIMPLE_ACTS)[number]

export const SIMPLE_ACTS = [
  'sign',
  'notify',
  'notice',
  'suspend-notice',
  'revive-notice',
  'withdraw-notice',
  'withdraw',
  'postpone',
  'resume',
] as const

export interface ReleaseAct {
  readonly kind: 'release'
  readonly agreement: string
  /** The banner and its equivalent, apart from the item so that a guard may be shown it alone. */
  readonly label: Json
  /** Item facts, the purpose, and the verdict's digest. */
  readonly item: Json
  readonly content: Content
}

/** A rung of the receipt ladder, over ranges of the partner's log (`exchange.md` section 3). */
export interface RungAct {
  readonly kind: 'rung'
  readonly agreement: string | null
  readonly rung: Rung
  /** Half-open, ascending, not touching. */
  readonly of: readonly Range[]
  /** The article it rests on; null for `arrived` and `refused`. */
  readonly article: string | null
  /** Why, for `refused` and `dissent`. */
  readonly reason: string | null
  /** The office that acted; null where the node itself did. */
  readonly office: string | null
  /** For `opened`: SHA-384 of the content in the clear, so that the receipt says what was opened. */
  readonly digest: string | null
}

export const RUNGS = ['arrived', 'accepted', 'refused', 'dissent', 'opened'] as const
export type Rung = (typeof RUNGS)[number]

export type Range = readonly [first: number, end: number]

/** An act with what every entry carries. */
export interface Event {
  readonly act: Act
  /** How many of the partner's entries the author had stored and cosigned (`ledger.md` section 9). */
  readonly seen: number
  /** The author's clock: a claim, never a cursor. */
  readonly at: Instant
}

/** Most ranges in one rung. */
const RANGES_MAX = 4096

/** The fields an event is committed under. */
export function eventFields({ act, seen, at }: Event): Readonly<Record<string, Json>> {
  return { at, cites: [], seen, ...actFields(act) }
}

function actFields(act: Act): Readonly<Record<string, Json>> {
  if (isControl(act)) return { ...act }
  switch (act.kind) {
    case 'release':
      return {
        kind: act.kind,
        agreement: act.agreement,
        label: act.label,
        item: act.item,
        content: contentJson(act.content),
      }
    case 'rung':
      return {
        kind: act.kind,
        agreement: act.agreement,
        rung: act.rung,
        of: act.of,
        article: act.article,
        reason: act.reason,
        office: act.office,
        digest: act.digest,
      }
  }
}

/** Reads committed fields back, strictly: an unknown kind or field is `act-unknown`, a known one misspelt `bytes-malformed`. */
export function decodeEvent(fields: { readonly [name: string]: Json }): Event {
  const kind = fields['kind']
  const names = typeof kind === 'string' ? FIELDS.get(kind) : undefined
  if (names === undefined)
    throw new Fault('act-unknown', `kind \`${typeof kind === 'string' ? kind.slice(0, 64) : typeof kind}\``)
  const shaped = shape(fields, 'act', ['kind', 'seen', 'at', 'cites', 'agreement', ...names])
  if (listOf(shaped, 'cites', 64).length > 0) throw new Fault('act-unknown', 'act.cites: this version cites nothing')
  return { act: decodeAct(shaped), seen: countOf(shaped, 'seen'), at: instantOf(shaped, 'at') }
}

const KINDS = [
  ...SIMPLE_ACTS,
  'propose',
  'text',
  'position',
  'counter',
  'accept',
  'comment',
  'reserve',
  'initial',
  'assure',
  'consent',
  'release',
  'rung',
] as const

/** The fields of each kind beside the five that every act has. */
const FIELDS: ReadonlyMap<string, readonly string[]> = new Map<(typeof KINDS)[number], readonly string[]>([
  ['propose', ['terms']],
  ['text', ['language', 'text']],
  ...SIMPLE_ACTS.map((kind) => [kind, ['office']] as const),
  ['position', ['office', 'position']],
  ['counter', ['office', 'clause', 'version']],
  ['accept', ['office', 'clause', 'version']],
  ['comment', ['office', 'clause', 'words']],
  ['reserve', ['office', 'clause', 'words']],
  ['initial', ['office', 'text']],
  ['assure', ['assurance']],
  ['consent', ['consent']],
  ['release', ['label', 'item', 'content']],
  ['rung', ['rung', 'of', 'article', 'reason', 'office', 'digest']],
])

const TEXT_LENGTH_MAX = 32 * 1024

function decodeAct(shaped: Shape): Act {
  const kind = wordOf(shaped, 'kind', KINDS)
  if (isSimple(kind)) return { kind, agreement: hashOf(shaped), office: stringOf(shaped, 'office') }
  switch (kind) {
    case 'propose':
      return { kind, agreement: hashOf(shaped), terms: valueOf(shaped, 'terms') }
    case 'text':
      return {
        kind,
        agreement: hashOf(shaped),
        language: wordOf(shaped, 'language', LANGUAGES),
        text: stringOf(shaped, 'text', TEXT_LENGTH_MAX),
      }
    case 'position':
    case 'counter':
    case 'accept':
    case 'comment':
    case 'reserve':
    case 'initial':
      return decodeWords(shaped, kind)
    case 'assure':
      return { kind, agreement: hashOf(shaped), assurance: valueOf(shaped, 'assurance') }
    case 'consent':
      return { kind, agreement: stringOrNull(shaped, 'agreement'), consent: valueOf(shaped, 'consent') }
    case 'release':
      return {
        kind,
        agreement: hashOf(shaped),
        label: valueOf(shaped, 'label'),
        item: valueOf(shaped, 'item'),
        content: decodeContent(valueOf(shaped, 'content')),
      }
    case 'rung':
      return {
        kind,
        agreement: stringOrNull(shaped, 'agreement'),
        rung: wordOf(shaped, 'rung', RUNGS),
        of: decodeRanges(listOf(shaped, 'of', RANGES_MAX)),
        article: stringOrNull(shaped, 'article'),
        reason: stringOrNull(shaped, 'reason'),
        office: stringOrNull(shaped, 'office'),
        digest: stringOrNull(shaped, 'digest'),
      }
  }
}

function isSimple(kind: (typeof KINDS)[number]): kind is SimpleAct {
  return SIMPLE_ACTS.some((simple) => simple === kind)
}

const WORDS_LENGTH_MAX = 4096

function decodeWords(
  shaped: Shape,
  kind: 'position' | 'counter' | 'accept' | 'comment' | 'reserve' | 'initial',
): ControlAct {
  const by = { agreement: hashOf(shaped), office: stringOf(shaped, 'office') }
  switch (kind) {
    case 'position':
      return { kind, ...by, position: valueOf(shaped, 'position') }
    case 'counter':
      return { kind, ...by, clause: stringOf(shaped, 'clause', 64), version: valueOf(shaped, 'version') }
    case 'accept':
      return { kind, ...by, clause: stringOf(shaped, 'clause', 64), version: stringOf(shaped, 'version', 96) }
    case 'comment':
    case 'reserve':
      return { kind, ...by, clause: stringOf(shaped, 'clause', 64), words: stringOf(shaped, 'words', WORDS_LENGTH_MAX) }
    case 'initial':
      return { kind, ...by, text: stringOf(shaped, 'text', 96) }
  }
}

function hashOf(shaped: Shape): string {
  const hash = stringOf(shaped, 'agreement')
  if (!/^[0-9a-f]{96}$/.test(hash)) throw new Fault('bytes-malformed', 'act.agreement: not a SHA-384 in hexadecimal')
  return hash
}

function decodeRanges(list: readonly Json[]): readonly Range[] {
  if (list.length === 0) throw new Fault('bytes-malformed', 'act.of: empty')
  let after = -1
  return list.map((range) => {
    const [first, end, more] = Array.isArray(range) ? range : []
    if (!Number.isSafeInteger(first) || !Number.isSafeInteger(end) || more !== undefined)
      throw new Fault('bytes-malformed', 'act.of: not a pair of whole numbers')
    const pair: Range = [Number(first), Number(end)]
    if (pair[0] <= after || pair[1] <= pair[0])
      throw new Fault('bytes-not-canonical', 'act.of: ranges that touch, overlap or run backwards')
    after = pair[1]
    return pair
  })
}

/** Tells whether an act belongs to the control acts. */
export function isControl(act: Act): act is ControlAct {
  return act.kind !== 'release' && act.kind !== 'rung'
}
