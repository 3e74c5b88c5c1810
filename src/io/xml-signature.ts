import { createHash } from 'node:crypto'
import { equal, fromBase64, toBase64 } from '../core/bytes/bytes.ts'
import { utf8 } from '../core/bytes/utf8.ts'
import { Fault } from '../core/fault.ts'
import type { Instant } from '../core/instant.ts'
import { instantOf } from './xml-instant.ts'
import { attributesOf, elementsOf } from './xml-reader.ts'
import { encodeXmlCompact, markup, type Markup } from './xml-writer.ts'
import { withXml, type XmlElement, type XmlFile } from './xml.ts'

/*
 * The one shape of signature written and accepted (XMLDSIG 1.1 under ADatP-4778.2 annexes A and B):
 *
 *   Signature Id="signature"
 *     SignedInfo                                       exclusive canonical XML is what both keys sign
 *       CanonicalizationMethod  xml-exc-c14n
 *       SignatureMethod         ecdsa-sha384
 *       Reference URI="#binding-N"    exc-c14n, SHA-384    one a MetadataBinding, in document order
 *       Reference URI="<file>"        no transform, SHA-384    one a DataReference, in document order
 *       Reference URI="#signed-at"    exc-c14n, SHA-384    the time of signing
 *     SignatureValue                                   r || s, 96 bytes
 *     KeyInfo / X509Data / X509Certificate             exactly one
 *     Object / SignatureProperties Id="signed-at" / SignatureProperty / wsu:Timestamp / wsu:Created
 */

export const DSIG = 'http://www.w3.org/2000/09/xmldsig#'
const WSU = 'http://docs.oasis-open.org/wss/2004/01/oasis-200401-wss-wssecurity-utility-1.0.xsd'
const EXC_C14N = 'http://www.w3.org/2001/10/xml-exc-c14n#'
const ECDSA_SHA384 = 'http://www.w3.org/2001/04/xmldsig-more#ecdsa-sha384'
const SHA384 = 'http://www.w3.org/2001/04/xmldsig-more#sha384'

const SIGNED_AT = 'signed-at'
const SIGNATURE_BYTES = 96

/** What a reference of a signature points at, with the SHA-384 of it. */
export interface Signed {
  readonly uri: string
  readonly digest: Uint8Array
}

/** What one signature covers: elements of its own file by their Id, and files beside it by their digest. */
export interface Covered {
  readonly elements: readonly { readonly id: string; readonly element: XmlElement }[]
  readonly files: readonly Signed[]
}

/** A signature that has the one shape and whose references hold; its value is not yet verified. */
export interface OpenSignature {
  /** Canonical SignedInfo: the bytes that every signature on the binding is over. */
  readonly message: Uint8Array
  readonly value: Uint8Array
  readonly certificate: Uint8Array
  readonly signedAt: Instant
}

/** The `ds:Signature` element over what is covered, without its value; its SignedInfo is what there is to sign. */
export function unsignedSignature(input: {
  readonly digests: readonly Signed[]
  readonly certificate: Uint8Array
  readonly signedAt: string
}): { readonly message: Uint8Array; readonly complete: (value: Uint8Array) => Markup } {
  const { certificate, signedAt } = input
  const object = propertiesMarkup(signedAt)
  const properties = digestOf(canonicalOf(object))
  const info = signedInfoMarkup([...input.digests, { uri: `#${SIGNED_AT}`, digest: properties }])
  const message = canonicalOf(info)
  return {
    message,
    complete: (value) =>
      markup('ds:Signature', { 'xmlns:ds': DSIG, Id: 'signature' }, [
        info,
        markup('ds:SignatureValue', {}, [toBase64(value)]),
        markup('ds:KeyInfo', {}, [
          markup('ds:X509Data', {}, [markup('ds:X509Certificate', {}, [toBase64(certificate)])]),
        ]),
        markup('ds:Object', {}, [object]),
      ]),
  }
}

/**
 * Reads a signature of the one shape and checks every digest in it.
 *
 * INVARIANT: it references exactly what `covered` lists, in that order, and the time of signing; no algorithm, transform, reference or
 * part besides. Another shape is `binding-signature-invalid`, a digest that does not hold `binding-broken`, a signature that names
 * nobody `binding-signer-untrusted`.
 */
