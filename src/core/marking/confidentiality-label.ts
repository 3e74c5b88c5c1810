import type { Instant } from '../instant.ts'
import type { CategoryType } from './spif.ts'

/**
 * A confidentiality label as STANAG 4774 writes it, in names. Whether those names mean anything is for a policy to say (`resolve`).
 *
 * An originator label is written once; an alternative label stands beside it in another policy; a metadata label is the label of
 * the label.
 */
export type ConfidentialityLabel = LabelStatement & {
  readonly kind: LabelKind
  readonly succession: Succession | null
}

export type LabelKind = (typeof LABEL_KINDS)[number]

export const LABEL_KINDS = ['originator', 'alternative', 'metadata'] as const

/** What is said, by whom, when, and when it is to be looked at again. */
export type LabelStatement = {
  readonly information: ConfidentialityInformation
  /** Required of what we write; null only in labels of others. */
  readonly originator: OriginatorId | null
  readonly created: Instant | null
  readonly review: Instant | null
}

/** The marking proper. */
export type ConfidentialityInformation = {
  readonly policy: PolicyIdentifier
  readonly classification: string
  readonly privacyMark: string | null
  readonly categories: readonly Category[]
}

/** `oid` is what stands behind `urn:oid:` in the URI; null where the label does not say. */
export type PolicyIdentifier = { readonly name: string; readonly oid: string | null }

export type Category = {
  readonly type: CategoryType
  /** The tag set's name. */
  readonly tagName: string
  readonly oid: string | null
  readonly values: readonly string[]
}

export type OriginatorId = { readonly kind: OriginatorKind; readonly id: string }

export const ORIGINATOR_KINDS = [
  'rfc822Name',
  'dNSName',
  'directoryName',
  'uniformResourceIdentifier',
  'iPAddress',
  'x400Address',
  'userPrincipalName',
  'jID',
] as const

export type OriginatorKind = (typeof ORIGINATOR_KINDS)[number]

/** The originator's own decision, taken beforehand, of what the label becomes and when. */
export type Succession = { readonly at: Instant; readonly successor: LabelStatement }

/**
 * The statement that governs at an instant: the successor's from the review date on, or, where there is none, from the succession
 * date on. Whoever applies a successor records it as an act.
 */
export function governing(
  label: ConfidentialityLabel,
  at: Instant,
): { readonly statement: LabelStatement; readonly succeeded: boolean } {
  const { succession } = label
  if (succession !== null && at >= (label.review ?? succession.at))
    return { statement: succession.successor, succeeded: true }
  return { statement: label, succeeded: false }
}

/**
 * Which of several labels of one object a reader goes by: the originator's where its policy is known, else the first alternative in a
 * known policy; null where nothing is known, which withholds.
 */
export function readable(
  labels: readonly ConfidentialityLabel[],
  knows: (policy: PolicyIdentifier) => boolean,
): ConfidentialityLabel | null {
  const known = labels.filter(({ information }) => knows(information.policy))
  return known.find(({ kind }) => kind === 'originator') ?? known.find(({ kind }) => kind === 'alternative') ?? null
}
