import type { Agreement, OnTable, Period } from '../agreement/agreement.ts'
import { period } from '../agreement/agreement.ts'
import { isSuspended } from '../agreement/notice.ts'
import { isContested, positionOf, type Differing } from '../agreement/position.ts'
import type { Named, Party, Terms } from '../agreement/terms.ts'
import { toUtc } from '../bytes/calendar.ts'
import { Fault } from '../fault.ts'
import type { Direction, EquivalenceRow, EquivalenceTable } from '../marking/equivalence.ts'
import type { Nation } from '../marking/name.ts'
import { levelNamed, type Level, type MarkingPolicy } from '../marking/policy.ts'
import type { Assurance, Consent } from './statement.ts'
import type { RuleId } from './rule-texts.ts'
import type { Passed } from './verdict.ts'

/** Everything a decision may look at besides the request. Both nations hold the same facts for a cut of their two logs. */
export interface Facts {
  readonly agreements: readonly Agreement[]
  readonly policies: readonly MarkingPolicy[]
  readonly assurances: readonly Assurance[]
  readonly consents: readonly Consent[]
}

/** The facts, indexed so that a decision scans nothing that grows with the number of agreements. Made anew when a fact changes. */
export interface CompiledFacts {
  readonly ways: ReadonlyMap<Nation, ReadonlyMap<Nation, readonly Way[]>>
  readonly policies: ReadonlyMap<string, MarkingPolicy>
  readonly consents: { readonly byItem: Index<Consent>; readonly bySubject: Index<Consent> }
}

/** One agreement in one direction, with every proof node that does not depend on the item. */
export interface Way {
  readonly hash: string
  readonly terms: Terms
  /** By the sender's own reading: its stated position where it has stated one, else the text. */
  readonly period: Period | null
  /** By the receiver's. */
  readonly theirs: Period | null
  readonly contested: Contested | null
  /** `null` where the nation's marking policy is not loaded: then nothing passes. */
  readonly from: MarkingPolicy | null
  readonly to: MarkingPolicy | null
  readonly direction: Direction
  readonly rows: EquivalenceTable
  /** The highest level provided, in the sender's policy. */
  readonly top: { readonly level: Level | null; readonly name: string; readonly cites: string }
  readonly assurances: { readonly standing: readonly Standing[]; readonly byItem: Index<Standing> }
  readonly nodes: Nodes
}

/** Two positions that differ, spelt for the verdict, and each side's own rule while they do. */
export interface Contested {
  readonly fact: string
  readonly sender: Differing
  readonly receiver: Differing
}

/** An assurance with its level's order in the receiver's policy. */
export interface Standing {
  readonly assurance: Assurance
  readonly order: number
  readonly node: Passed
}

interface Nodes {
  readonly agreement: Passed
  readonly inForce: Passed
  readonly exercise: Passed
  readonly subjects: ReadonlyMap<string, Passed>
  readonly purposes: ReadonlyMap<string, Passed>
  readonly channels: ReadonlyMap<string, Passed>
  readonly markings: Passed
  readonly nationalOnly: Passed
  readonly banners: ReadonlyMap<Level, Passed>
  readonly top: ReadonlyMap<Level, Passed>
  readonly rows: ReadonlyMap<EquivalenceRow, Passed>
  readonly releasableTo: Passed
  readonly thirdParty: Passed
}

type Index<T> = ReadonlyMap<string, readonly T[]>

