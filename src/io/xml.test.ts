import assert from 'node:assert/strict'
import { test } from 'node:test'
import * as fc from 'fast-check'
import { utf8 } from '../core/bytes/utf8.ts'
import { encodeXml, encodeXmlCompact, markup, type Markup } from './xml-writer.ts'
import { decodeXml, withXml, XML_BYTES_MAX, type XmlElement } from './xml.ts'

const refused: readonly (readonly [name: string, xml: string, code: string])[] = [
  ['nothing', '', 'xml-refused'],
  ['an undefined entity', '<a>&b;</a>', 'xml-refused'],
  ['an undeclared prefix', '<x:a/>', 'xml-refused'],
  ['an attribute twice', '<a b="1" b="2"/>', 'xml-refused'],
  ['an attribute twice under two prefixes', '<a xmlns:p="u" xmlns:q="u" p:b="1" q:b="2"/>', 'xml-refused'],
  ['two roots', '<a/><b/>', 'xml-refused'],
  ['a document type in lower case', '<!doctype a><a/>', 'xml-refused'],
  ['a document type after a comment', '<!-- --><!DOCTYPE a><a/>', 'xml-refused'],
  ['version 1.1', '<?xml version="1.1"?><a/>', 'xml-refused'],
  ['a processing instruction', '<a><?b c?></a>', 'xml-refused'],
  ['a processing instruction after the root', '<a/><?b c?>', 'xml-refused'],
  ['too many levels', '<a>'.repeat(40) + '</a>'.repeat(40), 'limit-exceeded'],
  ['levels beyond what the parser takes', '<a>'.repeat(3000) + '</a>'.repeat(3000), 'xml-refused'],
  ['too many elements', `<a>${'<b/>'.repeat(60_000)}</a>`, 'limit-exceeded'],
  ['a NUL', '<a>\u0000</a>', 'xml-refused'],
]

for (const [name, xml, code] of refused)
  test(`XML with ${name} is refused`, () => assert.throws(() => decodeXml(utf8(xml), 'test'), { code }))

test('bytes that are not UTF-8, or too many, are refused before they are parsed', () => {
  assert.throws(() => decodeXml(Uint8Array.of(0x3c, 0x61, 0xff, 0x2f, 0x3e), 'test'), { code: 'bytes-malformed' })
  assert.throws(() => decodeXml(Uint8Array.from(Buffer.from('<a/>', 'utf16le')), 'test'), { code: 'xml-refused' })
  assert.throws(() => decodeXml(new Uint8Array(XML_BYTES_MAX + 1), 'test'), { code: 'limit-exceeded' })
  assert.equal(decodeXml(utf8('\ufeff<a/>'), 'test').name, 'a')
})

test('a comment or a CDATA section does not cut a text in two', () => {
  assert.deepEqual(decodeXml(utf8('<a>b<!-- c -->d<![CDATA[<e>]]></a>'), 'test').children, ['bd<e>'])
})

const text = fc.string({ unit: 'grapheme' }).filter((value) => /^[^\p{Cc}\ufffe\uffff]*$/u.test(value))
const name = fc.stringMatching(/^[a-z]{1,6}$/)
const tree: fc.Arbitrary<Markup> = fc.letrec<{ element: Markup }>((tie) => ({
  element: fc
    .record({
      name,
      attributes: fc.dictionary(name, text, { maxKeys: 3, noNullPrototype: true }),
      children: fc.array(fc.oneof({ maxDepth: 3, depthIdentifier: 'xml' }, text, tie('element')), {
        maxLength: 3,
        depthIdentifier: 'xml',
      }),
    })
    .map(({ name: own, attributes, children }) => markup(own, attributes, children)),
})).element

function plain({ name: own, attributes, children }: XmlElement): unknown {
  return {
    name: own,
    attributes: Object.fromEntries(attributes.map((one) => [one.name, one.value])),
    text: children.filter((child) => typeof child === 'string').join(''),
    children: children.filter((child) => typeof child !== 'string').map(plain),
  }
}

function plainMarkup({ name: own, attributes, children }: Markup): unknown {
  return {
    name: own,
    attributes,
    text: children.filter((child) => typeof child === 'string').join(''),
    children: children
      .filter((child): child is Markup => typeof child !== 'string' && 'name' in child)
      .map(plainMarkup),
  }
}

test('what is written compact is read as it was, and canonical XML of it is canonical XML of itself', () => {
  fc.assert(
    fc.property(tree, (root) => {
      const bytes = utf8(encodeXmlCompact(root))
      assert.deepEqual(plain(decodeXml(bytes, 'test')), plainMarkup(root))
      const canonical = withXml(bytes, 'test', (file) => file.canonical(file.root))
      assert.deepEqual(
        withXml(canonical, 'test', (file) => file.canonical(file.root)),
        canonical,
      )
    }),
  )
})

test('a file laid out for a person differs in white space alone', () => {
  const root = markup('a', { b: '1', c: null }, [markup('d', {}, ['text ']), markup('e', {})])
  assert.equal(encodeXml(root), '<?xml version="1.0" encoding="UTF-8"?>\n<a b="1">\n  <d>text </d>\n  <e/>\n</a>\n')
  assert.equal(encodeXmlCompact(root), '<?xml version="1.0" encoding="UTF-8"?>\n<a b="1"><d>text </d><e/></a>\n')
})
