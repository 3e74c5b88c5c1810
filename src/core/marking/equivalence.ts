import { Fault } from '../fault.ts'
import type { Json } from '../bytes/canonical.ts'
import { shape, stringOf } from '../bytes/shape.ts'
import type { Instant } from '../instant.ts'
import type { Label } from './label.ts'
import { sameName } from './name.ts'
import { instantOrNull, utcOrNull } from './policy.ts'

/** A marking by the policy it belongs to. */
export type Marking = { readonly policy: string; readonly name: string }

/**
 * One line of an agreement's table: what a marking of one Party becomes under the other's policy, in this direction, in this period.
 *
 * `to` is null only for a caveat that the Parties agreed to drop: an explicit discard, never the default.
 */
export type EquivalenceRow = {
  readonly from: Marking
  readonly to: Marking | null
  readonly validFrom: Instant | null
  readonly validUntil: Instant | null
  /** The article the row rests on. */
  readonly cites: string
}

/** The rows of one agreement: for levels and for caveats. */
export type EquivalenceTable = {
  readonly levels: readonly EquivalenceRow[]
  readonly caveats: readonly EquivalenceRow[]
}

/** Out of which policy, into which. */
export type Direction = { readonly from: string; readonly to: string }

export type Equivalent =
  | { readonly kind: 'equivalent'; readonly label: Label; readonly row: EquivalenceRow }
  /** `missing` names the row that is not there: `KR-MIL 군사Ⅰ급비밀 → JP-MIL`. */
  | { readonly kind: 'blocked'; readonly why: 'no-row' | 'caveat-unmapped'; readonly missing: string }

/**
 * The label's equivalent under one agreement's table, in one direction, at one instant.
 *
 * INVARIANT: rows are never chained, never read backwards, never rounded; a missing row blocks and is named, and so does a caveat
 * without one. The originator's label is not changed: the equivalent is a second label.
 */
export function equivalent(label: Label, rows: EquivalenceTable, direction: Direction, at: Instant): Equivalent {
  const row = label.policy === direction.from ? rowFor(rows.levels, label.level, direction, at) : null
  if (row === null || row.to === null)
    return { kind: 'blocked', why: 'no-row', missing: missing(label.policy, label.level, direction) }
  const caveats: string[] = []
  for (const name of label.caveats) {
    const mapped = rowFor(rows.caveats, name, direction, at)
    if (mapped === null)
      return { kind: 'blocked', why: 'caveat-unmapped', missing: missing(label.policy, name, direction) }
    if (mapped.to !== null && !caveats.includes(mapped.to.name)) caveats.push(mapped.to.name)
  }
  return {
    kind: 'equivalent',
    label: { policy: direction.to, level: row.to.name, caveats, releasableTo: label.releasableTo },
    row,
  }
}

/** The row in force at that instant for a name, in this direction; the exact spelling first, since NFKC costs more than the rest. */
export function rowFor(
  rows: readonly EquivalenceRow[],
  name: string,
  direction: Direction,
  at: Instant,
): EquivalenceRow | null {
  for (const row of rows) if (row.from.name === name && applies(row, direction, at)) return row
  return rows.find((row) => applies(row, direction, at) && sameName(row.from.name, name)) ?? null
}

function applies(row: EquivalenceRow, { from, to }: Direction, at: Instant): boolean {
  return (
    row.from.policy === from &&
    (row.to === null || row.to.policy === to) &&
    (row.validFrom === null || row.validFrom <= at) &&
    (row.validUntil === null || at < row.validUntil)
  )
}

function missing(policy: string, name: string, { to }: Direction): string {
  return `${policy} ${name} → ${to}`
}

/** The value {@link decodeRow} reads back. */
export function rowJson(row: EquivalenceRow): Json {
  return { ...row, validFrom: utcOrNull(row.validFrom), validUntil: utcOrNull(row.validUntil) }
}

/** Reads one row, strictly. */
export function decodeRow(json: Json, where: string): EquivalenceRow {
  const shaped = shape(json, where, ['from', 'to', 'validFrom', 'validUntil', 'cites'])
  const from = decodeMarking(shaped.object['from'], `${where}.from`)
  const to = shaped.object['to'] === null ? null : decodeMarking(shaped.object['to'], `${where}.to`)
  const validFrom = instantOrNull(shaped, 'validFrom')
  const validUntil = instantOrNull(shaped, 'validUntil')
  if (to?.policy === from.policy)
    throw new Fault('terms-invalid', `${where}.to: a row leads to the other Party's policy`)
  if (validFrom !== null && validUntil !== null && validUntil <= validFrom)
    throw new Fault('terms-invalid', `${where}.validUntil: not after validFrom`)
  return { from, to, validFrom, validUntil, cites: stringOf(shaped, 'cites', 64) }
}

/** Reads a marking named by its policy. */
function decodeMarking(json: Json | undefined, where: string): Marking {
  const shaped = shape(json, where, ['policy', 'name'])
  return { policy: stringOf(shaped, 'policy', 64), name: stringOf(shaped, 'name', 64) }
}
