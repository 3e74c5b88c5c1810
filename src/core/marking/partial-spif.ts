import type { Instant } from '../instant.ts'
import type { EquivalenceRow, EquivalenceTable } from './equivalence.ts'
import { sameName } from './name.ts'
import type { EquivalentCategory, Spif } from './spif.ts'
import { classificationNamed, placedValues } from './spif-names.ts'

/**
 * The part of a policy that an agreement lets across, with the agreement's own rows in it: the form in which a table of equivalence
 * reaches tools that know policies and no agreements. A national policy itself stays national.
 *
 * Only levels and values with a row in force at `at` are there, in the direction from this policy to the other. Whom something is
 * releasable to is a nation under both, so those values lead to their namesakes.
 */
export function partialSpif(
  spif: Spif,
  { target, rows, at }: { readonly target: Spif; readonly rows: EquivalenceTable; readonly at: Instant },
): Spif {
  const forName = (table: readonly EquivalenceRow[], name: string): EquivalenceRow | null =>
    table.find((row) => isInForce(row, { from: spif.name, to: target.name, at }) && sameName(row.from.name, name)) ??
    null
  return {
    ...spif,
    classifications: spif.classifications.flatMap((classification) => {
      const row = forName(rows.levels, classification.name)
      const to = row?.to === null || row === null ? null : classificationNamed(target, row.to.name)
      if (to === null) return []
      return [
        {
          ...classification,
          equivalents: [{ policy: target.name, lacv: to.lacv, applied: 'encrypt' as const, inject: [] }],
        },
      ]
    }),
    tagSets: spif.tagSets.flatMap((set) => {
      const tags = set.tags.flatMap((tag) => {
        const values = tag.values.flatMap((value) => {
          const row = forName(rows.caveats, value.name)
          const equivalent = row === null ? namesake(value.name, { set: set.name, target }) : rowTo(row, target)
          return equivalent === null ? [] : [{ ...value, equivalents: [equivalent] }]
        })
        return values.length === 0 ? [] : [{ ...tag, values }]
      })
      return tags.length === 0 ? [] : [{ ...set, tags }]
    }),
    equivalentPolicies: [{ name: target.name, oid: target.oid, inject: [] }],
    national: null,
  }
}

function rowTo({ to }: EquivalenceRow, target: Spif): EquivalentCategory | null {
  if (to === null) return { policy: target.name, applied: 'encrypt', target: null }
  const placed = placedValues(target).find(({ value }) => sameName(value.name, to.name))
  return placed === undefined ? null : towards(placed, target)
}

function namesake(
  name: string,
  { set, target }: { readonly set: string; readonly target: Spif },
): EquivalentCategory | null {
  if (set !== 'Releasable To') return null
  const placed = placedValues(target).find((candidate) => candidate.set.name === set && candidate.value.name === name)
  return placed === undefined ? null : towards(placed, target)
}

function towards({ set, tag, value }: ReturnType<typeof placedValues>[number], target: Spif): EquivalentCategory {
  return {
    policy: target.name,
    applied: 'encrypt',
    target: { tagSetOid: set.oid, type: tag.type, enumerated: tag.enumerated, lacv: value.lacv },
  }
}

function isInForce(
  { from, to, validFrom, validUntil }: EquivalenceRow,
  direction: { readonly from: string; readonly to: string; readonly at: Instant },
): boolean {
  return (
    from.policy === direction.from &&
    (to === null || to.policy === direction.to) &&
    (validFrom === null || validFrom <= direction.at) &&
    (validUntil === null || direction.at < validUntil)
  )
}
