import { Fault } from '../core/fault.ts'
import type { XmlElement } from './xml.ts'

/** How often a child may stand. */
export type Times = '1' | '?' | '*' | '+'

/** The children of an element, by name. */
export type Children<Name extends string> = { readonly [N in Name]: readonly XmlElement[] }

/** A refusal that names the place. */
export function misread(where: string, what: string): Fault {
  return new Fault('bytes-malformed', `${where}: ${what}`)
}

/**
 * The children of an element, which must be those of `form`, in its order unless `anyOrder`, all in `namespace`, with nothing but
 * white space between.
 */
export function childrenOf<Name extends string>(
  element: XmlElement,
  form: readonly (readonly [name: Name, times: Times])[],
  {
    where,
    namespace,
    anyOrder = false,
  }: { readonly where: string; readonly namespace: string; readonly anyOrder?: boolean },
): Children<Name> {
  const found = new Map<string, XmlElement[]>(form.map(([name]) => [name, []]))
  let at = 0
  for (const child of elementsOf(element, where)) {
    const place = form.findIndex(([name]) => name === child.name)
    if (child.namespace !== namespace || place < 0)
      throw misread(where, `\`${child.name}\` in \`${child.namespace}\` does not belong in \`${element.name}\``)
    if (place < at && !anyOrder) throw misread(where, `\`${child.name}\` out of order in \`${element.name}\``)
    at = place
    found.get(child.name)?.push(child)
  }
  for (const [name, times] of form) {
    const count = found.get(name)?.length ?? 0
    if ((times === '1' || times === '+') && count === 0) throw misread(where, `no \`${name}\` in \`${element.name}\``)
    if ((times === '1' || times === '?') && count > 1)
      throw misread(where, `more than one \`${name}\` in \`${element.name}\``)
  }
  const taken = (name: Name): readonly XmlElement[] => found.get(name) ?? []
  return collect(form, taken)
}

function collect<Name extends string>(
  form: readonly (readonly [Name, Times])[],
  taken: (name: Name) => readonly XmlElement[],
): Children<Name> {
  const all: { [N in Name]?: readonly XmlElement[] } = {}
  for (const [name] of form) all[name] = taken(name)
  if (!isComplete(all, form)) throw misread('form', 'a name was lost')
  return all
}

function isComplete<Name extends string>(
  all: { readonly [N in Name]?: readonly XmlElement[] },
  form: readonly (readonly [Name, Times])[],
): all is Children<Name> {
  return form.every(([name]) => all[name] !== undefined)
}

/** The element children; text between them must be white space. */
export function elementsOf(element: XmlElement, where: string): readonly XmlElement[] {
  return element.children.flatMap((child) => {
    if (typeof child !== 'string') return [child]
    if (child.trim() !== '') throw misread(where, `text in \`${element.name}\``)
    return []
  })
}

/** The attributes, which must be those named, without a namespace (`xml:lang` as such); a missing `required` one is refused. */
export function attributesOf<Name extends string, Optional extends string = never>(
  element: XmlElement,
  {
    where,
    required,
    optional = [],
  }: { readonly where: string; readonly required: readonly Name[]; readonly optional?: readonly Optional[] },
): { readonly [N in Name]: string } & { readonly [N in Optional]?: string } {
  const known: readonly string[] = [...required, ...optional]
  const all: { [name: string]: string } = {}
  for (const { namespace, name, value } of element.attributes) {
    const spelt = namespace === '' ? name : namespace === XML_NAMESPACE ? `xml:${name}` : `{${namespace}}${name}`
    if (!known.includes(spelt)) throw misread(where, `attribute \`${spelt}\` does not belong on \`${element.name}\``)
    all[spelt] = value
  }
  if (!hasAll(all, required, optional)) {
    const missing = required.find((name) => all[name] === undefined) ?? ''
    throw misread(where, `no attribute \`${missing}\` on \`${element.name}\``)
  }
  return all
}

const XML_NAMESPACE = 'http://www.w3.org/XML/1998/namespace'

function hasAll<Name extends string, Optional extends string>(
  all: { readonly [name: string]: string },
  required: readonly Name[],
  optional: readonly Optional[],
): all is { readonly [N in Name]: string } & { readonly [N in Optional]?: string } {
  const known: readonly string[] = [...required, ...optional]
  return required.every((name) => all[name] !== undefined) && Object.keys(all).every((name) => known.includes(name))
}

/** The text of an element that holds nothing else: not empty, not padded, no line break, at most `lengthMax` UTF-16 units. */
export function textOf(
  element: XmlElement,
  { where, lengthMax = 256 }: { readonly where: string; readonly lengthMax?: number },
): string {
  const [text = '', ...rest] = element.children
  if (typeof text !== 'string' || rest.length > 0) throw misread(where, `an element in \`${element.name}\``)
  return checkedName(text, { where: `${where}, \`${element.name}\``, lengthMax })
}

/** A name or a phrase: not empty, not padded, no control character. */
export function checkedName(
  text: string,
  { where, lengthMax = 256 }: { readonly where: string; readonly lengthMax?: number },
): string {
  if (text.length > lengthMax) throw new Fault('limit-exceeded', `${where}: longer than ${lengthMax}`)
  if (text === '' || text.trim() !== text || /\p{Cc}/u.test(text)) throw misread(where, 'empty, padded or broken text')
  return text
}

/** One of a closed list of words. */
export function wordIn<Word extends string>(text: string, words: readonly Word[], where: string): Word {
  const word = words.find((known) => known === text)
  if (word === undefined) throw misread(where, `\`${text.slice(0, 64)}\` is not one of ${words.join(', ')}`)
  return word
}
