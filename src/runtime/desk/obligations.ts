import type { Instant } from '../../core/instant.ts'
import { obligations, type Held, type Obligations } from '../../core/agreement/obligations.ts'
import { originators } from '../../core/policy/item.ts'
import { agreements, type Agreed } from './agreement.ts'
import type { Desk } from './desk.ts'
import { register } from './holding.ts'

/**
 * What both nations owe each other under every version of one agreement that anything was given under: from the two registers, so
 * both nodes state the same.
 */
export async function standingObligations(desk: Desk, { relation, state }: Agreed): Promise<readonly Obligations[]> {
  const at: Instant = desk.node.ports.clock.now()
  const { ours, theirs } = relation.fold.nations
  const held: Held[] = []
  for (const [side, holder] of [
    ['ours', theirs],
    ['theirs', ours],
  ] as const)
    for await (const { released, act, event, rung } of register(desk, { nation: theirs, side })) {
      if (rung === 'refused') continue
      const { facts } = released
      held.push({
        item: facts.id,
        holder,
        originators: originators(facts),
        agreement: act.agreement,
        marking: facts.portions[0]?.label.level ?? '',
        since: event.at,
      })
    }
  const versions = agreements(desk.node).filter(
    (agreed) => agreed.relation === relation && agreed.state.line === state.line && agreed.state.signatures.length > 0,
  )
  return versions.map((version) => obligations(version.state, { held, at }))
}
