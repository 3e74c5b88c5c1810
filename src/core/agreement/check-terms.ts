import type { Json } from '../bytes/canonical.ts'
import { Fault } from '../fault.ts'
import type { EquivalenceRow } from '../marking/equivalence.ts'
import { sameName } from '../marking/name.ts'
import { articles, type Terms } from './terms.ts'

/** Refuses terms that contradict themselves: `terms-invalid`, naming the path. */
export function checkTerms(terms: Terms): void {
  checkLists(terms)
  checkParties(terms)
  checkRows(terms, 'levels')
  checkRows(terms, 'caveats')
  checkCitations(terms)
}

function checkLists(terms: Terms): void {
  const lists: Readonly<Record<string, readonly string[]>> = {
    articles: articles(terms),
    'scope.subjects': terms.scope.subjects.map(({ id }) => id),
    purposes: terms.purposes.map(({ id }) => id),
    channels: terms.channels.map(({ id }) => id),
    texts: terms.texts.map(({ language }) => language),
  }
  for (const [path, ids] of Object.entries(lists)) {
    if (ids.length === 0) refuse(path, 'empty')
    const repeated = ids.find((id, i) => ids.indexOf(id) !== i)
    if (repeated !== undefined) refuse(path, `\`${repeated}\` given twice`)
  }
  if (terms.levels.length === 0) refuse('levels', 'empty')
  if (!terms.texts.some(({ authentic }) => authentic)) refuse('texts', 'no authentic language')
}

function checkParties({ parties: [a, b], top }: Terms): void {
  if (a.nation === b.nation) refuse('parties', 'one nation twice')
  if (a.policy === b.policy) refuse('parties', 'one marking policy for both')
  for (const { policy } of [a, b]) {
    if (top.filter((level) => level.policy === policy).length !== 1) refuse('top', `not exactly one level of ${policy}`)
  }
}

function checkRows({ parties, ...terms }: Terms, name: 'levels' | 'caveats'): void {
  const policies = parties.map(({ policy }) => policy)
  terms[name].forEach((row, i) => {
    const path = `${name}[${i}]`
    if (!policies.includes(row.from.policy)) refuse(`${path}.from.policy`, `\`${row.from.policy}\` is neither Party's`)
    if (row.to === null) {
      if (name === 'levels') refuse(`${path}.to`, 'a level is never dropped')
    } else if (!policies.includes(row.to.policy)) refuse(`${path}.to.policy`, `\`${row.to.policy}\` is neither Party's`)
    if (terms[name].slice(0, i).some((other) => competes(row, other)))
      refuse(path, 'a second row for this marking at one time')
  })
}

function competes(a: EquivalenceRow, b: EquivalenceRow): boolean {
  const apart =
    (a.validUntil !== null && b.validFrom !== null && a.validUntil <= b.validFrom) ||
    (b.validUntil !== null && a.validFrom !== null && b.validUntil <= a.validFrom)
  return a.from.policy === b.from.policy && sameName(a.from.name, b.from.name) && !apart
}

// Citations are found wherever they stand, so that a rule added later cannot forget to be checked.
function checkCitations(terms: Terms): void {
  const known = new Set(articles(terms))
  const cited = new Set<string>()
  for (const { path, id } of citations(terms, 'terms')) {
    if (!known.has(id)) refuse(path.slice('terms.'.length), `cites \`${id}\`, which is no article of this agreement`)
    cited.add(id.split('__')[0] ?? id)
  }
  for (const { id, kind } of terms.articles) {
    if (kind === 'enforced' && !cited.has(id)) refuse('articles', `${id} is called enforced and no rule cites it`)
    if (kind !== 'enforced' && cited.has(id)) refuse('articles', `${id} is called ${kind} and a rule cites it`)
  }
}

export function* citations(value: Json, path: string): Generator<{ readonly path: string; readonly id: string }> {
  if (typeof value !== 'object' || value === null) return
  for (const [name, inner] of Object.entries(value)) {
    if (name === 'cites' && typeof inner === 'string') yield { path: `${path}.cites`, id: inner }
    else yield* citations(inner, Array.isArray(value) ? `${path}[${name}]` : `${path}.${name}`)
  }
}

function refuse(path: string, what: string): never {
  throw new Fault('terms-invalid', `terms.${path}: ${what}`)
}
