import { isObject, type Json } from '../bytes/canonical.ts'
import { shape, stringOf, stringOrNull, valueOf } from '../bytes/shape.ts'
import { Fault } from '../fault.ts'
import type { Instant } from '../instant.ts'
import { isNation, type Nation } from '../marking/name.ts'
import { instantOrNull, utcOrNull } from '../marking/policy.ts'

/**
 * The receiver's statement, on file before provision, that its people are cleared to a level, need access, and that equivalent
 * protection will be given.
 */
export type Assurance = {
  readonly by: Nation
  readonly to: Nation
  readonly agreement: string
  /** One item, or `null` for everything up to the level. */
  readonly item: string | null
  /** The highest level it covers, in the receiver's own marking. */
  readonly level: string
} & Validity

/** An originator's prior written approval of onward release: it names the recipient, the purpose, and an item or a subject. */
export type Consent = {
  readonly originator: Nation
  /** Who may release: the nation the consent was given to. */
  readonly holder: Nation
  readonly recipient: Nation
  readonly purpose: string
  readonly covers: Coverage
} & Validity

/** One item; or, as a standing consent, a subject. */
export type Coverage =
  | { readonly kind: 'item'; readonly item: string }
  | { readonly kind: 'subject'; readonly subject: string }

/** Revocation sets `until`; it stops future release only. */
export type Validity = { readonly from: Instant | null; readonly until: Instant | null }

/** Tells whether a statement stands at that instant. */
export function standsAt({ from, until }: Validity, at: Instant): boolean {
  return (from === null || from <= at) && (until === null || at < until)
}

/** What an `assure` act carries; who gave it to whom, under which agreement, is the act's own. */
export function assuranceJson({ item, level, from, until }: Assurance): Json {
  return { item, level, from: utcOrNull(from), until: utcOrNull(until) }
}

/** Reads {@link assuranceJson}, strictly. */
export function decodeAssurance(json: Json, given: Pick<Assurance, 'by' | 'to' | 'agreement'>): Assurance {
  const shaped = shape(json, 'assurance', ['item', 'level', 'from', 'until'])
  return {
    ...given,
    item: stringOrNull(shaped, 'item', 128),
    level: stringOf(shaped, 'level', 64),
    from: instantOrNull(shaped, 'from'),
    until: instantOrNull(shaped, 'until'),
  }
}

/** What a `consent` act carries; who gave it to whom is the act's own. */
export function consentJson({ recipient, purpose, covers, from, until }: Consent): Json {
  return { recipient, purpose, covers, from: utcOrNull(from), until: utcOrNull(until) }
}

/** Reads {@link consentJson}, strictly. */
export function decodeConsent(json: Json, given: Pick<Consent, 'originator' | 'holder'>): Consent {
  const shaped = shape(json, 'consent', ['recipient', 'purpose', 'covers', 'from', 'until'])
  const recipient = stringOf(shaped, 'recipient', 8)
  if (!isNation(recipient)) throw new Fault('bytes-malformed', "consent.recipient: not a nation's code")
  return {
    ...given,
    recipient,
    purpose: stringOf(shaped, 'purpose', 64),
    covers: decodeCoverage(valueOf(shaped, 'covers')),
    from: instantOrNull(shaped, 'from'),
    until: instantOrNull(shaped, 'until'),
  }
}

function decodeCoverage(json: Json): Coverage {
  const kind = isObject(json) ? json['kind'] : undefined
  if (kind === 'item') return { kind, item: stringOf(shape(json, 'consent.covers', ['kind', 'item']), 'item', 128) }
  if (kind === 'subject')
    return { kind, subject: stringOf(shape(json, 'consent.covers', ['kind', 'subject']), 'subject', 64) }
  throw new Fault('bytes-malformed', 'consent.covers.kind: not item or subject')
}
