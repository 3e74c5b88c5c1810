import { toUtc } from '../core/bytes/calendar.ts'
import { Fault } from '../core/fault.ts'
import {
  LABEL_KINDS,
  ORIGINATOR_KINDS,
  type Category,
  type ConfidentialityInformation,
  type ConfidentialityLabel,
  type LabelKind,
  type LabelStatement,
  type OriginatorId,
  type PolicyIdentifier,
  type Succession,
} from '../core/marking/confidentiality-label.ts'
import { CATEGORY_TYPES } from '../core/marking/spif.ts'
import { straighten } from './label-deviations.ts'
import { instantOf } from './xml-instant.ts'
import { attributesOf, childrenOf, misread, textOf, wordIn } from './xml-reader.ts'
import { decodeXml, type XmlElement } from './xml.ts'
import { encodeXml, markup, type Markup } from './xml-writer.ts'

/** STANAG 4774 (ADatP-4774 Ed A V1). */
export const LABEL_NAMESPACE = 'urn:nato:stanag:4774:confidentialitymetadatalabel:1:0'

/** `strict` is what we write; `interop` reads on past the departures found in the field, each of them a warning. */
export type Level = 'strict' | 'interop'

/** A label as read, and what it departed from the form in; nothing with warnings goes out without a person's recorded decision. */
export interface ReadLabel {
  readonly label: ConfidentialityLabel
  readonly warnings: readonly string[]
}

/** Writes a label, strictly: an originator, a creation time, and a review date unless there is a succession; else `label-invalid`. */
export function encodeLabelXml(label: ConfidentialityLabel): string {
  return encodeXml(labelMarkup(label))
}

/** A label as an element, for the file it stands alone in and for a binding. */
export function labelMarkup(label: ConfidentialityLabel): Markup {
  if (label.review === null && label.succession === null)
    throw new Fault('label-invalid', 'no review date and no succession')
  return markup(`slab:${label.kind}ConfidentialityLabel`, { 'xmlns:slab': LABEL_NAMESPACE, ...reviewOf(label) }, [
    ...statementMarkup(label),
    ...successionMarkup(label.succession),
  ])
}

/** Reads a label file. */
export function decodeLabelXml(bytes: Uint8Array, level: Level): ReadLabel {
  return labelOf(decodeXml(bytes, 'label'), { level, where: 'label' })
}

/** Reads a label element. */
export function labelOf(
  element: XmlElement,
  { level, where }: { readonly level: Level; readonly where: string },
): ReadLabel {
  const warnings: string[] = []
  const root = level === 'interop' ? straighten(element, (text) => warnings.push(`${where}: ${text}`)) : element
  const kind = kindOf(root, { level, where })
  const { ReviewDateTime } = attributesOf(root, { where, required: [], optional: ['ReviewDateTime'] })
  const { SuccessionHandling: handling, ...statement } = childrenOf(
    root,
    [...STATEMENT, ['SuccessionHandling', '?']] as const,
    { where, namespace: LABEL_NAMESPACE },
  )
  const succession = handling[0] === undefined ? null : successionOf(handling[0], `${where}, succession`)
  const read = statementOf(statement, { where, review: ReviewDateTime ?? null })
  const lacking = [
    read.originator === null ? 'no originator' : null,
    read.created === null ? 'no creation time' : null,
    read.review === null && succession === null ? 'no review date' : null,
  ].filter((text) => text !== null)
  if (level === 'strict' && lacking.length > 0) throw misread(where, lacking.join(', '))
  warnings.push(...lacking.map((text) => `${where}: ${text}`))
  return { label: { ...read, kind, succession }, warnings }
}

const STATEMENT = [
  ['ConfidentialityInformation', '1'],
  ['OriginatorID', '?'],
  ['CreationDateTime', '?'],
] as const

type Statement = ReturnType<typeof childrenOf<(typeof STATEMENT)[number][0]>>

function kindOf(
  { namespace, name }: XmlElement,
  { level, where }: { readonly level: Level; readonly where: string },
): LabelKind {
  const kind = LABEL_KINDS.find((known) => name === `${known}ConfidentialityLabel`)
  if (namespace !== LABEL_NAMESPACE) throw misread(where, `\`${name}\` is not in the namespace of labels`)
  // The bare root is of an older draft: read, never written.
  if (kind === undefined && !(level === 'interop' && name === 'ConfidentialityLabel'))
    throw misread(where, `\`${name}\` is no label`)
  return kind ?? 'originator'
}

function statementOf(
  found: Statement,
  { where, review }: { readonly where: string; readonly review: string | null },
): LabelStatement {
  const [information] = found.ConfidentialityInformation
  const [originator] = found.OriginatorID
  const [created] = found.CreationDateTime
  if (information === undefined) throw misread(where, 'no ConfidentialityInformation')
  return {
    information: informationOf(information, where),
    originator: originator === undefined ? null : originatorOf(originator, where),
    created: created === undefined ? null : instantOf(textOf(created, { where }), where),
    review: review === null ? null : instantOf(review, `${where}, ReviewDateTime`),
  }
}

