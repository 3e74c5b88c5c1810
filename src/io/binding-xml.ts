import { fromUtf8, utf8 } from '../core/bytes/utf8.ts'
import { Fault } from '../core/fault.ts'
import type { ConfidentialityLabel } from '../core/marking/confidentiality-label.ts'
import { labelMarkup, labelOf, type Level } from './label-xml.ts'
import { attributesOf, elementsOf, misread } from './xml-reader.ts'
import { canonicalOf, digestOf, DSIG, type Signed } from './xml-signature.ts'
import { encodeXmlCompact, markup, type Markup } from './xml-writer.ts'
import { withXml, type XmlElement, type XmlFile } from './xml.ts'

const BINDING_NAMESPACE = 'urn:nato:stanag:4778:bindinginformation:1:0'
const XMIME_NAMESPACE = 'http://www.w3.org/2005/05/xmlmime'

/** Labels bound to data: every label to every piece (STANAG 4778, one `MetadataBinding`). */
export interface Binding {
  readonly labels: readonly ConfidentialityLabel[]
  readonly data: readonly BoundData[]
}

/** A file beside the binding by its name, or one element within it as exclusive canonical XML. */
export type BoundData =
  | { readonly kind: 'file'; readonly name: string; readonly mediaType: string | null }
  | { readonly kind: 'inline'; readonly xml: string }

/** A binding file as read. Nothing in it is to be believed before its signatures are. */
export interface ReadBinding {
  readonly bindings: readonly Binding[]
  readonly warnings: readonly string[]
}

/** The elements of a binding file that a signature is about. */
export interface BindingParts extends ReadBinding {
  readonly signature: XmlElement | null
  readonly elements: readonly { readonly id: string; readonly element: XmlElement }[]
}

/** Writes a binding file without white space of layout; `signature` is what {@link bindingDigests} was signed into. */
export function encodeBinding(bindings: readonly Binding[], signature: Markup | null): string {
  return encodeXmlCompact(
    markup('mb:BindingInformation', { 'xmlns:mb': BINDING_NAMESPACE }, [
      ...(signature === null ? [] : [signature]),
      markup('mb:MetadataBindingContainer', {}, bindings.map(bindingMarkup)),
    ]),
  )
}

/** What a signature of these bindings refers to within the file, in order. */
export function bindingDigests(bindings: readonly Binding[]): readonly Signed[] {
  return bindings.map((binding, i) => ({
    uri: `#${idOf(i)}`,
    digest: digestOf(canonicalOf(bindingMarkup(binding, i), { 'xmlns:mb': BINDING_NAMESPACE })),
  }))
}

/** Every file the bindings name, in order. */
export function filesOf(bindings: readonly Binding[]): readonly string[] {
  return bindings.flatMap(({ data }) => data.filter((one) => one.kind === 'file').map(({ name }) => name))
}

/** A file's name as a reference spells it (RFC 3986). */
export function uriOfName(name: string): string {
  return encodeURIComponent(name)
}

/** Reads a binding file for what it says, signed or not. */
export function decodeBinding(bytes: Uint8Array, level: Level): ReadBinding & { readonly isSigned: boolean } {
  return withXml(bytes, WHERE, (file) => {
    const { bindings, warnings, signature } = bindingParts(file, level)
    return { bindings, warnings, isSigned: signature !== null }
  })
}

/**
 * The parts of a parsed binding file.
 *
 * INVARIANT: what is returned as bindings was read from `elements` alone, so that whoever verifies those has verified these; an Id given
 * twice, a second signature and anything between the parts is refused.
 */
export function bindingParts(file: XmlFile, level: Level): BindingParts {
  const { root } = file
  if (root.namespace !== BINDING_NAMESPACE || root.name !== 'BindingInformation')
    throw misread(WHERE, `\`${root.name}\` is no binding`)
  attributesOf(root, { where: WHERE, required: [] })
  refuseRepeatedIds(root)
  const [first, ...others] = elementsOf(root, WHERE)
  const isSigned = first?.namespace === DSIG && first.name === 'Signature'
  const containers = isSigned ? others : [first, ...others].filter((element) => element !== undefined)
  if (containers.length === 0) throw misread(WHERE, 'no MetadataBindingContainer')
  const elements = containers.flatMap((container) => {
    demand(container, 'MetadataBindingContainer')
    attributesOf(container, { where: WHERE, required: [] })
    return elementsOf(container, WHERE)
  })
  if (elements.length === 0) throw misread(WHERE, 'no MetadataBinding')
  const warnings: string[] = []
  const reading: Reading = { level, file, warn: (text) => void warnings.push(text) }
  const bindings = elements.map((element, i) => bindingOf(element, { ...reading, where: `${WHERE} ${i + 1}` }))
  return {
    bindings,
    warnings,
    signature: isSigned ? first : null,
    elements: elements.map((element) => ({ id: attributeOf(element, 'Id') ?? '', element })),
  }
}

const WHERE = 'binding'

interface Reading {
  readonly level: Level
  readonly file: XmlFile
  readonly warn: (text: string) => void
}

interface Place extends Reading {
  readonly where: string
}

