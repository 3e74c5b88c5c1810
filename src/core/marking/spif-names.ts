import type { CategoryRef, CategoryType, Classification, Spif, Tag, TagSet, TagValue } from './spif.ts'

/** A category value with the tag and set it belongs to; one object per value of a policy, so that two may be compared by `===`. */
export type PlacedValue = { readonly set: TagSet; readonly tag: Tag; readonly value: TagValue }

const placedOf = new WeakMap<Spif, readonly PlacedValue[]>()

/** Every category value of a policy in the order of the file, which is the order it is marked in. */
export function placedValues(spif: Spif): readonly PlacedValue[] {
  const known = placedOf.get(spif)
  if (known !== undefined) return known
  const placed = spif.tagSets.flatMap((set) =>
    set.tags.flatMap((tag) => tag.values.map((value) => ({ set, tag, value }))),
  )
  placedOf.set(spif, placed)
  return placed
}

export function classificationNamed(spif: Spif, name: string): Classification | null {
  const found = spif.classifications.find((candidate) => candidate.name === name)
  return found ?? spif.classifications.find((candidate) => sameIn(spif.name, candidate.name, name)) ?? null
}

export function classificationByLacv(spif: Spif, lacv: string): Classification | null {
  return spif.classifications.find((candidate) => candidate.lacv === lacv) ?? null
}

/** The value that a label names by tag set, type and name. `checkSpif` has seen to it that there is at most one. */
export function valueNamed(
  spif: Spif,
  by: { readonly set: string; readonly type: CategoryType; readonly name: string },
): PlacedValue | null {
  return (
    placedValues(spif).find(
      ({ set, tag, value }) =>
        tag.type === by.type && sameIn(spif.name, set.name, by.set) && sameIn(spif.name, value.name, by.name),
    ) ?? null
  )
}

/** The value that a number names, as BER labels and equivalence rows do. */
export function valueByLacv(
  spif: Spif,
  by: { readonly oid: string; readonly type: CategoryType; readonly enumerated: boolean; readonly lacv: string },
): PlacedValue | null {
  return (
    placedValues(spif).find(
      ({ set, tag, value }) =>
        set.oid === by.oid && tag.type === by.type && tag.enumerated === by.enumerated && value.lacv === by.lacv,
    ) ?? null
  )
}

/** Tells whether a placed value is among those a reference means. */
export function isMeant({ set, tag, value }: PlacedValue, ref: CategoryRef): boolean {
  return (
    set.name === ref.tagSet &&
    tag.type === ref.type &&
    tag.enumerated === ref.enumerated &&
    (ref.lacv === null || ref.lacv === value.lacv)
  )
}

/** Names compare exactly; in the policies NATO and PUBLIC without regard to case, as ADatP-4774 says of those two alone. */
function sameIn(policy: string, a: string, b: string): boolean {
  if (a === b || a.normalize('NFKC') === b.normalize('NFKC')) return true
  return CASE_BLIND.includes(policy.toUpperCase()) && a.toUpperCase() === b.toUpperCase()
}

const CASE_BLIND = ['NATO', 'PUBLIC']

/** Tells whether a label's policy identifier means this policy: the name, and the identifier wherever the label gives one. */
export function isPolicy(spif: Spif, { name, oid }: { readonly name: string; readonly oid: string | null }): boolean {
  return sameIn(spif.name, spif.name, name) && (oid === null || oid === spif.oid)
}
