import { period } from '../../core/agreement/agreement.ts'
import { articleText } from '../../core/agreement/article.ts'
import { decodeTerms, termsJson } from '../../core/agreement/decode-terms.ts'
import { toUtc } from '../../core/bytes/calendar.ts'
import { isObject, type Json } from '../../core/bytes/canonical.ts'
import { shape, stringOf, valueOf, wordOf } from '../../core/bytes/shape.ts'
import { inForce } from '../../core/agreement/agreement.ts'
import { LANGUAGES, type Language } from '../../core/text.ts'
import {
  actOnAgreement,
  agreementTexts,
  agreements,
  assure,
  findAgreement,
  loadAgreement,
  type Agreed,
} from '../../runtime/desk/agreement.ts'
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
    const kind = wordOf(shaped, 'kind', ['sign', 'notify', 'notice'] as const)
    return agreedJson(
      host,
      await actOnAgreement(host.desk, {
        kind,
        agreement: stringOf(shaped, 'agreement'),
        person: stringOf(shaped, 'person'),
      }),
    )
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
    const texts = Object.fromEntries(agreementTexts(host.node, agreed))
    return { agreement: agreedJson(host, agreed), terms: termsJson(agreed.state.terms), texts }
  },
}

/** One article, or one paragraph of it, in every language whose text is on file and has it. */
export function articleJson({ node }: Host, agreed: Agreed, address: string): Json {
  const found = [...agreementTexts(node, agreed)].flatMap(([language, text]) => {
    const article = articleText(text, address)
    return article === null ? [] : [[language, { ...article }] as const]
  })
  return Object.fromEntries(found)
}

function agreedJson(host: Host, { relation, state }: Agreed): Json {
  const during = period(state)
  const act = ({ party, at }: { readonly party: string; readonly at: Parameters<typeof toUtc>[0] }): Json => ({
    party,
    at: toUtc(at),
  })
  return {
    id: state.terms.id,
    hash: state.hash,
    title: { ...state.terms.title },
    partner: relation.partner.nation,
    inForce: inForce(state, host.node.ports.clock.now()) !== null,
    from: during === null ? null : toUtc(during.from),
    until: during === null || during.until === null ? null : toUtc(during.until),
    texts: state.texts,
    signatures: state.signatures.map(act),
    notifications: state.notifications.map(act),
    notices: state.notices.map(act),
  }
}
