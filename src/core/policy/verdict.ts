import type { Json } from '../bytes/canonical.ts'
import type { Instant } from '../instant.ts'
import { labelJson, type Label } from '../marking/label.ts'
import type { Nation } from '../marking/name.ts'
import type { Reason } from './reasons.ts'
import type { RuleId } from './rule-texts.ts'

/** The rules a verdict was made by. Both nations record it, so a difference of software is told from a difference of reading. */
export const RULE_SET = 'comity/agreement-gate/1'

/** The answer of the agreement gate: a proof object, equal on both sides for equal facts. */
export type Verdict = Release | Withhold

/** May they hold it? Yes, under this agreement. Whether we choose to give it is the disclosure gate's to say. */
export type Release = Found & {
  readonly kind: 'release'
  readonly agreement: string
  readonly banner: Label
  /** The banner under the receiver's policy: added beside the originator's, never instead of it. */
  readonly equivalent: Label
}

export type Withhold = Found & {
  readonly kind: 'withhold'
  readonly reason: Reason
  /** The agreement that came nearest; `null` where there is none between the two. */
  readonly agreement: string | null
  readonly banner: Label | null
}

interface Found {
  readonly ruleSet: typeof RULE_SET
  readonly item: string
  readonly from: Nation
  readonly to: Nation
  readonly at: Instant
  readonly originators: readonly Nation[]
  /** Each rule tried, in order; a withheld item's last one is the rule that withheld it. */
  readonly rules: readonly RuleNode[]
}

/** One rule as it was tried: the fact it looked at and the article it rests on. */
export type RuleNode = Passed | Failed

export type Passed = {
  readonly rule: RuleId
  readonly passed: true
  readonly fact: string
  readonly cites: string | null
}

export type Failed = {
  readonly rule: RuleId
  readonly passed: false
  readonly fact: string
  readonly cites: string | null
  readonly reason: Reason
  /** The fact that would let it pass: a missing row, a consent, a date. For our own people: it may reveal holdings. */
  readonly wanted: string
}

/** The canonical form, for the log and for comparing with the partner's own; names in the order they are spelled in, which is quicker. */
export function verdictJson(verdict: Verdict): Json {
  const { agreement, at, banner, from, item, kind, originators, ruleSet, to } = verdict
  return {
    agreement,
    at,
    banner: banner === null ? null : labelJson(banner),
    ...(verdict.kind === 'release' ? { equivalent: labelJson(verdict.equivalent) } : {}),
    from,
    item,
    kind,
    originators,
    ...(verdict.kind === 'withhold' ? { reason: verdict.reason } : {}),
    ruleSet,
    rules: verdict.rules.map(ruleJson),
    to,
  }
}

function ruleJson(node: RuleNode): Json {
  const { cites, fact, passed, rule } = node
  return node.passed
    ? { cites, fact, passed, rule }
    : { cites, fact, passed, reason: node.reason, rule, wanted: node.wanted }
}
