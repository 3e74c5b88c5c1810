import { clauseDiff, documentDiff, type ClauseChange } from '../../core/agreement/clause-diff.ts'
import { decodeTerms } from '../../core/agreement/decode-terms.ts'
import type { Document, Texts } from '../../core/agreement/document.ts'
import { permitDiff, type Block } from '../../core/agreement/permits.ts'
import {
  agreedText,
  agreedVersion,
  contestedInitials,
  type ClauseTalks,
  type Talks,
} from '../../core/agreement/talks.ts'
import { textsOf } from '../../core/agreement/table.ts'
import { toUtc } from '../../core/bytes/calendar.ts'
import { isObject, type Json } from '../../core/bytes/canonical.ts'
import { shape, stringOf, stringOrNull, valueOf, wordOf, type Shape } from '../../core/bytes/shape.ts'
import type { Instant } from '../../core/instant.ts'
import { standingNow } from '../../core/party/fold.ts'
import { LANGUAGES, type Language } from '../../core/text.ts'
import { findAgreement, type Agreed } from '../../runtime/desk/agreement.ts'
import { answerProposal, initialText, talksAbout, type Answer, type Talked } from '../../runtime/desk/talks.ts'
import type { Host } from '../host.ts'
import type { Control } from './table.ts'

/** Talks about a text, clause by clause, and what it would change. */
export const talksCommands: Readonly<Record<string, Control>> = {
  async 'agreement.talks'(host, input) {
    const shaped = shape(input, 'agreement.talks', ['agreement'])
    return talkedJson(host, talksAbout(host.desk, stringOf(shaped, 'agreement')))
  },
  /** `{agreement, person, answer}`, where `answer` is accept, comment, reserve or counter. */
  async 'agreement.answer'(host, input) {
    const shaped = shape(input, 'agreement.answer', ['agreement', 'person', 'answer'])
    const answer = decodeAnswer(valueOf(shaped, 'answer'))
    const given = { agreement: stringOf(shaped, 'agreement'), person: stringOf(shaped, 'person'), answer }
    return talkedJson(host, await answerProposal(host.desk, given))
  },
  async 'agreement.initial'(host, input) {
    const shaped = shape(input, 'agreement.initial', ['agreement', 'person'])
    const given = { agreement: stringOf(shaped, 'agreement'), person: stringOf(shaped, 'person') }
    return talkedJson(host, await initialText(host.desk, given))
  },
  /** `{agreement, against}`: the versions on the table, clause by clause; or against another agreement, or its predecessor. */
  async 'agreement.diff'(host, input) {
    const shaped = shape(input, 'agreement.diff', ['agreement', 'against'])
    const agreement = stringOf(shaped, 'agreement')
    const against = stringOrNull(shaped, 'against') ?? predecessorOf(findAgreement(host.node, agreement))
    if (against === null) return { agreement, against, changes: versionChanges(talksAbout(host.desk, agreement).talks) }
    const [before, after] = [against, agreement].map((named) => documentOf(findAgreement(host.node, named)))
    const changes = before === undefined || after === undefined ? [] : documentDiff(before, after)
    return {
      agreement,
      against,
      changes: changes.map((change) => ({ ...changeJson(change), version: null, party: null })),
    }
  },
  /** `{agreement}`: everything it would newly permit or bar, against its predecessor or, where it has none, against nothing. */
  async 'agreement.permits'(host, input) {
    const shaped = shape(input, 'agreement.permits', ['agreement', 'against'])
    const after = findAgreement(host.node, stringOf(shaped, 'agreement'))
    const against = stringOrNull(shaped, 'against') ?? predecessorOf(after)
    const before = against === null ? null : findAgreement(host.node, against).state.terms
    const { policies, clock } = host.node.ports
    const at = clock.now()
    const { permitted, barred } = permitDiff(before, after.state.terms, { policies: [...policies.values()], at })
    return {
      agreement: after.state.hash,
      against,
      at: toUtc(at),
      permitted: permitted.map(blockJson),
      barred: barred.map(blockJson),
    }
  },
}

