import { Fault } from '../fault.ts'
import { isNation } from './name.ts'
import type { CategoryRef, Classification, RequiredCategory, Spif, Tag, TagSet, TagValue } from './spif.ts'

/**
 * Refuses a policy that contradicts itself, as `policy-invalid` with the place: names, numbers and identifiers given twice, a reference
 * that leads nowhere, an exclusion of what is demanded, a period that ends before it begins, a group of nobody known.
 */
export function checkSpif(spif: Spif): void {
  const at = spif.name
  if (spif.classifications.length === 0) refuse(at, 'no classification: it marks nothing')
  period(spif, at)
  once(
    at,
    'classification',
    spif.classifications.map(({ name }) => folded(name)),
  )
  once(
    at,
    'classification lacv',
    spif.classifications.map(({ lacv }) => lacv),
  )
  once(
    at,
    'hierarchy',
    spif.classifications.map(({ hierarchy }) => String(hierarchy)),
  )
  once(
    at,
    'tag set',
    spif.tagSets.map(({ name }) => folded(name)),
  )
  once(
    at,
    'tag set id',
    spif.tagSets.map(({ oid }) => oid),
  )
  once(
    at,
    'privacy mark',
    spif.privacyMarks.map(({ name }) => folded(name)),
  )
  once(
    at,
    'equivalent policy',
    spif.equivalentPolicies.map(({ name }) => name),
  )
  once(
    at,
    'marking in the national annex',
    (spif.national?.entries ?? []).map(({ name }) => folded(name)),
  )
  for (const classification of spif.classifications) checkClassification(spif, classification)
  for (const set of spif.tagSets) checkSet(spif, set)
  checkMemberships(spif)
}

function checkClassification(spif: Spif, { name, required, equivalents }: Classification): void {
  const at = `${spif.name}, classification ${name}`
  checkRequired(spif, required, at)
  for (const { policy } of equivalents) knownPolicy(spif, policy, at)
}

function checkSet(spif: Spif, set: TagSet): void {
  const at = `${spif.name}, tag set ${set.name}`
  once(
    at,
    'tag',
    set.tags.map(({ name }) => folded(name)),
  )
  // A label names a value by set, type and name, and a number by set, type and lacv: neither may mean two.
  for (const [type, tags] of Map.groupBy(set.tags, ({ type: own }) => own)) {
    const values = tags.flatMap((tag) => tag.values)
    once(
      at,
      `${type} value`,
      values.map(({ name }) => folded(name)),
    )
    for (const [kind, same] of Map.groupBy(tags, ({ enumerated }) => String(enumerated)))
      once(
        at,
        `${type} lacv (${kind})`,
        same.flatMap((tag) => tag.values.map(({ lacv }) => lacv)),
      )
  }
  for (const tag of set.tags) checkTag(spif, tag, `${at}, tag ${tag.name}`)
}

function checkTag(spif: Spif, tag: Tag, at: string): void {
  if (tag.selectionMax !== null && tag.selectionMax < tag.selectionMin)
    refuse(at, 'fewer selections at most than at least')
  if (tag.selectionMin > tag.values.length) refuse(at, 'more selections demanded than there are values')
  for (const value of tag.values) checkValue(spif, value, `${at}, ${value.name}`)
}

function checkValue(spif: Spif, value: TagValue, at: string): void {
  period(value, at)
  once(at, 'excluded classification', value.excludedClasses)
  for (const name of value.excludedClasses) knownClass(spif, name, at)
  if (value.requiredClass !== null) {
    knownClass(spif, value.requiredClass, at)
    if (value.excludedClasses.includes(value.requiredClass)) refuse(at, 'demands the classification it excludes')
  }
  checkRequired(spif, value.required, at)
  for (const ref of value.excluded) {
    knownRef(spif, ref, at)
    const isDemanded = value.required.some(
      ({ group }) => group.length === 1 && group.some((other) => sameRef(ref, other)),
    )
    if (isDemanded) refuse(at, `demands and excludes ${ref.tagSet} ${ref.lacv ?? ''}`)
  }
  for (const { policy } of value.equivalents) knownPolicy(spif, policy, at)
}

function checkRequired(spif: Spif, required: readonly RequiredCategory[], at: string): void {
  for (const { group } of required) {
    if (group.length === 0) refuse(at, 'demands one of no categories')
    for (const ref of group) knownRef(spif, ref, at)
  }
}

function checkMemberships(spif: Spif): void {
  const tags = spif.tagSets.flatMap((set) => set.tags).filter(({ type }) => type === 'permissive')
  for (const { group, nation, from, until } of spif.memberships) {
    const at = `${spif.name}, membership of ${nation} in ${group}`
    const tag = tags.find(({ values }) => values.some(({ name }) => name === group))
    if (tag === undefined) refuse(at, 'no permissive value of that name')
    if (!isNation(nation) || nation === group) refuse(at, 'not a nation')
    if (tag?.values.some(({ name }) => name === nation) !== true) refuse(at, 'the nation is no value of the same tag')
    if (spif.memberships.some((other) => other.group === nation)) refuse(at, 'a group within a group')
    if (from !== null && until !== null && until <= from) refuse(at, 'ends before it begins')
  }
}

function knownRef(spif: Spif, ref: CategoryRef, at: string): void {
  const set = spif.tagSets.find(({ name }) => name === ref.tagSet)
  const tags = set?.tags.filter(({ type, enumerated }) => type === ref.type && enumerated === ref.enumerated) ?? []
  const isKnown =
    ref.lacv === null ? tags.length > 0 : tags.some((tag) => tag.values.some(({ lacv }) => lacv === ref.lacv))
  if (!isKnown) refuse(at, `refers to ${ref.tagSet} ${ref.type} ${ref.lacv ?? ''}, which is not there`)
}

function sameRef(a: CategoryRef, b: CategoryRef): boolean {
  return a.tagSet === b.tagSet && a.type === b.type && a.enumerated === b.enumerated && a.lacv === b.lacv
}

function knownClass(spif: Spif, name: string, at: string): void {
  if (!spif.classifications.some((known) => known.name === name))
    refuse(at, `refers to classification ${name}, which is not there`)
}

function knownPolicy(spif: Spif, name: string, at: string): void {
  if (!spif.equivalentPolicies.some((known) => known.name === name))
    refuse(at, `refers to policy ${name}, which is not listed`)
}

function period({ notBefore, notAfter }: { notBefore: number | null; notAfter: number | null }, at: string): void {
  if (notBefore !== null && notAfter !== null && notAfter <= notBefore) refuse(at, 'ends before it begins')
}

function once(at: string, what: string, values: readonly string[]): void {
  const repeated = values.find((value, i) => values.indexOf(value) !== i)
  if (repeated !== undefined) refuse(at, `${what} \`${repeated}\` given twice`)
}

/** Two spellings of one name would let a label mean either. */
function folded(name: string): string {
  return name.normalize('NFKC')
}

function refuse(at: string, what: string): void {
  throw new Fault('policy-invalid', `${at}: ${what}`)
}
