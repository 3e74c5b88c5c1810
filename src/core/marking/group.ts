import type { Instant } from '../instant.ts'
import type { Spif } from './spif.ts'
import { placedValues, type PlacedValue } from './spif-names.ts'

/**
 * The values a value stands for at an instant: the members a group had then, or itself where it is no group.
 *
 * A group that had nobody then stands for nobody. A nation that leaves affects decisions from then on, and none before.
 */
export function expand(placed: PlacedValue, at: Instant, spif: Spif): readonly PlacedValue[] {
  const rows = spif.memberships.filter(({ group }) => group === placed.value.name)
  if (rows.length === 0 || placed.tag.type !== 'permissive') return [placed]
  const members = new Set(
    rows
      .filter(({ from, until }) => (from === null || from <= at) && (until === null || at < until))
      .map(({ nation }) => nation),
  )
  return placedValues(spif).filter(({ tag, value }) => tag === placed.tag && members.has(value.name))
}
