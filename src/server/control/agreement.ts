import { inForce, period, type OnTable } from '../../core/agreement/agreement.ts'
import { articleText } from '../../core/agreement/article.ts'
import { decodeTerms, termsJson } from '../../core/agreement/decode-terms.ts'
import { toUtc } from '../../core/bytes/calendar.ts'
import { isObject, type Json } from '../../core/bytes/canonical.ts'
import { shape, stringOf, valueOf, wordOf } from '../../core/bytes/shape.ts'
import { isSuspended, type Notice } from '../../core/agreement/notice.ts'
import { isContested, positionOf } from '../../core/agreement/position.ts'
import type { Instant } from '../../core/instant.ts'
import { standingNow } from '../../core/party/fold.ts'
import { LANGUAGES, type Language } from '../../core/text.ts'
import {
  actOnAgreement,
  agreementTexts,
  agreements,
  assure,
  findAgreement,
  loadAgreement,
  statePosition,
  type Agreed,
} from '../../runtime/desk/agreement.ts'
import { SIMPLE_ACTS } from '../../core/wire/act.ts'
import type { Host } from '../host.ts'
import type { Control } from './table.ts'

/** Agreements: load, sign, notify, give notice, assure, list, show. */
export const agreementCommands: Readonly<Record<string, Control>> = {
  /** `{terms, texts, person}`: the terms as JSON, the texts by language. */
  async 'agreement.load'(host, input) {
    const shaped = shape(input, 'agreement.load', ['terms', 'texts', 'person'])
    const texts = new Map<Language, string>()
    const given = valueOf(shaped, 'texts')
    for (const language of LANGUAGES) {
      const text = isObject(given) ? given[language] : undefined
      if (typeof text === 'string') texts.set(language, text)
    }
    const terms = decodeTerms(valueOf(shaped, 'terms'))
    return agreedJson(host, await loadAgreement(host.desk, { terms, texts, person: stringOf(shaped, 'person') }))
  },
  async 'agreement.act'(host, input) {
    const shaped = shape(input, 'agreement.act', ['kind', 'agreement', 'person'])
    const kind = wordOf(shaped, 'kind', SIMPLE_ACTS)
    return agreedJson(
      host,
      await actOnAgreement(host.desk, {
        kind,
        agreement: stringOf(shaped, 'agreement'),
        person: stringOf(shaped, 'person'),
      }),
    )
  },
  /** `{agreement, position, person}`: this nation's own position on a contested state. */
  async 'agreement.position'(host, input) {
    const shaped = shape(input, 'agreement.position', ['agreement', 'position', 'person'])
    const given = {
      agreement: stringOf(shaped, 'agreement'),
      position: valueOf(shaped, 'position'),
      person: stringOf(shaped, 'person'),
    }
    return agreedJson(host, await statePosition(host.desk, given))
  },
  /** `{agreement, level, person}`: the receiver's assurance, in its own marking. */
  async 'agreement.assure'(host, input) {
    const shaped = shape(input, 'agreement.assure', ['agreement', 'level', 'person'])
    const given = {
      agreement: stringOf(shaped, 'agreement'),
      level: stringOf(shaped, 'level', 64),
      person: stringOf(shaped, 'person'),
    }
    return agreedJson(host, await assure(host.desk, given))
  },
  async 'agreement.list'(host, input) {
    shape(input, 'agreement.list', [])
    return { agreements: agreements(host.node).map((agreed) => agreedJson(host, agreed)) }
  },
  async 'agreement.show'(host, input) {
    const shaped = shape(input, 'agreement.show', ['agreement'])
    const agreed = findAgreement(host.node, stringOf(shaped, 'agreement'))
    const texts = Object.fromEntries(agreementTexts(agreed))
    return { agreement: agreedJson(host, agreed), terms: termsJson(agreed.state.terms), texts }
  },
}

/** One article, or one paragraph of it, in every language whose text is on file and has it. */
export function articleJson(agreed: Agreed, address: string): Json {
  const found = [...agreementTexts(agreed)].flatMap(([language, text]) => {
    const article = articleText(text, address)
    return article === null ? [] : [[language, { ...article }] as const]
  })
  return Object.fromEntries(found)
}

/** Where an agreement stands, for our own people. */
export function agreedJson(host: Host, { relation, state }: Agreed): Json {
  const now = host.node.ports.clock.now()
  const during = period(state)
  const { ours, theirs } = relation.fold.nations
  const act = ({ party, at }: { readonly party: string; readonly at: Instant }): Json => ({ party, at: toUtc(at) })
  return {
    id: state.terms.id,
    hash: state.hash,
    title: { ...state.terms.title },
    partner: relation.partner.nation,
    stage: stageOf(state, now),
    inForce: inForce(state, now) !== null,
    from: during === null ? null : toUtc(during.from),
    until: during === null || during.until === null ? null : toUtc(during.until),
    draft: state.draft,
    predecessor: state.terms.predecessor === null ? null : { ...state.terms.predecessor },
    texts: state.texts,
    signatures: state.signatures.map(act),
    notifications: state.notifications.map(act),
    notices: state.notices.map(noticeJson),
    contested: isContested(state.positions, [ours, theirs]),
    readings: [ours, theirs].map((party) => readingJson(state, party)),
    withoutEffect: withoutEffectJson(relation, state.hash),
  }
}

function noticeJson({ party, at, suspended, revived, withdrawn }: Notice): Json {
  return {
    party,
    at: toUtc(at),
    suspended: suspended === null ? null : toUtc(suspended),
    revived: revived === null ? null : toUtc(revived),
    withdrawn: withdrawn === null ? null : toUtc(withdrawn),
  }
}

// What each Party holds, side by side: there is no third line that says which is right.
function readingJson(state: OnTable, party: string): Json {
  const position = positionOf(state.positions, party)
  const during = period(state, { reader: party })
  return {
    party,
    from: during === null ? null : toUtc(during.from),
    until: during === null || during.until === null ? null : toUtc(during.until),
    position: position === null ? null : { ...position, at: toUtc(position.at), since: toUtc(position.since) },
  }
}

function withoutEffectJson({ fold }: Agreed['relation'], agreement: string): Json {
  return standingNow(fold)
    .withoutEffect.filter((act) => act.agreement === agreement)
    .map(({ party, at, kind, code }) => ({ party, at: toUtc(at), kind, code }))
}

/** The stage an agreement has reached, computed: `on-table`, `signed`, `in-force`, `notice-pending`, `notice-suspended`, `superseded`, `ended`. */
function stageOf(state: OnTable, now: Instant): string {
  const during = period(state)
  if (during === null) return state.signatures.length > 0 ? 'signed' : 'on-table'
  if (now < during.from) return 'signed'
  if (during.until !== null && now >= during.until)
    return state.superseded !== null && state.superseded <= now ? 'superseded' : 'ended'
  const standing = state.notices.filter(({ withdrawn }) => withdrawn === null)
  if (standing.some((notice) => !isSuspended(notice))) return 'notice-pending'
  return standing.length > 0 ? 'notice-suspended' : 'in-force'
}