/** Indexes the facts. Two marking policies under one id are `policy-invalid`. */
export function compileFacts(facts: Facts): CompiledFacts {
  const policies = new Map(facts.policies.map((policy) => [policy.id, policy]))
  if (policies.size !== facts.policies.length) throw new Fault('policy-invalid', 'two marking policies under one id')
  const assurances = indexBy(facts.assurances, ({ agreement }) => agreement)
  const ways = new Map<Nation, Map<Nation, Way[]>>()
  for (const agreement of facts.agreements.filter((state) => state.kind === 'on-table').sort(byHash)) {
    const given = assurances.get(agreement.hash) ?? []
    for (const [from, to] of pairs(
      agreement.terms.parties.filter(({ nation }) => agreement.between.includes(nation)),
    )) {
      const partners = ways.get(from.nation) ?? new Map<Nation, Way[]>()
      ways.set(from.nation, partners)
      const known = partners.get(to.nation) ?? []
      partners.set(to.nation, [...known, compileWay(agreement, { from, to, policies, given })])
    }
  }
  return {
    ways,
    policies,
    consents: {
      byItem: indexBy(facts.consents, ({ covers }) => (covers.kind === 'item' ? covers.item : null)),
      bySubject: indexBy(facts.consents, ({ covers }) => (covers.kind === 'subject' ? covers.subject : null)),
    },
  }
}

// Of an agreement between many, each pair is a way of its own, in each direction.
function pairs(parties: readonly Party[]): readonly (readonly [Party, Party])[] {
  return parties.flatMap((from) => parties.flatMap((to) => (from === to ? [] : [[from, to] as const])))
}

// Two nodes may hold the same agreements in another order; their verdicts must still be equal.
function byHash(a: OnTable, b: OnTable): number {
  return a.hash < b.hash ? -1 : 1
}

interface Between {
  readonly from: Party
  readonly to: Party
  readonly policies: ReadonlyMap<string, MarkingPolicy>
  readonly given: readonly Assurance[]
}

function compileWay(agreement: OnTable, { from, to, policies, given }: Between): Way {
  const { hash, terms } = agreement
  const sender = policyOf(from, policies)
  const receiver = policyOf(to, policies)
  const rows = {
    levels: terms.levels.filter((row) => row.from.policy === from.policy),
    caveats: terms.caveats.filter((row) => row.from.policy === from.policy),
  }
  const topRule = terms.top.find(({ policy }) => policy === from.policy)
  const top = {
    level: sender === null || topRule === undefined ? null : levelNamed(sender, topRule.level),
    name: topRule?.level ?? '',
    cites: topRule?.cites ?? terms.scope.cites,
  }
  const standing = given.flatMap((assurance) => standingOf(assurance, { terms, from, to, receiver }))
  return {
    hash,
    terms,
    period: periodBy(agreement, { from, to, reader: from }),
    theirs: periodBy(agreement, { from, to, reader: to }),
    contested: contestedBetween(agreement, { from, to }),
    from: sender,
    to: receiver,
    direction: { from: from.policy, to: to.policy },
    rows,
    top,
    assurances: {
      standing: standing.filter(({ assurance }) => assurance.item === null),
      byItem: indexBy(standing, ({ assurance }) => assurance.item),
    },
    nodes: compileNodes(agreement, { from, to, sender, rows, top }),
  }
}

interface Ends {
  readonly from: Party
  readonly to: Party
}

function periodBy(agreement: OnTable, { from, to, reader }: Ends & { readonly reader: Party }): Period | null {
  return period(agreement, { parties: [from.nation, to.nation], reader: reader.nation })
}

function contestedBetween(agreement: OnTable, ends: Ends): Contested | null {
  const [sender, receiver] = [ends.from, ends.to].map(({ nation }) => positionOf(agreement.positions, nation))
  if (!isContested(agreement.positions, [ends.from.nation, ends.to.nation])) return null
  return {
    fact: [ends.from, ends.to].map((reader) => spellReading(agreement, { ...ends, reader })).join('; '),
    sender: sender?.differing ?? 'hold',
    receiver: receiver?.differing ?? 'hold',
  }
}

function spellReading(agreement: OnTable, asked: Ends & { readonly reader: Party }): string {
  const position = positionOf(agreement.positions, asked.reader.nation)
  const held = position === null ? '' : `${position.claim}, ${position.terminable}, `
  return `${asked.reader.nation}: ${held}${spell(periodBy(agreement, asked))}`
}