function decodeAnswer(json: Json): Answer {
  const kind = isObject(json) ? json['kind'] : undefined
  if (kind === 'accept') {
    const shaped = shape(json, 'answer', ['kind', 'clause', 'version'])
    return { kind, clause: stringOrNull(shaped, 'clause', 64), version: stringOrNull(shaped, 'version', 96) }
  }
  if (kind === 'counter') {
    const shaped = shape(json, 'answer', ['kind', 'clause', 'terms', 'texts'])
    return { kind, clause: stringOrNull(shaped, 'clause', 64), document: documentGiven(shaped) }
  }
  const shaped = shape(json, 'answer', ['kind', 'clause', 'words'])
  return {
    kind: wordOf(shaped, 'kind', ['comment', 'reserve'] as const),
    clause: stringOf(shaped, 'clause', 64),
    words: stringOf(shaped, 'words', 4096),
  }
}

function documentGiven(shaped: Shape): Document {
  const given = valueOf(shaped, 'texts')
  const texts: { [L in Language]?: string } = {}
  for (const language of LANGUAGES) {
    const text = isObject(given) ? given[language] : undefined
    if (typeof text === 'string') texts[language] = text
  }
  return { terms: decodeTerms(valueOf(shaped, 'terms')), texts }
}

function documentOf({ relation, state }: Agreed): Document {
  const texts: Texts = textsOf(standingNow(relation.fold).table, state)
  return { terms: state.terms, texts }
}

function predecessorOf({ state }: Agreed): string | null {
  return state.terms.predecessor?.hash ?? null
}

function talkedJson({ node }: Host, { state, relation, talks }: Talked): Json {
  const agreed = agreedText(node.ports.primitives, talks)
  const act = (done: { readonly party: string; readonly at: Instant } | null): Json =>
    done === null ? null : { party: done.party, at: toUtc(done.at) }
  return {
    id: state.terms.id,
    proposal: state.hash,
    partner: relation.partner.nation,
    aside: act(talks.aside),
    withdrawn: act(talks.withdrawn),
    agreed: agreed?.hash ?? null,
    contested: agreed === null ? [] : contestedInitials(talks, agreed.hash).map(({ party, text }) => ({ party, text })),
    initials: talks.initials.map((initials) => ({ ...initials, at: toUtc(initials.at) })),
    clauses: talks.clauses.map((clause) => clauseTalksJson(clause, talks)),
    comments: talks.comments.map((comment) => ({ ...comment, at: toUtc(comment.at) })),
  }
}

function clauseTalksJson(clause: ClauseTalks, { between }: Talks): Json {
  return {
    address: clause.address,
    agreed: agreedVersion(clause, between)?.id ?? null,
    versions: clause.versions.map(({ id, party, at }) => ({ id, party, at: toUtc(at) })),
    positions: clause.positions.map((position) => ({ ...position, at: toUtc(position.at) })),
  }
}

// Every version after a clause's first, beside the first.
function versionChanges({ clauses }: Talks): Json {
  return clauses.flatMap(({ address, versions: [first, ...others] }) =>
    others.flatMap((version) => {
      const change = clauseDiff(address, first?.clause ?? null, version.clause)
      return change === null ? [] : [{ ...changeJson(change), version: version.id, party: version.party }]
    }),
  )
}

function changeJson({ address, kind, words, rules }: ClauseChange): { readonly [name: string]: Json } {
  return {
    address,
    kind,
    words: words.map(({ language, pieces }) => ({ language, pieces: pieces.map((piece) => ({ ...piece })) })),
    rules: rules.map((rule) => ({ ...rule })),
  }
}

function blockJson({ from, to, values, by, cites, count }: Block): Json {
  return { from, to, values: { ...values }, by, cites, count }
}
