import type { Instant } from '../instant.ts'
import { dominant } from '../marking/dominant.ts'
import { equivalent } from '../marking/equivalence.ts'
import type { Label } from '../marking/label.ts'
import type { Nation } from '../marking/name.ts'
import { caveatNamed, issuedAt, levelNamed, type Level } from '../marking/policy.ts'
import { spell, type CompiledFacts, type Standing, type Way } from './facts.ts'
import type { ItemFacts, Portion } from './item.ts'
import type { Reason } from './reasons.ts'
import { standsAt, type Consent } from './statement.ts'
import type { RuleId } from './rule-texts.ts'
import type { Failed, RuleNode } from './verdict.ts'

/** What is asked: may this item go from one nation to another, for this purpose, through this channel? */
export interface ReleaseRequest {
  readonly item: ItemFacts
  readonly from: Nation
  readonly to: Nation
  readonly purpose: string
  readonly channel: string
}

/** One request under one agreement. The three open fields are filled by `banner` and `equivalence` for the rules after them. */
export interface Case {
  readonly way: Way
  readonly facts: CompiledFacts
  readonly request: ReleaseRequest
  readonly at: Instant
  banner: { readonly label: Label; readonly level: Level } | null
  equivalent: { readonly label: Label; readonly level: Level } | null
}

/**
 * The agreement gate, rule by rule: each returns what it found, and the first that fails withholds.
 *
 * INVARIANT: a rule passes only on a fact it found. Absence, an unknown word and a missing policy fail.
 */
export const GATE: readonly ((tried: Case) => RuleNode)[] = [
  ({ way }) => way.nodes.agreement,
  inForce,
  exercise,
  subject,
  purpose,
  channel,
  markings,
  nationalOnly,
  banner,
  top,
  equivalence,
  releasableTo,
  thirdParty,
  assurance,
]

function inForce({ way, at }: Case): RuleNode {
  const { period, terms, nodes } = way
  const failed = { rule: 'in-force', fact: nodes.inForce.fact } as const
  if (period === null || !(period.from <= at)) {
    const wanted = period === null ? 'texts, signatures and both notifications' : spell({ ...period, until: null })
    return fail({ ...failed, reason: 'not-yet-in-force', cites: terms.entry.cites, wanted })
  }
  if (period.until !== null && !(at < period.until))
    return fail({ ...failed, reason: 'terminated', cites: terms.term.cites, wanted: 'another agreement' })
  const { contested } = way
  if (contested?.sender === 'hold')
    return fail({
      ...failed,
      reason: 'positions-differ',
      fact: contested.fact,
      cites: terms.term.cites,
      wanted: 'allow',
    })
  return nodes.inForce
}

/**
 * Why the receiver, by its own reading and its own rule, holds otherwise than a verdict that released; null where it does not.
 * A contested state binds nobody to the other's position.
 */
export function receiverObjects({ theirs, contested }: Way, at: Instant): Reason | null {
  if (contested === null) return null
  if (contested.receiver === 'hold') return 'positions-differ'
  const holds = theirs !== null && theirs.from <= at && (theirs.until === null || at < theirs.until)
  return holds ? null : 'terminated'
}

function exercise({ way: { terms, nodes }, request: { item } }: Case): RuleNode {
  if (item.exercise === terms.exercise) return nodes.exercise
  const wanted = nodes.exercise.fact
  const fact = item.exercise ? 'exercise' : 'not exercise'
  return fail({ rule: 'exercise', reason: 'exercise-mismatch', fact, cites: terms.scope.cites, wanted })
}

function subject({ way: { terms, nodes }, request: { item } }: Case): RuleNode {
  const covered = nodes.subjects.get(item.subject)
  if (covered !== undefined) return covered
  const wanted = [...nodes.subjects.keys()].join(', ')
  return fail({ rule: 'subject', reason: 'subject-out-of-scope', fact: item.subject, cites: terms.scope.cites, wanted })
}

function purpose({ way: { terms, nodes }, request }: Case): RuleNode {
  const agreed = nodes.purposes.get(request.purpose)
  const failed = { rule: 'purpose', fact: request.purpose } as const
  if (agreed === undefined) {
    const wanted = [...nodes.purposes.keys()].join(', ')
    return fail({ ...failed, reason: 'purpose-not-agreed', cites: terms.purposes[0]?.cites ?? null, wanted })
  }
  if (request.item.purpose === request.purpose) return agreed
  return fail({ ...failed, reason: 'purpose-differs', cites: agreed.cites, wanted: request.item.purpose })
}

