import type { Instant } from '../instant.ts'
import { conclude, type Finding, type Findings } from './finding.ts'
import type { Marked } from './resolve.ts'
import type { RequiredCategory } from './spif.ts'
import { isMeant, type PlacedValue } from './spif-names.ts'

/** When a label was made, when it is judged, and whether it is being made now: only then does `obsolete` bar a marking. */
export type LabelTimes = { readonly at: Instant; readonly madeAt: Instant; readonly isNew: boolean }

/** Whether a label says what its policy lets it say (Open XML SPIF 2.1: required, excluded, obsolete, validity, selection). */
export function validity(marked: Marked, times: LabelTimes): Findings {
  const { spif, classification, values } = marked
  const findings: Finding[] = [
    { rule: 'policy-current', holds: isWithin(spif, times.at), on: `${spif.name} ${spif.version}` },
    { rule: 'not-obsolete', holds: !(times.isNew && classification.obsolete), on: classification.name },
  ]
  findings.push(...presence(classification.required, { values, self: null, on: classification.name }))
  for (const placed of values) findings.push(...aboutValue(placed, marked, times))
  if (marked.privacyMark !== null)
    findings.push({
      rule: 'not-obsolete',
      holds: !(times.isNew && marked.privacyMark.obsolete),
      on: marked.privacyMark.name,
    })
  findings.push(...selections(marked))
  return conclude(findings)
}

function aboutValue(placed: PlacedValue, { classification, values }: Marked, times: LabelTimes): readonly Finding[] {
  const { value } = placed
  const on = value.name
  const isClassAllowed =
    !value.excludedClasses.includes(classification.name) &&
    (value.requiredClass === null || value.requiredClass === classification.name)
  const others = values.filter((other) => other !== placed)
  const clash = others.find((other) => value.excluded.some((ref) => isMeant(other, ref)))
  return [
    { rule: 'not-obsolete', holds: !(times.isNew && value.obsolete), on },
    { rule: 'in-period', holds: isWithin(value, times.madeAt), on },
    { rule: 'class-allowed', holds: isClassAllowed, on: `${on}, ${classification.name}` },
    {
      rule: 'category-allowed',
      holds: clash === undefined,
      on: clash === undefined ? on : `${on}, ${clash.value.name}`,
    },
    ...presence(value.required, { values, self: placed, on }),
  ]
}

function presence(
  required: readonly RequiredCategory[],
  {
    values,
    self,
    on,
  }: { readonly values: readonly PlacedValue[]; readonly self: PlacedValue | null; readonly on: string },
): readonly Finding[] {
  const others = values.filter((value) => value !== self)
  return required.map((need) => ({ rule: 'category-present', holds: isMet(need, others), on }))
}

/** Tells whether values meet a demand. An empty group demands what cannot be met. */
export function isMet({ operation, group }: RequiredCategory, values: readonly PlacedValue[]): boolean {
  const count = values.filter((value) => group.some((ref) => isMeant(value, ref))).length
  switch (operation) {
    case 'onlyOne':
      return count === 1
    case 'oneOrMore':
      return count > 0
    case 'all':
      return group.length > 0 && group.every((ref) => values.some((value) => isMeant(value, ref)))
  }
}

function selections({ spif, values }: Marked): readonly Finding[] {
  return spif.tagSets.flatMap(({ tags }) =>
    tags.flatMap((tag): readonly Finding[] => {
      const count = values.filter((value) => value.tag === tag).length
      const holds = count >= tag.selectionMin && (tag.selectionMax === null || count <= tag.selectionMax)
      return count === 0 && holds ? [] : [{ rule: 'selection-allowed', holds, on: `${tag.name}: ${count}` }]
    }),
  )
}

/** From `notBefore` on and before `notAfter`; null is unbounded. */
function isWithin(
  period: { readonly notBefore: Instant | null; readonly notAfter: Instant | null },
  at: Instant,
): boolean {
  return (period.notBefore === null || period.notBefore <= at) && (period.notAfter === null || at < period.notAfter)
}
