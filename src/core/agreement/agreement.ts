import { instant, type Instant } from '../instant.ts'
import type { Nation } from '../marking/name.ts'
import type { Language } from '../text.ts'
import { endOf, evolveNotices, type Notice, type NoticeEvent } from './notice.ts'
import { positionOf, type Position } from './position.ts'
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
  /** The Parties whose acts are on record here: all of them, or the two ends of a relation. */
  readonly between: readonly Nation[]
  /** The proposal whose talks made this text; null where it was proposed as it is. */
  readonly draft: string | null
  /** The version the line of amendments began with: itself, where it amends nothing. */
  readonly line: string
  /** Entry of that first version: an amendment keeps the term running. Null for the first itself. */
  readonly running: Instant | null
  /** From when a later version stands in its place; what was given under this one stays under it. */
  readonly superseded: Instant | null
  readonly proposed: PartyAct
  /** Languages whose text is on file with the digest the terms name. */
  readonly texts: readonly Language[]
  readonly signatures: readonly PartyAct[]
  /** Each Party's notification that its domestic requirements are met. */
  readonly notifications: readonly PartyAct[]
  readonly notices: readonly Notice[]
  readonly positions: readonly Position[]
}

/** Who, and when by the record. */
export interface PartyAct {
  readonly party: Nation
  readonly at: Instant
}

export type AgreementEvent =
  | ({
      readonly kind: 'proposed'
      readonly hash: string
      readonly terms: Terms
      /** All Parties where it is not said. */
      readonly between?: readonly Nation[]
    } & PartyAct)
  | ({ readonly kind: 'text-filed'; readonly language: Language; readonly digest: string } & PartyAct)
  | ({ readonly kind: 'signed'; readonly hash: string } & PartyAct)
  | ({ readonly kind: 'notified' } & PartyAct)
  | NoticeEvent
  | { readonly kind: 'position-stated'; readonly party: Nation; readonly position: Position }

/** Nothing has been proposed. */
export const ABSENT: Agreement = { kind: 'absent' }

/** Applies one event. Total: an event that does not fit (another hash, a stranger, a repeat) changes nothing. */
export function evolve(state: Agreement, event: AgreementEvent): Agreement {
  if (event.kind === 'proposed') return state.kind === 'absent' ? propose(event) : state
  if (state.kind === 'absent' || partyOf(state.terms, event.party) === null) return state
  switch (event.kind) {
    case 'text-filed':
      return namesText(state.terms, event) && !state.texts.includes(event.language)
        ? { ...state, texts: [...state.texts, event.language] }
        : state
    case 'signed':
      return event.hash === state.hash ? { ...state, signatures: once(state.signatures, event) } : state
    case 'notified':
      return { ...state, notifications: once(state.notifications, event) }
    case 'notice-given':
    case 'notice-suspended':
    case 'notice-revived':
    case 'notice-withdrawn':
      return { ...state, notices: evolveNotices(state.notices, event) }
    case 'position-stated':
      return { ...state, positions: [...state.positions, event.position] }
  }
}

function propose({ hash, terms, between, party, at }: AgreementEvent & { readonly kind: 'proposed' }): Agreement {
  if (partyOf(terms, party) === null) return ABSENT
  return {
    kind: 'on-table',
    hash,
    terms,
    between: between ?? terms.parties.map(({ nation }) => nation),
    draft: null,
    line: hash,
    running: null,
    superseded: null,
    proposed: { party, at },
    texts: [],
    signatures: [],
    notifications: [],
    notices: [],
    positions: [],
  }
}

function once(acts: readonly PartyAct[], { party, at }: PartyAct): readonly PartyAct[] {
  return acts.some((act) => act.party === party) ? acts : [...acts, { party, at }]
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
 * When provision became possible between these Parties; null where it has not.
 *
 * The later of their notifications, and never before every text was on file and each had signed the one hash. With three or more
 * Parties each pair is computed by itself, so that one that stays silent holds up nobody else.
 */
export function entry(state: OnTable, parties: readonly Nation[] = state.between): Instant | null {
  if (!hasAllTexts(state)) return null
  const acts = parties.flatMap((party) => [actOf(state.signatures, party), actOf(state.notifications, party)])
  return acts.reduce<Instant | null>(
    (later, at) => (later === null || at === null ? null : at > later ? at : later),
    EPOCH,
  )
}

const EPOCH = instant(0)

function actOf(acts: readonly PartyAct[], party: Nation): Instant | null {
  return acts.find((act) => act.party === party)?.at ?? null
}

/** Whose agreement, and by whose reading. */
export interface Asked {
  /** All whose acts are on record, where it is not said. */
  readonly parties?: readonly Nation[]
  /** A Party, by its own stated position; null for the text alone. */
  readonly reader?: Nation | null
}

/**
 * The period in which provision is possible, from the acts on file; `null` where entry into force is still open.
 *
 * A notice ends it as the term rule counts; a suspended or withdrawn one does not; a later version takes its place. Termination stops provision only: nothing here is
 * asked before a receipt, a return, a destruction or a loss report (art. 21(4)).
 */
export function period(state: OnTable, { parties = state.between, reader = null }: Asked = {}): Period | null {
  const from = entry(state, parties)
  if (from === null) return null
  const end = until(state, { entry: state.running ?? from, reader })
  const { superseded } = state
  return { from, until: superseded === null || (end !== null && end <= superseded) ? end : superseded }
}

/** The earliest end that the notices, or the reader's own claim, bring to a term that began at `entry`; null where there is none. */
function until(
  { terms, notices, positions }: Pick<OnTable, 'terms' | 'notices' | 'positions'>,
  { entry: begun, reader }: { readonly entry: Instant; readonly reader: Nation | null },
): Instant | null {
  const position = positionOf(positions, reader)
  const terminable = position?.terminable ?? 'end-of-term'
  const ends = notices.map((notice) => endOf(terms.term, { notice, entry: begun, terminable }))
  if (position?.claim === 'ended') ends.push(position.since)
  return ends.reduce((first, end) => (first === null || (end !== null && end < first) ? end : first), null)
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
