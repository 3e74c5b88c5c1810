import { assert } from '../../core/assert.ts'
import { isObject, type Json } from '../../core/bytes/canonical.ts'
import { shape, stringOf, wordOf, type Shape } from '../../core/bytes/shape.ts'
import { disclosureReasonText } from '../../core/policy/disclosure-texts.ts'
import type { Disclosure } from '../../core/policy/disclosure.ts'
import { reasonText } from '../../core/policy/reasons.ts'
import { verdictJson, type Verdict } from '../../core/policy/verdict.ts'
import { articleOf } from '../../runtime/judge.ts'
import { decideDisclosure, propose, send, type Step } from '../../runtime/desk/disclosure.ts'
import { findAgreement } from '../../runtime/desk/agreement.ts'
import { register } from '../../runtime/desk/holding.ts'
import type { Host } from '../host.ts'
import { articleJson } from './agreement.ts'
import { holdingJson } from './receive.ts'
import type { Control } from './table.ts'

/** Both gates, one after the other: propose, approve or refuse, send; and what was sent. */
export const releaseCommands: Readonly<Record<string, Control>> = {
  async 'release.propose'(host, input) {
    const { verdict, proposal } = await propose(host.desk, stepOf(shape(input, 'release.propose', STEP)))
    return { verdict: explained(host, verdict), proposed: proposal !== null }
  },
  async 'release.approve'(host, input) {
    const shaped = shape(input, 'release.approve', [...STEP, 'decision'])
    const decision = wordOf(shaped, 'decision', ['approve', 'refuse'] as const)
    const proposal = await decideDisclosure(host.desk, { ...stepOf(shaped), decision })
    return { decisions: proposal.decisions.map(({ person, decision: made }) => ({ person, decision: made })) }
  },
  async 'release.send'(host, input) {
    const shaped = shape(input, 'release.send', [...STEP, 'wrap'])
    const sending = await send(host.desk, {
      ...stepOf(shaped),
      wrap: wordOf(shaped, 'wrap', ['parcel', 'item'] as const),
    })
    const gates = { verdict: explained(host, sending.verdict), disclosure: disclosureJson(sending.disclosure) }
    return sending.kind === 'released'
      ? { kind: 'released', index: sending.index, repeated: sending.repeated, ...gates }
      : { kind: 'withheld', ...gates }
  },
  async 'release.list'(host, input) {
    const shaped = shape(input, 'release.list', ['to'])
    const list: Json[] = []
    for await (const holding of register(host.desk, { nation: stringOf(shaped, 'to', 8), side: 'ours' }))
      list.push(holdingJson(holding))
    return { releases: list }
  },
}

const STEP = ['item', 'to', 'person']

function stepOf(shaped: Shape): Step {
  return { item: stringOf(shaped, 'item', 64), to: stringOf(shaped, 'to', 8), person: stringOf(shaped, 'person', 64) }
}

/** A verdict with the words for its reason, and the article it turns on in every language. */
function explained(host: Host, verdict: Verdict): Json {
  const { text, remedy } = verdict.kind === 'withhold' ? reasonText(verdict.reason) : { text: null, remedy: null }
  const articles = [...new Set(verdict.rules.flatMap(({ cites }) => cites ?? []))]
  const article = articleOf(verdict)
  const agreed =
    verdict.agreement === null ? null : findAgreement(host.node, verdict.agreement, { partner: verdict.to })
  const json = verdictJson(verdict)
  assert(isObject(json), 'a verdict is an object')
  return {
    ...json,
    article,
    articles,
    agreementId: agreed === null ? null : agreed.state.terms.id,
    words: agreed === null || article === null ? {} : articleJson(agreed, article),
    text: text === null ? null : { ...text },
    remedy: remedy === null ? null : { ...remedy },
  }
}

function disclosureJson(disclosure: Disclosure): Json {
  const words = disclosure.kind === 'withhold' ? disclosureReasonText(disclosure.reason) : null
  return {
    ...disclosure,
    rules: disclosure.rules.map((node) => ({ ...node })),
    text: words === null ? null : { ...words.text },
    remedy: words === null ? null : { ...words.remedy },
  }
}
