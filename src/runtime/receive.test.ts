import assert from 'node:assert/strict'
import { test } from 'node:test'
import { decodeParcel, encodeParcel, section, type Parcel, type SectionName } from '../core/wire/parcel.ts'
import type { ControlAct } from '../core/wire/act.ts'
import { enterIntoForce, releaseItem, twoNodes, type End, type Pair } from '../../test/two-nodes.ts'
import { fuzz } from '../../test/fuzz.ts'
import { utf8 } from '../core/bytes/utf8.ts'
import { nextParcel } from './outgoing.ts'
import { receive } from './receive.ts'
import { record } from './record.ts'

const act = (office: string): ControlAct => ({ kind: 'sign', agreement: '0'.repeat(96), office })

/** The next parcel of KR with `count` new entries. */
async function parcelOf({ primitives, kr }: Pair, count = 1): Promise<Parcel> {
  for (let i = 0; i < count; i++) await record(kr.node, kr.relation, [act(`office ${i}`)])
  return decodeParcel(primitives, (await nextParcel(kr.node, kr.relation)).bytes)
}

function take(
  { primitives }: Pick<Pair, 'primitives'>,
  { node, relation }: End,
  parcel: Parcel,
): ReturnType<typeof receive> {
  return receive(node, relation, encodeParcel(primitives, parcel))
}

function held({ relation }: End): { entries: number; own: number } {
  return { entries: relation.theirs.durable.size, own: relation.ours.durable.size }
}

function having(parcel: Parcel, name: SectionName, bytes: Uint8Array): Parcel {
  return { ...parcel, sections: new Map([...parcel.sections, [name, bytes]]) }
}

test('a parcel again is answered as the first time, and has no second effect', async () => {
  const pair = await twoNodes()
  await enterIntoForce(pair)
  await releaseItem(pair.kr)
  const bytes = (await nextParcel(pair.kr.node, pair.kr.relation)).bytes
  const { node, relation } = pair.jp
  const first = await receive(node, relation, bytes)
  const after = held(pair.jp)
  assert.deepEqual(await receive(node, relation, bytes), first, 'the same answer, cosignature included')
  assert.deepEqual(await Promise.all([receive(node, relation, bytes), receive(node, relation, bytes)]), [first, first])
  assert.deepEqual(held(pair.jp), after)
})

test('two parcels that come at once are taken in one after the other', async () => {
  const pair = await twoNodes()
  const one = await parcelOf(pair)
  const two = await parcelOf(pair)
  const [a, b] = await Promise.all([take(pair, pair.jp, one), take(pair, pair.jp, two)])
  assert.deepEqual([a.have, b.have], [1, 2])
})

test('what does not belong here, does not follow, or does not verify is refused by its code, and stores nothing', async () => {
  const pair = await twoNodes()
  const { jp, kr } = pair
  await take(pair, jp, await parcelOf(pair))
  const parcel = await parcelOf(pair, 2)
  const entries = section(parcel, 'entries')
  const before = held(jp)
  const refusals: readonly (readonly [string, Parcel])[] = [
    ['parcel-elsewhere', { ...parcel, from: kr.relation.theirs.origin }],
    ['parcel-gap', decodeParcel(pair.primitives, (await nextParcel(kr.node, kr.relation, 2)).bytes)],
    ['head-differs', { ...parcel, end: parcel.end - 1 }],
    ['head-differs', having(parcel, 'entries', entries.with(entries.length - 1, (entries.at(-1) ?? 0) ^ 1))],
    [
      'head-invalid',
      having(parcel, 'head', utf8(new TextDecoder().decode(section(parcel, 'head')).replace(/\n[^\n]+\n$/, '\n'))),
    ],
    ['seal-broken', having(parcel, 'openings', section(parcel, 'openings').toReversed().with(0, 1))],
    ['bytes-malformed', having(parcel, 'openings', new Uint8Array([9, 9]))],
    ['bytes-malformed', having(parcel, 'cosign', utf8('size\n?\n'))],
  ]
  for (const [code, spoilt] of refusals) {
    await assert.rejects(take(pair, jp, spoilt), { code })
    assert.deepEqual(held(jp), before, code)
  }
  assert.equal((await take(pair, jp, parcel)).have, 3, 'the parcel itself is taken')
})

