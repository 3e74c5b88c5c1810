import {
  ParseOption,
  XmlC14NMode,
  XmlDocument,
  XmlElement as DomElement,
  XmlLibError,
  XmlSimpleNode,
  XmlComment,
} from 'libxml2-wasm'
import { fromUtf8, utf8 } from '../core/bytes/utf8.ts'
import { Fault } from '../core/fault.ts'

/** An element as its readers see it: names resolved, text merged, comments gone. */
export interface XmlElement {
  readonly namespace: string
  readonly name: string
  readonly attributes: readonly XmlAttribute[]
  readonly children: readonly XmlNode[]
}

export interface XmlAttribute {
  readonly namespace: string
  readonly name: string
  readonly value: string
}

export type XmlNode = XmlElement | string

/** Largest file parsed; a national policy is some 100 KB. */
export const XML_BYTES_MAX = 4 * 1024 * 1024
const NODES_MAX = 50_000
const DEPTH_MAX = 32

/** A parsed document, still able to give the canonical bytes of its elements. Disposed by {@link withXml}. */
export interface XmlFile {
  readonly root: XmlElement
  /** Exclusive canonical XML 1.0, without comments, of one element of `root`'s tree. */
  canonical(element: XmlElement): Uint8Array
}

/**
 * Parses a file and hands it to `read`.
 *
 * INVARIANT: no document type, no entity beyond XML's own five, no processing instruction, no encoding but UTF-8, and nothing outside
 * the bytes is ever looked at; anything else is `xml-refused`, and what is too large or too deep `limit-exceeded`.
 */
export function withXml<T>(bytes: Uint8Array, where: string, read: (file: XmlFile) => T): T {
  const document = parse(checkedText(bytes, where), where)
  try {
    const nodes = new Map<XmlElement, DomElement>()
    const root = elementOf(document.root, { where, depth: 0, nodes })
    return read({
      root,
      canonical(element) {
        const node = nodes.get(element)
        if (node === undefined) throw new Fault('xml-refused', `${where}: an element of another file`)
        return utf8(node.canonicalizeToString(CANONICAL))
      },
    })
  } finally {
    document.dispose()
  }
}

/** Parses a file whose tree is all that is wanted. */
export function decodeXml(bytes: Uint8Array, where: string): XmlElement {
  return withXml(bytes, where, ({ root }) => root)
}

const CANONICAL = { mode: XmlC14NMode.XML_C14N_EXCLUSIVE_1_0, withComments: false }
const DECLARATION = /^<\?xml\s[^>]*\?>/
const UTF8_DECLARATION =
  /^<\?xml\s+version\s*=\s*(["'])1\.0\1(?:\s+encoding\s*=\s*(["'])[Uu][Tt][Ff]-8\2)?(?:\s+standalone\s*=\s*(["'])(?:yes|no)\3)?\s*\?>/

function checkedText(bytes: Uint8Array, where: string): string {
  if (bytes.length > XML_BYTES_MAX) throw new Fault('limit-exceeded', `${where}: more than ${XML_BYTES_MAX} bytes`)
  const isMarked = bytes[0] === 0xef && bytes[1] === 0xbb && bytes[2] === 0xbf
  const text = fromUtf8(isMarked ? bytes.subarray(3) : bytes, where)
  if (DECLARATION.test(text) && !UTF8_DECLARATION.test(text))
    throw new Fault('xml-refused', `${where}: a declaration other than XML 1.0 in UTF-8`)
  // Before the parser sees it: what a document type could do is not to be left to options.
  if (text.includes('<!DOCTYPE') || text.includes('<!ENTITY'))
    throw new Fault('xml-refused', `${where}: a document type`)
  if (text.replace(DECLARATION, '').includes('<?')) throw new Fault('xml-refused', `${where}: a processing instruction`)
  return text
}

function parse(text: string, where: string): XmlDocument {
  try {
    const document = XmlDocument.fromString(text, {
      option: ParseOption.XML_PARSE_NONET | ParseOption.XML_PARSE_NO_XXE | ParseOption.XML_PARSE_NOCDATA,
    })
    if (document.dtd === null) return document
    document.dispose()
  } catch (cause) {
    if (!(cause instanceof XmlLibError)) throw cause
    throw new Fault('xml-refused', `${where}: ${cause.message.trim().split('\n')[0] ?? ''}`, { cause })
  }
  throw new Fault('xml-refused', `${where}: a document type`)
}

interface Walk {
  readonly where: string
  readonly depth: number
  readonly nodes: Map<XmlElement, DomElement>
}

function elementOf(node: DomElement, { where, depth, nodes }: Walk): XmlElement {
  if (depth > DEPTH_MAX) throw new Fault('limit-exceeded', `${where}: nested deeper than ${DEPTH_MAX}`)
  if (nodes.size >= NODES_MAX) throw new Fault('limit-exceeded', `${where}: more than ${NODES_MAX} elements`)
  const children: XmlNode[] = []
  const attributes = node.attrs.map(({ namespaceUri, name, value }) => ({ namespace: namespaceUri, name, value }))
  const element: XmlElement = { namespace: node.namespaceUri, name: node.name, attributes, children }
  nodes.set(element, node)
  for (let child = node.firstChild; child !== null; child = child.next) {
    if (child instanceof DomElement) children.push(elementOf(child, { where, depth: depth + 1, nodes }))
    else if (child instanceof XmlComment) continue
    else if (child instanceof XmlSimpleNode) appendText(children, child.content)
    else throw new Fault('xml-refused', `${where}: something in \`${node.name}\` that is neither element nor text`)
  }
  return element
}

/** Text that a comment or a CDATA section cut in two is one text again, as canonical XML has it. */
function appendText(children: XmlNode[], text: string): void {
  const last = children.at(-1)
  if (typeof last === 'string') children[children.length - 1] = last + text
  else children.push(text)
}
