import assert from 'node:assert/strict'
import { test } from 'node:test'
import { dice } from '../../../sim/chance.ts'
import { simCustodian } from '../../../sim/custodian.ts'
import { standInKeys, standIns } from '../../../sim/primitives.ts'
import { fuzz } from '../../../test/fuzz.ts'
import { utf8 } from '../bytes/utf8.ts'
import type { Decapsulate, SealingKeys } from '../crypto/hpke.ts'
import { openOpenings, sealOpenings, type Span } from './openings.ts'

const primitives = standIns(dice(3, 'openings'))
const span: Span = { from: 'kr.example/rel/00/1', first: 4, end: 7 }
const openings = [utf8('one'), new Uint8Array(0), utf8('x'.repeat(3000))]
const custodian = simCustodian(standInKeys, { nation: 'JP', watch: () => {}, turn: async () => {} })
const keys: SealingKeys = {
  'ml-kem-1024': custodian.publicKey('sealing/0', 'ml-kem-1024'),
  p384: custodian.publicKey('sealing/0', 'p384'),
}
const decapsulate: Decapsulate = (kem, ciphertext) => custodian.decapsulate('sealing/0', kem, ciphertext)
const open = (section: Uint8Array, given: Partial<Span> = {}): ReturnType<typeof openOpenings> =>
  openOpenings(primitives, { keys, decapsulate, span: { ...span, ...given }, section })

for (const profile of ['cnsa2', 'hybrid'] as const) {
  const section = sealOpenings(primitives, { profile, keys, span, openings })

  test(`openings sealed in profile ${profile} open for their partner, in their own place of their own log alone`, async () => {
    assert.deepEqual(await open(section), openings)
    for (const elsewhere of [{ from: 'kr.example/rel/00/2' }, { first: 5 }, { end: 8 }])
      await assert.rejects(open(section, elsewhere), { code: 'seal-broken' })
    const other = simCustodian(standInKeys, { nation: 'KR', watch: () => {}, turn: async () => {} })
    const stranger: Decapsulate = (kem, ciphertext) => other.decapsulate('sealing/0', kem, ciphertext)
    await assert.rejects(openOpenings(primitives, { keys, decapsulate: stranger, span, section }), {
      code: 'seal-broken',
    })
  })

  test(`no changed byte of a section of profile ${profile} opens`, async () => {
    assert.equal((await fuzz(section, (bytes) => open(bytes), 300)).accepted, 0)
  })
}

test('an unknown profile and a section cut short are named', async () => {
  for (const bytes of [
    new Uint8Array(0),
    Uint8Array.of(0),
    Uint8Array.of(3, 1),
    Uint8Array.of(1),
    new Uint8Array(100).fill(1),
  ])
    await assert.rejects(open(bytes), { code: 'bytes-malformed', detail: /^parcel openings: / })
})
