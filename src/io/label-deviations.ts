import type { XmlAttribute, XmlElement } from './xml.ts'

/** Elements and attributes of the label form, by their right spelling. */
const ELEMENTS = [
  'originatorConfidentialityLabel',
  'alternativeConfidentialityLabel',
  'metadataConfidentialityLabel',
  'successorConfidentialityLabel',
  'ConfidentialityLabel',
  'ConfidentialityInformation',
  'PolicyIdentifier',
  'Classification',
  'PrivacyMark',
  'Category',
  'GenericValue',
  'OriginatorID',
  'CreationDateTime',
  'SuccessionHandling',
  'SuccessionDateTime',
]
const ATTRIBUTES = ['ReviewDateTime', 'URI', 'Type', 'TagName', 'IDType']
const TYPES = ['RESTRICTIVE', 'PERMISSIVE', 'INFORMATIVE']

/** Spellings found in the field that differ by more than case, in lower case. */
const MISSPELT: Readonly<Record<string, string>> = {
  alternateconfidentialitylabel: 'alternativeConfidentialityLabel',
  createdatetime: 'CreationDateTime',
  createddatetime: 'CreationDateTime',
  creationdate: 'CreationDateTime',
  creationtime: 'CreationDateTime',
  creationdatetme: 'CreationDateTime',
  creatondatetime: 'CreationDateTime',
  url: 'URI',
}

const SCHEMA_INSTANCE = 'http://www.w3.org/2001/XMLSchema-instance'

/**
 * The element as the strict reader wants it, with a warning for everything that was put right: the case and the known misspellings of
 * names, the case of a category's type, padding around text, hints where a schema is, an `Id`.
 *
 * Only spelling is touched. What a name says, a time without a zone, an unknown element and a missing part stay as they are.
 */
export function straighten(element: XmlElement, warn: (text: string) => void): XmlElement {
  const name = spelling(element.name, ELEMENTS)
  if (name !== element.name) warn(`\`${element.name}\` read as \`${name}\``)
  const attributes = element.attributes.flatMap((attribute) => straightenAttribute(attribute, { element: name, warn }))
  const children = element.children.map((child) => (typeof child === 'string' ? child : straighten(child, warn)))
  const [text = ''] = children
  const isPadded = children.length === 1 && typeof text === 'string' && text !== text.trim()
  if (isPadded) warn(`padding in \`${name}\``)
  return {
    namespace: element.namespace,
    name,
    attributes,
    children: isPadded && typeof text === 'string' ? [text.trim()] : children,
  }
}

function straightenAttribute(
  { namespace, name, value }: XmlAttribute,
  { element, warn }: { readonly element: string; readonly warn: (text: string) => void },
): readonly XmlAttribute[] {
  if (namespace === SCHEMA_INSTANCE || (namespace === '' && name === 'Id')) {
    warn(`attribute \`${name}\` on \`${element}\` not read`)
    return []
  }
  const right = spelling(name, ATTRIBUTES)
  if (right !== name) warn(`attribute \`${name}\` read as \`${right}\``)
  const upper = value.toUpperCase()
  const isType = right === 'Type' && TYPES.includes(upper)
  if (isType && upper !== value) warn(`type \`${value}\` read as \`${upper}\``)
  return [{ namespace, name: right, value: isType ? upper : value }]
}

function spelling(name: string, right: readonly string[]): string {
  if (right.includes(name)) return name
  const lower = name.toLowerCase()
  const known = right.find((candidate) => candidate.toLowerCase() === lower)
  if (known !== undefined) return known
  const meant = MISSPELT[lower]
  return meant !== undefined && right.includes(meant) ? meant : name
}