export function openSignature(signature: XmlElement, file: XmlFile, covered: Covered): OpenSignature {
  const [info, value, keyInfo, object, ...rest] = elementsOf(signature, WHERE)
  demandAttributes(signature, { Id: 'signature' })
  if (keyInfo === undefined || keyInfo.name !== 'KeyInfo')
    throw new Fault('binding-signer-untrusted', 'signature: no KeyInfo')
  if (
    !isDsig(info, 'SignedInfo') ||
    !isDsig(value, 'SignatureValue') ||
    !isDsig(keyInfo, 'KeyInfo') ||
    !isDsig(object, 'Object') ||
    rest.length > 0
  )
    throw misshapen('not SignedInfo, SignatureValue, KeyInfo and Object')
  const properties = onlyChild(object, 'SignatureProperties')
  demandAttributes(object, {})
  const references = referencesOf(info)
  const targets: readonly { uri: string; digest: Uint8Array; isElement: boolean }[] = [
    ...covered.elements.map(({ id, element }) => ({
      uri: `#${id}`,
      digest: digestOf(file.canonical(element)),
      isElement: true,
    })),
    ...covered.files.map((signed) => ({ ...signed, isElement: false })),
    { uri: `#${SIGNED_AT}`, digest: digestOf(file.canonical(properties)), isElement: true },
  ]
  if (references.length !== targets.length)
    throw misshapen(`${references.length} references where ${targets.length} belong`)
  for (const [i, target] of targets.entries()) checkReference(references[i], target)
  demandAttributes(value, {})
  const signatureValue = base64Of(value)
  if (signatureValue.length !== SIGNATURE_BYTES) throw misshapen(`a value of ${signatureValue.length} bytes`)
  return {
    message: file.canonical(info),
    value: signatureValue,
    certificate: certificateOf(keyInfo),
    signedAt: signedAtOf(properties),
  }
}

/** SHA-384. */
export function digestOf(bytes: Uint8Array): Uint8Array {
  return new Uint8Array(createHash('sha384').update(bytes).digest())
}

const WHERE = 'signature'

function propertiesMarkup(signedAt: string): Markup {
  const created = markup('wsu:Created', {}, [signedAt])
  return markup('ds:SignatureProperties', { Id: SIGNED_AT }, [
    markup('ds:SignatureProperty', { Target: '#signature' }, [
      markup('wsu:Timestamp', { 'xmlns:wsu': WSU }, [created]),
    ]),
  ])
}

function signedInfoMarkup(references: readonly Signed[]): Markup {
  return markup('ds:SignedInfo', {}, [
    markup('ds:CanonicalizationMethod', { Algorithm: EXC_C14N }),
    markup('ds:SignatureMethod', { Algorithm: ECDSA_SHA384 }),
    ...references.map(({ uri, digest }) => {
      const transforms = markup('ds:Transforms', {}, [markup('ds:Transform', { Algorithm: EXC_C14N })])
      return markup('ds:Reference', { URI: uri }, [
        ...(uri.startsWith('#') ? [transforms] : []),
        markup('ds:DigestMethod', { Algorithm: SHA384 }),
        markup('ds:DigestValue', {}, [toBase64(digest)]),
      ])
    }),
  ])
}

function referencesOf(info: XmlElement): readonly XmlElement[] {
  demandAttributes(info, {})
  const [method, algorithm, ...references] = elementsOf(info, WHERE)
  if (!isDsig(method, 'CanonicalizationMethod') || !isDsig(algorithm, 'SignatureMethod')) throw misshapen('SignedInfo')
  demandEmpty(method, EXC_C14N)
  demandEmpty(algorithm, ECDSA_SHA384)
  return references
}

