import type { Json } from '../bytes/canonical.ts'
import { instantOf, shape, stringOf, wordOf } from '../bytes/shape.ts'
import type { Instant } from '../instant.ts'
import type { Nation } from '../marking/name.ts'

/**
 * What one Party holds about a contested state, and what its node does while the other holds something else.
 *
 * INVARIANT: there is no field for "the" state. Two positions are kept as two, in the order they were stated; nothing merges them,
 * and no time-out decides between them.
 */
export interface Position {
  readonly party: Nation
  /** When it was put on record. */
  readonly at: Instant
  /** From when it is held to be so. */
  readonly since: Instant
  readonly claim: Claim
  readonly terminable: Terminable
  /** This nation's own rule while the positions differ: go on by its own, or give nothing. */
  readonly differing: Differing
  /** The ground given, in the Party's own words. */
  readonly basis: string
}

export type Claim = (typeof CLAIMS)[number]
export type Terminable = (typeof TERMINABLE)[number]
export type Differing = (typeof DIFFERING)[number]

export const CLAIMS = ['in-force', 'ended'] as const
export const TERMINABLE = ['end-of-term', 'any-time'] as const
export const DIFFERING = ['allow', 'hold'] as const

/** The Party's position as it last stated it; null where it has stated none: then it is read by the text alone. */
export function positionOf(positions: readonly Position[], party: Nation | null): Position | null {
  return positions.findLast((position) => position.party === party) ?? null
}

/** Tells whether Parties have stated positions that differ. */
export function isContested(positions: readonly Position[], parties: readonly Nation[]): boolean {
  const stated = parties.flatMap((party) => positionOf(positions, party) ?? [])
  return stated.some(
    (one) =>
      one.claim !== stated[0]?.claim ||
      one.terminable !== stated[0]?.terminable ||
      sinceOfEnd(one) !== sinceOfEnd(stated[0]),
  )
}

function sinceOfEnd(position: Position): Instant | null {
  return position.claim === 'ended' ? position.since : null
}

/** What a `position` act carries; whose it is and when it was stated are the act's own. */
export function positionJson({ since, claim, terminable, differing, basis }: Omit<Position, 'party' | 'at'>): Json {
  return { since, claim, terminable, differing, basis }
}

/** Reads {@link positionJson}, strictly. */
export function decodePosition(json: Json, by: Pick<Position, 'party' | 'at'>): Position {
  const shaped = shape(json, 'position', ['since', 'claim', 'terminable', 'differing', 'basis'])
  return {
    ...by,
    since: instantOf(shaped, 'since'),
    claim: wordOf(shaped, 'claim', CLAIMS),
    terminable: wordOf(shaped, 'terminable', TERMINABLE),
    differing: wordOf(shaped, 'differing', DIFFERING),
    basis: stringOf(shaped, 'basis', 4096),
  }
}
