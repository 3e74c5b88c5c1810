import { fromUtc, toUtc } from '../bytes/calendar.ts'
import { isObject, type Json } from '../bytes/canonical.ts'
import { countOf, listOf, shape, stringOf, stringOrNull, wordOf, type Shape } from '../bytes/shape.ts'
import { Fault } from '../fault.ts'
import type { Instant } from '../instant.ts'
import { LANGUAGES, type Language } from '../text.ts'
import { isNation, sameName, type Nation } from './name.ts'

/** A nation's markings, as data: the dictionary every label of that nation is read by. */
export type MarkingPolicy = {
  /** What a label names as its policy: `KR-MIL`. */
  readonly id: string
  readonly nation: Nation
  readonly version: string
  readonly levels: readonly Level[]
  readonly caveats: readonly Caveat[]
}

/** One level of a nation's scale. Orders are compared within one policy, never between two. */
export type Level = {
  readonly id: string
  /** As it is written on paper. Compared by `sameName`. */
  readonly name: string
  /** Higher is more sensitive; no two levels of a policy share one. */
  readonly order: number
  /** When it may be put on new items; `null` is unbounded. Items marked in that period keep the marking afterwards. */
  readonly issuedFrom: Instant | null
  readonly issuedUntil: Instant | null
  /** How the nation itself renders it for readers of other languages; a language it does not render is absent. */
  readonly phrases: Phrases
  /** Where the fact was read. */
  readonly source: string
}

export type Caveat = {
  readonly id: string
  readonly name: string
  readonly kind: CaveatKind
  readonly phrases: Phrases
  readonly source: string
}

/** National-only bars every release; the other three are STANAG 4774's category types. */
export type CaveatKind = (typeof CAVEAT_KINDS)[number]

/** A rendering per language, where the nation has one. */
export type Phrases = { readonly [L in Language]?: string }

const CAVEAT_KINDS = ['national-only', 'restrictive', 'permissive', 'informative'] as const

const LEVELS_MAX = 16
const CAVEATS_MAX = 64

/** The level of that name, or `null` where the policy has none. */
export function levelNamed(policy: MarkingPolicy, name: string): Level | null {
  for (const level of policy.levels) if (level.name === name) return level
  return policy.levels.find((level) => sameName(level.name, name)) ?? null
}

/** The caveat of that name, or `null` where the policy has none. */
export function caveatNamed(policy: MarkingPolicy, name: string): Caveat | null {
  for (const caveat of policy.caveats) if (caveat.name === name) return caveat
  return policy.caveats.find((caveat) => sameName(caveat.name, name)) ?? null
}

/** Tells whether a level might be put on an item at that instant. */
export function issuedAt(level: Level, at: Instant): boolean {
  return (level.issuedFrom === null || level.issuedFrom <= at) && (level.issuedUntil === null || at < level.issuedUntil)
}

/** What a reader of that language is shown: the nation's own rendering, or the marking as written. Never a translation of ours. */
export function phrase(marking: Level | Caveat, language: Language): string {
  return marking.phrases[language] ?? marking.name
}

/** Reads a marking policy, strictly: an unknown name or kind, a repeated id, name or order, and an empty scale are refused by path. */
export function decodePolicy(json: Json): MarkingPolicy {
  const shaped = shape(json, 'policy', ['id', 'nation', 'version', 'levels', 'caveats'])
  const nation = stringOf(shaped, 'nation', 8)
  if (!isNation(nation)) throw new Fault('bytes-malformed', 'policy.nation: not two to eight capital letters')
  const levels = listOf(shaped, 'levels', LEVELS_MAX).map((value, i) => decodeLevel(value, `policy.levels[${i}]`))
  const caveats = listOf(shaped, 'caveats', CAVEATS_MAX).map((value, i) => decodeCaveat(value, `policy.caveats[${i}]`))
  if (levels.length === 0) throw new Fault('policy-invalid', 'policy.levels: a policy without levels marks nothing')
  refuseRepeats(
    levels.map(({ order }) => String(order)),
    'policy.levels: order',
  )
  const markings = [...levels, ...caveats]
  refuseRepeats(
    markings.map(({ id }) => id),
    'policy: id',
  )
  refuseRepeats(
    markings.map(({ name }) => name.normalize('NFKC')),
    'policy: name',
  )
  return { id: stringOf(shaped, 'id', 64), nation, version: stringOf(shaped, 'version', 64), levels, caveats }
}

/** The value {@link decodePolicy} reads back. */
export function policyJson(policy: MarkingPolicy): Json {
  return {
    ...policy,
    levels: policy.levels.map((level) => ({
      ...level,
      issuedFrom: utcOrNull(level.issuedFrom),
      issuedUntil: utcOrNull(level.issuedUntil),
      phrases: phrasesJson(level.phrases),
    })),
    caveats: policy.caveats.map((caveat) => ({ ...caveat, phrases: phrasesJson(caveat.phrases) })),
  }
}

/** An instant as text, or null; how every dated table of this project is written. */
export function utcOrNull(at: Instant | null): string | null {
  return at === null ? null : toUtc(at)
}

/** Reads {@link utcOrNull}. */
export function instantOrNull(shaped: Shape, name: string): Instant | null {
  const text = stringOrNull(shaped, name, 32)
  return text === null ? null : fromUtc(text, `${shaped.where}.${name}`)
}

function decodeLevel(value: Json, where: string): Level {
  const shaped = shape(value, where, ['id', 'name', 'order', 'issuedFrom', 'issuedUntil', 'phrases', 'source'])
  const issuedFrom = instantOrNull(shaped, 'issuedFrom')
  const issuedUntil = instantOrNull(shaped, 'issuedUntil')
  if (issuedFrom !== null && issuedUntil !== null && issuedUntil <= issuedFrom)
    throw new Fault('policy-invalid', `${where}.issuedUntil: not after issuedFrom`)
  return { ...decodeMarking(shaped), order: countOf(shaped, 'order'), issuedFrom, issuedUntil }
}

function decodeCaveat(value: Json, where: string): Caveat {
  const shaped = shape(value, where, ['id', 'name', 'kind', 'phrases', 'source'])
  return { ...decodeMarking(shaped), kind: wordOf(shaped, 'kind', CAVEAT_KINDS) }
}

function decodeMarking(shaped: Shape): { id: string; name: string; phrases: Phrases; source: string } {
  const name = stringOf(shaped, 'name', 64)
  if (name === '') throw new Fault('bytes-malformed', `${shaped.where}.name: empty`)
  const source = stringOf(shaped, 'source', 256)
  return {
    id: stringOf(shaped, 'id', 64),
    name,
    phrases: decodePhrases(shaped.object['phrases'], `${shaped.where}.phrases`),
    source,
  }
}

function decodePhrases(value: Json | undefined, where: string): Phrases {
  if (!isObject(value)) throw new Fault('bytes-malformed', `${where}: not an object`)
  const present = LANGUAGES.filter((language) => Object.hasOwn(value, language))
  const shaped = shape(value, where, present)
  const phrases: { [L in Language]?: string } = {}
  for (const language of present) phrases[language] = stringOf(shaped, language, 64)
  return phrases
}

function phrasesJson(phrases: Phrases): Json {
  const json: { [name: string]: string } = {}
  for (const language of LANGUAGES) {
    const text = phrases[language]
    if (text !== undefined) json[language] = text
  }
  return json
}

function refuseRepeats(values: readonly string[], where: string): void {
  if (new Set(values).size !== values.length) throw new Fault('policy-invalid', `${where} given twice`)
}
