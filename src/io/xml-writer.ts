/** An element to be written: its name as spelt, with its prefix. Attributes that are null are left out. */
export interface Markup {
  readonly name: string
  readonly attributes: { readonly [name: string]: string | null }
  readonly children: readonly MarkupChild[]
}

/** Text is escaped; `canonical` is a whole element in exclusive canonical XML, which stands anywhere as it is. */
export type MarkupChild = Markup | string | { readonly canonical: string }

/** Builds an element to be written. */
export function markup(
  name: string,
  attributes: { readonly [name: string]: string | null },
  children: readonly MarkupChild[] = [],
): Markup {
  return { name, attributes, children }
}

/** An XML file in UTF-8, laid out for a person: an element with elements in it is indented, one with text is not. */
export function encodeXml(root: Markup): string {
  return `${DECLARATION}${spell(root, '')}\n`
}

/** An XML file in UTF-8 without any white space of layout, so that what is signed does not depend on where it stands. */
export function encodeXmlCompact(root: Markup): string {
  return `${DECLARATION}${spell(root, null)}\n`
}

const DECLARATION = '<?xml version="1.0" encoding="UTF-8"?>\n'

function spell(child: MarkupChild, indent: string | null): string {
  if (typeof child === 'string') return escapeText(child)
  if ('canonical' in child) return child.canonical
  const { name, attributes, children } = child
  const given = Object.entries(attributes)
    .filter(([, value]) => value !== null)
    .map(([attribute, value]) => ` ${attribute}="${escapeAttribute(value ?? '')}"`)
    .join('')
  const start = `${indent ?? ''}<${name}${given}`
  if (children.length === 0) return `${start}/>`
  if (indent === null || children.some((one) => typeof one === 'string'))
    return `${start}>${children.map((one) => spell(one, null)).join('')}</${name}>`
  return `${start}>\n${children.map((one) => spell(one, `${indent}  `)).join('\n')}\n${indent}</${name}>`
}

function escapeText(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;').replaceAll('\r', '&#13;')
}

function escapeAttribute(text: string): string {
  return escapeText(text).replaceAll('"', '&quot;').replaceAll('\n', '&#10;').replaceAll('\t', '&#9;')
}
