import { createHash } from 'node:crypto'
import { checkSpif } from '../core/marking/check-spif.ts'
import type {
  Classification,
  EquivalentPolicy,
  PrivacyMark,
  Spif,
  Tag,
  TagSet,
  TagValue,
} from '../core/marking/spif.ts'
import type { Level } from './label-xml.ts'
import { annexOf } from './spif-annex-xml.ts'
import { straightenSpif } from './spif-deviations.ts'
import {
  equivalentCategoryOf,
  equivalentClassOf,
  lacvOf,
  MARKING_PARTS,
  markingsOf,
  partsOf,
  policyOidOf,
  refOf,
  requiredOf,
  SPIF_NAMESPACE,
  tagTypeOf,
} from './spif-parts-xml.ts'
import { generalizedOf } from './xml-instant.ts'
import { attributesOf, checkedName, misread, textOf, wordIn } from './xml-reader.ts'
import { decodeXml, type XmlElement } from './xml.ts'

/** A policy as read; `warnings` name what the file departs from version 2.1 in, and what in it is not read. */
export interface ReadSpif {
  readonly spif: Spif
  readonly warnings: readonly string[]
}

/**
 * Reads a policy file, Open XML SPIF 2.1, and checks that it does not contradict itself (`policy-invalid`).
 *
 * Level `interop` reads versions 1.0 and 2.0 and the departures found in the field too. Not read, with a warning: tags that do not
 * apply, values a person types in, extensions other than ours. Refused: version 3.0, equivalences of whole tag sets.
 */
export function decodeSpif(bytes: Uint8Array, level: Level = 'strict'): ReadSpif {
  const where = 'policy'
  const warnings: string[] = []
  const warn = (text: string): void => void warnings.push(text)
  const parsed = decodeXml(bytes, where)
  const root = level === 'interop' ? straightenSpif(parsed, warn) : parsed
  if (root.namespace !== SPIF_NAMESPACE || root.name !== 'SPIF')
    throw misread(where, `\`${root.name}\` in \`${root.namespace}\` is no SPIF`)
  const head = headOf(root, { where, level, warn })
  const parts = partsOf(root, ROOT, where)
  const id = attributesOf(only(parts.securityPolicyId, where), { where, required: ['name', 'id'] })
  const { national, memberships } = annexOf(parts.extensions[0] ?? null, { where, warn })
  const reading: Reading = { warn }
  const spif: Spif = {
    name: checkedName(id.name, { where }),
    oid: policyOidOf(id.id, where),
    version: national?.version ?? head.version,
    digest: createHash('sha384').update(bytes).digest('hex'),
    notBefore: head.notBefore,
    notAfter: head.notAfter,
    classifications: partsOf(
      only(parts.securityClassifications, where),
      [['securityClassification', '+']],
      where,
    ).securityClassification.map((element) => classificationOf(element, where)),
    tagSets: parts.securityCategoryTagSets.flatMap((sets) =>
      partsOf(sets, [['securityCategoryTagSet', '+']], where).securityCategoryTagSet.map((element) =>
        tagSetOf(element, where, reading),
      ),
    ),
    privacyMarks: parts.privacyMarks.flatMap((marks) =>
      partsOf(marks, [['privacyMark', '+']], where).privacyMark.map((element) => privacyMarkOf(element, where)),
    ),
    equivalentPolicies: parts.equivalentPolicies.flatMap((policies) =>
      partsOf(policies, [['equivalentPolicy', '+']], where).equivalentPolicy.map((element) =>
        equivalentPolicyOf(element, where),
      ),
    ),
    markings: markingsOf(parts, where),
    memberships,
    national: national?.annex ?? null,
  }
  checkSpif(spif)
  return { spif, warnings }
}

interface Reading {
  readonly warn: (text: string) => void
}

const ROOT = [
  ['defaultSecurityPolicyId', '?'],
  ['securityPolicyId', '1'],
  ['updateInfo', '?'],
  ['securityClassifications', '1'],
  ['securityCategoryTagSets', '?'],
  ['privacyMarks', '?'],
  ['equivalentPolicies', '?'],
  ...MARKING_PARTS,
  ['extensions', '?'],
] as const

const REQUIRED = ['schemaVersion', 'creationDate', 'originatorDN', 'keyIdentifier', 'privilegeId', 'rbacId'] as const
const OPTIONAL = ['version', 'userRefURI', 'docRefURI', 'notBefore', 'notAfter'] as const

function headOf(
  root: XmlElement,
  { where, level, warn }: { readonly where: string; readonly level: Level } & Reading,
): Pick<Spif, 'version' | 'notBefore' | 'notAfter'> {
  const isStrict = level === 'strict'
  const given = attributesOf(root, { where, required: isStrict ? REQUIRED : [], optional: [...REQUIRED, ...OPTIONAL] })
  const schema = given.schemaVersion ?? 'none'
  if (schema !== '2.1') {
    if (isStrict || !['1.0', '2.0', 'none'].includes(schema))
      throw misread(where, `schema version ${schema} is not read`)
    warn(`schema version ${schema} read as 2.1`)
  }
  for (const name of REQUIRED) if (given[name] === undefined) warn(`no attribute \`${name}\``)
  if (isStrict) generalizedOf(given.creationDate ?? '', `${where}, creationDate`)
  return { version: given.version ?? given.creationDate ?? '', ...periodOf(given, where) }
}

