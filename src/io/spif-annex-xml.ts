import { toUtc } from '../core/bytes/calendar.ts'
import type { Membership, NationalAnnex, Spif } from '../core/marking/spif.ts'
import { instantOf } from './xml-instant.ts'
import { attributesOf, childrenOf, elementsOf, misread } from './xml-reader.ts'
import type { XmlElement } from './xml.ts'
import { markup, type Markup } from './xml-writer.ts'

/*
 * <comity:annex xmlns:comity="urn:comity:spif-annex:1" nation="KR" version="2026-1">
 *   <comity:marking name="..." id="level-1" source="..." issuedFrom="..." issuedUntil="..."/>      one a marking
 * </comity:annex>
 * <comity:memberships xmlns:comity="urn:comity:spif-annex:1">
 *   <comity:membership group="..." nation="KR" from="..." until="..."/>                            one a period
 * </comity:memberships>
 */

const ANNEX_NAMESPACE = 'urn:comity:spif-annex:1'

/** What our extensions of a policy file say; those of others are named in a warning and not read. */
export function annexOf(
  extensions: XmlElement | null,
  { where, warn }: { readonly where: string; readonly warn: (text: string) => void },
): {
  readonly national: { readonly annex: NationalAnnex; readonly version: string } | null
  readonly memberships: readonly Membership[]
} {
  let national: { readonly annex: NationalAnnex; readonly version: string } | null = null
  const memberships: Membership[] = []
  for (const element of extensions === null ? [] : elementsOf(extensions, where)) {
    if (element.namespace !== ANNEX_NAMESPACE)
      warn(`${where}: extension \`${element.name}\` in \`${element.namespace}\` not read`)
    else if (element.name === 'annex' && national === null) national = nationalOf(element, `${where}, annex`)
    else if (element.name === 'memberships' && memberships.length === 0)
      memberships.push(...membershipsOf(element, `${where}, memberships`))
    else throw misread(where, `extension \`${element.name}\``)
  }
  return { national, memberships }
}

function nationalOf(element: XmlElement, where: string): { readonly annex: NationalAnnex; readonly version: string } {
  const { nation, version } = attributesOf(element, { where, required: ['nation', 'version'] })
  const { marking } = childrenOf(element, [['marking', '+']], { where, namespace: ANNEX_NAMESPACE })
  const entries = marking.map((one) => {
    const given = attributesOf(one, {
      where,
      required: ['name', 'id', 'source'],
      optional: ['issuedFrom', 'issuedUntil'],
    })
    return {
      name: given.name,
      id: given.id,
      source: given.source,
      issuedFrom: given.issuedFrom === undefined ? null : instantOf(given.issuedFrom, where),
      issuedUntil: given.issuedUntil === undefined ? null : instantOf(given.issuedUntil, where),
    }
  })
  return { annex: { nation, entries }, version }
}

function membershipsOf(element: XmlElement, where: string): readonly Membership[] {
  attributesOf(element, { where, required: [] })
  const { membership } = childrenOf(element, [['membership', '+']], { where, namespace: ANNEX_NAMESPACE })
  return membership.map((one) => {
    const given = attributesOf(one, { where, required: ['group', 'nation'], optional: ['from', 'until'] })
    return {
      group: given.group,
      nation: given.nation,
      from: given.from === undefined ? null : instantOf(given.from, where),
      until: given.until === undefined ? null : instantOf(given.until, where),
    }
  })
}

/** Our extensions of a policy, to be written. */
export function annexMarkup({ national, memberships, version }: Spif): readonly Markup[] {
  const spelt: Markup[] = []
  const namespace = { 'xmlns:comity': ANNEX_NAMESPACE }
  if (national !== null) {
    const markings = national.entries.map(({ name, id, source, issuedFrom, issuedUntil }) =>
      markup('comity:marking', {
        name,
        id,
        source,
        issuedFrom: issuedFrom === null ? null : toUtc(issuedFrom),
        issuedUntil: issuedUntil === null ? null : toUtc(issuedUntil),
      }),
    )
    spelt.push(markup('comity:annex', { ...namespace, nation: national.nation, version }, markings))
  }
  if (memberships.length > 0) {
    const rows = memberships.map(({ group, nation, from, until }) =>
      markup('comity:membership', {
        group,
        nation,
        from: from === null ? null : toUtc(from),
        until: until === null ? null : toUtc(until),
      }),
    )
    spelt.push(markup('comity:memberships', namespace, rows))
  }
  return spelt.length === 0 ? [] : [markup('spif:extensions', {}, spelt)]
}
