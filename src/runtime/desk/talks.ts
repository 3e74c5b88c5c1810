import { clausesOf, clauseJson, type Document } from '../../core/agreement/document.ts'
import { agreedText, clauseId, clauseTalks, openClauses, openTalks, type Talks } from '../../core/agreement/talks.ts'
import { textsOf } from '../../core/agreement/table.ts'
import { Fault } from '../../core/fault.ts'
import { standingNow } from '../../core/party/fold.ts'
import type { ControlAct } from '../../core/wire/act.ts'
import { doAtTable, findAgreement, type Agreed } from './agreement.ts'
import type { Desk } from './desk.ts'
import { mustHaveDone } from './procedure.ts'

/** A proposal and what was said about it so far. */
export interface Talked extends Agreed {
  readonly talks: Talks
  /** The document that was proposed. */
  readonly document: Document
}

/** What a person answers: about one clause; or accepts every clause this nation has not spoken about, so that nothing it holds is given up unsaid. */
export type Answer =
  | { readonly kind: 'accept'; readonly clause: string | null; readonly version: string | null }
  | { readonly kind: 'comment' | 'reserve'; readonly clause: string; readonly words: string }
  /** The document as this nation would have it; each clause that is not on the table yet is a counter-proposal. */
  | { readonly kind: 'counter'; readonly clause: string | null; readonly document: Document }

/** The talks about a proposal; where nobody has spoken yet, as they would begin. */
export function talksAbout({ node }: Desk, named: string): Talked {
  const agreed = findAgreement(node, named, { meant: 'proposal' })
  const { table } = standingNow(agreed.relation.fold)
  const { state } = agreed
  const document = { terms: state.terms, texts: textsOf(table, state) }
  const missing = state.terms.texts.filter(({ language }) => document.texts[language] === undefined)
  if (missing.length > 0) throw new Fault('agreement-texts-missing', missing.map(({ language }) => language).join(', '))
  const talks =
    table.talks.get(state.hash) ??
    openTalks(node.ports.primitives, { hash: state.hash, document, between: table.between, ...state.proposed })
  return { ...agreed, talks, document }
}

/** Answers for this nation; everything one answer says is recorded together or not at all. */
export async function answerProposal(
  desk: Desk,
  { agreement, person, answer }: { readonly agreement: string; readonly person: string; readonly answer: Answer },
): Promise<Talked> {
  const talked = talksAbout(desk, agreement)
  const by = { agreement: talked.state.hash, office: person }
  const acts = actsOf(desk, talked, answer).map((act) => ({ ...act, ...by }))
  if (acts.length === 0) throw new Fault('agreement-act-repeated', 'nothing is left to say')
  await doAtTable(desk, talked.relation, { person, acts })
  return talksAbout(desk, talked.state.hash)
}

/**
 * Initials the text that both agreed, by its hash.
 *
 * INVARIANT: this node initials only the hash it computed itself from what both accepted.
 */
export async function initialText(
  desk: Desk,
  { agreement, person }: { readonly agreement: string; readonly person: string },
): Promise<Talked> {
  const talked = talksAbout(desk, agreement)
  const agreed = agreedText(desk.node.ports.primitives, talked.talks)
  if (agreed === null) throw new Fault('clause-open', openClauses(talked.talks).join(', '))
  await mustHaveDone(desk, { ...talked, state: { ...talked.state, hash: agreed.hash } }, 'initial')
  const act: ControlAct = { kind: 'initial', agreement: talked.state.hash, office: person, text: agreed.hash }
  await doAtTable(desk, talked.relation, { person, acts: [act] })
  return talksAbout(desk, talked.state.hash)
}

type Spoken =
  | { readonly kind: 'accept'; readonly clause: string; readonly version: string }
  | { readonly kind: 'comment' | 'reserve'; readonly clause: string; readonly words: string }
  | { readonly kind: 'counter'; readonly clause: string; readonly version: ReturnType<typeof clauseJson> }

function actsOf({ node }: Desk, { talks, relation }: Talked, answer: Answer): readonly Spoken[] {
  switch (answer.kind) {
    case 'comment':
    case 'reserve':
      return [answer]
    case 'accept': {
      const { clause, version } = answer
      if (clause !== null)
        return [{ kind: 'accept', clause, version: version ?? theirVersion(talks, clause, relation.partner.nation) }]
      return openClauses(talks).flatMap((address): readonly Spoken[] => {
        const accepted = acceptedBy(talks, address, relation.partner.nation)
        return accepted === null || hasSpoken(talks, address, node.identity.nation)
          ? []
          : [{ kind: 'accept', clause: address, version: accepted }]
      })
    }
    case 'counter':
      return [...clausesOf(answer.document)].flatMap(([address, clause]): readonly Spoken[] => {
        if (answer.clause !== null && answer.clause !== address) return []
        const id = clauseId(node.ports.primitives, clause)
        const known = clauseTalks(talks, address)?.versions.some((version) => version.id === id) ?? false
        return known ? [] : [{ kind: 'counter', clause: address, version: clauseJson(clause) }]
      })
  }
}

function theirVersion(talks: Talks, address: string, partner: string): string {
  const version = acceptedBy(talks, address, partner)
  if (version === null) throw new Fault('clause-version-unknown', `${address}: ${partner} accepts none`)
  return version
}

function hasSpoken(talks: Talks, address: string, party: string): boolean {
  return clauseTalks(talks, address)?.positions.some((held) => held.party === party) ?? false
}

function acceptedBy(talks: Talks, address: string, party: string): string | null {
  const position = clauseTalks(talks, address)?.positions.find((held) => held.party === party)
  return position?.kind === 'accepts' ? position.version : null
}
