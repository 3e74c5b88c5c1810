import assert from 'node:assert/strict'
import { test, type TestContext } from 'node:test'
import { publicFile } from '../../test/public-vectors.ts'
import { utf8 } from '../core/bytes/utf8.ts'
import { fromUtc } from '../core/bytes/calendar.ts'
import { dominates } from '../core/marking/clearance.ts'
import { validity } from '../core/marking/label-validity.ts'
import { clearanceLine, markingLine, type Reader } from '../core/marking/marking-line.ts'
import { mapOut } from '../core/marking/map-marking.ts'
import { inOrder, type Cleared, type Marked } from '../core/marking/resolve.ts'
import { classificationByLacv, valueByLacv, type PlacedValue } from '../core/marking/spif-names.ts'
import type { CategoryType, Spif } from '../core/marking/spif.ts'
import { decodeSpif } from './spif-xml.ts'
import { elementsOf } from './xml-reader.ts'
import { decodeXml, type XmlElement } from './xml.ts'

/*
 * The public cases of surevine/spiffing (MIT), `test-data`. Its labels and clearances are in a format of its own for debugging, which
 * names everything by number; this reads it for the tests alone. What each file of the folder is used for is printed.
 */

const AT = fromUtc('2026-01-01T00:00:00Z', 'test')
const READER: Reader = { place: 'pageBottom', language: 'en' }

/** The file closes a tag under another name. Every XML parser refuses it; the cases are run on the file with that tag put right. */
const MISSPELT = '</securityCategiryTagSet>'

test('a policy file whose tags do not match is refused', (t) => {
  const bytes = publicFile(t, 'spif/food-policy.xml')
  if (bytes !== null) assert.throws(() => decodeSpif(bytes, 'interop'), { code: 'xml-refused' })
})

test('every case of the public list that is about policies in XML comes out as it says', (t) => {
  const list = publicFile(t, 'spif/tests.xml')
  if (list === null) return
  const count = { policies: 0, cases: 0, checks: 0, skipped: 0 }
  for (const sequence of elementsOf(decodeXml(list, 'tests'), 'tests')) {
    const policies: Spif[] = []
    for (const element of elementsOf(sequence, 'tests')) {
      if (element.name === 'policy') policies.push(...policyCase(t, element, count))
      else labelCase(t, element, policies, count)
    }
  }
  t.diagnostic(
    `spiffing: ${count.policies} policies, ${count.cases} cases, ${count.checks} checks passed; ${count.skipped} skipped (BER labels, of which the file is not there)`,
  )
  assert.deepEqual(count, { policies: 2, cases: 6, checks: 12, skipped: 2 })
})

interface Count {
  policies: number
  cases: number
  checks: number
  skipped: number
}

function policyCase(t: TestContext, element: XmlElement, count: Count): readonly Spif[] {
  const file = attribute(element, 'spif')
  assert.ok(file)
  const exception = attribute(element, 'exception')
  count.policies++
  if (exception === null) return [policy(t, file)]
  count.checks++
  assert.match(exception, /Duplicate excluded classification/)
  assert.throws(() => policy(t, file), {
    code: 'policy-invalid',
    detail: /excluded classification `Ambrosia` given twice/,
  })
  return []
}

function labelCase(t: TestContext, element: XmlElement, policies: readonly Spif[], count: Count): void {
  const file = attribute(element, 'label')
  assert.ok(file)
  if (file.endsWith('.ber')) {
    count.skipped++
    return
  }
  count.cases++
  const check = (expected: string | null, actual: () => string): void => {
    if (expected === null) return
    count.checks++
    assert.equal(actual(), expected, file)
  }
  const marked = label(t, file, policies)
  check(attribute(element, 'valid'), () => String(validity(marked, { at: AT, madeAt: AT, isNew: true }).holds))
  check(attribute(element, 'label-marking'), () => markingLine(marked, READER))
  const clearanceFile = attribute(element, 'clearance')
  if (clearanceFile === null) return
  const cleared = clearance(t, clearanceFile, policies)
  check(attribute(element, 'clearance-marking'), () => clearanceLine(cleared, READER))
  check(attribute(element, 'acdf-result'), () => (dominates(cleared, marked, { at: AT, madeAt: AT }).holds ? '1' : '0'))
}