function bindingOf(element: XmlElement, place: Place): Binding {
  const { where } = place
  demand(element, 'MetadataBinding')
  attributesOf(element, { where, required: [], optional: ['Id'] })
  const parts = elementsOf(element, where)
  const metadata = parts.filter(({ name }) => name === 'Metadata')
  const data = parts.slice(metadata.length)
  if (metadata.length === 0 || data.length === 0) throw misread(where, 'no label or no data')
  const labels = parts.slice(0, metadata.length).flatMap((one) => labelsOf(one, place))
  return { labels, data: data.map((one) => dataOf(one, place)) }
}

/** One label an element; several in one are read from the field, never written. */
function labelsOf(element: XmlElement, { where, level, warn }: Place): readonly ConfidentialityLabel[] {
  demand(element, 'Metadata')
  attributesOf(element, { where, required: [] })
  const labels = elementsOf(element, where)
  if (labels.length === 0 || (labels.length > 1 && level === 'strict'))
    throw misread(where, `${labels.length} labels in one Metadata`)
  if (labels.length > 1) warn(`${where}: ${labels.length} labels in one Metadata`)
  return labels.map((one) => {
    const { label, warnings } = labelOf(one, { level, where })
    for (const warning of warnings) warn(warning)
    return label
  })
}

function dataOf(element: XmlElement, { where, level, warn, file }: Place): BoundData {
  if (element.name === 'Data') {
    demand(element, 'Data')
    attributesOf(element, { where, required: [] })
    const [content, ...others] = elementsOf(element, where)
    if (content === undefined || others.length > 0) throw misread(where, 'Data holds one element')
    return { kind: 'inline', xml: fromUtf8(file.canonical(content), where) }
  }
  demand(element, 'DataReference')
  if (element.children.length > 0) throw misread(where, 'a DataReference with something in it')
  const mediaType = element.attributes.find(
    ({ namespace, name }) => namespace === XMIME_NAMESPACE && name === 'contentType',
  )
  const { URI } = attributesOf(
    { ...element, attributes: element.attributes.filter((one) => one !== mediaType) },
    { where, required: ['URI'] },
  )
  return { kind: 'file', name: nameOf(URI, { where, level, warn }), mediaType: mediaType?.value ?? null }
}

/** The file a reference names: one beside the binding and nowhere else, so that a binding cannot make its reader open another. */
function nameOf(
  uri: string,
  { where, level, warn }: { readonly where: string; readonly level: Level; readonly warn: (text: string) => void },
): string {
  const field = level === 'interop' ? /^(?:\.\/|pack:\/\/files\/)/.exec(uri)?.[0] : undefined
  if (field !== undefined) warn(`${where}: \`${field}\` before the name of a file`)
  const spelt = uri.slice(field?.length ?? 0)
  const name = /^(?:[^%/\\?#:]|%[0-9A-Fa-f]{2})+$/.test(spelt) ? decoded(spelt) : null
  if (
    name === null ||
    name === '.' ||
    name === '..' ||
    /[/\\\p{Cc}]/u.test(name) ||
    (level === 'strict' && uriOfName(name) !== uri)
  )
    throw misread(where, `\`${uri.slice(0, 80)}\` is not the name of a file beside it`)
  return name
}

function decoded(text: string): string | null {
  const bytes: number[] = []
  for (const [part] of text.matchAll(/%[0-9A-Fa-f]{2}|[^%]+/g)) {
    if (part.startsWith('%')) bytes.push(Number.parseInt(part.slice(1), 16))
    else bytes.push(...utf8(part))
  }
  const name = new TextDecoder().decode(Uint8Array.from(bytes))
  return name.includes('\ufffd') ? null : name
}

function bindingMarkup({ labels, data }: Binding, index: number): Markup {
  if (labels.length === 0 || data.length === 0) throw new Fault('label-invalid', 'a binding of nothing, or to nothing')
  return markup('mb:MetadataBinding', { Id: idOf(index) }, [
    ...labels.map((label) => markup('mb:Metadata', {}, [labelMarkup(label)])),
    ...data.map((one) => (one.kind === 'inline' ? markup('mb:Data', {}, [{ canonical: one.xml }]) : fileMarkup(one))),
  ])
}

function fileMarkup({ name, mediaType }: { readonly name: string; readonly mediaType: string | null }): Markup {
  return markup('mb:DataReference', {
    'xmlns:xmime': mediaType === null ? null : XMIME_NAMESPACE,
    URI: uriOfName(name),
    'xmime:contentType': mediaType,
  })
}

function idOf(index: number): string {
  return `binding-${index + 1}`
}

function demand({ namespace, name }: XmlElement, wanted: string): void {
  if (namespace !== BINDING_NAMESPACE || name !== wanted)
    throw misread(WHERE, `\`${name}\` in \`${namespace}\` where ${wanted} belongs`)
}

function attributeOf({ attributes }: XmlElement, wanted: string): string | null {
  return attributes.find(({ namespace, name }) => namespace === '' && name === wanted)?.value ?? null
}

/** Two elements of one Id would let a verifier check the one and a reader read the other. */
function refuseRepeatedIds(root: XmlElement): void {
  const seen = new Set<string>()
  const visit = (element: XmlElement): void => {
    for (const { name, value } of element.attributes) {
      if (name.toLowerCase() !== 'id') continue
      if (seen.has(value))
        throw new Fault('binding-signature-invalid', `${WHERE}: the Id \`${value.slice(0, 64)}\` given twice`)
      seen.add(value)
    }
    for (const child of element.children) if (typeof child !== 'string') visit(child)
  }
  visit(root)
}
