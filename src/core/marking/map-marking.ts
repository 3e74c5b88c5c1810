import type { Instant } from '../instant.ts'
import type { Finding } from './finding.ts'
import { isMet, validity } from './label-validity.ts'
import { inOrder, type Marked } from './resolve.ts'
import type { Applied, EquivalentPolicy, RequiredCategory, Spif } from './spif.ts'
import { classificationByLacv, isMeant, placedValues, valueByLacv, type PlacedValue } from './spif-names.ts'

/** The equivalent under another policy, or null; either way every row looked for. */
export type Mapped = { readonly marked: Marked | null; readonly findings: readonly Finding[] }

/**
 * The equivalent of a marking that leaves under our policy, by our policy's own rows (`applied` encrypt or both).
 *
 * INVARIANT: rows are not chained, not read backwards and not rounded. A classification or a value without a row, or with two rows for
 * a classification, blocks; a value is dropped only by an explicit discard; the result is valid under the other policy or it is none.
 */
export function mapOut(marked: Marked, target: Spif, at: Instant): Mapped {
  const policy = policyRow(marked.spif, target)
  const rows = marked.classification.equivalents.filter(
    (row) => row.policy === target.name && isFor(row.applied, 'encrypt'),
  )
  const [row] = rows
  const classification = row === undefined || rows.length > 1 ? null : classificationByLacv(target, row.lacv)
  const findings: Finding[] = [
    {
      rule: 'classification-mapped',
      holds: policy !== null && classification !== null,
      on: `${marked.classification.name} → ${target.name}`,
    },
  ]
  const values = new Set<PlacedValue>()
  for (const placed of marked.values) {
    const own = placed.value.equivalents.filter(
      (candidate) => candidate.policy === target.name && isFor(candidate.applied, 'encrypt'),
    )
    const targets = own.flatMap((candidate) => {
      if (candidate.target === null) return []
      const { tagSetOid: oid, ...rest } = candidate.target
      return [valueByLacv(target, { oid, ...rest })]
    })
    findings.push({
      rule: 'category-mapped',
      holds: own.length > 0 && targets.every((value) => value !== null),
      on: `${placed.value.name} → ${target.name}`,
    })
    for (const value of targets) if (value !== null) values.add(value)
  }
  findings.push(...aboutPrivacyMark(marked, target))
  const inject = [...(policy?.inject ?? []), ...(row?.inject ?? [])]
  findings.push(...injectInto(values, { inject, target }))
  return finish(findings, { target, classification, values, at })
}

/** The equivalent under our policy of a marking that comes in under theirs, by our policy's rows (`applied` decrypt or both). */
export function mapIn(marked: Marked, own: Spif, at: Instant): Mapped {
  const policy = policyRow(own, marked.spif)
  const levels = own.classifications.filter(({ equivalents }) =>
    equivalents.some(
      (row) =>
        row.policy === marked.spif.name && row.lacv === marked.classification.lacv && isFor(row.applied, 'decrypt'),
    ),
  )
  const [level] = levels
  const classification = level === undefined || levels.length > 1 ? null : level
  const findings: Finding[] = [
    {
      rule: 'classification-mapped',
      holds: policy !== null && classification !== null,
      on: `${marked.classification.name} → ${own.name}`,
    },
  ]
  const values = new Set<PlacedValue>()
  for (const { set, tag, value } of marked.values) {
    const found = placedValues(own).filter(({ value: { equivalents } }) =>
      equivalents.some(
        (row) =>
          row.policy === marked.spif.name &&
          isFor(row.applied, 'decrypt') &&
          row.target?.tagSetOid === set.oid &&
          row.target.type === tag.type &&
          row.target.enumerated === tag.enumerated &&
          row.target.lacv === value.lacv,
      ),
    )
    findings.push({ rule: 'category-mapped', holds: found.length > 0, on: `${value.name} → ${own.name}` })
    for (const placed of found) values.add(placed)
  }
  findings.push(...aboutPrivacyMark(marked, own))
  return finish(findings, { target: own, classification, values, at })
}

function finish(
  found: readonly Finding[],
  {
    target,
    classification,
    values,
    at,
  }: { target: Spif; classification: Marked['classification'] | null; values: ReadonlySet<PlacedValue>; at: Instant },
): Mapped {
  if (classification === null || found.some(({ holds }) => !holds)) return { marked: null, findings: found }
  const marked: Marked = { spif: target, classification, values: inOrder(target, values), privacyMark: null }
  const valid = validity(marked, { at, madeAt: at, isNew: true })
  return { marked: valid.holds ? marked : null, findings: [...found, ...valid.findings] }
}

/** The format has no rows for privacy marks, so one blocks rather than disappear. */
function aboutPrivacyMark({ privacyMark }: Marked, to: Spif): readonly Finding[] {
  return privacyMark === null ? [] : [{ rule: 'category-mapped', holds: false, on: `${privacyMark.name} → ${to.name}` }]
}

/** Adds what a row demands of the mapped label, where that is one value; a choice among several is nobody's to make here. */
function injectInto(
  values: Set<PlacedValue>,
  { inject, target }: { readonly inject: readonly RequiredCategory[]; readonly target: Spif },
): readonly Finding[] {
  return inject.map((need) => {
    const refs = isMet(need, [...values]) || (need.operation !== 'all' && need.group.length > 1) ? [] : need.group
    for (const ref of refs) {
      const meant = placedValues(target).filter((placed) => isMeant(placed, ref))
      const [value] = meant
      if (value !== undefined && meant.length === 1) values.add(value)
    }
    const on = need.group.map(({ tagSet, lacv }) => `${tagSet} ${lacv ?? ''}`.trim()).join(', ')
    return { rule: 'injection-clear', holds: isMet(need, [...values]), on }
  })
}

function policyRow(from: Spif, to: Spif): EquivalentPolicy | null {
  return from.equivalentPolicies.find(({ name, oid }) => name === to.name && oid === to.oid) ?? null
}

function isFor(applied: Applied, direction: 'encrypt' | 'decrypt'): boolean {
  return applied === 'both' || applied === direction
}
