/** An element to be written: its name as spelt, with its prefix. Attributes that are null are left out. */
export interface Markup {
  readonly name: string
  readonly attributes: { readonly [name: string]: string | null }
  readonly children: readonly (Markup | string)[]
}

/** Builds an element to be written. */
export function markup(
  name: string,
  attributes: { readonly [name: string]: string | null },
  children: readonly (Markup | string)[] = [],
): Markup {
  return { name, attributes, children }
}

/** An XML file in UTF-8, laid out for a person: an element with elements in it is indented, one with text is not. */
export function encodeXml(root: Markup): string {
  return `<?xml version="1.0" encoding="UTF-8"?>\n${spell(root, '')}\n`
}

function spell({ name, attributes, children }: Markup, indent: string): string {
  const given = Object.entries(attributes)
    .filter(([, value]) => value !== null)
    .map(([attribute, value]) => ` ${attribute}="${escapeAttribute(value ?? '')}"`)
    .join('')
  if (children.length === 0) return `${indent}<${name}${given}/>`
  if (children.some((child) => typeof child === 'string')) {
    const text = children.map((child) => (typeof child === 'string' ? escapeText(child) : spell(child, ''))).join('')
    return `${indent}<${name}${given}>${text}</${name}>`
  }
  const lines = children.map((child) => (typeof child === 'string' ? child : spell(child, `${indent}  `)))
  return `${indent}<${name}${given}>\n${lines.join('\n')}\n${indent}</${name}>`
}

function escapeText(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;').replaceAll('\r', '&#13;')
}

function escapeAttribute(text: string): string {
  return escapeText(text).replaceAll('"', '&quot;').replaceAll('\n', '&#10;').replaceAll('\t', '&#9;')
}
