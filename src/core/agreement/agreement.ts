import type { Instant } from '../instant.ts'
import type { Nation } from '../marking/name.ts'
import type { Language } from '../text.ts'
import { endByNotice } from './term.ts'
import { partyOf, type Terms } from './terms.ts'

/**
 * Where an agreement stands, folded from recorded acts.
 *
 * INVARIANT: "in force" is not stored and cannot be set: it is computed from the acts and an instant.
 */
export type Agreement = { readonly kind: 'absent' } | OnTable

/** Terms on the table, and what each Party has done about them. */
export interface OnTable {
  readonly kind: 'on-table'
  readonly hash: string
  readonly terms: Terms
  readonly proposed: PartyAct
  /** Languages whose text is on file with the digest the terms name. */
  readonly texts: readonly Language[]
  readonly signatures: readonly PartyAct[]
  /** Each Party's notification that its domestic requirements are met. */
  readonly notifications: readonly PartyAct[]
  readonly notices: readonly PartyAct[]
}

/** Who, and when by the record. */
export interface PartyAct {
  readonly party: Nation
  readonly at: Instant
}

export type AgreementEvent =
  | ({ readonly kind: 'proposed'; readonly hash: string; readonly terms: Terms } & PartyAct)
  | ({ readonly kind: 'text-filed'; readonly language: Language; readonly digest: string } & PartyAct)
  | ({ readonly kind: 'signed'; readonly hash: string } & PartyAct)
  | ({ readonly kind: 'notified' } & PartyAct)
  | ({ readonly kind: 'notice-given' } & PartyAct)

/** Nothing has been proposed. */
export const ABSENT: Agreement = { kind: 'absent' }

/** Applies one event. Total: an event that does not fit (another hash, a stranger, a repeat) changes nothing. */
export function evolve(state: Agreement, event: AgreementEvent): Agreement {
  if (event.kind === 'proposed') return state.kind === 'absent' ? propose(event) : state
  if (state.kind === 'absent' || partyOf(state.terms, event.party) === null) return state
  const act: PartyAct = { party: event.party, at: event.at }
  switch (event.kind) {
    case 'text-filed':
      return namesText(state.terms, event) && !state.texts.includes(event.language)
        ? { ...state, texts: [...state.texts, event.language] }
        : state
    case 'signed':
      return event.hash === state.hash ? { ...state, signatures: once(state.signatures, act) } : state
    case 'notified':
      return { ...state, notifications: once(state.notifications, act) }
    case 'notice-given':
      return { ...state, notices: once(state.notices, act) }
  }
}

function propose({ hash, terms, party, at }: AgreementEvent & { readonly kind: 'proposed' }): Agreement {
  if (partyOf(terms, party) === null) return ABSENT
  return {
    kind: 'on-table',
    hash,
    terms,
    proposed: { party, at },
    texts: [],
    signatures: [],
    notifications: [],
    notices: [],
  }
}

function once(acts: readonly PartyAct[], act: PartyAct): readonly PartyAct[] {
  return acts.some(({ party }) => party === act.party) ? acts : [...acts, act]
}

function namesText(
  terms: Terms,
  { language, digest }: { readonly language: Language; readonly digest: string },
): boolean {
  return terms.texts.some((text) => text.language === language && text.sha384 === digest)
}

/** Tells whether every language's text is on file. */
export function hasAllTexts({ terms, texts }: OnTable): boolean {
  return terms.texts.every(({ language }) => texts.includes(language))
}

/** From when, and until when if a notice has fixed the end. */
export interface Period {
  readonly from: Instant
  /** `null` while no notice is on file: the term is extended by itself. */
  readonly until: Instant | null
}

/**
 * The period in which provision is possible, from the acts on file; `null` where entry into force is still open.
 *
 * Entry is the later of the two notifications, and never before every text was on file and every Party had signed one hash.
 * Termination stops provision only: nothing here is asked before a receipt, a return, a destruction or a loss report (art. 21(4)).
 */
export function period(state: OnTable): Period | null {
  const { terms, signatures, notifications, notices } = state
  if (!hasAllTexts(state) || signatures.length < terms.parties.length || notifications.length < terms.parties.length)
    return null
  const from = [...signatures, ...notifications].map(({ at }) => at).reduce((later, at) => (at > later ? at : later))
  const ends = notices.map(({ at }) => endByNotice(terms.term, { entry: from, notice: at }))
  return {
    from,
    until: ends.reduce<Instant | null>((first, end) => (first === null || end < first ? end : first), null),
  }
}

/** An agreement shown to be in force at one instant. Only this module mints one. */
export type InForce = OnTable & { readonly __brand: 'InForce' }

/** `null` means "no ground for a release at `at`"; `policy/decide.ts` turns it into a verdict that withholds. */
export function inForce(state: Agreement, at: Instant): InForce | null {
  return isInForce(state, at) ? state : null
}

function isInForce(state: Agreement, at: Instant): state is InForce {
  if (state.kind === 'absent') return false
  const during = period(state)
  return during !== null && during.from <= at && (during.until === null || at < during.until)
}
