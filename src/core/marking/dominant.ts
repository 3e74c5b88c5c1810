import type { Nation } from './name.ts'
import type { Label } from './label.ts'
import { caveatNamed, levelNamed, type CaveatKind, type Level, type MarkingPolicy } from './policy.ts'

/** The label that covers every part, with the level that decided it; or why there is none. */
export type Dominant =
  | { readonly kind: 'dominant'; readonly label: Label; readonly level: Level }
  | { readonly kind: 'stop'; readonly why: Stop }

/** Why no banner can be computed. All of them withhold; none is guessed away. */
export type Stop =
  | 'no-parts'
  | 'another-policy'
  | 'unknown-marking'
  /** Some parts say to whom they may go and others do not: dropping the limit would widen release. */
  | 'releasability-partly-stated'
  /** No nation, or no permissive value, is allowed by every part. */
  | 'releasability-empty'

/**
 * The dominant label of parts marked under one policy (ADatP-4774.1, made stricter where the published rule would widen release).
 *
 * Level: the highest. National-only, restrictive and informative caveats: every one. Permissive caveats and releasability: what
 * all parts allow. The label is spelt as the policy spells it, caveats in policy order, nations sorted.
 *
 * INVARIANT: the order and the grouping of the parts do not matter, and a part more never widens the result.
 */
export function dominant(policy: MarkingPolicy, labels: readonly Label[]): Dominant {
  let highest: Level | null = null
  let plain = true
  for (const label of labels) {
    if (label.policy !== policy.id) return stop('another-policy')
    const level = levelNamed(policy, label.level)
    if (level === null) return stop('unknown-marking')
    if (highest === null || level.order > highest.order) highest = level
    plain &&= label.caveats.length === 0 && label.releasableTo === null
  }
  if (highest === null) return stop('no-parts')
  if (plain) return { kind: 'dominant', label: plainLabel(policy, highest), level: highest }
  return withCategories(policy, labels, highest)
}

function withCategories(policy: MarkingPolicy, labels: readonly Label[], level: Level): Dominant {
  const sets: ReadonlySet<string>[] = []
  for (const label of labels) {
    const names = new Set<string>()
    for (const name of label.caveats) {
      const caveat = caveatNamed(policy, name)
      if (caveat === null) return stop('unknown-marking')
      names.add(caveat.name)
    }
    sets.push(names)
  }
  const permissive = common(sets.map((set) => ofKind(policy, set, 'permissive')))
  if (typeof permissive === 'string') return stop(permissive)
  const nations = common(labels.map(({ releasableTo }) => releasableTo ?? []))
  if (typeof nations === 'string') return stop(nations)
  const caveats = policy.caveats
    .filter(({ name, kind }) => (kind === 'permissive' ? permissive.includes(name) : sets.some((set) => set.has(name))))
    .map(({ name }) => name)
  const releasableTo: readonly Nation[] | null = nations.length === 0 ? null : [...nations].sort()
  return { kind: 'dominant', label: { policy: policy.id, level: level.name, caveats, releasableTo }, level }
}

function ofKind(policy: MarkingPolicy, names: ReadonlySet<string>, kind: CaveatKind): readonly string[] {
  return policy.caveats.filter((caveat) => caveat.kind === kind && names.has(caveat.name)).map(({ name }) => name)
}

/** What every list has; nothing where none states anything. */
function common(lists: readonly (readonly string[])[]): readonly string[] | Stop {
  const [first = [], ...rest] = lists
  if (lists.every((list) => list.length === 0)) return []
  if (lists.some((list) => list.length === 0)) return 'releasability-partly-stated'
  const shared = first.filter((name) => rest.every((list) => list.includes(name)))
  return shared.length === 0 ? 'releasability-empty' : shared
}

// One label object a level and policy: a banner without caveats is the common case, and decided a million times a second.
const plainLabels = new WeakMap<Level, Label>()

function plainLabel(policy: MarkingPolicy, level: Level): Label {
  const known = plainLabels.get(level)
  // Two policies may be made of one list of levels; a label is of one policy.
  if (known?.policy === policy.id) return known
  const label: Label = { policy: policy.id, level: level.name, caveats: [], releasableTo: null }
  plainLabels.set(level, label)
  return label
}

const STOPS: { readonly [why in Stop]: Dominant } = {
  'no-parts': { kind: 'stop', why: 'no-parts' },
  'another-policy': { kind: 'stop', why: 'another-policy' },
  'unknown-marking': { kind: 'stop', why: 'unknown-marking' },
  'releasability-partly-stated': { kind: 'stop', why: 'releasability-partly-stated' },
  'releasability-empty': { kind: 'stop', why: 'releasability-empty' },
}

function stop(why: Stop): Dominant {
  return STOPS[why]
}
