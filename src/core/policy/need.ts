import type { Instant } from '../instant.ts'
import { equivalent } from '../marking/equivalence.ts'
import type { Nation } from '../marking/name.ts'
import { decide } from './decide.ts'
import type { CompiledFacts, Way } from './facts.ts'
import type { ReleaseRequest } from './rules.ts'
import type { Assurance, Consent } from './statement.ts'
import { supposing } from './suppose.ts'
import type { Verdict, Withhold } from './verdict.ts'

/** A statement that somebody can still make and that would let the agreement gate pass. Everything else is a bar. */
export type Need =
  /** The originator's written consent, naming item, recipient and purpose; a standing one may name the subject instead. */
  | { readonly kind: 'consent'; readonly consent: Consent; readonly subject: string; readonly cites: string | null }
  /** The receiver's assurance, before the first byte. */
  | { readonly kind: 'assurance'; readonly assurance: Assurance; readonly cites: string | null }

/** The gate's answer once every need is met: a release, or what bars it whatever is stated. */
export interface Prospect {
  readonly verdict: Verdict
  readonly needs: readonly Need[]
}

/** More originators than this in one item are not looked through. */
const NEEDS_MAX = 16

/**
 * Asks the gate, and asks again with each statement it missed supposed made.
 *
 * INVARIANT: with no needs, the verdict is exactly what `decide` says on these facts.
 */
export function prospect(facts: CompiledFacts, request: ReleaseRequest, at: Instant): Prospect {
  const needs: Need[] = []
  let supposed = facts
  for (;;) {
    const verdict = decide(supposed, request, at)
    if (verdict.kind === 'release' || needs.length >= NEEDS_MAX) return { verdict, needs }
    const need = needOf(facts, request, verdict)
    if (need === null || needs.some((known) => known.kind === need.kind && sameNeed(known, need)))
      return { verdict, needs }
    needs.push(need)
    supposed = supposing(facts, {
      consents: needs.flatMap((one) => (one.kind === 'consent' ? [one.consent] : [])),
      assurances: needs.flatMap((one) => (one.kind === 'assurance' ? [one.assurance] : [])),
    })
  }
}

function sameNeed(a: Need, b: Need): boolean {
  if (a.kind === 'consent') return b.kind === 'consent' && a.consent.originator === b.consent.originator
  return b.kind === 'assurance' && a.assurance.agreement === b.assurance.agreement
}

function needOf(
  facts: CompiledFacts,
  request: ReleaseRequest,
  { reason, rules, agreement, banner, at }: Withhold,
): Need | null {
  const { item, from, to, purpose } = request
  const last = rules.at(-1)
  const cites = last?.cites ?? null
  if (reason === 'third-party-consent-missing') {
    const originator = last?.fact ?? ''
    const covers = { kind: 'item', item: item.id } as const
    const consent: Consent = { originator, holder: from, recipient: to, purpose, covers, from: null, until: null }
    return { kind: 'consent', consent, subject: item.subject, cites }
  }
  const way = agreement === null ? null : wayNamed(facts, { from, to, hash: agreement })
  if (reason !== 'assurance-missing' || way === null || banner === null) return null
  const added = equivalent(banner, way.rows, way.direction, at)
  if (added.kind === 'blocked') return null
  const { level } = added.label
  return {
    kind: 'assurance',
    assurance: { by: to, to: from, agreement: way.hash, item: null, level, from: null, until: null },
    cites,
  }
}

/** An agreement between two nations, in that direction, by its hash. */
export function wayNamed(
  facts: CompiledFacts,
  { from, to, hash }: { readonly from: Nation; readonly to: Nation; readonly hash: string },
): Way | null {
  return (
    facts.ways
      .get(from)
      ?.get(to)
      ?.find((way) => way.hash === hash) ?? null
  )
}
