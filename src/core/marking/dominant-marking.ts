import type { Instant } from '../instant.ts'
import type { Stop } from './dominant.ts'
import { expand } from './group.ts'
import { validity } from './label-validity.ts'
import { inOrder, type Marked } from './resolve.ts'
import type { Tag } from './spif.ts'
import type { PlacedValue } from './spif-names.ts'

/** The marking that covers every part, or why there is none. */
export type DominantMarking =
  | { readonly kind: 'dominant'; readonly marked: Marked }
  /** `result-invalid`: the policy does not let the parts be marked together. */
  | { readonly kind: 'stop'; readonly why: Stop | 'result-invalid' }

/**
 * The dominant marking of parts under one policy: the highest classification, every restrictive and informative value, and of each
 * permissive tag what all parts allow, groups written out as who was in them at `at`.
 *
 * INVARIANT: the order of the parts does not matter, and a part more never widens the result: a permissive tag that only some parts
 * state, or of which no value is left, stops the computation instead of being dropped.
 */
export function dominantMarking(parts: readonly Marked[], at: Instant): DominantMarking {
  const [first] = parts
  if (first === undefined) return stop('no-parts')
  const { spif } = first
  if (parts.some((part) => part.spif !== spif)) return stop('another-policy')
  const classification = parts
    .map((part) => part.classification)
    .reduce((highest, other) => (other.hierarchy > highest.hierarchy ? other : highest))
  const values = new Set<PlacedValue>()
  const permissive = new Set<Tag>()
  for (const part of parts) {
    for (const placed of part.values) {
      if (placed.tag.type === 'permissive') permissive.add(placed.tag)
      else values.add(placed)
    }
  }
  for (const tag of permissive) {
    const common = commonValues(parts, tag, at)
    if (typeof common === 'string') return stop(common)
    for (const value of common) values.add(value)
  }
  const marks = new Set(parts.map(({ privacyMark }) => privacyMark).filter((mark) => mark !== null))
  // Two privacy marks have no order: a person decides which one the whole carries.
  if (marks.size > 1) return stop('result-invalid')
  const [privacyMark = null] = marks
  const marked = { spif, classification, values: inOrder(spif, values), privacyMark }
  return validity(marked, { at, madeAt: at, isNew: false }).holds
    ? { kind: 'dominant', marked }
    : stop('result-invalid')
}

function commonValues(parts: readonly Marked[], tag: Tag, at: Instant): Iterable<PlacedValue> | Stop {
  let common: ReadonlySet<PlacedValue> | null = null
  for (const { spif, values } of parts) {
    const own = values.filter((value) => value.tag === tag)
    if (own.length === 0) return 'releasability-partly-stated'
    const expanded: ReadonlySet<PlacedValue> = new Set(own.flatMap((value) => expand(value, at, spif)))
    common = common === null ? expanded : common.intersection(expanded)
  }
  return common === null || common.size === 0 ? 'releasability-empty' : common
}

function stop(why: Stop | 'result-invalid'): DominantMarking {
  return { kind: 'stop', why }
}
