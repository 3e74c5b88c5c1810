import type { Category, ConfidentialityInformation, PolicyIdentifier } from './confidentiality-label.ts'
import type { Finding } from './finding.ts'
import type { Classification, PrivacyMark, Spif } from './spif.ts'
import { classificationNamed, isPolicy, placedValues, valueNamed, type PlacedValue } from './spif-names.ts'

/** A marking with every name found in its policy; values in the policy's order, none twice. */
export type Marked = {
  readonly spif: Spif
  readonly classification: Classification
  readonly values: readonly PlacedValue[]
  readonly privacyMark: PrivacyMark | null
}

/** What a person or a node may read under one policy (STANAG 4774 clearance). */
export type Clearance = {
  readonly policy: PolicyIdentifier
  readonly classifications: readonly string[]
  readonly categories: readonly Category[]
}

/** A clearance with every name found in its policy. */
export type Cleared = {
  readonly spif: Spif
  readonly classifications: readonly Classification[]
  readonly values: readonly PlacedValue[]
}

/** Finds the names of a label in its policy; null, with what was not found, where one is unknown: an unknown name withholds. */
export function resolve(
  spif: Spif,
  information: ConfidentialityInformation,
): { readonly marked: Marked | null; readonly findings: readonly Finding[] } {
  const { policy, categories } = information
  const findings: Finding[] = [{ rule: 'policy-known', holds: isPolicy(spif, policy), on: policy.name }]
  const classification = classificationNamed(spif, information.classification)
  findings.push({ rule: 'classification-known', holds: classification !== null, on: information.classification })
  const { values, findings: ofValues } = findValues(spif, categories)
  findings.push(...ofValues)
  const privacyMark = spif.privacyMarks.find(({ name }) => name === information.privacyMark) ?? null
  if (information.privacyMark !== null)
    findings.push({ rule: 'privacy-mark-known', holds: privacyMark !== null, on: information.privacyMark })
  const isWhole = classification !== null && findings.every(({ holds }) => holds)
  return { marked: isWhole ? { spif, classification, values, privacyMark } : null, findings }
}

/** Finds the names of a clearance in its policy; null where one is unknown. */
export function resolveClearance(
  spif: Spif,
  clearance: Clearance,
): { readonly cleared: Cleared | null; readonly findings: readonly Finding[] } {
  const findings: Finding[] = [
    { rule: 'policy-known', holds: isPolicy(spif, clearance.policy), on: clearance.policy.name },
  ]
  const classifications: Classification[] = []
  for (const name of clearance.classifications) {
    const found = classificationNamed(spif, name)
    findings.push({ rule: 'classification-known', holds: found !== null, on: name })
    if (found !== null) classifications.push(found)
  }
  const { values, findings: ofValues } = findValues(spif, clearance.categories)
  findings.push(...ofValues)
  return { cleared: findings.every(({ holds }) => holds) ? { spif, classifications, values } : null, findings }
}

/** Values in the policy's order, each once. */
export function inOrder(spif: Spif, values: Iterable<PlacedValue>): readonly PlacedValue[] {
  const wanted = new Set(values)
  return placedValues(spif).filter((value) => wanted.has(value))
}

/** The marking's own names, which {@link resolve} finds again. */
export function informationOf({ spif, classification, values, privacyMark }: Marked): ConfidentialityInformation {
  return {
    policy: { name: spif.name, oid: spif.oid },
    classification: classification.name,
    privacyMark: privacyMark?.name ?? null,
    categories: categoriesOf(values),
  }
}

/** Values as a label lists them: one category per set and type, in the policy's order. */
export function categoriesOf(values: readonly PlacedValue[]): readonly Category[] {
  const groups = new Map<string, { readonly category: Category; readonly values: string[] }>()
  for (const { set, tag, value } of values) {
    const key = `${set.oid} ${tag.type}`
    const names: string[] = []
    const group = groups.get(key) ?? {
      category: { type: tag.type, tagName: set.name, oid: set.oid, values: names },
      values: names,
    }
    groups.set(key, group)
    group.values.push(value.name)
  }
  return [...groups.values()].map(({ category }) => category)
}

function findValues(
  spif: Spif,
  categories: readonly Category[],
): { readonly values: readonly PlacedValue[]; readonly findings: readonly Finding[] } {
  const findings: Finding[] = []
  const values: PlacedValue[] = []
  for (const { type, tagName, oid, values: names } of categories) {
    for (const name of names) {
      const found = valueNamed(spif, { set: tagName, type, name })
      const holds = found !== null && (oid === null || found.set.oid === oid)
      findings.push({ rule: 'category-known', holds, on: `${tagName}: ${name}` })
      if (found !== null && holds) values.push(found)
    }
  }
  return { values: inOrder(spif, values), findings }
}
