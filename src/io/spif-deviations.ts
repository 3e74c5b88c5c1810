import { SPIF_NAMESPACE } from './spif-parts-xml.ts'
import type { XmlElement, XmlNode } from './xml.ts'

/** Codes that texts about the format spell otherwise than its schema. */
const CODES: Readonly<Record<string, string>> = {
  supressClassName: 'suppressClassName',
  firstLineofText: 'firstLineOfText',
}

/** Elements that older versions name otherwise. */
const ELEMENTS: Readonly<Record<string, string>> = { markingCode: 'markingData' }

const SCHEMA_INSTANCE = 'http://www.w3.org/2001/XMLSchema-instance'

/**
 * A policy file of an older version or of the field as the reader of version 2.1 wants it, with a warning for everything put right: a
 * missing namespace, older names, misspelt codes, `requiredCategory` without an operation (read as `all`, the strictest).
 */
export function straightenSpif(root: XmlElement, warn: (text: string) => void): XmlElement {
  if (root.namespace === '') warn('no namespace')
  return straightened(root, warn)
}

function straightened(element: XmlElement, warn: (text: string) => void): XmlElement {
  const namespace = element.namespace === '' ? SPIF_NAMESPACE : element.namespace
  if (namespace !== SPIF_NAMESPACE) return element
  const name = ELEMENTS[element.name] ?? element.name
  if (name !== element.name) warn(`\`${element.name}\` read as \`${name}\``)
  const attributes = element.attributes.flatMap((attribute) => {
    if (attribute.namespace === SCHEMA_INSTANCE) return []
    const isOldCode = name === 'markingQualifier' && attribute.name === 'code'
    if (isOldCode) warn('attribute `code` read as `markingCode`')
    return [isOldCode ? { ...attribute, name: 'markingCode' } : attribute]
  })
  if (name === 'requiredCategory' && !attributes.some((attribute) => attribute.name === 'operation')) {
    warn('a requiredCategory without an operation read as `all`')
    attributes.push({ namespace: '', name: 'operation', value: 'all' })
  }
  return {
    namespace,
    name,
    attributes,
    children: element.children.map((child) => childOf(child, { parent: name, warn })),
  }
}

function childOf(
  child: XmlNode,
  { parent, warn }: { readonly parent: string; readonly warn: (text: string) => void },
): XmlNode {
  if (typeof child !== 'string') return straightened(child, warn)
  const code = parent === 'code' ? CODES[child.trim()] : undefined
  if (code === undefined) return child
  warn(`code \`${child.trim()}\` read as \`${code}\``)
  return code
}
