import assert from 'node:assert/strict'
import { test } from 'node:test'
import { utc } from '../../test/exercise.ts'
import { ARCADIA, BOREAS, vector } from '../../test/fictional-policies.ts'
import { fuzz } from '../../test/fuzz.ts'
import { utf8 } from '../core/bytes/utf8.ts'
import { decodeSpif } from './spif-xml.ts'
import { encodeSpif } from './spif-write.ts'

const ISSUE = { originator: 'CN=Test', created: utc('2026-01-01T00:00:00Z') }
const TEXT = new TextDecoder().decode(vector('arcadia.xml'))

test('a policy that is written is read again, with everything the format knows', () => {
  for (const spif of [ARCADIA, BOREAS]) {
    const { digest: _, ...read } = decodeSpif(utf8(encodeSpif(spif, ISSUE))).spif
    const { digest: __, ...before } = spif
    assert.deepEqual(read, before)
  }
})

test('a policy is known by the digest of its bytes: the same rules laid out otherwise are another version', () => {
  assert.notEqual(decodeSpif(utf8(`${TEXT}\n`)).spif.digest, ARCADIA.digest)
  assert.equal(ARCADIA.version, '3')
})

const refused: readonly (readonly [name: string, from: string, to: string, code: string])[] = [
  ['another namespace', 'http://www.xmlspif.org/spif', 'http://www.xmlspif.org/spoof', 'bytes-malformed'],
  ['version 3.0', 'schemaVersion="2.1"', 'schemaVersion="3.0"', 'bytes-malformed'],
  ['version 2.0 at the strict level', 'schemaVersion="2.1"', 'schemaVersion="2.0"', 'bytes-malformed'],
  ['a document type', '<spif:SPIF', '<!DOCTYPE x><spif:SPIF', 'xml-refused'],
  ['an unknown element', '<spif:privacyMarks>', '<spif:surprise/><spif:privacyMarks>', 'bytes-malformed'],
  ['an unknown attribute', 'name="OPEN" lacv', 'name="OPEN" secret="1" lacv', 'bytes-malformed'],
  ['an unknown code', '<spif:code>portionMarking<', '<spif:code>everywhere<', 'bytes-malformed'],
  [
    'an unknown type of tag',
    'tagType="restrictive" maxSelection',
    'tagType="repulsive" maxSelection',
    'bytes-malformed',
  ],
  [
    'an enumerated tag of no type',
    'tagType="enumerated" enumType="permissive">',
    'tagType="enumerated">',
    'bytes-malformed',
  ],
  ['an unknown operation', 'operation="onlyOne"', 'operation="someOf"', 'bytes-malformed'],
  ['a number that is none', 'name="OPEN" lacv="1"', 'name="OPEN" lacv="01"', 'bytes-malformed'],
  ['an identifier that is none', 'id="1.3.6.1.4.1.32473.4774.90"', 'id="arcadia"', 'bytes-malformed'],
  ['an unknown action', 'action="discard"', 'action="forget"', 'bytes-malformed'],
  ['an equivalent without a target', 'applied="encrypt" action="discard"', 'applied="encrypt"', 'bytes-malformed'],
  [
    'all and one together',
    'enumType="permissive" all="true"',
    'enumType="permissive" all="true" lacv="1"',
    'bytes-malformed',
  ],
  [
    'an equivalence of a whole set',
    '<spif:securityCategoryTagSet name="Administrative" id="1.3.6.1.4.1.32473.4774.90.3">',
    '<spif:securityCategoryTagSet name="Administrative" id="1.3.6.1.4.1.32473.4774.90.3"><spif:equivalentSecurityCategoryTagSet/>',
    'bytes-malformed',
  ],
  ['no head', ' originatorDN="CN=Policy authority,O=Arcadia"', '', 'bytes-malformed'],
]

for (const [name, from, to, code] of refused) {
  test(`a policy file with ${name} is refused`, () => {
    const text = TEXT.replace(from, to)
    assert.notEqual(text, TEXT)
    assert.throws(() => decodeSpif(utf8(text)), { code })
  })
}

test('what is not read is said: extensions of others, tags that do not apply, values to be typed in', () => {
  const text = TEXT.replace(
    '<spif:extensions>',
    '<spif:extensions><x:memberships xmlns:x="urn:nato:stanag:4774:spif:extensions:1:0"/>',
  )
    .replace('tagType="tagType7" tag7Encoding="bitSetAttributes"', 'tagType="notApplicable"')
    .replace('name="CCC" lacv="3"', 'name="CCC" lacv="3" userInput="date"')
  const { spif, warnings } = decodeSpif(utf8(text))
  assert.equal(warnings.length, 3)
  assert.deepEqual(spif.tagSets[2]?.tags, [])
})

test('an older or careless file is read at the interop level, with a warning for everything put right', () => {
  const text = TEXT.replaceAll('spif:', '')
    .replace(/ xmlns:spif="[^"]*"/, '')
    .replace(' xmlns="http://www.xmlspif.org/spif"', '')
    .replace(/ schemaVersion="2.1"| keyIdentifier=""/g, '')
    .replace('suppressClassName', 'supressClassName')
    .replace('operation="all"', '')
    .replace('<markingQualifier>', '<markingQualifier code="pageTop">')
  const { spif, warnings } = decodeSpif(utf8(text), 'interop')
  assert.deepEqual(warnings, [
    'no namespace',
    'a requiredCategory without an operation read as `all`',
    'attribute `code` read as `markingCode`',
    'code `supressClassName` read as `suppressClassName`',
    'schema version none read as 2.1',
    'no attribute `schemaVersion`',
    'no attribute `keyIdentifier`',
  ])
  assert.equal(spif.classifications.length, ARCADIA.classifications.length)
})

test('whatever is done to the bytes of a policy, the reader refuses them by a fault or reads a policy', async () => {
  for (const level of ['strict', 'interop'] as const) {
    const { refused: count } = await fuzz(vector('arcadia.xml'), (bytes) => decodeSpif(bytes, level), 200)
    assert.ok(count > 200)
  }
})
