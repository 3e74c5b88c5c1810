import { AssertionError } from '../assert.ts'
import type { Instant } from '../instant.ts'
import type { CompiledFacts } from './facts.ts'
import { originators } from './item.ts'
import type { Reason } from './reasons.ts'
import { GATE, type Case, type ReleaseRequest } from './rules.ts'
import { RULE_SET, type RuleNode, type Verdict, type Withhold } from './verdict.ts'

/**
 * The agreement gate: may the receiver hold this item, now? A pure, total function; the receiver runs it again on arrival.
 *
 * Every agreement between the two is tried and the first that allows is the ground; where none does, the verdict is that of the
 * agreement which came nearest. It never says that the item should be given: that is `disclosure.ts`.
 *
 * INVARIANT: the answer is *withhold* unless every rule found the fact it needs; an error while deciding withholds.
 */
export function decide(facts: CompiledFacts, request: ReleaseRequest, at: Instant): Verdict {
  try {
    const ways = facts.ways.get(request.from)?.get(request.to)
    let nearest: Verdict | null = null
    if (ways !== undefined) {
      for (const way of ways) {
        const verdict = decideUnder({ way, facts, request, at, banner: null, equivalent: null })
        if (verdict.kind === 'release') return verdict
        if (nearest === null || verdict.rules.length > nearest.rules.length) nearest = verdict
      }
    }
    return nearest ?? withoutAgreement(request, at)
  } catch (error) {
    // A bug still stops the program; what a malformed fact or request throws must not release.
    if (error instanceof AssertionError) throw error
    return withheldByError(at)
  }
}

function decideUnder(tried: Case): Verdict {
  const { way, request, at } = tried
  const rules: RuleNode[] = []
  for (const rule of GATE) {
    const node = rule(tried)
    rules.push(node)
    if (!node.passed) return withhold(tried, node.reason, rules)
  }
  const { banner, equivalent } = tried
  if (banner === null || equivalent === null) return withheldByError(at)
  return {
    kind: 'release',
    ruleSet: RULE_SET,
    item: request.item.id,
    from: request.from,
    to: request.to,
    at,
    agreement: way.hash,
    originators: originators(request.item),
    banner: banner.label,
    equivalent: equivalent.label,
    rules,
  }
}

function withhold({ way, request, at, banner }: Case, reason: Reason, rules: readonly RuleNode[]): Withhold {
  return {
    kind: 'withhold',
    reason,
    ruleSet: RULE_SET,
    item: request.item.id,
    from: request.from,
    to: request.to,
    at,
    agreement: way.hash,
    originators: originators(request.item),
    banner: banner?.label ?? null,
    rules,
  }
}

function withoutAgreement({ item, from, to }: ReleaseRequest, at: Instant): Withhold {
  const wanted = `${from} → ${to}`
  return {
    kind: 'withhold',
    reason: 'no-agreement',
    ruleSet: RULE_SET,
    item: item.id,
    from,
    to,
    at,
    agreement: null,
    originators: originators(item),
    banner: null,
    rules: [{ rule: 'agreement', passed: false, fact: 'none', cites: null, reason: 'no-agreement', wanted }],
  }
}

// It names nothing, since what it would name could not be read.
function withheldByError(at: Instant): Withhold {
  return {
    kind: 'withhold',
    reason: 'error-while-deciding',
    ruleSet: RULE_SET,
    item: '',
    from: '',
    to: '',
    at,
    agreement: null,
    originators: [],
    banner: null,
    rules: [
      {
        rule: 'error',
        passed: false,
        fact: '',
        cites: null,
        reason: 'error-while-deciding',
        wanted: 'a readable request',
      },
    ],
  }
}
