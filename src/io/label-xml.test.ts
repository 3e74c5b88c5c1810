import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { test } from 'node:test'
import { fuzz } from '../../test/fuzz.ts'
import { utf8 } from '../core/bytes/utf8.ts'
import type { ConfidentialityLabel } from '../core/marking/confidentiality-label.ts'
import type { Clearance } from '../core/marking/resolve.ts'
import { decodeClearanceXml, encodeClearanceXml } from './clearance-xml.ts'
import { decodeLabelXml, encodeLabelXml } from './label-xml.ts'

interface Vectors {
  readonly strict: readonly { readonly name: string; readonly xml: string; readonly label: ConfidentialityLabel }[]
  readonly interop: readonly { readonly name: string; readonly xml: string; readonly warnings: readonly string[] }[]
  readonly refused: readonly { readonly name: string; readonly xml: string; readonly fault: string }[]
}

const VECTORS: Vectors = JSON.parse(readFileSync(new URL('../../vectors/label/labels.json', import.meta.url), 'utf8'))

for (const { name, xml, label } of VECTORS.strict) {
  test(`${name} is read at both levels as it says, and written so that it is read again`, () => {
    for (const level of ['strict', 'interop'] as const) {
      const read = decodeLabelXml(utf8(xml), level)
      assert.deepEqual(read, { label, warnings: [] })
    }
    assert.deepEqual(decodeLabelXml(utf8(encodeLabelXml(label)), 'strict').label, label)
  })
}

for (const { name, xml, warnings } of VECTORS.interop) {
  test(`a label with ${name} is refused at the strict level, and read with a warning at the other`, () => {
    const read = decodeLabelXml(utf8(xml), 'interop')
    assert.deepEqual(read.warnings, warnings)
    assert.equal(read.label.information.classification, 'GUARDED')
    assert.throws(() => decodeLabelXml(utf8(xml), 'strict'), { code: 'bytes-malformed' })
  })
}

for (const { name, xml, fault } of VECTORS.refused) {
  test(`a label with ${name} is refused at both levels`, () => {
    for (const level of ['strict', 'interop'] as const)
      assert.throws(() => decodeLabelXml(utf8(xml), level), { code: fault })
  })
}

test('a label without an originator, a creation time, or a date at which it is looked at again is not written', () => {
  const [first] = VECTORS.strict
  assert.ok(first)
  for (const lack of [{ originator: null }, { created: null }, { review: null }])
    assert.throws(() => encodeLabelXml({ ...first.label, ...lack }), { code: 'label-invalid' })
})

test('names that mean something to XML are written and read as they are', () => {
  const [first] = VECTORS.strict
  assert.ok(first)
  for (const name of ['A & B', '<GUARDED>', ']]>', '"quoted"', "it's", '군사Ⅱ급비밀', '&amp;', '𠮷']) {
    const information = {
      ...first.label.information,
      classification: name,
      categories: [{ ...first.label.information.categories[0]!, tagName: name, values: [name] }],
    }
    const label: ConfidentialityLabel = { ...first.label, information }
    assert.deepEqual(decodeLabelXml(utf8(encodeLabelXml(label)), 'strict').label, label)
  }
})

test('whatever is done to the bytes of a label, the reader refuses them by a fault or reads a label', async () => {
  const bytes = utf8(encodeLabelXml(VECTORS.strict[3]!.label))
  for (const level of ['strict', 'interop'] as const) {
    const { refused } = await fuzz(bytes, (changed) => decodeLabelXml(changed, level))
    assert.ok(refused > 500)
  }
})

const CLEARANCE: Clearance = {
  policy: { name: 'ARCADIA', oid: '1.3.6.1.4.1.32473.4774.90' },
  classifications: ['OPEN', 'GUARDED'],
  categories: [{ type: 'restrictive', tagName: 'Additional Sensitivity', oid: null, values: ['ORION'] }],
}

test('a clearance is written and read again', () => {
  assert.deepEqual(decodeClearanceXml(utf8(encodeClearanceXml(CLEARANCE))), CLEARANCE)
})

test('about a clearance nothing is guessed', async () => {
  const text = encodeClearanceXml(CLEARANCE)
  for (const [from, to] of [
    ['confidentialityclearance:1:0', 'confidentialityclearance:1:1'],
    ['sclr:ConfidentialityClearance', 'sclr:Clearance'],
    ['<slab:Classification>OPEN</slab:Classification>', '<slab:Category Type="RESTRICTIVE" TagName="x"/>'],
    ['Type="RESTRICTIVE"', 'type="RESTRICTIVE"'],
    ['<sclr:ClassificationList>', '<sclr:ClassificationList all="true">'],
  ] as const) {
    const changed = text.replaceAll(from, to)
    assert.notEqual(changed, text)
    assert.throws(() => decodeClearanceXml(utf8(changed)), { code: 'bytes-malformed' })
  }
  assert.ok((await fuzz(utf8(text), decodeClearanceXml)).refused > 300)
})