test('no damaged parcel does anything but be refused', async () => {
  const pair = await twoNodes()
  await take(pair, pair.jp, await parcelOf(pair))
  const { bytes } = await nextParcel(pair.kr.node, pair.kr.relation, 0)
  await parcelOf(pair)
  const fresh = (await nextParcel(pair.kr.node, pair.kr.relation, 1)).bytes
  const { node, relation } = pair.jp
  for (const valid of [bytes, fresh]) {
    const { refused } = await fuzz(valid, (changed) => receive(node, relation, changed), 150)
    assert.ok(refused > 300)
  }
  assert.deepEqual([relation.frozen, held(pair.jp).entries], [false, 1])
  assert.deepEqual(pair.jp.fatal, [])
})

test('a node that has just started, one without the partner’s keys, one that is frozen or has forgotten takes nothing in', async () => {
  const pair = await twoNodes()
  const parcel = await parcelOf(pair)
  const { relation } = pair.jp
  for (const [code, state] of [
    ['relation-unconfirmed', { confirmed: false }],
    ['partner-unknown', { verifiers: null }],
    ['relation-frozen', { frozen: true }],
    ['relation-amnesia', { amnesia: true }],
  ] as const) {
    const kept = { ...relation }
    Object.assign(relation, state)
    await assert.rejects(take(pair, pair.jp, parcel), { code })
    assert.equal(held(pair.jp).entries, 0)
    Object.assign(relation, kept)
  }
})

test('an entry that has seen what was never signed, or un-sees what it had seen, is refused with `seen-false`', async () => {
  const pair = await twoNodes()
  const { kr, jp } = pair
  await record(jp.node, jp.relation, [act('a')])
  await jp.converse()
  const { theirs, ours } = kr.relation
  const honest = theirs.edge
  theirs.edge = { ...honest, size: 500 }
  const future = await parcelOf(pair)
  await assert.rejects(take(pair, jp, { ...future, seen: 1 }), { code: 'seen-false' })
  assert.equal(held(jp).entries, ours.durable.size - 1)
})

test('a parcel that names more of our log than there is leaves the node unconfirmed until it has asked', async () => {
  const pair = await twoNodes()
  const parcel = await parcelOf(pair)
  await assert.rejects(take(pair, pair.jp, { ...parcel, seen: 7 }), { code: 'relation-unconfirmed' })
  await assert.rejects(record(pair.jp.node, pair.jp.relation, [act('too early')]), { code: 'relation-unconfirmed' })
  await pair.jp.converse()
  assert.equal(pair.jp.relation.confirmed, true)
})

test('two signed histories freeze the direction and are kept; a spoilt copy of one proves nothing and freezes nothing', async () => {
  const pair = await twoNodes()
  const { kr, jp } = pair
  const twin = await kr.twin()
  await twin.converse()
  await take(pair, jp, await parcelOf(pair))
  const { bytes } = await nextParcel(kr.node, kr.relation, 0)
  const good = decodeParcel(pair.primitives, bytes)
  const entries = section(good, 'entries')
  await assert.rejects(take(pair, jp, having(good, 'entries', entries.with(5, (entries[5] ?? 0) ^ 1))), {
    code: 'head-differs',
  })
  assert.equal(jp.relation.frozen, false)
  await record(twin.node, twin.relation, [act('another history')])
  const other = (await nextParcel(twin.node, twin.relation)).bytes
  await assert.rejects(receive(jp.node, jp.relation, other), { code: 'parcel-fork' })
  assert.equal(jp.relation.frozen, true)
  assert.equal((await jp.node.ports.store.scan('fork', { limit: 9 })).length, 2, 'both heads')
  assert.deepEqual(
    jp.notices.map(({ code }) => code),
    ['parcel-refused', 'fork'],
  )
  const again = await jp.restart()
  assert.equal(again.relation.frozen, true, 'a restart thaws nothing')
})

test('where the store refuses what memory holds, the node is ended and nothing was acknowledged', async () => {
  const pair = await twoNodes()
  const { jp } = pair
  const parcel = await parcelOf(pair)
  const { store } = jp.node.ports
  const commit = store.commit
  Object.assign(store, { commit: () => Promise.reject(new Error('no room')) })
  await assert.rejects(take(pair, jp, parcel), { message: 'no room' })
  assert.equal(jp.fatal.length, 1)
  Object.assign(store, { commit })
  const again = await jp.restart()
  await pair.kr.converse()
  assert.equal(again.relation.theirs.durable.size, 1, 'it is offered again after the restart')
})
