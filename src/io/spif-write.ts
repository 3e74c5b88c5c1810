import { toUtc } from '../core/bytes/calendar.ts'
import type { Instant } from '../core/instant.ts'
import type {
  CategoryRef,
  Classification,
  EquivalentCategory,
  Markings,
  RequiredCategory,
  Spif,
  Tag,
  TagSet,
  TagValue,
} from '../core/marking/spif.ts'
import { annexMarkup } from './spif-annex-xml.ts'
import { SPIF_NAMESPACE } from './spif-parts-xml.ts'
import { encodeXml, markup, type Markup } from './xml-writer.ts'

/** Who issued a policy file, and when. */
export interface Issue {
  readonly originator: string
  readonly created: Instant
}

/** What ADatP-4774.1 has in the place of an algorithm for labels in XML. */
const PRIVILEGE = '1.3.26.0.4774.5.24.1'

/** Writes a policy as Open XML SPIF 2.1; `decodeSpif` reads the same policy back. */
export function encodeSpif(spif: Spif, { originator, created }: Issue): string {
  return encodeXml(
    markup(
      'spif:SPIF',
      {
        'xmlns:spif': SPIF_NAMESPACE,
        schemaVersion: '2.1',
        version: spif.version.replace(/\D/g, '') || null,
        creationDate: generalized(created),
        originatorDN: originator,
        keyIdentifier: '',
        privilegeId: PRIVILEGE,
        rbacId: PRIVILEGE,
        ...period(spif),
      },
      [
        markup('spif:securityPolicyId', { name: spif.name, id: spif.oid }),
        markup('spif:securityClassifications', {}, spif.classifications.map(classification)),
        ...list('spif:securityCategoryTagSets', spif.tagSets.map(tagSet)),
        ...list(
          'spif:privacyMarks',
          spif.privacyMarks.map(({ name, obsolete, markings }) =>
            markup('spif:privacyMark', { name, obsolete: flag(obsolete) }, marked(markings)),
          ),
        ),
        ...list(
          'spif:equivalentPolicies',
          spif.equivalentPolicies.map(({ name, oid, inject }) =>
            markup('spif:equivalentPolicy', { name, id: oid }, inject.map(required)),
          ),
        ),
        ...marked(spif.markings),
        ...annexMarkup(spif),
      ],
    ),
  )
}

function classification({
  name,
  lacv,
  hierarchy,
  color,
  obsolete,
  equivalents,
  markings,
  required: needs,
}: Classification): Markup {
  return markup(
    'spif:securityClassification',
    { name, lacv, hierarchy: String(hierarchy), color, obsolete: flag(obsolete) },
    [
      ...equivalents.map(({ policy, lacv: target, applied, inject }) =>
        markup('spif:equivalentClassification', { policyRef: policy, lacv: target, applied }, inject.map(required)),
      ),
      ...marked(markings),
      ...needs.map(required),
    ],
  )
}

function tagSet({ name, oid, tags }: TagSet): Markup {
  return markup('spif:securityCategoryTagSet', { name, id: oid }, tags.map(tag))
}

function tag({ name, selectionMin, selectionMax, values, markings, ...kind }: Tag): Markup {
  const { tagType, enumType } = tagTypeOf(kind)
  return markup(
    'spif:securityCategoryTag',
    {
      name,
      tagType,
      enumType,
      tag7Encoding: tagType === 'tagType7' ? 'bitSetAttributes' : null,
      minSelection: selectionMin === 0 ? null : String(selectionMin),
      maxSelection: selectionMax === null ? null : String(selectionMax),
    },
    [...values.map(value), ...marked(markings)],
  )
}

function value({
  name,
  lacv,
  obsolete,
  requiredClass,
  equivalents,
  markings,
  excludedClasses,
  required: needs,
  excluded,
  ...dates
}: TagValue): Markup {
  return markup('spif:tagCategory', { name, lacv, requiredClass, obsolete: flag(obsolete), ...period(dates) }, [
    ...equivalents.map(equivalent),
    ...marked(markings),
    ...excludedClasses.map((one) => markup('spif:excludedClass', {}, [one])),
    ...needs.map(required),
    ...excluded.map((ref) => reference('spif:excludedCategory', ref)),
  ])
}

function equivalent({ policy, applied, target }: EquivalentCategory): Markup {
  if (target === null) return markup('spif:equivalentSecCategoryTag', { policyRef: policy, applied, action: 'discard' })
  const { tagSetOid, lacv, ...kind } = target
  return markup('spif:equivalentSecCategoryTag', {
    policyRef: policy,
    tagSetId: tagSetOid,
    ...tagTypeOf(kind),
    lacv,
    applied,
  })
}

function required({ operation, group }: RequiredCategory): Markup {
  return markup(
    'spif:requiredCategory',
    { operation },
    group.map((ref) => reference('spif:categoryGroup', ref)),
  )
}

function reference(name: string, { tagSet: set, lacv, ...kind }: CategoryRef): Markup {
  return markup(name, { tagSetRef: set, ...tagTypeOf(kind), lacv, all: lacv === null ? 'true' : null })
}

function tagTypeOf({ type, enumerated }: Pick<Tag, 'type' | 'enumerated'>): {
  readonly tagType: string
  readonly enumType: string | null
} {
  if (enumerated) return { tagType: 'enumerated', enumType: type }
  return { tagType: type === 'informative' ? 'tagType7' : type, enumType: null }
}

function marked({ data, qualifiers }: Markings): readonly Markup[] {
  const groups = Map.groupBy(qualifiers, ({ code }) => code)
  return [
    ...data.map(({ phrase, language, codes }) =>
      markup(
        'spif:markingData',
        { 'xml:lang': language, phrase },
        codes.map((code) => markup('spif:code', {}, [code])),
      ),
    ),
    ...[...groups].map(([code, own]) =>
      markup(
        'spif:markingQualifier',
        { markingCode: code },
        own.map(({ text, kind, language }) =>
          markup('spif:qualifier', { markingQualifier: text, qualifierCode: kind, 'xml:lang': language }),
        ),
      ),
    ),
  ]
}

function list(name: string, children: readonly Markup[]): readonly Markup[] {
  return children.length === 0 ? [] : [markup(name, {}, children)]
}

function flag(isSet: boolean): string | null {
  return isSet ? 'true' : null
}

function period({ notBefore, notAfter }: Pick<Spif, 'notBefore' | 'notAfter'>): {
  readonly [name: string]: string | null
} {
  return {
    notBefore: notBefore === null ? null : generalized(notBefore),
    notAfter: notAfter === null ? null : generalized(notAfter),
  }
}

/** `20161123000000Z`: whole seconds. */
function generalized(at: Instant): string {
  return toUtc(at).replace(/[-:T]|\.\d+/g, '')
}
