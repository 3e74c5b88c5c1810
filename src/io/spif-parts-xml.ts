import {
  CATEGORY_TYPES,
  MARKING_CODES,
  type Applied,
  type CategoryRef,
  type CategoryType,
  type EquivalentCategory,
  type EquivalentClassification,
  type MarkingData,
  type MarkingQualifier,
  type Markings,
  type RequiredCategory,
} from '../core/marking/spif.ts'
import { attributesOf, childrenOf, misread, textOf, wordIn, type Children, type Times } from './xml-reader.ts'
import type { XmlElement } from './xml.ts'

/** Open XML SPIF. */
export const SPIF_NAMESPACE = 'http://www.xmlspif.org/spif'

/** The children of an element of a policy file; their order says nothing. */
export function partsOf<Name extends string>(
  element: XmlElement,
  form: readonly (readonly [name: Name, times: Times])[],
  where: string,
): Children<Name> {
  return childrenOf(element, form, { where, namespace: SPIF_NAMESPACE, anyOrder: true })
}

/** Children that say what is written on paper; part of the form of whatever can be marked. */
export const MARKING_PARTS = [
  ['markingData', '*'],
  ['markingQualifier', '*'],
] as const

/** Reads them. */
export function markingsOf(parts: Children<'markingData' | 'markingQualifier'>, where: string): Markings {
  return {
    data: parts.markingData.map((element) => dataOf(element, where)),
    qualifiers: parts.markingQualifier.flatMap((element) => qualifiersOf(element, where)),
  }
}

function dataOf(element: XmlElement, where: string): MarkingData {
  const given = attributesOf(element, { where, required: [], optional: ['phrase', 'xml:lang'] })
  const { code } = partsOf(element, [['code', '*']], where)
  return {
    phrase: given.phrase ?? null,
    language: given['xml:lang'] ?? null,
    codes: code.map((one) => wordIn(textOf(one, { where }), MARKING_CODES, `${where}, code`)),
  }
}

function qualifiersOf(element: XmlElement, where: string): readonly MarkingQualifier[] {
  const { markingCode } = attributesOf(element, { where, required: [], optional: ['markingCode'] })
  const { qualifier } = partsOf(element, [['qualifier', '+']], where)
  return qualifier.map((one) => {
    const given = attributesOf(one, { where, required: ['markingQualifier', 'qualifierCode'], optional: ['xml:lang'] })
    return {
      code: markingCode === undefined ? null : wordIn(markingCode, MARKING_CODES, `${where}, markingCode`),
      language: given['xml:lang'] ?? null,
      kind: wordIn(given.qualifierCode, ['prefix', 'separator', 'suffix'], `${where}, qualifierCode`),
      text: given.markingQualifier,
    }
  })
}

/** A tag's type as a decision sees it; null for `notApplicable`, of which no label can carry a value. */
export function tagTypeOf(
  { tagType, enumType }: { readonly tagType: string; readonly enumType?: string },
  where: string,
): { readonly type: CategoryType; readonly enumerated: boolean } | null {
  switch (
    wordIn(tagType, ['restrictive', 'permissive', 'enumerated', 'tagType7', 'notApplicable'], `${where}, tagType`)
  ) {
    case 'restrictive':
      return { type: 'restrictive', enumerated: false }
    case 'permissive':
      return { type: 'permissive', enumerated: false }
    case 'enumerated':
      return { type: wordIn(enumType ?? '', CATEGORY_TYPES, `${where}, enumType`), enumerated: true }
    case 'tagType7':
      return { type: 'informative', enumerated: false }
    case 'notApplicable':
      return null
  }
}

/** A number as labels carry it: decimal, without leading zeros. */
export function lacvOf(text: string, where: string): string {
  if (!/^(?:0|[1-9][0-9]{0,19})$/.test(text)) throw misread(where, `lacv \`${text.slice(0, 32)}\` is no number`)
  return text
}

/** Reads `requiredCategory`; the values of the group stand in this policy, or for an equivalence in the other. */
export function requiredOf(element: XmlElement, where: string): RequiredCategory {
  const { operation } = attributesOf(element, { where, required: ['operation'] })
  const { categoryGroup } = partsOf(element, [['categoryGroup', '+']], where)
  return {
    operation: wordIn(operation, ['onlyOne', 'oneOrMore', 'all'], `${where}, operation`),
    group: categoryGroup.map((one) => refOf(one, where)),
  }
}

/** Reads `categoryGroup` or `excludedCategory`: one value by `lacv`, else every value of the set and type. */
export function refOf(element: XmlElement, where: string): CategoryRef {
  const given = attributesOf(element, {
    where,
    required: ['tagSetRef', 'tagType'],
    optional: ['enumType', 'lacv', 'all'],
  })
  const kind = tagTypeOf(given, where)
  if (kind === null) throw misread(where, 'a reference to what does not apply')
  const isAll = given.all !== undefined && wordIn(given.all, ['true', 'false'], `${where}, all`) === 'true'
  if (isAll && given.lacv !== undefined) throw misread(where, '`all` and `lacv` together')
  return { tagSet: given.tagSetRef, ...kind, lacv: given.lacv === undefined ? null : lacvOf(given.lacv, where) }
}

/** Reads `equivalentClassification`. */
export function equivalentClassOf(element: XmlElement, where: string): EquivalentClassification {
  const given = attributesOf(element, { where, required: ['policyRef', 'lacv', 'applied'] })
  const { requiredCategory } = partsOf(element, [['requiredCategory', '*']], where)
  return {
    policy: given.policyRef,
    lacv: lacvOf(given.lacv, where),
    applied: appliedOf(given.applied, where),
    inject: requiredCategory.map((one) => requiredOf(one, where)),
  }
}

/** Reads `equivalentSecCategoryTag`. */
export function equivalentCategoryOf(element: XmlElement, where: string): EquivalentCategory {
  const given = attributesOf(element, {
    where,
    required: ['policyRef', 'applied'],
    optional: ['tagSetId', 'tagType', 'enumType', 'lacv', 'action'],
  })
  partsOf(element, [], where)
  const base = { policy: given.policyRef, applied: appliedOf(given.applied, where) }
  if (given.action !== undefined) {
    wordIn(given.action, ['discard'], `${where}, action`)
    return { ...base, target: null }
  }
  const { tagSetId, tagType, enumType, lacv } = given
  const kind =
    tagType === undefined ? null : tagTypeOf({ tagType, ...(enumType === undefined ? {} : { enumType }) }, where)
  if (tagSetId === undefined || kind === null || lacv === undefined)
    throw misread(where, 'an equivalent without a target')
  return { ...base, target: { tagSetOid: policyOidOf(tagSetId, where), ...kind, lacv: lacvOf(lacv, where) } }
}

/** An object identifier, dotted decimal. */
export function policyOidOf(text: string, where: string): string {
  if (!/^[0-2](?:\.(?:0|[1-9][0-9]*))+$/.test(text) || text.length > 256)
    throw misread(where, `\`${text.slice(0, 64)}\` is no object identifier`)
  return text
}

function appliedOf(text: string, where: string): Applied {
  return wordIn(text, ['encrypt', 'decrypt', 'both'], `${where}, applied`)
}
