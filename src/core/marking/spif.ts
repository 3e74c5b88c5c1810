import type { Instant } from '../instant.ts'
import type { Nation } from './name.ts'

/**
 * A security policy as its information file states it (Open XML SPIF 2.1): the dictionary that labels of one policy are read by.
 *
 * INVARIANT: a value of this type has passed `checkSpif`: names and numbers are unique where they must be, every reference leads somewhere.
 */
export type Spif = {
  readonly name: string
  /** Object identifier, dotted decimal. */
  readonly oid: string
  readonly version: string
  /** Lower-case hexadecimal SHA-384 of the bytes it was read from. Goes into every verdict, since names change between versions. */
  readonly digest: string
  readonly notBefore: Instant | null
  readonly notAfter: Instant | null
  readonly classifications: readonly Classification[]
  readonly tagSets: readonly TagSet[]
  readonly privacyMarks: readonly PrivacyMark[]
  readonly equivalentPolicies: readonly EquivalentPolicy[]
  readonly markings: Markings
  readonly memberships: readonly Membership[]
  /** What Comity's own policies say beyond the format; null in a policy of others. */
  readonly national: NationalAnnex | null
}

/** One level. `hierarchy` orders levels of one policy and says nothing about another's. */
export type Classification = {
  readonly name: string
  readonly lacv: string
  readonly hierarchy: number
  readonly color: string | null
  /** Labels made earlier stay readable; no new label may carry it. */
  readonly obsolete: boolean
  readonly required: readonly RequiredCategory[]
  readonly equivalents: readonly EquivalentClassification[]
  readonly markings: Markings
}

export type TagSet = {
  readonly name: string
  readonly oid: string
  readonly tags: readonly Tag[]
}

/** What a category does to access: restrictive needs every value, permissive any of them, informative none (STANAG 4774 `Type`). */
export type CategoryType = (typeof CATEGORY_TYPES)[number]

export const CATEGORY_TYPES = ['restrictive', 'permissive', 'informative'] as const

export type Tag = {
  readonly name: string
  readonly type: CategoryType
  /** Numbered one by one instead of by bit; to a decision the same as its type. */
  readonly enumerated: boolean
  readonly selectionMin: number
  readonly selectionMax: number | null
  readonly values: readonly TagValue[]
  readonly markings: Markings
}

/** One category value (`tagCategory`). */
export type TagValue = {
  readonly name: string
  readonly lacv: string
  readonly obsolete: boolean
  readonly notBefore: Instant | null
  readonly notAfter: Instant | null
  readonly requiredClass: string | null
  readonly excludedClasses: readonly string[]
  readonly required: readonly RequiredCategory[]
  readonly excluded: readonly CategoryRef[]
  readonly equivalents: readonly EquivalentCategory[]
  readonly markings: Markings
}

/** Categories of one set and type: one value by its number, or with `lacv` null any of them. */
export type CategoryRef = {
  readonly tagSet: string
  readonly type: CategoryType
  readonly enumerated: boolean
  readonly lacv: string | null
}

/** Categories that must stand beside what names them; how many of the group. */
export type RequiredCategory = {
  readonly operation: 'onlyOne' | 'oneOrMore' | 'all'
  readonly group: readonly CategoryRef[]
}

export type PrivacyMark = { readonly name: string; readonly obsolete: boolean; readonly markings: Markings }

/** Another policy that rows of this one lead to. `inject` is added to every label mapped there. */
export type EquivalentPolicy = {
  readonly name: string
  readonly oid: string
  readonly inject: readonly RequiredCategory[]
}

/** `encrypt` = when something leaves under our label, `decrypt` = when something comes in under theirs. */
export type Applied = 'encrypt' | 'decrypt' | 'both'

export type EquivalentClassification = {
  readonly policy: string
  readonly lacv: string
  readonly applied: Applied
  /** Categories of the other policy that the mapped label receives. */
  readonly inject: readonly RequiredCategory[]
}

/** Where a value leads in another policy; `target` null is an explicit discard. */
export type EquivalentCategory = {
  readonly policy: string
  readonly applied: Applied
  readonly target: {
    readonly tagSetOid: string
    readonly type: CategoryType
    readonly enumerated: boolean
    readonly lacv: string
  } | null
}

/** What is written on paper for an element, per place and language. */
export type Markings = { readonly data: readonly MarkingData[]; readonly qualifiers: readonly MarkingQualifier[] }

export const NO_MARKINGS: Markings = { data: [], qualifiers: [] }

/** `phrase` null stands for the element's own name; `language` null for every reader without a phrase of their own. */
export type MarkingData = {
  readonly phrase: string | null
  readonly language: string | null
  readonly codes: readonly MarkingCode[]
}

export type MarkingQualifier = {
  readonly code: MarkingCode | null
  readonly language: string | null
  readonly kind: 'prefix' | 'separator' | 'suffix'
  readonly text: string
}

/** Where on a document a marking stands. */
export const PLACES = [
  'pageTop',
  'pageBottom',
  'documentStart',
  'documentEnd',
  'firstLineOfText',
  'lastLineOfText',
  'subject',
  'xHeader',
  'portionMarking',
  'waterMark',
  'inputTitle',
] as const

export type Place = (typeof PLACES)[number]

/** A place, both page ends at once, or an instruction to the one who writes the line. */
export const MARKING_CODES = [
  ...PLACES,
  'pageTopBottom',
  'noNameDisplay',
  'noMarkingDisplay',
  'suppressClassName',
  'replacePolicy',
] as const

export type MarkingCode = (typeof MARKING_CODES)[number]

/** A code that stands for several nations, and who was in it when. */
export type Membership = {
  readonly group: string
  readonly nation: Nation
  readonly from: Instant | null
  readonly until: Instant | null
}

/** The facts of a national policy that the format has no place for: whose it is, and of each marking its id, kind, dates and source. */
export type NationalAnnex = { readonly nation: Nation; readonly entries: readonly AnnexEntry[] }

export type AnnexEntry = {
  readonly name: string
  readonly id: string
  readonly source: string
  readonly issuedFrom: Instant | null
  readonly issuedUntil: Instant | null
}