function channel({ way: { terms, nodes }, request }: Case): RuleNode {
  const permitted = nodes.channels.get(request.channel)
  if (permitted !== undefined) return permitted
  const wanted = [...nodes.channels.keys()].join(', ')
  const cites = terms.channels[0]?.cites ?? null
  return fail({ rule: 'channel', reason: 'channel-not-permitted', fact: request.channel, cites, wanted })
}

function markings({ way, facts, request, at }: Case): RuleNode {
  const { portions } = request.item
  const failed = { rule: 'markings', cites: null } as const
  if (way.from === null || way.to === null) {
    const wanted = way.from === null ? way.direction.from : way.direction.to
    return fail({ ...failed, reason: 'marking-policy-missing', fact: `no ${wanted}`, wanted })
  }
  if (portions.length === 0) return fail({ ...failed, reason: 'item-empty', fact: '0', wanted: '1' })
  let read = way.nodes.markings
  for (const portion of portions) {
    const unsound = unsoundMarking(portion, facts, at)
    if (unsound !== null)
      return fail({ ...failed, reason: unsound, fact: spellPortion(portion), wanted: portion.originator })
    if (portion.originator !== request.from) read = { ...read, fact: `${read.fact}, ${portion.label.policy}` }
  }
  return read
}

function unsoundMarking({ label, originator, marked }: Portion, facts: CompiledFacts, at: Instant): Reason | null {
  const policy = facts.policies.get(label.policy)
  if (policy === undefined) return 'marking-policy-missing'
  if (policy.nation !== originator) return 'marking-unknown'
  const level = levelNamed(policy, label.level)
  if (level === null) return 'marking-unknown'
  for (const name of label.caveats) if (caveatNamed(policy, name) === null) return 'marking-unknown'
  return issuedAt(level, marked) && marked <= at ? null : 'marking-not-valid'
}

function nationalOnly({ way: { terms, nodes }, facts, request }: Case): RuleNode {
  for (const portion of request.item.portions) {
    const barred =
      barring(portion.label, facts) ?? (portion.equivalent === null ? null : barring(portion.equivalent, facts))
    if (barred === null) continue
    const { cites } = terms.nationalOnly
    const fact = `${portion.originator} ${portion.id}: ${barred}`
    return fail({ rule: 'national-only', reason: 'national-only-caveat', fact, cites, wanted: portion.originator })
  }
  return nodes.nationalOnly
}

function barring(label: Label, facts: CompiledFacts): string | null {
  const policy = facts.policies.get(label.policy)
  for (const name of label.caveats) {
    const kind = policy === undefined ? undefined : caveatNamed(policy, name)?.kind
    // A caveat nobody can read might be one that bars.
    if (kind === undefined || kind === 'national-only') return name
  }
  return null
}

function banner(tried: Case): RuleNode {
  const { way, request } = tried
  const labels: Label[] = []
  for (const portion of request.item.portions) {
    const label = inSendersPolicy(portion, request.from)
    if (label === null) {
      const fact = spellPortion(portion)
      return fail({ rule: 'banner', reason: 'foreign-portion-unmapped', fact, cites: null, wanted: way.direction.from })
    }
    labels.push(label)
  }
  if (way.from === null) return undetermined('no-parts')
  const found = dominant(way.from, labels)
  if (found.kind === 'stop') return undetermined(found.why)
  tried.banner = found
  const { caveats, releasableTo: nations } = found.label
  const plain = caveats.length === 0 && nations === null ? way.nodes.banners.get(found.level) : undefined
  return plain ?? { rule: 'banner', passed: true, fact: spellLabel(found.label), cites: null }
}

function undetermined(why: string): Failed {
  return fail({ rule: 'banner', reason: 'banner-undetermined', fact: why, cites: null, wanted: 'one banner' })
}

function inSendersPolicy(portion: Portion, from: Nation): Label | null {
  return portion.originator === from ? portion.label : portion.equivalent
}

function top({ way, banner: found }: Case): RuleNode {
  const { level, name, cites } = way.top
  const passed =
    level !== null && found !== null && found.level.order <= level.order ? way.nodes.top.get(found.level) : undefined
  const fact = found?.level.name ?? ''
  return passed ?? fail({ rule: 'top', reason: 'level-above-top', fact, cites, wanted: `≤ ${name}` })
}

function equivalence(tried: Case): RuleNode {
  const { way, request, banner: found } = tried
  const cites = way.rows.levels[0]?.cites ?? way.top.cites
  const failed = { rule: 'equivalence', cites } as const
  if (found === null) return fail({ ...failed, reason: 'no-equivalence-row', fact: '', wanted: '' })
  const whole = mapped(tried, found.label)
  if ('reason' in whole) return fail({ ...failed, ...whole, fact: spellLabel(found.label) })
  for (const portion of request.item.portions) {
    const label = inSendersPolicy(portion, request.from)
    if (label === null || (label.level === found.label.level && label.caveats.length === 0)) continue
    const part = mapped(tried, label)
    if ('reason' in part) return fail({ ...failed, ...part, fact: spellPortion(portion) })
  }
  tried.equivalent = whole
  return whole.node
}

