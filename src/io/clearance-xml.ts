import type { Clearance } from '../core/marking/resolve.ts'
import { categoryMarkup, categoryOf, LABEL_NAMESPACE, policyMarkup, policyOf } from './label-xml.ts'
import { attributesOf, elementsOf, misread, textOf } from './xml-reader.ts'
import { decodeXml, type XmlElement } from './xml.ts'
import { encodeXml, markup } from './xml-writer.ts'

const CLEARANCE_NAMESPACE = 'urn:nato:stanag:4774:confidentialityclearance:1:0'

/** Writes a clearance (STANAG 4774). */
export function encodeClearanceXml({ policy, classifications, categories }: Clearance): string {
  return encodeXml(
    markup('sclr:ConfidentialityClearance', { 'xmlns:sclr': CLEARANCE_NAMESPACE, 'xmlns:slab': LABEL_NAMESPACE }, [
      policyMarkup(policy),
      markup(
        'sclr:ClassificationList',
        {},
        classifications.map((name) => markup('slab:Classification', {}, [name])),
      ),
      ...categories.map(categoryMarkup),
    ]),
  )
}

/** Reads a clearance, strictly: there is no leniency about what somebody may read. */
export function decodeClearanceXml(bytes: Uint8Array): Clearance {
  const where = 'clearance'
  const root = decodeXml(bytes, where)
  if (root.namespace !== CLEARANCE_NAMESPACE || root.name !== 'ConfidentialityClearance')
    throw misread(where, `\`${root.name}\` is no clearance`)
  attributesOf(root, { where, required: [] })
  const [policy, list, ...categories] = elementsOf(root, where)
  if (policy === undefined || !isLabels(policy, 'PolicyIdentifier'))
    throw misread(where, 'no PolicyIdentifier at its beginning')
  if (list?.namespace !== CLEARANCE_NAMESPACE || list.name !== 'ClassificationList')
    throw misread(where, 'no ClassificationList')
  attributesOf(list, { where, required: [] })
  const levels = elementsOf(list, where)
  if (levels.length === 0 || !levels.every((level) => isLabels(level, 'Classification')))
    throw misread(where, 'a list of something else than classifications')
  if (!categories.every((category) => isLabels(category, 'Category')))
    throw misread(where, 'something after the list that is no Category')
  return {
    policy: policyOf(policy, where),
    classifications: levels.map((level) => textOf(level, { where })),
    categories: categories.map((category) => categoryOf(category, where)),
  }
}

function isLabels({ namespace, name }: XmlElement, wanted: string): boolean {
  return namespace === LABEL_NAMESPACE && name === wanted
}
