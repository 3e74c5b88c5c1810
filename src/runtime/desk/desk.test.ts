import assert from 'node:assert/strict'
import { test } from 'node:test'
import { approvedItem, enterIntoForce, releaseItem, twoNodes } from '../../../test/two-nodes.ts'
import { agreement } from '../../../sim/treaty.ts'
import { fetchObjects } from '../fetch.ts'
import { actOnAgreement, findAgreement } from './agreement.ts'
import { send } from './disclosure.ts'
import { proveEntry } from './evidence.ts'
import { openItem } from './holding.ts'
import { addStep, finishStep } from './procedure.ts'

test('of two sendings of one item at once one is refused with `item-released`, and the item is released once', async () => {
  const pair = await twoNodes()
  await enterIntoForce(pair)
  const item = await approvedItem(pair.kr)
  const step = { item, to: 'JP', person: 'registry' }
  const [one, two] = await Promise.allSettled([send(pair.kr.desk, step), send(pair.kr.desk, step)])
  assert.equal(one.status, 'fulfilled')
  assert.ok(two.status === 'rejected')
  assert.equal((two.reason as { code?: unknown }).code, 'item-released')
  const again = await send(pair.kr.desk, step)
  assert.ok(again.kind === 'released' && one.status === 'fulfilled' && one.value.kind === 'released')
  assert.deepEqual([again.repeated, again.index], [true, one.value.index])
  const { origin } = pair.kr.relation.ours
  assert.equal((await pair.kr.node.ports.store.scan(`register/${origin}`, { limit: 9 })).length, 1)
})

test('an item whose object has not arrived whole is `object-incomplete`, and opens when it has', async () => {
  const pair = await twoNodes()
  await enterIntoForce(pair)
  const item = await releaseItem(pair.kr, 100_000)
  await pair.kr.converse()
  const asked = { nation: 'KR', item, person: 'registry', out: 'out' }
  await assert.rejects(openItem(pair.jp.desk, asked), { code: 'object-incomplete' })
  await fetchObjects(pair.jp.node, pair.jp.relation)
  const { digest } = await openItem(pair.jp.desk, asked)
  assert.match(digest, /^[0-9a-f]{96}$/)
})

test('an entry is `not-bound` before the partner has cosigned it, and `entry-unknown` before it is there', async () => {
  const pair = await twoNodes()
  await enterIntoForce(pair)
  await releaseItem(pair.kr)
  const index = pair.kr.relation.ours.durable.size - 1
  const { node, relation } = pair.kr
  await assert.rejects(proveEntry(node, relation, { side: 'ours', index }), { code: 'not-bound' })
  await assert.rejects(proveEntry(node, relation, { side: 'ours', index: index + 1 }), { code: 'entry-unknown' })
  await pair.kr.converse()
  assert.equal((await proveEntry(node, relation, { side: 'ours', index })).index, index)
})

test('an act waits for the nation’s own steps: `procedure-incomplete` names them, and the partner sees nothing of it', async () => {
  const pair = await twoNodes()
  await enterIntoForce(pair)
  const { desk, relation } = pair.kr
  const agreed = findAgreement(desk.node, agreement)
  const before = relation.ours.durable.size
  await addStep(desk, agreed, { name: 'cabinet', before: 'sign', person: 'treaty' })
  const sign = { kind: 'sign', agreement, person: 'treaty' } as const
  await assert.rejects(actOnAgreement(desk, sign), { code: 'procedure-incomplete', detail: 'cabinet' })
  await finishStep(desk, agreed, { name: 'cabinet', note: '', person: 'treaty' })
  await assert.rejects(actOnAgreement(desk, sign), { code: 'agreement-act-repeated' })
  assert.equal(relation.ours.durable.size, before)
})
