import { createHash } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { evolve, ABSENT, type Agreement, type OnTable } from '../src/core/agreement/agreement.ts'
import { decideAct, type AgreementAct } from '../src/core/agreement/decide-act.ts'
import { decodeTerms } from '../src/core/agreement/decode-terms.ts'
import { agreementHash, type Hash } from '../src/core/agreement/hash.ts'
import { positionJson, type Position } from '../src/core/agreement/position.ts'
import type { Terms } from '../src/core/agreement/terms.ts'
import { fromUtc } from '../src/core/bytes/calendar.ts'
import type { Json } from '../src/core/bytes/canonical.ts'
import type { Instant } from '../src/core/instant.ts'
import type { Label } from '../src/core/marking/label.ts'
import { decodePolicy, type MarkingPolicy } from '../src/core/marking/policy.ts'
import { compileFacts, type CompiledFacts, type Facts } from '../src/core/policy/facts.ts'
import type { ItemFacts, Portion } from '../src/core/policy/item.ts'
import type { ReleaseRequest } from '../src/core/policy/rules.ts'
import type { Assurance, Consent } from '../src/core/policy/statement.ts'
import { LANGUAGES } from '../src/core/text.ts'
import { decodeYaml } from '../src/io/yaml.ts'

/*
 * The shipped exercise agreement and policies, loaded as a node loads them, and the acts that bring the agreement into force on
 * 23 November 2016, as the real one was. Everything an item says here is fictional.
 */

const ROOT = new URL('../', import.meta.url)

export const hash: Hash = { sha384: (data) => new Uint8Array(createHash('sha384').update(data).digest()) }

export const KR = policyOf('kr')
export const JP = policyOf('jp')
export const US = policyOf('us')

export const termsValue: Json = yamlOf('agreements/exercise-kr-jp/terms.yaml')
export const terms: Terms = decodeTerms(termsValue)
export const agreementId: string = agreementHash(hash, terms)
export const texts = {
  en: textOf('en'),
  ko: textOf('ko'),
  ja: textOf('ja'),
}

/** An instant from its text. */
export function utc(text: string): Instant {
  return fromUtc(text, 'test')
}

export const ENTRY = utc('2016-11-23T05:00:00Z')
export const NOW = utc('2018-06-01T00:00:00Z')

/** Does acts in order, through the same decision a node uses. */
export function enact(state: Agreement, acts: readonly { party: string; act: AgreementAct; at: Instant }[]): Agreement {
  return acts.reduce((before, given) => evolve(before, decideAct(hash, { state: before, ...given })), state)
}

export const PROPOSED = enact(ABSENT, [
  { party: 'KR', act: { kind: 'propose', hash: agreementId, terms }, at: utc('2016-11-01T00:00:00Z') },
])

export const FILED = enact(
  PROPOSED,
  LANGUAGES.map((language) => ({
    party: 'JP',
    act: { kind: 'text', hash: agreementId, language, text: texts[language] },
    at: utc('2016-11-14T00:00:00Z'),
  })),
)

export const SIGNED = enact(FILED, [
  { party: 'KR', act: { kind: 'sign', hash: agreementId }, at: utc('2016-11-23T01:00:00Z') },
  { party: 'JP', act: { kind: 'sign', hash: agreementId }, at: utc('2016-11-23T01:05:00Z') },
])

export const NOTIFIED = enact(SIGNED, [
  { party: 'JP', act: { kind: 'notify', hash: agreementId }, at: utc('2016-11-23T03:00:00Z') },
  { party: 'KR', act: { kind: 'notify', hash: agreementId }, at: ENTRY },
])

/**
 * The acts of 2019 and 2020: a notice, its effect suspended, and two positions that differ; Korea's as it is given, Japan's that the
 * agreement ends with a term and that exchange goes on.
 */
export function contested({
  terminable,
  differing,
}: Pick<Position, 'terminable' | 'differing'>): readonly { party: string; act: AgreementAct; at: Instant }[] {
  const since = utc('2019-11-22T09:00:00Z')
  const stated = (held: Pick<Position, 'terminable' | 'differing'>): AgreementAct => ({
    kind: 'position',
    hash: agreementId,
    position: positionJson({ since, claim: 'in-force', basis: 'a note', ...held }),
  })
  return [
    { party: 'KR', act: { kind: 'notice', hash: agreementId }, at: utc('2019-08-23T06:00:00Z') },
    { party: 'KR', act: { kind: 'suspend-notice', hash: agreementId }, at: since },
    { party: 'KR', act: stated({ terminable, differing }), at: utc('2020-08-04T00:00:00Z') },
    { party: 'JP', act: stated({ terminable: 'end-of-term', differing: 'allow' }), at: utc('2020-08-05T00:00:00Z') },
  ]
}

/** Narrows a state that a test knows to be on the table. */
export function onTable(state: Agreement): OnTable {
  if (state.kind !== 'on-table') throw new Error('nothing is on the table')
  return state
}

export const KR_SECRET: Label = { policy: 'KR-MIL', level: '군사Ⅱ급비밀', caveats: [], releasableTo: null }
export const KR_CONFIDENTIAL: Label = { ...KR_SECRET, level: '군사Ⅲ급비밀' }
export const KR_TOP_SECRET: Label = { ...KR_SECRET, level: '군사Ⅰ급비밀' }
export const JP_SECRET: Label = { policy: 'JP-DEF', level: '極秘', caveats: [], releasableTo: null }
const US_SECRET: Label = { policy: 'US-NSI', level: 'SECRET', caveats: [], releasableTo: null }

export function portion(given: Partial<Portion> = {}): Portion {
  return {
    id: 'p1',
    originator: 'KR',
    label: KR_SECRET,
    equivalent: null,
    marked: utc('2018-05-01T00:00:00Z'),
    mediaType: 'text/plain',
    digest: null,
    ...given,
  }
}

/** A portion of American origin that Korea received and marked with its own equivalent. */
export const US_PORTION = portion({ id: 'p2', originator: 'US', label: US_SECRET, equivalent: KR_SECRET })

export function item(given: Partial<ItemFacts> = {}): ItemFacts {
  return {
    id: 'item-1',
    portions: [portion()],
    subject: 'dprk-missile',
    purpose: 'joint-analysis',
    exercise: true,
    ...given,
  }
}

export function request(given: Partial<ReleaseRequest> = {}): ReleaseRequest {
  return { item: item(), from: 'KR', to: 'JP', purpose: 'joint-analysis', channel: 'online', ...given }
}

export const ASSURANCE: Assurance = {
  by: 'JP',
  to: 'KR',
  agreement: agreementId,
  item: null,
  level: '特定秘密',
  from: null,
  until: null,
}

export const CONSENT: Consent = {
  originator: 'US',
  holder: 'KR',
  recipient: 'JP',
  purpose: 'joint-analysis',
  covers: { kind: 'item', item: 'item-1' },
  from: null,
  until: null,
}

export function facts(given: Partial<Facts> = {}): CompiledFacts {
  return compileFacts({
    agreements: [NOTIFIED],
    policies: [KR, JP, US],
    assurances: [ASSURANCE],
    consents: [],
    ...given,
  })
}

function policyOf(name: string): MarkingPolicy {
  return decodePolicy(yamlOf(`policies/${name}.yaml`))
}

function yamlOf(path: string): Json {
  return decodeYaml(readFileSync(new URL(path, ROOT)), path)
}

function textOf(language: string): string {
  return readFileSync(new URL(`agreements/exercise-kr-jp/${language}.md`, ROOT), 'utf8')
}
