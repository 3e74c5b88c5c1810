import { isObject, type Json } from '../bytes/canonical.ts'
import { shape, stringOf, valueOf } from '../bytes/shape.ts'
import { Fault } from '../fault.ts'
import { LANGUAGES, type Language } from '../text.ts'
import { citations } from './check-terms.ts'
import { decodeTerms, termsJson } from './decode-terms.ts'
import { textDigest, type Hash } from './hash.ts'
import type { Terms } from './terms.ts'

/** An agreement as it lies on the table: its terms, and its text in each of its languages. */
export interface Document {
  readonly terms: Terms
  readonly texts: Texts
}

/** A text per language the agreement is done in. */
export type Texts = { readonly [L in Language]?: string }

/**
 * One clause: its words in every language, what the terms say of it, and the rules that rest on it.
 *
 * A clause is an article (`art_6`), or `preamble` for what stands before the first. Taken together its clauses are the document:
 * each rule group belongs to the first article it cites, and to no other, so two clauses never touch one rule.
 */
export type Clause = {
  readonly texts: Texts
  /** The article's entry in the terms; null for the preamble. */
  readonly article: Json
  /** Rule groups by name: `term`, `levels`, `parameters.storage`. */
  readonly rules: { readonly [group: string]: Json }
}

/** What stands before the first article. */
export const PREAMBLE = 'preamble'

/** Every clause by its address, in order. */
export function clausesOf({ terms, texts }: Document): ReadonlyMap<string, Clause> {
  const json = groupsOf(termsJson(terms))
  const owners = new Map(Object.entries(json).map(([group, value]) => [group, ownerOf(terms, value)]))
  const sections = new Map(
    terms.texts.map(({ language }) => [language, (texts[language] ?? '').split(/^(?=## )/m)] as const),
  )
  return new Map(
    [PREAMBLE, ...terms.articles.map(({ id }) => id)].map((address, place) => [
      address,
      {
        texts: Object.fromEntries([...sections].map(([language, parts]) => [language, parts[place] ?? ''])),
        article: place === 0 ? null : { ...terms.articles[place - 1] },
        rules: Object.fromEntries(Object.entries(json).filter(([group]) => owners.get(group) === address)),
      },
    ]),
  )
}

/**
 * The document that the clauses make, in their order; digests of the texts are computed anew. Refused as {@link decodeTerms}
 * refuses terms.
 */
export function assemble(hash: Hash, clauses: ReadonlyMap<string, Clause>): Document {
  const texts: { [L in Language]?: string } = {}
  for (const language of LANGUAGES) {
    const parts = [...clauses.values()].map((clause) => clause.texts[language])
    if (parts.every((part) => part !== undefined)) texts[language] = parts.join('')
  }
  const groups: { [group: string]: Json } = {}
  for (const { rules } of clauses.values()) Object.assign(groups, rules)
  const articles = [...clauses].flatMap(([address, { article }]) => (address === PREAMBLE ? [] : [article]))
  const json: { readonly [name: string]: Json } = { ...ungrouped(groups), articles }
  const named = json['texts']
  const digested = Array.isArray(named) ? named.map((text: Json) => digestedAnew(hash, text, texts)) : named
  const terms = decodeTerms({ ...json, texts: digested ?? null })
  terms.articles.forEach(({ id }, i) => {
    if (id !== [...clauses.keys()][i + 1])
      throw new Fault('terms-invalid', `terms.articles[${i}].id: \`${id}\` in another clause's place`)
  })
  return { terms, texts }
}

/** Reads a clause as a counter-proposal carries it, strictly; what its rules say is for {@link assemble} to read. */
export function decodeClause(json: Json): Clause {
  const shaped = shape(json, 'clause', ['texts', 'article', 'rules'])
  const given = valueOf(shaped, 'texts')
  if (!isObject(given)) throw new Fault('bytes-malformed', 'clause.texts: not an object')
  const texts: { [L in Language]?: string } = {}
  const read = shape(
    given,
    'clause.texts',
    LANGUAGES.filter((language) => Object.hasOwn(given, language)),
  )
  for (const language of LANGUAGES)
    if (Object.hasOwn(given, language)) texts[language] = stringOf(read, language, TEXT_LENGTH_MAX)
  const rules = valueOf(shaped, 'rules')
  if (!isObject(rules)) throw new Fault('bytes-malformed', 'clause.rules: not an object')
  return { texts, article: valueOf(shaped, 'article'), rules }
}

/** The value {@link decodeClause} reads back. */
export function clauseJson({ texts, article, rules }: Clause): Json {
  return { texts: { ...texts }, article, rules }
}

const TEXT_LENGTH_MAX = 16 * 1024

/** Tells whether each section of a clause's words is one section: a heading of another article may not be smuggled in. */
export function isOneSection(address: string, { texts }: Clause): boolean {
  return Object.values(texts).every((text) => {
    const headings = text.match(/^## /gm)?.length ?? 0
    return address === PREAMBLE ? headings === 0 && text.endsWith('\n') : headings === 1 && text.startsWith('## ')
  })
}

function digestedAnew(hash: Hash, json: Json, texts: Texts): Json {
  if (!isObject(json)) return json
  const language = LANGUAGES.find((known) => known === json['language'])
  const text = language === undefined ? undefined : texts[language]
  return text === undefined ? json : { ...json, sha384: textDigest(hash, text) }
}

// The groups of the terms, with the parameter groups beside the others; `articles` are in the clauses themselves.
function groupsOf(json: Json): { readonly [group: string]: Json } {
  if (!isObject(json)) return {}
  const { articles: _, parameters, texts, ...rest } = json
  const inner = isObject(parameters) ? Object.entries(parameters) : []
  // A digest in the clause that names the texts would change with every other clause; it is computed where the clauses meet.
  const named = Array.isArray(texts) ? texts.map((text: Json) => (isObject(text) ? { ...text, sha384: '' } : text)) : []
  return { ...rest, texts: named, ...Object.fromEntries(inner.map(([name, value]) => [`parameters.${name}`, value])) }
}

function ungrouped(groups: { readonly [group: string]: Json }): { readonly [name: string]: Json } {
  const top: { [name: string]: Json } = {}
  const parameters: { [name: string]: Json } = {}
  for (const [group, value] of Object.entries(groups)) {
    if (group.startsWith('parameters.')) parameters[group.slice('parameters.'.length)] = value
    else top[group] = value
  }
  return { ...top, parameters }
}

function ownerOf({ articles }: Terms, value: Json): string {
  const cited = new Set([...citations(value, '')].map(({ id }) => id.split('__')[0]))
  return articles.find(({ id }) => cited.has(id))?.id ?? PREAMBLE
}
