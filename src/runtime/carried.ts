import { Fault, type FaultCode } from '../core/fault.ts'
import { carriedJson, decodeCarried, isCarried, verifyCarried } from '../core/party/carried.ts'
import { standingAt, type Cut, type PlacedControl, type Side, type Standing } from '../core/party/fold.ts'
import type { Identity } from '../core/party/identity.ts'
import type { CompiledFacts } from '../core/policy/facts.ts'
import type { Consent } from '../core/policy/statement.ts'
import { withConsents } from '../core/policy/suppose.ts'
import { proveEntry } from './desk/evidence.ts'
import type { Node, Relation } from './node.ts'
import { record } from './record.ts'

/** A consent carried into a relation: what it proved to be, or why it counts for nothing. */
export type CarriedConsent =
  | { readonly kind: 'proved'; readonly side: Side; readonly index: number; readonly consent: Consent }
  | { readonly kind: 'unproved'; readonly side: Side; readonly index: number; readonly why: FaultCode }

/**
 * The facts a release in a relation is decided on, at a cut: what stands between the two, and the consents of third nations that one
 * of them carried into it. Both nodes compute the same, as long as both know the third nation's identity.
 */
export function factsAt(node: Node, relation: Relation, cut: Cut): CompiledFacts {
  const standing = standingAt(relation.fold, cut)
  const known = memo.get(standing)
  if (known !== undefined) return known
  const carried = carriedConsents(node, relation, cut)
  const proved = carried.flatMap((one) => (one.kind === 'proved' ? [one.consent] : []))
  const facts = withConsents(standing.facts, proved)
  // An unknown nation may become known; then the same act begins to count.
  if (proved.length === carried.length) memo.set(standing, facts)
  return facts
}

const memo = new WeakMap<Standing, CompiledFacts>()
/* Signatures are checked once an entry, not once a release. */
const checked = new WeakMap<PlacedControl, Consent | FaultCode>()

/** Every consent carried into a relation before a cut, in the order of each log. */
export function carriedConsents(node: Node, { fold, partner }: Relation, cut: Cut): readonly CarriedConsent[] {
  const holders: Readonly<Record<Side, Identity>> = { ours: node.identity, theirs: partner }
  return (['ours', 'theirs'] as const).flatMap((side) =>
    fold.control[side].flatMap((placed): readonly CarriedConsent[] => {
      const { index } = placed
      const { act } = placed.event
      if (index >= cut[side] || act.kind !== 'consent' || !isCarried(act.consent)) return []
      const found = checked.get(placed) ?? check(node, placed, holders[side])
      return [
        typeof found === 'string'
          ? { kind: 'unproved', side, index, why: found }
          : { kind: 'proved', side, index, consent: found },
      ]
    }),
  )
}

function check(node: Node, placed: PlacedControl, holder: Identity): Consent | FaultCode {
  const { act } = placed.event
  if (act.kind !== 'consent') return 'act-unknown'
  try {
    const carried = decodeCarried(act.consent)
    const originator = identityOf(node, carried.originator)
    if (originator === null) return 'partner-unknown'
    const consent = verifyCarried(node.ports.primitives, carried, { originator, holder })
    checked.set(placed, consent)
    return consent
  } catch (error) {
    if (!(error instanceof Fault)) throw error
    checked.set(placed, error.code)
    return error.code
  }
}

function identityOf(node: Node, nation: string): Identity | null {
  if (nation === node.identity.nation) return node.identity
  for (const { partner } of node.relations.values()) if (partner.nation === nation) return partner
  return null
}

/** Carries a consent that a partner gave us, by its entry, into the relation with its recipient; returns the entry that carries it. */
export async function carryConsent(
  node: Node,
  { from, index, into }: { readonly from: Relation; readonly index: number; readonly into: Relation },
): Promise<number> {
  const { store } = node.ports
  const keys = await store.get('keys', from.id)
  const [sealed] = await store.openings(from.theirs.origin, index, index + 1)
  if (keys === null || sealed === null || sealed === undefined) throw new Fault('entry-unknown', `entry ${index}`)
  const { file: proof } = await proveEntry(node, from, { side: 'theirs', index })
  const opening = node.vault.open(sealed, `entry ${index} of ${from.theirs.origin}`)
  const consent = carriedJson({ originator: from.partner.nation, keys, opening, proof })
  const { first } = await record(node, into, [{ kind: 'consent', agreement: null, consent }])
  return first
}
