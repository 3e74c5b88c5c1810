import { canonical, isObject, type Json } from '../bytes/canonical.ts'
import { LANGUAGES, type Language } from '../text.ts'
import { clausesOf, type Clause, type Document } from './document.ts'
import { wordDiff, type Piece } from './word-diff.ts'

/** What differs in one clause: its words, language by language, and the values of its rules. */
export interface ClauseChange {
  readonly address: string
  readonly kind: 'added' | 'removed' | 'changed'
  readonly words: readonly { readonly language: Language; readonly pieces: readonly Piece[] }[]
  readonly rules: readonly RuleChange[]
}

/** One value that differs, by its path: `term.noticeDays`; `null` where one side has none. */
export interface RuleChange {
  readonly path: string
  readonly before: string | null
  readonly after: string | null
}

/** Every clause that differs between two documents, in the order of the later one; nothing where they are the same. */
export function documentDiff(before: Document, after: Document): readonly ClauseChange[] {
  const [earlier, later] = [clausesOf(before), clausesOf(after)]
  const addresses = [...later.keys(), ...[...earlier.keys()].filter((address) => !later.has(address))]
  return addresses.flatMap(
    (address) => clauseDiff(address, earlier.get(address) ?? null, later.get(address) ?? null) ?? [],
  )
}

/** What differs between two versions of a clause; null where they are the same. */
export function clauseDiff(address: string, before: Clause | null, after: Clause | null): ClauseChange | null {
  const words = LANGUAGES.flatMap((language) => {
    const [earlier, later] = [before?.texts[language] ?? '', after?.texts[language] ?? '']
    return earlier === later ? [] : [{ language, pieces: wordDiff(earlier, later) }]
  })
  const rules = ruleChanges(rulesOf(before), rulesOf(after))
  if (words.length === 0 && rules.length === 0) return null
  return { address, kind: before === null ? 'added' : after === null ? 'removed' : 'changed', words, rules }
}

function rulesOf(clause: Clause | null): Json {
  return clause === null ? {} : { ...clause.rules, article: clause.article }
}

function ruleChanges(before: Json, after: Json): readonly RuleChange[] {
  const [earlier, later] = [leaves(before), leaves(after)]
  return [...new Set([...earlier.keys(), ...later.keys()])].flatMap((path) => {
    const change = { path, before: earlier.get(path) ?? null, after: later.get(path) ?? null }
    return change.before === change.after ? [] : [change]
  })
}

/**
 * Every value that is not made of others, by its path; what is null is not there. Members of a list are named by what they say, not by their place: a row put
 * in before others does not make them all look changed.
 */
function leaves(json: Json): ReadonlyMap<string, string> {
  const found = new Map<string, string>()
  const walk = (value: Json, path: string): void => {
    if (Array.isArray(value)) for (const inner of value) found.set(`${path}[${nameOf(inner)}]`, canonical(inner))
    else if (isObject(value))
      for (const [name, inner] of Object.entries(value)) walk(inner, path === '' ? name : `${path}.${name}`)
    else if (value !== null) found.set(path, canonical(value))
  }
  walk(json, '')
  return found
}

function nameOf(value: Json): string {
  if (!isObject(value)) return canonical(value)
  const { id, nation, language, from, to, policy } = value
  const named = id ?? nation ?? language ?? policy
  if (typeof named === 'string') return named
  return [from, to].map((end) => (isObject(end) ? canonical(end['name'] ?? null) : canonical(end ?? null))).join(' → ')
}
