import { Fault } from '../fault.ts'
import type { Instant } from '../instant.ts'
import type { Nation } from '../marking/name.ts'
import type { Language } from '../text.ts'
import { hasAllTexts, inForce, type Agreement, type AgreementEvent, type OnTable, type PartyAct } from './agreement.ts'
import { agreementHash, textDigest, type Hash } from './hash.ts'
import { partyOf, type Terms } from './terms.ts'

/** What a Party does about an agreement. Every act names the agreement by its hash. */
export type AgreementAct =
  | { readonly kind: 'propose'; readonly hash: string; readonly terms: Terms }
  | { readonly kind: 'text'; readonly hash: string; readonly language: Language; readonly text: string }
  | { readonly kind: 'sign' | 'notify' | 'notice'; readonly hash: string }

/**
 * Decides whether this Party may do this now, and what is then recorded. The partner's acts pass here too, on arrival.
 *
 * Refuses with a Fault: `agreement-unknown`, `agreement-already-proposed`, `agreement-party-unknown`, `agreement-hash-differs`,
 * `agreement-text-differs`, `agreement-texts-missing`, `agreement-act-repeated`, `agreement-not-signed`, `agreement-not-in-force`.
 */
export function decideAct(
  hash: Hash,
  {
    state,
    party,
    act,
    at,
  }: { readonly state: Agreement; readonly party: Nation; readonly act: AgreementAct; readonly at: Instant },
): AgreementEvent {
  if (act.kind === 'propose') return propose(hash, { state, party, act, at })
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
      if (inForce(state, at) === null) throw new Fault('agreement-not-in-force', state.terms.id)
      refuseRepeat(state.notices, party)
      return { kind: 'notice-given', party, at }
  }
}

interface Given<Kind> {
  readonly party: Nation
  readonly act: AgreementAct & { readonly kind: Kind }
  readonly at: Instant
}

function propose(
  hash: Hash,
  { state, party, act, at }: Given<'propose'> & { readonly state: Agreement },
): AgreementEvent {
  if (state.kind !== 'absent') throw new Fault('agreement-already-proposed', state.terms.id)
  if (partyOf(act.terms, party) === null) throw new Fault('agreement-party-unknown', party)
  const computed = agreementHash(hash, act.terms)
  if (computed !== act.hash) throw new Fault('agreement-hash-differs', `computed ${computed}, given ${act.hash}`)
  return { kind: 'proposed', hash: act.hash, terms: act.terms, party, at }
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
