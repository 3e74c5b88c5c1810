import assert from 'node:assert/strict'
import { test } from 'node:test'
import { vector } from '../../../test/fictional-policies.ts'
import { decodeSpif } from '../../io/spif-xml.ts'
import { utf8 } from '../bytes/utf8.ts'

const TEXT = new TextDecoder().decode(vector('arcadia.xml'))

/** What is changed in a sound policy file, and what the refusal must name. */
const broken: readonly (readonly [name: string, from: string | RegExp, to: string, detail: RegExp])[] = [
  ['a classification twice', 'name="GUARDED" lacv="2"', 'name="OPEN" lacv="2"', /classification `OPEN` given twice/],
  ['a number twice', 'name="GUARDED" lacv="2"', 'name="GUARDED" lacv="1"', /lacv `1` given twice/],
  ['a rank twice', 'lacv="2" hierarchy="2"', 'lacv="2" hierarchy="1"', /hierarchy `1` given twice/],
  [
    'a tag set twice',
    'securityCategoryTagSet name="Administrative"',
    'securityCategoryTagSet name="Releasable To"',
    /tag set `Releasable To` given twice/,
  ],
  ['an identifier twice', '4774.90.3"', '4774.90.2"', /tag set id .* given twice/],
  ['a value twice', 'tagCategory name="BBB"', 'tagCategory name="AAA"', /permissive value `AAA` given twice/],
  ['a value in two spellings', 'tagCategory name="BBB"', 'tagCategory name="ＡＡＡ"', /given twice/],
  ['a value number twice', 'name="CCC" lacv="3"', 'name="CCC" lacv="1"', /permissive lacv .* given twice/],
  [
    'an exclusion twice',
    '<spif:excludedClass>OPEN</spif:excludedClass>',
    '<spif:excludedClass>OPEN</spif:excludedClass><spif:excludedClass>OPEN</spif:excludedClass>',
    /excluded classification `OPEN` given twice/,
  ],
  [
    'an unknown excluded class',
    '<spif:excludedClass>OPEN<',
    '<spif:excludedClass>SHUT<',
    /classification SHUT, which is not there/,
  ],
  [
    'an unknown required class',
    'requiredClass="GUARDED"',
    'requiredClass="SHUT"',
    /classification SHUT, which is not there/,
  ],
  [
    'a class demanded and excluded',
    'requiredClass="GUARDED" obsolete="true" notBefore="20210101000000Z" notAfter="20240101000000Z"/>',
    'requiredClass="GUARDED"><spif:excludedClass>GUARDED</spif:excludedClass></spif:tagCategory>',
    /demands the classification it excludes/,
  ],
  [
    'an unknown tag set',
    'excludedCategory tagSetRef="Additional Sensitivity"',
    'excludedCategory tagSetRef="Sensitivity"',
    /Sensitivity restrictive 3, which is not there/,
  ],
  [
    'a reference of another type',
    'tagSetRef="Releasable To" tagType="enumerated" enumType="permissive" all',
    'tagSetRef="Releasable To" tagType="permissive" all',
    /which is not there/,
  ],
  [
    'an unknown value number',
    'tagType="restrictive" lacv="3"/>',
    'tagType="restrictive" lacv="33"/>',
    /restrictive 33, which is not there/,
  ],
  [
    'a value demanded and excluded',
    '<spif:excludedCategory tagSetRef="Additional Sensitivity" tagType="restrictive" lacv="3"/>',
    '<spif:requiredCategory operation="all"><spif:categoryGroup tagSetRef="Additional Sensitivity" tagType="restrictive" lacv="3"/></spif:requiredCategory><spif:excludedCategory tagSetRef="Additional Sensitivity" tagType="restrictive" lacv="3"/>',
    /demands and excludes/,
  ],
  ['a period that ends first', 'notAfter="20240101000000Z"', 'notAfter="20200101000000Z"', /ends before it begins/],
  [
    'an unlisted policy',
    'policyRef="BOREAS" lacv="10"',
    'policyRef="ZEPHYR" lacv="10"',
    /policy ZEPHYR, which is not listed/,
  ],
  ['more at least than at most', 'maxSelection="2"', 'minSelection="3" maxSelection="2"', /fewer selections/],
  ['more at least than there are', 'maxSelection="2"', 'minSelection="9"', /more selections demanded/],
  [
    'a group nobody knows',
    'group="LEAGUE" nation="AAA"',
    'group="UNION" nation="AAA"',
    /no permissive value of that name/,
  ],
  ['a nation nobody knows', 'group="LEAGUE" nation="AAA"', 'group="LEAGUE" nation="ZZZ"', /no value of the same tag/],
  ['a nation that is none', 'group="LEAGUE" nation="AAA"', 'group="LEAGUE" nation="aaa"', /not a nation/],
  ['a group in itself', 'group="LEAGUE" nation="AAA"', 'group="LEAGUE" nation="LEAGUE"', /not a nation/],
  ['a group in a group', 'group="LEAGUE" nation="AAA"', 'group="BBB" nation="AAA"', /a group within a group/],
  [
    'a membership that ends first',
    'from="2024-01-01T00:00:00Z"',
    'from="2024-01-01T00:00:00Z" until="2023-01-01T00:00:00Z"',
    /ends before it begins/,
  ],
]

for (const [name, from, to, detail] of broken) {
  test(`a policy with ${name} is refused by place`, () => {
    const text = TEXT.replace(from, to)
    assert.notEqual(text, TEXT)
    assert.throws(() => decodeSpif(utf8(text)), { code: 'policy-invalid', detail })
  })
}
