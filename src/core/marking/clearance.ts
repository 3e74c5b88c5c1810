import type { Instant } from '../instant.ts'
import { conclude, type Finding, type Findings } from './finding.ts'
import { expand } from './group.ts'
import { validity } from './label-validity.ts'
import type { Cleared, Marked } from './resolve.ts'
import type { PlacedValue } from './spif-names.ts'

/**
 * Whether a clearance dominates a label (ADatP-4774.1): its classification is listed, every restrictive value is held, at least one
 * value of each permissive tag on the label is held, and the label itself is valid.
 *
 * Informative values do not count. A group of nations on the label counts as who was in it at `at`. A label that names no permissive value sets
 * no limit here; what may cross a border is another decision.
 *
 * INVARIANT: a value more in the clearance never takes access away, and a restrictive value more on the label never gives it.
 */
export function dominates(
  cleared: Cleared,
  marked: Marked,
  { at, madeAt }: { readonly at: Instant; readonly madeAt: Instant },
): Findings {
  const isSamePolicy = cleared.spif === marked.spif
  const findings: Finding[] = [{ rule: 'policy-known', holds: isSamePolicy, on: cleared.spif.name }]
  findings.push(...validity(marked, { at, madeAt, isNew: false }).findings)
  findings.push({
    rule: 'classification-held',
    holds: cleared.classifications.includes(marked.classification),
    on: marked.classification.name,
  })
  // Not expanded: who is cleared as "of the group" is not thereby cleared as each of its members.
  const held = new Set<PlacedValue>(cleared.values)
  for (const placed of marked.values) {
    if (placed.tag.type === 'restrictive')
      findings.push({ rule: 'restrictive-held', holds: held.has(placed), on: placed.value.name })
  }
  for (const [tag, values] of Map.groupBy(marked.values, ({ tag: own }) => own)) {
    if (tag.type !== 'permissive') continue
    const isHeld = values.some(
      (value) => held.has(value) || expand(value, at, marked.spif).some((one) => held.has(one)),
    )
    findings.push({ rule: 'permissive-held', holds: isHeld, on: tag.name })
  }
  return conclude(findings)
}
