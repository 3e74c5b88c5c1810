import assert from 'node:assert/strict'
import { test } from 'node:test'
import { enterIntoForce, releaseItem, twoNodes, type End } from '../../test/two-nodes.ts'
import { standing } from '../core/party/ladder.ts'
import { fetchObjects } from './fetch.ts'
import { readEvent } from './open.ts'

const BYTES = 40_000

/** A release of KR with an object that JP has heard of and not fetched: its place, and the object's root and length. */
async function unfetched({
  kr,
  jp,
}: {
  readonly kr: End
  readonly jp: End
}): Promise<{ index: number; root: string; length: number }> {
  await releaseItem(kr, BYTES)
  await kr.converse()
  const index = jp.relation.theirs.durable.size - 1
  const event = await readEvent(jp.node, jp.relation.theirs.origin, index)
  assert.ok(event?.act.kind === 'release' && event.act.content.kind === 'object')
  const { root, length } = event.act.content
  return { index, root, length }
}

test('an object that another partner sent is asked for again: nobody has a receipt for what it did not send', async () => {
  const pair = await twoNodes()
  await enterIntoForce(pair)
  const { kr, jp } = pair
  const { index, root, length } = await unfetched(pair)
  const { objects, store } = jp.node.ports
  // Whole here already, by another relation; and KR, who only knows its root, has nothing to send.
  await objects.create(root, length)
  await objects.write(root, 0, await kr.node.ports.objects.read(root, 0, length))
  await store.commit([
    { kind: 'put', space: 'fetched', key: root, value: Uint8Array.of(0x31) },
    { kind: 'put', space: 'fetched', key: `${'f'.repeat(32)} ${root}`, value: Uint8Array.of(0x31) },
  ])
  await kr.node.ports.objects.remove(root)
  await assert.rejects(fetchObjects(jp.node, jp.relation), { code: 'partner-refused' })
  assert.equal(standing(jp.relation.fold.ladders.theirs, index), null)
})

test('a second length for a root that is held is a fault of that item, and the node goes on', async () => {
  const pair = await twoNodes()
  await enterIntoForce(pair)
  const { jp } = pair
  const { index, root, length } = await unfetched(pair)
  await jp.node.ports.objects.create(root, length + 1)
  await assert.rejects(fetchObjects(jp.node, jp.relation), { code: 'object-unknown' })
  assert.equal(standing(jp.relation.fold.ladders.theirs, index), null)
  await jp.converse()
})