// The later sequences of upstream's list, of which the labels and policies are here but not the list.
for (const { file, marking, mapped } of [
  {
    file: 'tlpx-amber-eu.xml',
    marking: 'TLPX:AMBER J:EU',
    mapped: 'TLP:AMBER [REGION=EU] [Additional Handling May Apply]/[Imported Data]',
  },
  {
    file: 'tlpx-green-sh-na.xml',
    marking: 'TLPX:GREEN J:SafeHarbour Do not action',
    mapped: 'TLP:GREEN [REGION=EU/US] [Imported Data]',
  },
]) {
  test(`${file} is marked as upstream marks it, and so is its equivalent in another policy`, (t) => {
    if (publicFile(t, `spif/${file}`) === null) return
    const [own, other] = [policy(t, 'tlp-plus.xml'), policy(t, 'tlp.xml')]
    const marked = label(t, file, [own])
    assert.equal(validity(marked, { at: AT, madeAt: AT, isNew: true }).holds, true)
    assert.equal(markingLine(marked, READER), marking)
    const result = mapOut(marked, other, AT)
    assert.ok(result.marked, JSON.stringify(result.findings.filter(({ holds }) => !holds)))
    assert.equal(markingLine(result.marked, READER), mapped)
    assert.equal(mapOut(result.marked, own, AT).marked, null, 'rows of the one policy say nothing about the way back')
  })
}

test('the label that upstream lists without a case is not invalid for being unlisted', (t) => {
  if (publicFile(t, 'spif/food-label-gimmick-milk-chocolate.xml') === null) return
  const marked = label(t, 'food-label-gimmick-milk-chocolate.xml', [policy(t, 'food-policy.xml')])
  assert.equal(validity(marked, { at: AT, madeAt: AT, isNew: true }).holds, true)
  const cleared = clearance(t, 'food-clearance-all-okay.xml', [marked.spif])
  const verdict = dominates(cleared, marked, { at: AT, madeAt: AT })
  assert.deepEqual(
    verdict.findings.filter(({ holds }) => !holds),
    [{ rule: 'permissive-held', holds: false, on: 'Bandwagons' }],
  )
})

test('a policy in the MISSI form reads as the same policy, and one cut short is refused', (t) => {
  const cut = publicFile(t, 'spif/bsi-commercial.xml')
  if (cut === null) return
  const { digest: _, version: __, ...plain } = policy(t, 'food-policy.xml')
  const { digest: ___, version: ____, ...missi } = policy(t, 'food-policy-missi.xml')
  assert.deepEqual(missi, plain)
  assert.throws(() => decodeSpif(cut, 'interop'), { code: 'xml-refused' })
  const whole = decodeSpif(utf8(`${new TextDecoder().decode(cut)}</SPIF>`), 'interop')
  assert.equal(whole.spif.tagSets.length, 2)
  assert.ok(whole.warnings.some((text) => text.includes('to be typed in is not read')))
})

function policy(t: TestContext, file: string): Spif {
  const bytes = publicFile(t, `spif/${file}`)
  assert.ok(bytes)
  const text = new TextDecoder().decode(bytes)
  return decodeSpif(utf8(text.replace(MISSPELT, '</securityCategoryTagSet>')), 'interop').spif
}

function label(t: TestContext, file: string, policies: readonly Spif[]): Marked {
  const { spif, classifications, values } = numbered(t, file, policies)
  const [classification] = classifications
  assert.ok(classification)
  return { spif, classification, values, privacyMark: null }
}

function clearance(t: TestContext, file: string, policies: readonly Spif[]): Cleared {
  return numbered(t, file, policies)
}

function numbered(t: TestContext, file: string, policies: readonly Spif[]): Cleared {
  const bytes = publicFile(t, `spif/${file}`)
  assert.ok(bytes)
  const elements = elementsOf(decodeXml(bytes, file), file)
  const oid = attribute(
    elements.find(({ name }) => name === 'policy')!,
    'id',
  )
  const spif = policies.find((known) => known.oid === oid)
  assert.ok(spif, `policy ${oid}`)
  const classifications = elements
    .filter(({ name }) => name === 'classification')
    .map((element) => classificationByLacv(spif, attribute(element, 'lacv') ?? ''))
    .filter((found) => found !== null)
  const values = elements.filter(({ name }) => name === 'tag').map((element) => valueOf(spif, element))
  return { spif, classifications, values: inOrder(spif, values) }
}

const TYPES: Readonly<Record<string, { readonly type: CategoryType; readonly enumerated: boolean }>> = {
  restrictive: { type: 'restrictive', enumerated: false },
  permissive: { type: 'permissive', enumerated: false },
  informative: { type: 'informative', enumerated: false },
  enumeratedRestrictive: { type: 'restrictive', enumerated: true },
  enumeratedPermissive: { type: 'permissive', enumerated: true },
}

function valueOf(spif: Spif, element: XmlElement): PlacedValue {
  const kind = TYPES[attribute(element, 'type') ?? '']
  assert.ok(kind)
  const found = valueByLacv(spif, {
    oid: attribute(element, 'id') ?? '',
    ...kind,
    lacv: attribute(element, 'lacv') ?? '',
  })
  assert.ok(found)
  return found
}

function attribute({ attributes }: XmlElement, wanted: string): string | null {
  return attributes.find(({ name }) => name === wanted)?.value ?? null
}
