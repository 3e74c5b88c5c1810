import type { Period } from '../agreement/agreement.ts'
import type { Instant } from '../instant.ts'
import type { Nation } from '../marking/name.ts'
import { levelNamed, type MarkingPolicy } from '../marking/policy.ts'
import { spell, type CompiledFacts, type Way } from './facts.ts'
import type { Assurance, Consent } from './statement.ts'

/** What is taken for granted while a question is answered. It is never recorded, and never decides a release. */
export interface Supposition {
  /** Agreements taken to have ended, by hash, each from that instant on. */
  readonly ended?: ReadonlyMap<string, Instant>
  readonly consents?: readonly Consent[]
  /** Each for everything up to its level; one for a single item is not supposed. */
  readonly assurances?: readonly Assurance[]
}

/**
 * The facts as they would be.
 *
 * INVARIANT: the facts given are not touched: whoever decides releases on them decides as before.
 */
export function supposing(facts: CompiledFacts, { ended, consents, assurances }: Supposition): CompiledFacts {
  const ways = new Map<Nation, ReadonlyMap<Nation, readonly Way[]>>()
  for (const [from, partners] of facts.ways) {
    const changed = new Map<Nation, readonly Way[]>()
    for (const [to, list] of partners) {
      changed.set(
        to,
        list.map((way) => {
          const until = ended?.get(way.hash)
          const given = assurances?.filter(
            ({ by, to: holder, agreement }) => by === to && holder === from && agreement === way.hash,
          )
          return assured(until === undefined ? way : endedAt(way, until), given ?? [])
        }),
      )
    }
    ways.set(from, changed)
  }
  return consents === undefined ? { ...facts, ways } : withConsents({ ...facts, ways }, consents)
}

/** The same facts with consents more. */
export function withConsents(facts: CompiledFacts, consents: readonly Consent[]): CompiledFacts {
  if (consents.length === 0) return facts
  const byItem = new Map(facts.consents.byItem)
  const bySubject = new Map(facts.consents.bySubject)
  for (const consent of consents) {
    const { covers } = consent
    const [index, key] = covers.kind === 'item' ? [byItem, covers.item] : [bySubject, covers.subject]
    index.set(key, [...(index.get(key) ?? []), consent])
  }
  return { ...facts, consents: { byItem, bySubject } }
}

/** What one relation holds between its two nations. */
export interface Between {
  readonly nations: readonly [Nation, Nation]
  readonly facts: CompiledFacts
}

/**
 * Everything a nation knows from all its relations, for questions only: a release is decided on the facts of its own relation.
 *
 * What a relation holds counts between its two nations and nowhere else, whatever an agreement of more Parties says in it.
 */
export function joinFacts(relations: readonly Between[]): CompiledFacts {
  const ways = new Map<Nation, Map<Nation, readonly Way[]>>()
  const policies = new Map<string, MarkingPolicy>()
  const consents: Consent[] = []
  for (const { nations, facts } of relations) {
    for (const [id, policy] of facts.policies) policies.set(id, policy)
    for (const [from, to] of [nations, [nations[1], nations[0]] as const]) {
      const found = facts.ways.get(from)?.get(to)
      if (found === undefined) continue
      const partners = ways.get(from) ?? new Map<Nation, readonly Way[]>()
      ways.set(from, partners.set(to, [...(partners.get(to) ?? []), ...found]))
    }
    consents.push(...consentsIn(facts))
  }
  const none: CompiledFacts = { ways, policies, consents: { byItem: new Map(), bySubject: new Map() } }
  return withConsents(none, consents)
}

/** Every consent on file. */
export function consentsIn({ consents: { byItem, bySubject } }: CompiledFacts): readonly Consent[] {
  return [...byItem.values(), ...bySubject.values()].flat()
}

/** Every agreement in every direction. */
export function* waysIn({
  ways,
}: CompiledFacts): Generator<{ readonly from: Nation; readonly to: Nation; readonly way: Way }> {
  for (const [from, partners] of ways)
    for (const [to, list] of partners) for (const way of list) yield { from, to, way }
}

// By either reading: what is supposed ended is ended for both, whatever positions they hold.
function endedAt(way: Way, end: Instant): Way {
  const [period, theirs] = [endedBy(way.period, end), endedBy(way.theirs, end)]
  return { ...way, period, theirs, nodes: { ...way.nodes, inForce: { ...way.nodes.inForce, fact: spell(period) } } }
}

function endedBy(period: Period | null, end: Instant): Period | null {
  return period === null || (period.until !== null && period.until <= end) ? period : { ...period, until: end }
}

function assured(way: Way, given: readonly Assurance[]): Way {
  if (given.length === 0) return way
  const more = given.flatMap((assurance) => {
    const level = way.to === null ? null : levelNamed(way.to, assurance.level)
    if (level === null) return []
    const fact = `${assurance.by} → ${assurance.to}: ${assurance.level}`
    return [
      {
        assurance,
        order: level.order,
        node: { rule: 'assurance', passed: true, fact, cites: way.terms.assurance.cites } as const,
      },
    ]
  })
  return { ...way, assurances: { ...way.assurances, standing: [...way.assurances.standing, ...more] } }
}
