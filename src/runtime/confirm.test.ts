import assert from 'node:assert/strict'
import { test } from 'node:test'
import { copyDisk } from '../../sim/store.ts'
import { twoNodes } from '../../test/two-nodes.ts'
import { EMPTY } from '../core/bytes/bytes.ts'
import { utf8 } from '../core/bytes/utf8.ts'
import type { ControlAct } from '../core/wire/act.ts'
import { decodeParcel, encodeParcel } from '../core/wire/parcel.ts'
import { contact } from './contact.ts'
import { confirmBy } from './confirm.ts'
import { nextParcel } from './outgoing.ts'
import { receive } from './receive.ts'
import { record } from './record.ts'

const act: ControlAct = { kind: 'sign', agreement: '0'.repeat(96), office: 'an office' }

test('after a start nothing is recorded before the partner has said how far our log had gone', async () => {
  const { kr } = await twoNodes()
  const again = await kr.restart()
  await assert.rejects(record(again.node, again.relation, [act]), { code: 'relation-unconfirmed' })
  await again.converse()
  await record(again.node, again.relation, [act])
})

test('a parcel that has seen little confirms nothing: its sender may hold far more of our log', async () => {
  const pair = await twoNodes()
  const old = copyDisk(pair.kr.disk)
  await record(pair.kr.node, pair.kr.relation, [act, act, act])
  await pair.kr.converse()
  await record(pair.jp.node, pair.jp.relation, [act])
  const parcel = decodeParcel(pair.primitives, (await nextParcel(pair.jp.node, pair.jp.relation)).bytes)
  const early = encodeParcel(pair.primitives, {
    ...parcel,
    seen: 0,
    sections: new Map([...parcel.sections, ['cosign', EMPTY]]),
  })
  const restored = await pair.kr.restart(old)
  await assert.rejects(receive(restored.node, restored.relation, early), { code: 'relation-unconfirmed' })
  await assert.rejects(record(restored.node, restored.relation, [act]), { code: 'relation-unconfirmed' })
})

test('a node restored from an old copy finds out, signs nothing, fetches its entries back and goes on', async () => {
  const pair = await twoNodes()
  await record(pair.kr.node, pair.kr.relation, [act])
  await pair.kr.converse()
  const old = copyDisk(pair.kr.disk)
  await record(pair.kr.node, pair.kr.relation, [act, act])
  await pair.kr.converse()
  const whole = pair.kr.relation.ours.durable
  const restored = await pair.kr.restart(old)
  let signedBefore: number | null = null
  pair.between = (from, { path }) => {
    if (from === 'KR' && path.includes('/recover')) signedBefore ??= restored.relation.ours.head?.size ?? 0
    return null
  }
  await restored.converse()
  assert.equal(signedBefore, 0, 'no head was signed before the entries were back')
  assert.deepEqual(restored.relation.ours.durable, whole)
  assert.deepEqual(
    restored.notices.map(({ code }) => code),
    ['amnesia', 'recovered'],
  )
  await record(restored.node, restored.relation, [act])
  await restored.converse()
  assert.equal(pair.jp.relation.theirs.durable.size, 4)
  assert.equal(pair.jp.relation.frozen, false)
})

test('while it has forgotten it records nothing and takes nothing in: `relation-amnesia`', async () => {
  const pair = await twoNodes()
  await record(pair.kr.node, pair.kr.relation, [act])
  const old = copyDisk(pair.kr.disk)
  await record(pair.kr.node, pair.kr.relation, [act])
  await pair.kr.converse()
  const restored = await pair.kr.restart(old)
  pair.between = (_, { path }) => (path.includes('/recover') ? { status: 503, type: '', body: EMPTY } : null)
  await assert.rejects(contact(restored.node, restored.relation), { code: 'partner-refused' })
  await assert.rejects(record(restored.node, restored.relation, [act]), { code: 'relation-amnesia' })
  const { bytes } = await nextParcel(pair.jp.node, pair.jp.relation)
  await assert.rejects(receive(restored.node, restored.relation, bytes), { code: 'relation-amnesia' })
})

test('what a partner brings as our head must be our own: garbage and another’s signature confirm nothing', async () => {
  const pair = await twoNodes()
  await record(pair.kr.node, pair.kr.relation, [act])
  await pair.kr.converse()
  const again = await pair.kr.restart()
  const foreign = pair.jp.relation.ours.head?.note ?? ''
  for (const bytes of [utf8('garbage'), EMPTY, utf8(foreign)])
    await assert.rejects(confirmBy(again.node, again.relation, bytes))
  assert.equal(again.relation.confirmed, false)
})

test('a partner that answers with an error is `partner-refused`, and the same contact later goes through', async () => {
  const pair = await twoNodes()
  await record(pair.kr.node, pair.kr.relation, [act])
  for (const status of [403, 404, 413, 429, 500, 503]) {
    pair.between = () => ({ status, type: 'text/plain', body: utf8('a-code\n') })
    await assert.rejects(contact(pair.kr.node, pair.kr.relation), {
      code: 'partner-refused',
      detail: `${status}: a-code`,
    })
  }
  pair.between = null
  await pair.kr.converse()
  assert.equal(pair.jp.relation.theirs.durable.size, 1)
})
