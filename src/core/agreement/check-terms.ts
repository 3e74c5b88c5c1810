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

function checkParties({ parties, top }: Terms): void {
  if (parties.length < 2) refuse('parties', 'an agreement has at least two Parties')
  if (new Set(parties.map(({ nation }) => nation)).size < parties.length) refuse('parties', 'one nation twice')
  if (new Set(parties.map(({ policy }) => policy)).size < parties.length)
    refuse('parties', 'one marking policy for two Parties')
  for (const { policy } of parties) {
    if (top.filter((level) => level.policy === policy).length !== 1) refuse('top', `not exactly one level of ${policy}`)
  }
  for (const { policy } of top)
    if (!parties.some((party) => party.policy === policy)) refuse('top', `\`${policy}\` is no Party's`)
}

function checkRows({ parties, ...terms }: Terms, name: 'levels' | 'caveats'): void {
  const policies = parties.map(({ policy }) => policy)
  terms[name].forEach((row, i) => {
    const path = `${name}[${i}]`
    if (!policies.includes(row.from.policy)) refuse(`${path}.from.policy`, `\`${row.from.policy}\` is no Party's`)
    if (row.to === null) {
      if (name === 'levels') refuse(`${path}.to`, 'a level is never dropped')
    } else if (!policies.includes(row.to.policy)) refuse(`${path}.to.policy`, `\`${row.to.policy}\` is no Party's`)
    if (terms[name].slice(0, i).some((other) => competes(row, other)))
      refuse(path, 'a second row for this marking at one time')
  })
}

function competes(a: EquivalenceRow, b: EquivalenceRow): boolean {
  const apart =
    (a.validUntil !== null && b.validFrom !== null && a.validUntil <= b.validFrom) ||
    (b.validUntil !== null && a.validFrom !== null && b.validUntil <= a.validFrom)
  const sameWay = a.to === null || b.to === null || a.to.policy === b.to.policy
  return sameWay && a.from.policy === b.from.policy && sameName(a.from.name, b.from.name) && !apart
}

// Citations are found wherever they stand, so that a rule added later cannot forget to be checked.
function checkCitations({ parameters, ...rules }: Terms): void {
  const known = new Set(articles(rules))
  const cited = new Set<string>()
  const mustBeKnown = (path: string, id: string): void => {
    if (!known.has(id)) refuse(path.slice('terms.'.length), `cites \`${id}\`, which is no article of this agreement`)
  }
  for (const { path, id } of citations(rules, 'terms')) {
    mustBeKnown(path, id)
    cited.add(id.split('__')[0] ?? id)
  }
  // A parameter may rest on any article: what it says is carried out by people where no rule enforces it.
  for (const { path, id } of citations(parameters, 'terms.parameters')) mustBeKnown(path, id)
  for (const { id, kind } of rules.articles) {
    if (kind === 'enforced' && !cited.has(id)) refuse('articles', `${id} is called enforced and no rule cites it`)
    if (kind !== 'enforced' && cited.has(id)) refuse('articles', `${id} is called ${kind} and a rule cites it`)
  }
}

/** Every article cited within a value, with the path it is cited at. */
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