function policyOf(party: Party, policies: ReadonlyMap<string, MarkingPolicy>): MarkingPolicy | null {
  const policy = policies.get(party.policy)
  return policy?.nation === party.nation ? policy : null
}

function standingOf(
  assurance: Assurance,
  { terms, from, to, receiver }: { terms: Terms; from: Party; to: Party; receiver: MarkingPolicy | null },
): readonly Standing[] {
  if (assurance.by !== to.nation || assurance.to !== from.nation || receiver === null) return []
  const level = levelNamed(receiver, assurance.level)
  if (level === null) return []
  const fact = `${assurance.by} → ${assurance.to}: ${assurance.level}${assurance.item === null ? '' : `, ${assurance.item}`}`
  return [{ assurance, order: level.order, node: pass('assurance', fact, terms.assurance.cites) }]
}

function compileNodes(
  agreement: OnTable,
  { from, to, sender, rows, top }: Ends & { sender: MarkingPolicy | null; rows: EquivalenceTable; top: Way['top'] },
): Nodes {
  const { hash, terms } = agreement
  const read = contestedBetween(agreement, { from, to })?.fact ?? spell(periodBy(agreement, { from, to, reader: from }))
  const named = (rule: RuleId, list: readonly Named[]): ReadonlyMap<string, Passed> =>
    new Map(list.map(({ id, cites }) => [id, pass(rule, id, cites)]))
  const levels = sender?.levels ?? []
  return {
    agreement: pass('agreement', `${terms.id} ${hash}`, terms.entry.cites),
    inForce: pass('in-force', `${read}${pendingNotices(agreement)}`, terms.term.cites),
    exercise: pass('exercise', terms.exercise ? 'exercise' : 'not exercise', terms.scope.cites),
    subjects: named('subject', terms.scope.subjects),
    purposes: named('purpose', terms.purposes),
    channels: new Map(terms.channels.map(({ id, cites }) => [id, pass('channel', id, cites)])),
    markings: pass('markings', sender === null ? '' : `${sender.id} ${sender.version}`, null),
    nationalOnly: pass('national-only', 'none', terms.nationalOnly.cites),
    banners: new Map(levels.map((level) => [level, pass('banner', level.name, null)])),
    top: new Map(levels.map((level) => [level, pass('top', `${level.name} ≤ ${top.name}`, top.cites)])),
    rows: new Map(rows.levels.map((row) => [row, pass('equivalence', spellRow(row), row.cites)])),
    releasableTo: pass('releasable-to', 'not limited', null),
    thirdParty: pass('third-party', 'none', terms.thirdParty.cites),
  }
}

// While a notice is pending everything works, and the verdict says that it is.
function pendingNotices({ notices }: OnTable): string {
  return notices
    .filter((notice) => notice.withdrawn === null)
    .map((notice) => `; notice ${notice.party} ${toUtc(notice.at)}${isSuspended(notice) ? ' suspended' : ''}`)
    .join('')
}

/** `2016-11-22T15:00:00Z/..`: from entry into force to the end a notice has fixed (ISO 8601-2). */
export function spell(during: Period | null): string {
  if (during === null) return 'entry into force is open'
  return `${toUtc(during.from)}/${during.until === null ? '..' : toUtc(during.until)}`
}

function spellRow({ from, to }: EquivalenceRow): string {
  return `${from.policy} ${from.name} → ${to === null ? '' : `${to.policy} ${to.name}`}`
}

function pass(rule: RuleId, fact: string, cites: string | null): Passed {
  return { rule, passed: true, fact, cites }
}

function indexBy<T>(values: readonly T[], keyOf: (value: T) => string | null): Index<T> {
  const index = new Map<string, T[]>()
  for (const value of values) {
    const key = keyOf(value)
    if (key === null) continue
    const list = index.get(key)
    if (list === undefined) index.set(key, [value])
    else list.push(value)
  }
  return index
}
