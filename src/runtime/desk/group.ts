import type { OnTable } from '../../core/agreement/agreement.ts'
import type { Terms } from '../../core/agreement/terms.ts'
import { Fault, type FaultCode } from '../../core/fault.ts'
import type { Nation } from '../../core/marking/name.ts'
import type { Language } from '../../core/text.ts'
import type { SimpleAct } from '../../core/wire/act.ts'
import { actOnAgreement, agreements, assure, loadAgreement, type Agreed } from './agreement.ts'
import type { Desk } from './desk.ts'

/** What one act came to with one of the other Parties. */
export interface Outcome {
  readonly nation: Nation
  /** Null where it was done; otherwise why it was not: `partner-unknown` for a Party this node has no relation with. */
  readonly fault: FaultCode | null
}

/** An act of this nation about an agreement of several Parties. */
export type GroupAct =
  | { readonly kind: SimpleAct }
  /** The assurance of Art. 7(5), in this nation's own marking. */
  | { readonly kind: 'assure'; readonly level: string }

/**
 * Puts an agreement of two to six Parties on the table with each of the others: one text and one hash, in as many relations as there
 * are other Parties. There is no ledger of the group, and no Party that keeps one for the rest.
 */
export async function loadGroup(
  desk: Desk,
  input: { readonly terms: Terms; readonly texts: ReadonlyMap<Language, string>; readonly person: string },
): Promise<readonly Outcome[]> {
  const own = desk.node.identity.nation
  const others = input.terms.parties.flatMap(({ nation }) => (nation === own ? [] : [nation]))
  return await withEach(others, (partner) => loadAgreement(desk, { ...input, partner }))
}

/**
 * Does one act with every other Party of an agreement.
 *
 * INVARIANT: each pair stands by itself: a Party that is silent, gone or ahead of the others blocks nobody else, and what was done
 * with one is not undone because it could not be done with another.
 */
export async function actInGroup(
  desk: Desk,
  act: GroupAct & { readonly agreement: string; readonly person: string },
): Promise<readonly Outcome[]> {
  const { agreement, person } = act
  const others = groupNamed(desk, agreement).map(({ relation }) => relation.partner.nation)
  return await withEach(others, (partner) =>
    act.kind === 'assure'
      ? assure(desk, { agreement, person, partner, level: act.level })
      : actOnAgreement(desk, { kind: act.kind, agreement, person, partner }),
  )
}

/** The agreement as it stands with each of the other Parties; `agreement-unknown` where it is on the table with none. */
export function groupNamed({ node }: Desk, named: string): readonly Agreed[] {
  const byRelation = new Map<string, Agreed>()
  for (const agreed of agreements(node)) if (isNamed(agreed.state, named)) byRelation.set(agreed.relation.id, agreed)
  if (byRelation.size === 0) throw new Fault('agreement-unknown', `\`${named}\``)
  return [...byRelation.values()]
}

function isNamed({ terms, hash }: OnTable, named: string): boolean {
  return terms.id === named || (named.length >= 8 && hash.startsWith(named))
}

async function withEach(
  others: readonly Nation[],
  act: (partner: Nation) => Promise<unknown>,
): Promise<readonly Outcome[]> {
  const outcomes: Outcome[] = []
  for (const nation of new Set(others)) {
    try {
      await act(nation)
      outcomes.push({ nation, fault: null })
    } catch (error) {
      if (!(error instanceof Fault)) throw error
      outcomes.push({ nation, fault: error.code })
    }
  }
  return outcomes
}