function classificationOf(element: XmlElement, at: string): Classification {
  const given = attributesOf(element, {
    where: at,
    required: ['name', 'lacv', 'hierarchy'],
    optional: ['color', 'obsolete'],
  })
  const where = `${at}, classification ${given.name}`
  const parts = partsOf(
    element,
    [['equivalentClassification', '*'], ['requiredCategory', '*'], ...MARKING_PARTS],
    where,
  )
  return {
    name: checkedName(given.name, { where }),
    lacv: lacvOf(given.lacv, where),
    hierarchy: countOf(given.hierarchy, `${where}, hierarchy`),
    color: given.color ?? null,
    obsolete: isTrue(given.obsolete, `${where}, obsolete`),
    required: parts.requiredCategory.map((one) => requiredOf(one, where)),
    equivalents: parts.equivalentClassification.map((one) => equivalentClassOf(one, where)),
    markings: markingsOf(parts, where),
  }
}

function tagSetOf(element: XmlElement, at: string, reading: Reading): TagSet {
  const given = attributesOf(element, { where: at, required: ['name', 'id'] })
  const where = `${at}, tag set ${given.name}`
  const parts = partsOf(element, [['securityCategoryTag', '+']], where)
  return {
    name: checkedName(given.name, { where }),
    oid: policyOidOf(given.id, where),
    tags: parts.securityCategoryTag.flatMap((one) => tagOf(one, { set: given.name, where, ...reading })),
  }
}

function tagOf(
  element: XmlElement,
  { set, where: at, warn }: { readonly set: string; readonly where: string } & Reading,
): readonly Tag[] {
  const given = attributesOf(element, {
    where: at,
    required: ['tagType'],
    optional: ['name', 'enumType', 'tag7Encoding', 'singleSelection', 'minSelection', 'maxSelection'],
  })
  const name = given.name ?? set
  const where = `${at}, tag ${name}`
  const parts = partsOf(element, [['tagCategory', '*'], ...MARKING_PARTS], where)
  const kind = tagTypeOf(given, where)
  if (kind === null) {
    warn(`${where}: does not apply, not read`)
    return []
  }
  const isSingle = isTrue(given.singleSelection, `${where}, singleSelection`)
  const max = given.maxSelection === undefined ? null : countOf(given.maxSelection, `${where}, maxSelection`)
  return [
    {
      name: checkedName(name, { where }),
      ...kind,
      selectionMin: given.minSelection === undefined ? 0 : countOf(given.minSelection, `${where}, minSelection`),
      selectionMax: isSingle ? 1 : max,
      values: parts.tagCategory.map((one) => valueOf(one, where, { warn })),
      markings: markingsOf(parts, where),
    },
  ]
}

function valueOf(element: XmlElement, at: string, { warn }: Reading): TagValue {
  const given = attributesOf(element, {
    where: at,
    required: ['name', 'lacv'],
    optional: ['requiredClass', 'obsolete', 'userInput', 'dateFormat', 'notBefore', 'notAfter'],
  })
  const where = `${at}, ${given.name}`
  if (given.userInput !== undefined)
    warn(`${where}: a value to be typed in is not read; a label that carries one is withheld`)
  const parts = partsOf(
    element,
    [
      ['equivalentSecCategoryTag', '*'],
      ['excludedClass', '*'],
      ['requiredCategory', '*'],
      ['excludedCategory', '*'],
      ...MARKING_PARTS,
    ],
    where,
  )
  return {
    name: checkedName(given.name, { where }),
    lacv: lacvOf(given.lacv, where),
    obsolete: isTrue(given.obsolete, `${where}, obsolete`),
    ...periodOf(given, where),
    requiredClass: given.requiredClass ?? null,
    excludedClasses: parts.excludedClass.map((one) => textOf(one, { where })),
    required: parts.requiredCategory.map((one) => requiredOf(one, where)),
    excluded: parts.excludedCategory.map((one) => refOf(one, where)),
    equivalents: parts.equivalentSecCategoryTag.map((one) => equivalentCategoryOf(one, where)),
    markings: markingsOf(parts, where),
  }
}

function privacyMarkOf(element: XmlElement, where: string): PrivacyMark {
  const { name, obsolete } = attributesOf(element, { where, required: ['name'], optional: ['obsolete'] })
  const markings = markingsOf(partsOf(element, MARKING_PARTS, where), where)
  return { name: checkedName(name, { where }), obsolete: isTrue(obsolete, where), markings }
}

function equivalentPolicyOf(element: XmlElement, where: string): EquivalentPolicy {
  const { name, id } = attributesOf(element, { where, required: ['name', 'id'], optional: ['docRefURI'] })
  const { requiredCategory } = partsOf(element, [['requiredCategory', '*']], where)
  return { name, oid: policyOidOf(id, where), inject: requiredCategory.map((one) => requiredOf(one, where)) }
}

function periodOf(
  given: { readonly notBefore?: string; readonly notAfter?: string },
  where: string,
): Pick<Spif, 'notBefore' | 'notAfter'> {
  return {
    notBefore: given.notBefore === undefined ? null : generalizedOf(given.notBefore, `${where}, notBefore`),
    notAfter: given.notAfter === undefined ? null : generalizedOf(given.notAfter, `${where}, notAfter`),
  }
}

function isTrue(text: string | undefined, where: string): boolean {
  return text !== undefined && wordIn(text, ['true', 'false'], where) === 'true'
}

function countOf(text: string, where: string): number {
  if (!/^(?:0|[1-9][0-9]{0,8})$/.test(text)) throw misread(where, `\`${text.slice(0, 32)}\` is no count`)
  return Number(text)
}

function only(elements: readonly XmlElement[], where: string): XmlElement {
  const [element] = elements
  if (element === undefined) throw misread(where, 'a part is missing')
  return element
}
