import type { Json } from '../bytes/canonical.ts'
import { Fault } from '../fault.ts'
import type { Instant } from '../instant.ts'
import type { Nation } from '../marking/name.ts'
import type { Language } from '../text.ts'
import {
  entry,
  hasAllTexts,
  period,
  type Agreement,
  type AgreementEvent,
  type OnTable,
  type PartyAct,
} from './agreement.ts'
import { agreementHash, textDigest, type Hash } from './hash.ts'
import { isSuspended, standingNotice } from './notice.ts'
import { settingAt } from './parameters.ts'
import { decodePosition } from './position.ts'
import { partyOf, type Terms } from './terms.ts'

/** What a Party does about an agreement. Every act names the agreement by its hash. */
export type AgreementAct =
  | { readonly kind: 'propose'; readonly hash: string; readonly terms: Terms }
  | { readonly kind: 'text'; readonly hash: string; readonly language: Language; readonly text: string }
  | { readonly kind: 'sign' | 'notify' | NoticeKind; readonly hash: string }
  | { readonly kind: 'position'; readonly hash: string; readonly position: Json }

/** Notice of termination, and what its giver may do about it. */
type NoticeKind = 'notice' | 'suspend-notice' | 'revive-notice' | 'withdraw-notice'

/**
 * Decides whether this Party may do this now, and what is then recorded. The partner's acts pass here too, on arrival.
 *
 * Refuses with a Fault: `agreement-unknown`, `agreement-already-proposed`, `agreement-party-unknown`, `agreement-hash-differs`,
 * `agreement-text-differs`, `agreement-texts-missing`, `agreement-act-repeated`, `agreement-not-signed`, `agreement-not-in-force`,
 * `notice-absent`, `agreement-term-bars`.
 */
export function decideAct(
  hash: Hash,
  {
    state,
    party,
    act,
    at,
    between,
  }: {
    readonly state: Agreement
    readonly party: Nation
    readonly act: AgreementAct
    readonly at: Instant
    /** The two ends of the relation it is done in; every Party where it is not said. */
    readonly between?: readonly Nation[]
  },
): AgreementEvent {
  if (act.kind === 'propose')
    return propose(hash, { state, party, act, at, ...(between === undefined ? {} : { between }) })
  if (state.kind === 'absent') throw new Fault('agreement-unknown', act.hash)
  if (act.hash !== state.hash)
    throw new Fault('agreement-hash-differs', `on the table ${state.hash}, given ${act.hash}`)
  if (partyOf(state.terms, party) === null) throw new Fault('agreement-party-unknown', party)
  switch (act.kind) {
    case 'text':
      return fileText(hash, { state, party, act, at })
    case 'sign':
      if (!hasAllTexts(state)) throw new Fault('agreement-texts-missing', missingTexts(state))
      refuseRepeat(state.signatures, party)
      return { kind: 'signed', hash: act.hash, party, at }
    case 'notify':
      if (!hasActed(state.signatures, party)) throw new Fault('agreement-not-signed', party)
      refuseRepeat(state.notifications, party)
      return { kind: 'notified', party, at }
    case 'notice':
    case 'suspend-notice':
    case 'revive-notice':
    case 'withdraw-notice':
      return aboutNotice(state, { kind: act.kind, party, at })
    case 'position':
      if (entry(state) === null) throw new Fault('agreement-not-in-force', state.terms.id)
      return { kind: 'position-stated', party, position: decodePosition(act.position, { party, at }) }
  }
}

interface Given<Kind> {
  readonly party: Nation
  readonly act: AgreementAct & { readonly kind: Kind }
  readonly at: Instant
}

function propose(
  hash: Hash,
  {
    state,
    party,
    act,
    at,
    ...ends
  }: Given<'propose'> & { readonly state: Agreement; readonly between?: readonly Nation[] },
): AgreementEvent {
  if (state.kind !== 'absent') throw new Fault('agreement-already-proposed', state.terms.id)
  if (partyOf(act.terms, party) === null) throw new Fault('agreement-party-unknown', party)
  const computed = agreementHash(hash, act.terms)
  if (computed !== act.hash) throw new Fault('agreement-hash-differs', `computed ${computed}, given ${act.hash}`)
  return { kind: 'proposed', hash: act.hash, terms: act.terms, party, at, ...ends }
}

// What a Party may do about its own notice. It is asked by that Party's own reading: nobody else can say that its notice has run out.
function aboutNotice(
  state: OnTable,
  { kind, party, at }: { readonly kind: NoticeKind; readonly party: Nation; readonly at: Instant },
): AgreementEvent {
  const during = period(state, { reader: party })
  if (during === null || at < during.from || (during.until !== null && at >= during.until))
    throw new Fault('agreement-not-in-force', state.terms.id)
  const standing = standingNotice(state.notices, party)
  if (kind === 'notice') {
    if (standing !== null) throw new Fault('agreement-act-repeated', party)
    return { kind: 'notice-given', party, at }
  }
  if (standing === null) throw new Fault('notice-absent', party)
  const rule = settingAt(state.terms.parameters, 'lifecycle', at)
  const barred = (kind === 'withdraw-notice' ? rule?.noticeWithdrawal : rule?.noticeSuspension) === 'barred'
  if (barred) throw new Fault('agreement-term-bars', `${kind}: ${rule?.cites ?? ''}`)
  switch (kind) {
    case 'withdraw-notice':
      return { kind: 'notice-withdrawn', party, at }
    case 'suspend-notice':
      if (isSuspended(standing)) throw new Fault('agreement-act-repeated', party)
      return { kind: 'notice-suspended', party, at }
    case 'revive-notice':
      if (!isSuspended(standing)) throw new Fault('notice-absent', `${party}: not suspended`)
      return { kind: 'notice-revived', party, at }
  }
}

function fileText(hash: Hash, { state, party, act, at }: Given<'text'> & { readonly state: OnTable }): AgreementEvent {
  const { language } = act
  const digest = textDigest(hash, act.text)
  if (!state.terms.texts.some((text) => text.language === language && text.sha384 === digest))
    throw new Fault('agreement-text-differs', `${language}: computed ${digest}`)
  if (state.texts.includes(language)) throw new Fault('agreement-act-repeated', `the text in ${language}`)
  return { kind: 'text-filed', language, digest, party, at }
}

function hasActed(acts: readonly PartyAct[], party: Nation): boolean {
  return acts.some((act) => act.party === party)
}

function refuseRepeat(acts: readonly PartyAct[], party: Nation): void {
  if (hasActed(acts, party)) throw new Fault('agreement-act-repeated', party)
}

function missingTexts({ terms, texts }: OnTable): string {
  return terms.texts.flatMap(({ language }) => (texts.includes(language) ? [] : [language])).join(', ')
}
