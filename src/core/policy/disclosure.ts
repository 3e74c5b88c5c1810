import type { Json } from '../bytes/canonical.ts'
import type { Instant } from '../instant.ts'
import { labelJson, type Label } from '../marking/label.ts'
import type { Nation } from '../marking/name.ts'
import { levelNamed, type MarkingPolicy } from '../marking/policy.ts'
import type { DisclosureReason, DisclosureRuleId } from './disclosure-texts.ts'
import { standsAt, type Validity } from './statement.ts'

/** What a post is for. A role gives no access by itself; it says which act of a disclosure its holder may do. */
export const ROLES = [
  'analyst',
  'disclosure-officer',
  'approving-authority',
  'registry-officer',
  'treaty-officer',
  'watch-officer',
  'auditor',
  'node-operator',
] as const
export type Role = (typeof ROLES)[number]

/** The nation's own people and rules: data of one node, never shown to a partner. */
export interface NationalRules {
  readonly policy: MarkingPolicy
  readonly posts: readonly Post[]
  readonly holders: readonly Holder[]
  readonly delegations: readonly Delegation[]
  /** How many persons must approve; at least one, whatever is written here. */
  readonly approvals: number
}

export interface Post {
  readonly id: string
  readonly role: Role
}

/** Who holds a post, and in which period. A person is an identifier here. */
export type Holder = { readonly person: string; readonly post: string } & Validity

/** The highest level a post may approve for a recipient and a subject. */
export type Delegation = {
  readonly post: string
  readonly recipient: Nation
  readonly subject: string
  readonly level: string
} & Validity

/** A proposed disclosure. `digest` fixes item, portions and recipient, so that an approval covers what was read and nothing else. */
export interface Proposal {
  readonly digest: string
  readonly recipient: Nation
  readonly subject: string
  readonly banner: Label
  readonly proposer: string
  readonly decisions: readonly Decision[]
  /** Who will carry it out. */
  readonly sender: string
}

export interface Decision {
  readonly person: string
  readonly post: string
  readonly digest: string
  readonly decision: 'approve' | 'refuse'
  readonly at: Instant
}

/** The second gate's answer, with its own proof. */
export type Disclosure =
  | {
      readonly kind: 'disclose'
      readonly ruleSet: typeof DISCLOSURE_RULE_SET
      readonly rules: readonly DisclosureNode[]
    }
  | {
      readonly kind: 'withhold'
      readonly ruleSet: typeof DISCLOSURE_RULE_SET
      readonly reason: DisclosureReason
      readonly rules: readonly DisclosureNode[]
    }

export type DisclosureNode = {
  readonly rule: DisclosureRuleId
  readonly passed: boolean
  readonly fact: string
  readonly reason: DisclosureReason | null
}

export const DISCLOSURE_RULE_SET = 'comity/disclosure-gate/1'

/**
 * The disclosure gate: do we choose to give it? Pure; it reads no verdict of the agreement gate and implies none.
 *
 * INVARIANT: silence withholds. Nobody who approves proposed it, and nobody who approves carries it out (`domain.md` 7, 33).
 */
export function disclose(national: NationalRules, proposal: Proposal, at: Instant): Disclosure {
  const rules: DisclosureNode[] = []
  for (const rule of GATE) {
    const node = rule({ national, proposal, at })
    rules.push(node)
    if (node.reason !== null) return { kind: 'withhold', ruleSet: DISCLOSURE_RULE_SET, reason: node.reason, rules }
  }
  return { kind: 'disclose', ruleSet: DISCLOSURE_RULE_SET, rules }
}

/** The canonical form, for the log of this nation. */
export function disclosureJson(proposal: Proposal, disclosure: Disclosure): Json {
  const { digest, recipient, subject, banner } = proposal
  return {
    ...disclosure,
    rules: disclosure.rules.map((node) => ({ ...node })),
    digest,
    recipient,
    subject,
    banner: labelJson(banner),
  }
}

interface Case {
  readonly national: NationalRules
  readonly proposal: Proposal
  readonly at: Instant
}

const GATE: readonly ((tried: Case) => DisclosureNode)[] = [proposed, notRefused, approved, senderApart]

function proposed({ national, proposal: { proposer }, at }: Case): DisclosureNode {
  const may = holdsRole(national, { person: proposer, roles: ['analyst', 'disclosure-officer', 'watch-officer'] }, at)
  return may ? passed('proposer', proposer) : failed('proposer', 'proposer-without-post', proposer)
}

function notRefused({ proposal: { decisions, digest } }: Case): DisclosureNode {
  const refusal = decisions.find((made) => made.decision === 'refuse' && made.digest === digest)
  return refusal === undefined ? passed('not-refused', 'none') : failed('not-refused', 'refused', refusal.post)
}

function approved({ national, proposal, at }: Case): DisclosureNode {
  const persons = new Set<string>()
  let reason: DisclosureReason = 'approval-missing'
  for (const made of proposal.decisions) {
    if (made.decision !== 'approve') continue
    const unfit = unfitApproval({ national, proposal, at }, made)
    if (unfit === null) persons.add(made.person)
    else reason = unfit
  }
  const needed = Math.max(1, national.approvals)
  const fact = `${persons.size} of ${needed}`
  return persons.size >= needed ? passed('approval', fact) : failed('approval', reason, fact)
}

function unfitApproval({ national, proposal, at }: Case, made: Decision): DisclosureReason | null {
  if (made.digest !== proposal.digest) return 'approval-of-something-else'
  if (made.person === proposal.proposer) return 'approver-is-proposer'
  if (!(made.at <= at)) return 'approval-missing'
  const post = national.posts.find(({ id }) => id === made.post)
  const mayApprove = post !== undefined && (post.role === 'disclosure-officer' || post.role === 'approving-authority')
  if (!mayApprove || !holds(national, made.person, { post: made.post, at: made.at })) return 'approver-without-post'
  return national.delegations.some((given) => given.post === made.post && delegates(given, { national, proposal, at }))
    ? null
    : 'delegation-exceeded'
}

function delegates(given: Delegation, { national, proposal, at }: Case): boolean {
  const { banner, recipient, subject } = proposal
  const level = banner.policy === national.policy.id ? levelNamed(national.policy, banner.level) : null
  const highest = levelNamed(national.policy, given.level)
  return (
    given.recipient === recipient &&
    given.subject === subject &&
    level !== null &&
    highest !== null &&
    level.order <= highest.order &&
    standsAt(given, at)
  )
}

function senderApart({ national, proposal: { sender, decisions }, at }: Case): DisclosureNode {
  if (decisions.some(({ person }) => person === sender)) return failed('sender', 'sender-is-approver', sender)
  return holdsRole(national, { person: sender, roles: ['registry-officer', 'watch-officer'] }, at)
    ? passed('sender', sender)
    : failed('sender', 'sender-without-post', sender)
}

function holdsRole(
  national: NationalRules,
  { person, roles }: { person: string; roles: readonly Role[] },
  at: Instant,
): boolean {
  return national.posts.some(({ id, role }) => roles.includes(role) && holds(national, person, { post: id, at }))
}

function holds({ holders }: NationalRules, person: string, { post, at }: { post: string; at: Instant }): boolean {
  return holders.some((holder) => holder.person === person && holder.post === post && standsAt(holder, at))
}

function passed(rule: DisclosureRuleId, fact: string): DisclosureNode {
  return { rule, passed: true, fact, reason: null }
}

function failed(rule: DisclosureRuleId, reason: DisclosureReason, fact: string): DisclosureNode {
  return { rule, passed: false, fact, reason }
}