type Mapped =
  | { readonly label: Label; readonly level: Level; readonly node: RuleNode }
  | { readonly reason: Reason; readonly wanted: string }

/** The equivalent, valid in the receiver's policy now, since it is a marking put on now. */
function mapped({ way, at }: Case, label: Label): Mapped {
  const found = equivalent(label, way.rows, way.direction, at)
  if (found.kind === 'blocked')
    return { reason: found.why === 'no-row' ? 'no-equivalence-row' : 'caveat-unmapped', wanted: found.missing }
  const { level: name, caveats } = found.label
  const level = way.to === null ? null : levelNamed(way.to, name)
  const node = way.nodes.rows.get(found.row)
  if (level === null || node === undefined || !issuedAt(level, at))
    return { reason: 'equivalent-not-valid', wanted: name }
  for (const caveat of caveats)
    if (way.to === null || caveatNamed(way.to, caveat) === null)
      return { reason: 'equivalent-not-valid', wanted: caveat }
  return { label: found.label, level, node }
}

function releasableTo({ way, banner: found, request }: Case): RuleNode {
  const nations = found?.label.releasableTo
  // A label that names nobody limits nothing here; whom it may go to is then for the disclosure gate to state.
  if (nations === null) return way.nodes.releasableTo
  const fact = nations?.join(', ') ?? ''
  if (nations?.includes(request.to) === true) return { rule: 'releasable-to', passed: true, fact, cites: null }
  return fail({ rule: 'releasable-to', reason: 'not-releasable-to-recipient', fact, cites: null, wanted: request.to })
}

function thirdParty({ way: { terms, nodes }, facts, request, at }: Case): RuleNode {
  const { cites } = terms.thirdParty
  const consented: Nation[] = []
  for (const { originator } of request.item.portions) {
    if (originator === request.from || originator === request.to || consented.includes(originator)) continue
    if (!hasConsent(originator, { facts, request, at })) {
      const wanted = `${originator}: ${request.item.id} → ${request.to}, ${request.purpose}`
      return fail({ rule: 'third-party', reason: 'third-party-consent-missing', fact: originator, cites, wanted })
    }
    consented.push(originator)
  }
  return consented.length === 0
    ? nodes.thirdParty
    : { rule: 'third-party', passed: true, fact: consented.join(', '), cites }
}

/** Tells whether an originator's consent to this onward release stands: for this item, or for its subject. */
export function hasConsent(
  originator: Nation,
  { facts, request, at }: Pick<Case, 'facts' | 'request' | 'at'>,
): boolean {
  const covers = (consent: Consent): boolean =>
    consent.originator === originator &&
    consent.holder === request.from &&
    consent.recipient === request.to &&
    consent.purpose === request.purpose &&
    standsAt(consent, at)
  const { byItem, bySubject } = facts.consents
  return (
    (byItem.get(request.item.id)?.some(covers) ?? false) || (bySubject.get(request.item.subject)?.some(covers) ?? false)
  )
}

function assurance({ way, request, equivalent: added, at }: Case): RuleNode {
  const { standing, byItem } = way.assurances
  if (added !== null) {
    const node = covering(standing, added.level, at) ?? covering(byItem.get(request.item.id) ?? [], added.level, at)
    if (node !== null) return node
  }
  const wanted = `${request.to} → ${request.from}: ≥ ${added?.label.level ?? ''}`
  return fail({
    rule: 'assurance',
    reason: 'assurance-missing',
    fact: 'none',
    cites: way.terms.assurance.cites,
    wanted,
  })
}

function covering(list: readonly Standing[], level: Level, at: Instant): RuleNode | null {
  for (const { assurance: given, order, node } of list) if (order >= level.order && standsAt(given, at)) return node
  return null
}

function spellPortion({ id, originator, label }: Portion): string {
  return `${originator} ${id}: ${spellLabel(label)}`
}

function spellLabel({ policy, level, caveats, releasableTo: nations }: Label): string {
  return [`${policy} ${level}`, ...caveats, ...(nations === null ? [] : [`REL TO ${nations.join(', ')}`])].join(' // ')
}

function fail(found: { rule: RuleId; reason: Reason; fact: string; cites: string | null; wanted: string }): Failed {
  const { rule, reason, fact, cites, wanted } = found
  return { rule, passed: false, fact, cites, reason, wanted }
}
