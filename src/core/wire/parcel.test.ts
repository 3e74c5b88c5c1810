import assert from 'node:assert/strict'
import { test } from 'node:test'
import { checkDecoder } from '../../../test/mutations.ts'
import { nodePrimitives as primitives } from '../../io/primitives.ts'
import { concat } from '../bytes/bytes.ts'
import { utf8 } from '../bytes/utf8.ts'
import {
  decodeParcel,
  encodeParcel,
  packList,
  PARCEL_BYTES_MAX,
  PARCEL_ENTRIES_MAX,
  section,
  unpackList,
  type Parcel,
  type SectionName,
} from './parcel.ts'

const sections = (...names: SectionName[]): Parcel['sections'] =>
  new Map(names.map((name) => [name, utf8(`the ${name}\n`)] as const))
const full: Parcel = {
  from: 'kr.example/rel/00/1',
  first: 7,
  end: 9,
  seen: 4,
  sections: sections('head', 'proof', 'entries', 'clear', 'openings', 'cosign'),
}
const bare: Parcel = { ...full, first: 0, end: 0, seen: 0, sections: sections('head') }

test('a parcel survives its codec, sections in their one order, empty ones left out', () => {
  for (const parcel of [full, bare])
    assert.deepEqual(decodeParcel(primitives, encodeParcel(primitives, parcel)), parcel)
  const withEmpty = { ...bare, sections: new Map([...bare.sections, ['cosign', new Uint8Array(0)] as const]) }
  assert.deepEqual(encodeParcel(primitives, withEmpty), encodeParcel(primitives, bare))
  assert.equal(section(bare, 'openings').length, 0)
  const shuffled = new Map([...full.sections].toReversed())
  assert.deepEqual(encodeParcel(primitives, { ...full, sections: shuffled }), encodeParcel(primitives, full))
})

test('damaged, cut, extended and random parcels are refused with a Fault, or are what they would be spelt as', () => {
  checkDecoder(
    (bytes) => encodeParcel(primitives, decodeParcel(primitives, bytes)),
    [full, bare].map((parcel) => encodeParcel(primitives, parcel)),
  )
})

/** The parcel with its header rewritten. */
function rewritten(from: string | RegExp, to: string): Uint8Array {
  const bytes = encodeParcel(primitives, full)
  const end = bytes.findIndex((byte, i) => byte === 0x0a && bytes[i + 1] === 0x0a) + 2
  const header = new TextDecoder().decode(bytes.subarray(0, end))
  assert.notEqual(header.replace(from, to), header)
  return concat([utf8(header.replace(from, to)), bytes.subarray(end)])
}

test('another spelling, a wrong digest, a section twice or out of order, and a range that is none are refused by name', () => {
  const swapped = encodeParcel(primitives, full)
  const cases: readonly (readonly [string, RegExp, Uint8Array])[] = [
    ['bytes-malformed', /line 1/, rewritten('parcel/v1', 'parcel/v2')],
    ['bytes-malformed', /range first/, rewritten('range 7', 'range 07')],
    ['bytes-malformed', /ends before it begins/, rewritten('range 7 9', 'range 9 7')],
    ['limit-exceeded', /entries/, rewritten('range 7 9', `range 7 ${8 + PARCEL_ENTRIES_MAX}`)],
    ['limit-exceeded', /seen/, rewritten('seen 4', 'seen 9007199254740993')],
    ['bytes-malformed', /another number of lines/, rewritten('sections 6', 'sections 5')],
    ['limit-exceeded', /sections/, rewritten('sections 6', 'sections 99')],
    ['bytes-malformed', /section line/, rewritten('proof ', 'prove ')],
    ['bytes-not-canonical', /`head`/, rewritten(/head ([^\n]+)\nproof [^\n]+\n/, 'head $1\nhead $1\n')],
    ['bytes-malformed', /`head`: digest/, rewritten(/(head \d+ )[0-9a-f]{4}/, '$10000')],
    ['bytes-malformed', /after the last section/, concat([swapped, Uint8Array.of(1)])],
    ['bytes-malformed', /longer than the parcel/, swapped.subarray(0, -1)],
    ['bytes-malformed', /no end of header/, utf8('x'.repeat(20_000))],
    ['limit-exceeded', /bytes/, new Uint8Array(PARCEL_BYTES_MAX + 1)],
  ]
  for (const [code, detail, bytes] of cases)
    assert.throws(() => decodeParcel(primitives, bytes), { code, detail }, String(detail))
})

test('a list of byte strings survives its packing; a count that lies is refused before anything is held', () => {
  for (const list of [[], [new Uint8Array(0)], [utf8('a'), new Uint8Array(0), utf8('bcd')]])
    assert.deepEqual(unpackList(packList(list), { count: list.length, where: 'here' }), list)
  const two = packList([utf8('a'), utf8('b')])
  for (const count of [0, 1, 3, 1_000_000_000])
    assert.throws(
      () => unpackList(two, { count, where: 'here' }),
      { code: 'bytes-malformed', detail: /^here: / },
      `${count}`,
    )
  checkDecoder((bytes) => packList(unpackList(bytes, { count: 2, where: 'here' })), [two], 200)
})
