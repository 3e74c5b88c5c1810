import { isObject, type Json } from '../../core/bytes/canonical.ts'
import type { Instant } from '../../core/instant.ts'
import { decodeLabel, type Label } from '../../core/marking/label.ts'
import { otherSide, type Side } from '../../core/party/fold.ts'
import { coverage, type Covered, type Exchange } from '../../core/policy/coverage.ts'
import type { CompiledFacts } from '../../core/policy/facts.ts'
import { originators } from '../../core/policy/item.ts'
import { matrix, type Cell } from '../../core/policy/matrix.ts'
import { reportedWays, type Portfolio } from '../../core/policy/portfolio.ts'
import { routes, type Routes } from '../../core/policy/route.ts'
import { joinFacts } from '../../core/policy/suppose.ts'
import { whatIf, type Consequences, type Held, type Pending } from '../../core/policy/what-if.ts'
import { factsAt } from '../carried.ts'
import type { Node, Relation } from '../node.ts'
import { rowsOf } from '../open.ts'
import { releasedAt } from './disclosure.ts'
import type { Desk } from './desk.ts'
import { groupNamed } from './group.ts'
import { register, type Holding } from './holding.ts'
import { itemNumbered } from './item.ts'

const CHANNEL = 'online'

/** Everything this nation knows from all its relations now: for questions, never for a release. */
export function factsOfAll(node: Node): CompiledFacts {
  return joinFacts(
    [...node.relations.values()].map((relation) => {
      const { ours, theirs } = relation.fold.nations
      const cut = { ours: relation.ours.edge.size, theirs: relation.theirs.edge.size }
      return { nations: [ours, theirs], facts: factsAt(node, relation, cut) }
    }),
  )
}

/** Who may share what with whom, now, of this nation and its partners. What two others have agreed is not on this node. */
export function matrixNow({ node }: Desk): readonly Cell[] {
  const { nation, exercise } = node.identity
  const nations = [...new Set([nation, ...[...node.relations.values()].map(({ partner }) => partner.nation)])]
  const cells = matrix(factsOfAll(node), { nations, at: node.ports.clock.now(), exercise, channel: CHANNEL })
  return cells.filter(({ from, to }) => from === nation || to === nation)
}

/**
 * The legal basis of every exchange in our registers, each on the facts of its own moment, and of what is planned, on the facts of now.
 */
export async function coverageOf(
  desk: Desk,
  { plans, portfolio }: { readonly plans: readonly Exchange[]; readonly portfolio: Portfolio | null },
): Promise<readonly Covered[]> {
  const found: Covered[] = []
  for await (const { relation, side, holding } of everyHolding(desk)) {
    const { index, event } = holding
    const cut = side === 'ours' ? { ours: index, theirs: event.seen } : { ours: event.seen, theirs: index }
    found.push(...coverage(factsAt(desk.node, relation, cut), [exchangeOf(relation, side, holding)], portfolio))
  }
  return [...found, ...coverage(factsOfAll(desk.node), plans, portfolio)]
}

function exchangeOf({ fold: { nations } }: Relation, side: Side, { released, event }: Holding): Exchange {
  const { facts } = released
  const during = { from: event.at, last: event.at }
  return {
    id: facts.id,
    kind: 'register',
    from: nations[side],
    to: nations[otherSide(side)],
    item: facts,
    channel: CHANNEL,
    during,
  }
}

/** What would follow if an agreement had ended at an instant. Writes nothing. */
export async function whatIfEnded(
  desk: Desk,
  {
    agreement,
    ended,
    portfolio,
  }: { readonly agreement: string; readonly ended: Instant; readonly portfolio: Portfolio | null },
): Promise<Consequences> {
  const { node } = desk
  const [agreed] = groupNamed(desk, agreement)
  const hash = agreed?.state.hash ?? agreement
  const holdings: Held[] = []
  for await (const { relation, side, holding } of everyHolding(desk)) {
    const { facts } = holding.released
    const { nations } = relation.fold
    holdings.push({
      item: facts.id,
      agreement: holding.act.agreement,
      giver: nations[side],
      holder: nations[otherSide(side)],
      originators: originators(facts),
      subject: facts.subject,
      level: bannerOf(holding.act.label).level,
    })
  }
  const question = { agreement: hash, ended, exercise: node.identity.exercise, channel: CHANNEL }
  const reported = portfolio === null ? [] : reportedWays(portfolio, { at: ended, exercise: node.identity.exercise })
  return whatIf(factsOfAll(node), question, { holdings, proposals: await pending(desk), reported })
}

/** Every lawful way for an item we drafted, or hold, to a nation. */
export async function routesFor(
  desk: Desk,
  { item, to, portfolio }: { readonly item: string; readonly to: string; readonly portfolio: Portfolio | null },
): Promise<Routes> {
  const { facts } = await itemNumbered(desk, item)
  const { node } = desk
  const at = node.ports.clock.now()
  const reported = portfolio === null ? [] : reportedWays(portfolio, { at, exercise: facts.exercise })
  return routes(factsOfAll(node), { item: facts, from: node.identity.nation, to, channel: CHANNEL, at }, reported)
}

/** The banner in the giver's policy. */
function bannerOf(label: Json): Label {
  return decodeLabel(isObject(label) ? label['originator'] : undefined, 'label.originator')
}

async function* everyHolding(
  desk: Desk,
): AsyncGenerator<{ readonly relation: Relation; readonly side: Side; readonly holding: Holding }, void, undefined> {
  for (const relation of desk.node.relations.values())
    for (const side of ['ours', 'theirs'] as const)
      for await (const holding of register(desk, { nation: relation.partner.nation, side }))
        if (holding.rung !== 'refused') yield { relation, side, holding }
}

async function pending(desk: Desk): Promise<readonly Pending[]> {
  const { node } = desk
  const found: Pending[] = []
  for await (const { key } of rowsOf(node, 'proposal')) {
    const [item = '', to = ''] = key.split(' ')
    if ((await releasedAt(desk, { item, to })) === null)
      found.push({ item: (await itemNumbered(desk, item)).facts, from: node.identity.nation, to })
  }
  return found
}