function checkReference(
  reference: XmlElement | undefined,
  target: { readonly uri: string; readonly digest: Uint8Array; readonly isElement: boolean },
): void {
  if (!isDsig(reference, 'Reference')) throw misshapen('not a Reference')
  demandAttributes(reference, { URI: target.uri })
  const parts = elementsOf(reference, WHERE)
  const [transforms, method, value] = target.isElement ? parts : [null, ...parts]
  if (parts.length !== (target.isElement ? 3 : 2)) throw misshapen(`the reference to \`${target.uri}\` has other parts`)
  if (transforms !== null) {
    if (!isDsig(transforms, 'Transforms')) throw misshapen('a Reference without Transforms')
    demandAttributes(transforms, {})
    demandEmpty(onlyChild(transforms, 'Transform'), EXC_C14N)
  }
  if (!isDsig(method, 'DigestMethod') || !isDsig(value, 'DigestValue')) throw misshapen('a Reference without a digest')
  demandEmpty(method, SHA384)
  demandAttributes(value, {})
  if (!equal(base64Of(value), target.digest))
    throw new Fault('binding-broken', `${target.uri}: the digest that was signed is another`)
}

function certificateOf(keyInfo: XmlElement): Uint8Array {
  const [data, ...others] = elementsOf(keyInfo, WHERE)
  if (!isDsig(data, 'X509Data') || others.length > 0)
    throw new Fault('binding-signer-untrusted', 'signature: no X509Data, or more than that')
  const certificate = onlyChild(data, 'X509Certificate')
  for (const element of [keyInfo, data, certificate]) demandAttributes(element, {})
  return base64Of(certificate)
}

function signedAtOf(properties: XmlElement): Instant {
  demandAttributes(properties, { Id: SIGNED_AT })
  const property = onlyChild(properties, 'SignatureProperty')
  demandAttributes(property, { Target: '#signature' })
  const [timestamp, ...others] = elementsOf(property, WHERE)
  const [created, ...more] = timestamp === undefined ? [] : elementsOf(timestamp, WHERE)
  if (
    timestamp?.name !== 'Timestamp' ||
    timestamp.namespace !== WSU ||
    others.length > 0 ||
    created?.name !== 'Created' ||
    created.namespace !== WSU ||
    more.length > 0
  )
    throw misshapen('not one time of signing')
  demandAttributes(timestamp, {})
  demandAttributes(created, {})
  return instantOf(plainText(created), `${WHERE}, Created`)
}

function onlyChild(element: XmlElement, name: string): XmlElement {
  const [child, ...others] = elementsOf(element, WHERE)
  if (!isDsig(child, name) || others.length > 0) throw misshapen(`not one ${name} in ${element.name}`)
  return child
}

function isDsig(element: XmlElement | undefined | null, name: string): element is XmlElement {
  return element?.namespace === DSIG && element.name === name
}

function demandAttributes(element: XmlElement, wanted: { readonly [name: string]: string }): void {
  const names = Object.keys(wanted)
  const found = element.attributes.filter(({ namespace, name, value }) => namespace === '' && wanted[name] === value)
  if (found.length !== names.length || element.attributes.length !== names.length)
    throw misshapen(
      `\`${element.name}\` has other attributes than ${names.length === 0 ? 'none' : names.map((name) => `${name}="${wanted[name] ?? ''}"`).join(' ')}`,
    )
}

function demandEmpty(element: XmlElement, algorithm: string): void {
  const { Algorithm } = attributesOf(element, { where: WHERE, required: ['Algorithm'] })
  if (Algorithm !== algorithm || element.children.length > 0)
    throw misshapen(`${element.name} \`${Algorithm.slice(0, 80)}\` is not accepted`)
}

function base64Of(element: XmlElement): Uint8Array {
  return fromBase64(plainText(element).replace(/\s/g, ''), `${WHERE}, ${element.name}`)
}

function plainText(element: XmlElement): string {
  const [text = '', ...others] = element.children
  if (typeof text !== 'string' || others.length > 0) throw misshapen(`${element.name} holds more than text`)
  return text
}

function misshapen(what: string): Fault {
  return new Fault('binding-signature-invalid', `signature: ${what}`)
}

/** Canonical XML of a fragment, the same as that of its place in the file: nothing in it depends on what is around it. */
export function canonicalOf(
  fragment: Markup,
  namespaces: { readonly [name: string]: string } = { 'xmlns:ds': DSIG },
): Uint8Array {
  const root = { ...fragment, attributes: { ...namespaces, ...fragment.attributes } }
  return withXml(utf8(encodeXmlCompact(root)), WHERE, ({ root: element, canonical }) => canonical(element))
}
