import type { Json } from '../bytes/canonical.ts'
import { Fault } from '../fault.ts'
import type { Instant } from '../instant.ts'
import type { Nation } from '../marking/name.ts'
import { assemble, decodeClause, isOneSection, PREAMBLE, type Clause } from './document.ts'
import type { Hash } from './hash.ts'
import {
  agreedText,
  clauseId,
  clauseTalks,
  evolveTalks,
  openClauses,
  type ClauseTalks,
  type TalkEvent,
  type Talks,
} from './talks.ts'

/** What a Party says about a text before it is agreed. */
export type TalkAct =
  /** Another version of a clause, or one more article after the last. */
  | { readonly kind: 'counter'; readonly clause: string; readonly version: Json }
  | { readonly kind: 'accept'; readonly clause: string; readonly version: string }
  | { readonly kind: 'comment' | 'reserve'; readonly clause: string; readonly words: string }
  | { readonly kind: 'initial'; readonly text: string }
  | { readonly kind: 'withdraw' | 'postpone' | 'resume' }

/**
 * Decides whether this Party may say this now, and what is then recorded. The partner's acts pass here too, on arrival.
 *
 * Refuses with a Fault: `talks-ended` after a withdrawal, whoever had not heard of it; `talks-postponed`; `clause-unknown`;
 * `clause-version-unknown`; `clause-open` for initials under a text that is not agreed; `agreement-act-repeated`; and, for a
 * counter-proposal that would not make a sound document, `terms-invalid` or `bytes-malformed`.
 */
export function decideTalk(
  hash: Hash,
  given: { readonly talks: Talks; readonly party: Nation; readonly act: TalkAct; readonly at: Instant },
): TalkEvent {
  const { talks, party, act, at } = given
  if (talks.withdrawn !== null) throw new Fault('talks-ended', `withdrawn by ${talks.withdrawn.party}`)
  if (talks.aside !== null && !ALLOWED_ASIDE.includes(act.kind))
    throw new Fault('talks-postponed', `by ${talks.aside.party}`)
  const by = { party, at }
  switch (act.kind) {
    case 'counter':
      return counter(hash, { talks, act, ...by })
    case 'accept':
      return accept(hash, { talks, act, ...by })
    case 'comment':
    case 'reserve':
      mustKnow(talks, act.clause)
      return { kind: act.kind === 'comment' ? 'commented' : 'reserved', clause: act.clause, words: act.words, ...by }
    case 'initial': {
      const open = openClauses(talks)
      if (open.length > 0) throw new Fault('clause-open', open.join(', '))
      if (talks.initials.some((initials) => initials.party === party && initials.text === act.text))
        throw new Fault('agreement-act-repeated', party)
      return { kind: 'initialled', text: act.text, ...by }
    }
    case 'withdraw':
      return { kind: 'withdrawn', ...by }
    case 'postpone':
      return { kind: 'postponed', ...by }
    case 'resume':
      if (talks.aside === null) throw new Fault('agreement-act-repeated', 'resume')
      return { kind: 'resumed', ...by }
  }
}

const ALLOWED_ASIDE: readonly TalkAct['kind'][] = ['resume', 'withdraw', 'comment']
const CLAUSES_MAX = 65
const VERSIONS_MAX = 256

interface Given<Kind> {
  readonly talks: Talks
  readonly act: TalkAct & { readonly kind: Kind }
  readonly party: Nation
  readonly at: Instant
}

function counter(hash: Hash, { talks, act, party, at }: Given<'counter'>): TalkEvent {
  const { clause: address } = act
  const known = clauseTalks(talks, address)
  if (known === null && (address !== `art_${talks.clauses.length}` || talks.clauses.length >= CLAUSES_MAX))
    throw new Fault('clause-unknown', `\`${address}\``)
  if ((known?.versions.length ?? 0) >= VERSIONS_MAX) throw new Fault('limit-exceeded', `${address}: versions`)
  const clause = decodeClause(act.version)
  mustFit(talks, address, clause)
  const version = { id: clauseId(hash, clause), clause, party, at }
  if (known?.versions.some(({ id }) => id === version.id) === true)
    throw new Fault('agreement-act-repeated', `${address}: this version is on the table`)
  // Sound by itself: the proposal loads with only this clause changed.
  assemble(hash, new Map([...proposal(talks), [address, clause]]))
  return { kind: 'countered', clause: address, version, party, at }
}

function accept(hash: Hash, { talks, act, party, at }: Given<'accept'>): TalkEvent {
  const clause = mustKnow(talks, act.clause)
  if (!clause.versions.some(({ id }) => id === act.version))
    throw new Fault('clause-version-unknown', `${act.clause}: ${act.version.slice(0, 12)}`)
  if (clause.positions.some((held) => held.party === party && held.kind === 'accepts' && held.version === act.version))
    throw new Fault('agreement-act-repeated', act.clause)
  const event: TalkEvent = { kind: 'accepted', clause: act.clause, version: act.version, party, at }
  // Clauses sound one by one may contradict each other; the last acceptance would make them one text.
  agreedText(hash, evolveTalks(talks, event))
  return event
}

function mustKnow(talks: Talks, address: string): ClauseTalks {
  const clause = clauseTalks(talks, address)
  if (clause === null) throw new Fault('clause-unknown', `\`${address}\``)
  return clause
}

/** The first version of every clause: the proposal, with the articles added since. */
function proposal({ clauses }: Talks): ReadonlyMap<string, Clause> {
  return new Map(
    clauses.flatMap(({ address, versions: [first] }) => (first === undefined ? [] : [[address, first.clause]])),
  )
}

/*
 * A version says its clause in the languages of the agreement, all of them and as one section; and its rules are the clause's
 * own, or such as no clause has yet.
 */
function mustFit(talks: Talks, address: string, clause: Clause): void {
  const wanted = Object.keys(talks.clauses[0]?.versions[0]?.clause.texts ?? {}).sort()
  const given = Object.keys(clause.texts).sort()
  if (wanted.join() !== given.join())
    throw new Fault(
      'agreement-texts-missing',
      `${address}: ${wanted.filter((name) => !given.includes(name)).join(', ')}`,
    )
  if (!isOneSection(address, clause)) throw new Fault('terms-invalid', `${address}: not one section in each language`)
  for (const group of Object.keys(clause.rules)) {
    const owner = talks.clauses.find(
      ({ address: other, versions }) =>
        other !== address &&
        other !== PREAMBLE &&
        versions.some((version) => Object.hasOwn(version.clause.rules, group)),
    )
    if (owner !== undefined) throw new Fault('terms-invalid', `${address}: \`${group}\` belongs to ${owner.address}`)
  }
}
