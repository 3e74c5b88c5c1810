import type { Instant } from '../instant.ts'
import { rowFor, type Direction } from '../marking/equivalence.ts'
import type { Nation } from '../marking/name.ts'
import { caveatNamed, issuedAt, levelNamed, type MarkingPolicy } from '../marking/policy.ts'
import { partyOf, type Party, type Terms } from './terms.ts'

/*
 * What an agreement permits is a finite set: direction × kind × subject × purpose × channel × level × caveat. The gate tries each by
 * itself, so in each direction the set is a product, and the difference of two products is a short list of products that do not
 * overlap: exact, and short enough to be read before a signature.
 */

/** What two versions permit differently, at one instant, before any assurance, consent or national decision. */
export interface PermitDiff {
  readonly permitted: readonly Block[]
  readonly barred: readonly Block[]
}

/** Every combination of one value from each list, in one direction; no two blocks of a list have a combination in common. */
export interface Block {
  readonly from: Nation
  readonly to: Nation
  readonly values: Readonly<Record<Dimension, readonly string[]>>
  /** The dimension whose change made these combinations differ, and the articles it rests on. */
  readonly by: Dimension
  readonly cites: readonly string[]
  /** How many combinations it is. */
  readonly count: number
}

export type Dimension = (typeof DIMENSIONS)[number]

export const DIMENSIONS = ['kind', 'subject', 'purpose', 'channel', 'level', 'caveat'] as const

/** The caveat column's word for a label that has none. */
export const NO_CAVEAT = '-'

/** The exhaustive difference: `before` is null where there was no agreement, and then everything permitted is new. */
export function permitDiff(
  before: Terms | null,
  after: Terms,
  given: { readonly policies: readonly MarkingPolicy[]; readonly at: Instant },
): PermitDiff {
  const nations = [...new Set([before, after].flatMap((terms) => terms?.parties.map(({ nation }) => nation) ?? []))]
  const ways = nations.flatMap((from) => nations.flatMap((to) => (from === to ? [] : [{ from, to }])))
  const both = ways.map((way) => ({
    ...way,
    before: before === null ? null : table(before, { ...given, ...way }),
    after: table(after, { ...given, ...way }),
  }))
  return {
    permitted: both.flatMap(({ from, to, before: old, after: now }) => differing({ from, to }, now, old)),
    barred: both.flatMap(({ from, to, before: old, after: now }) => differing({ from, to }, old, now)),
  }
}

/** The permitted values of each dimension, each with the articles it rests on. */
type Columns = Readonly<Record<Dimension, ReadonlyMap<string, readonly string[]>>>

interface Way {
  readonly from: Nation
  readonly to: Nation
}

// Null where the two are not both Parties: then nothing is permitted.
function table(
  terms: Terms,
  { from, to, policies, at }: Way & { readonly policies: readonly MarkingPolicy[]; readonly at: Instant },
): Columns | null {
  const [sender, receiver] = [partyOf(terms, from), partyOf(terms, to)]
  if (sender === null || receiver === null) return null
  const named = (
    list: readonly { readonly id: string; readonly cites: string }[],
  ): ReadonlyMap<string, readonly string[]> => new Map(list.map(({ id, cites }) => [id, [cites]]))
  return {
    kind: new Map([[terms.exercise ? 'exercise' : 'real', [terms.scope.cites]]]),
    subject: named(terms.scope.subjects),
    purpose: named(terms.purposes),
    channel: named(terms.channels),
    ...markings(terms, { sender: policyOf(sender, policies), receiver: policyOf(receiver, policies), at }),
  }
}

function policyOf({ policy, nation }: Party, policies: readonly MarkingPolicy[]): MarkingPolicy | null {
  return policies.find((known) => known.id === policy && known.nation === nation) ?? null
}

function markings(
  terms: Terms,
  {
    sender,
    receiver,
    at,
  }: { readonly sender: MarkingPolicy | null; readonly receiver: MarkingPolicy | null; readonly at: Instant },
): Pick<Columns, 'level' | 'caveat'> {
  if (sender === null || receiver === null) return { level: new Map(), caveat: new Map() }
  const direction: Direction = { from: sender.id, to: receiver.id }
  const topRule = terms.top.find(({ policy }) => policy === sender.id)
  const top = topRule === undefined ? null : levelNamed(sender, topRule.level)
  const level = sender.levels.flatMap(({ name, order }) => {
    const row = rowFor(terms.levels, name, direction, at)
    const into = row === null || row.to === null ? null : levelNamed(receiver, row.to.name)
    if (row === null || into === null || !issuedAt(into, at) || top === null || order > top.order) return []
    return [[`${name} → ${into.name}`, [row.cites, topRule?.cites ?? row.cites]] as const]
  })
  const caveat = sender.caveats.flatMap(({ name, kind }) => {
    const row = rowFor(terms.caveats, name, direction, at)
    if (row === null || kind === 'national-only') return []
    if (row.to !== null && caveatNamed(receiver, row.to.name) === null) return []
    return [[`${name} → ${row.to?.name ?? NO_CAVEAT}`, [row.cites]] as const]
  })
  return { level: new Map(level), caveat: new Map([[NO_CAVEAT, [terms.scope.cites]] as const, ...caveat]) }
}

/*
 * What `more` permits and `less` does not. For each dimension in turn: what both have in those before it, what only `more` has in
 * this one, all that `more` has in those after it. No combination is in two of them, and none is missing.
 */
function differing({ from, to }: Way, more: Columns | null, less: Columns | null): readonly Block[] {
  if (more === null) return []
  return DIMENSIONS.flatMap((by, place): readonly Block[] => {
    const values = DIMENSIONS.map((dimension, i): readonly string[] => {
      const all = [...more[dimension].keys()]
      return i > place ? all : all.filter((value) => (less?.[dimension].has(value) ?? false) === i < place)
    })
    const count = values.reduce((product, list) => product * list.length, 1)
    if (count === 0) return []
    const cites = new Set(values[place]?.flatMap((value) => more[by].get(value) ?? []))
    return [{ from, to, values: recordOf(values), by, cites: [...cites], count }]
  })
}

function recordOf(values: readonly (readonly string[])[]): Block['values'] {
  const [kind = [], subject = [], purpose = [], channel = [], level = [], caveat = []] = values
  return { kind, subject, purpose, channel, level, caveat }
}