function informationOf(element: XmlElement, where: string): ConfidentialityInformation {
  attributesOf(element, { where, required: [] })
  const found = childrenOf(
    element,
    [
      ['PolicyIdentifier', '1'],
      ['Classification', '1'],
      ['PrivacyMark', '?'],
      ['Category', '*'],
    ],
    { where, namespace: LABEL_NAMESPACE },
  )
  const [policy, classification, privacyMark] = [
    found.PolicyIdentifier[0],
    found.Classification[0],
    found.PrivacyMark[0],
  ]
  if (policy === undefined || classification === undefined) throw misread(where, 'no policy or classification')
  attributesOf(classification, { where, required: [] })
  return {
    policy: policyOf(policy, where),
    classification: textOf(classification, { where }),
    privacyMark: privacyMark === undefined ? null : plainText(privacyMark, where),
    categories: found.Category.map((category) => categoryOf(category, where)),
  }
}

/** Reads a `PolicyIdentifier`, of a label or of a clearance. */
export function policyOf(element: XmlElement, where: string): PolicyIdentifier {
  const { URI } = attributesOf(element, { where, required: [], optional: ['URI'] })
  return { name: textOf(element, { where }), oid: URI === undefined ? null : oidOf(URI, where) }
}

/** Reads a `Category`, of a label or of a clearance. */
export function categoryOf(element: XmlElement, where: string): Category {
  const { Type, TagName, URI } = attributesOf(element, { where, required: ['Type', 'TagName'], optional: ['URI'] })
  const { GenericValue } = childrenOf(element, [['GenericValue', '+']], { where, namespace: LABEL_NAMESPACE })
  return {
    type: wordIn(wordIn(Type, TYPES, `${where}, Type`).toLowerCase(), CATEGORY_TYPES, where),
    tagName: TagName,
    oid: URI === undefined ? null : oidOf(URI, where),
    values: GenericValue.map((value) => plainText(value, where)),
  }
}

function plainText(element: XmlElement, where: string): string {
  attributesOf(element, { where, required: [] })
  return textOf(element, { where })
}

const TYPES = ['RESTRICTIVE', 'PERMISSIVE', 'INFORMATIVE'] as const

function oidOf(uri: string, where: string): string {
  const match = /^urn:oid:([0-2](?:\.(?:0|[1-9][0-9]*))+)$/.exec(uri)
  if (match?.[1] === undefined || uri.length > 256) throw misread(where, `\`${uri.slice(0, 64)}\` is no urn:oid`)
  return match[1]
}

function originatorOf(element: XmlElement, where: string): OriginatorId {
  const { IDType } = attributesOf(element, { where, required: ['IDType'] })
  return { kind: wordIn(IDType, ORIGINATOR_KINDS, `${where}, IDType`), id: textOf(element, { where }) }
}

function successionOf(element: XmlElement, where: string): Succession {
  attributesOf(element, { where, required: [] })
  const { SuccessionDateTime, successorConfidentialityLabel } = childrenOf(
    element,
    [
      ['SuccessionDateTime', '1'],
      ['successorConfidentialityLabel', '1'],
    ],
    { where, namespace: LABEL_NAMESPACE },
  )
  const [at, successor] = [SuccessionDateTime[0], successorConfidentialityLabel[0]]
  if (at === undefined || successor === undefined) throw misread(where, 'no time or no successor')
  const { ReviewDateTime } = attributesOf(successor, { where, required: [], optional: ['ReviewDateTime'] })
  const found = childrenOf(successor, STATEMENT, { where, namespace: LABEL_NAMESPACE })
  return {
    at: instantOf(textOf(at, { where }), where),
    successor: statementOf(found, { where, review: ReviewDateTime ?? null }),
  }
}

function statementMarkup({ information, originator, created }: LabelStatement): readonly Markup[] {
  if (originator === null || created === null) throw new Fault('label-invalid', 'no originator or no creation time')
  return [
    informationMarkup(information),
    markup('slab:OriginatorID', { IDType: originator.kind }, [originator.id]),
    markup('slab:CreationDateTime', {}, [toUtc(created)]),
  ]
}

function informationMarkup({ policy, classification, privacyMark, categories }: ConfidentialityInformation): Markup {
  return markup('slab:ConfidentialityInformation', {}, [
    policyMarkup(policy),
    markup('slab:Classification', {}, [classification]),
    ...(privacyMark === null ? [] : [markup('slab:PrivacyMark', {}, [privacyMark])]),
    ...categories.map(categoryMarkup),
  ])
}

/** A `PolicyIdentifier` to be written. */
export function policyMarkup({ name, oid }: PolicyIdentifier): Markup {
  return markup('slab:PolicyIdentifier', { URI: uriOf(oid) }, [name])
}

/** A `Category` to be written. */
export function categoryMarkup({ type, tagName, oid, values }: Category): Markup {
  return markup(
    'slab:Category',
    { Type: type.toUpperCase(), TagName: tagName, URI: uriOf(oid) },
    values.map((value) => markup('slab:GenericValue', {}, [value])),
  )
}

function successionMarkup(succession: Succession | null): readonly Markup[] {
  if (succession === null) return []
  const { at, successor } = succession
  return [
    markup('slab:SuccessionHandling', {}, [
      markup('slab:SuccessionDateTime', {}, [toUtc(at)]),
      markup('slab:successorConfidentialityLabel', reviewOf(successor), statementMarkup(successor)),
    ]),
  ]
}

function reviewOf({ review }: LabelStatement): { readonly ReviewDateTime: string | null } {
  return { ReviewDateTime: review === null ? null : toUtc(review) }
}

function uriOf(oid: string | null): string | null {
  return oid === null ? null : `urn:oid:${oid}`
}
