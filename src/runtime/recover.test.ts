import assert from 'node:assert/strict'
import { test } from 'node:test'
import { copyDisk } from '../../sim/store.ts'
import { twoNodes, type End, type Pair } from '../../test/two-nodes.ts'
import { EMPTY } from '../core/bytes/bytes.ts'
import type { ControlAct } from '../core/wire/act.ts'
import { decodeParcel, encodeParcel } from '../core/wire/parcel.ts'
import { answer } from './federation.ts'
import { record } from './record.ts'

const act: ControlAct = { kind: 'sign', agreement: '0'.repeat(96), office: 'an office' }

/** KR restored to before its last act, which JP holds under KR's own signature. */
async function forgetful(): Promise<{ readonly pair: Pair; readonly restored: End }> {
  const pair = await twoNodes()
  const old = copyDisk(pair.kr.disk)
  await record(pair.kr.node, pair.kr.relation, [act])
  await pair.kr.converse()
  return { pair, restored: await pair.kr.restart(old) }
}

test('amnesia does not end on the partner’s word: only when the log is again the one whose head it has shown', async () => {
  const { pair, restored } = await forgetful()
  pair.between = (_from, { path }) => (path.includes('/recover') ? { status: 204, type: '', body: EMPTY } : null)
  await assert.rejects(restored.converse(), { code: 'relation-amnesia' })
  await assert.rejects(record(restored.node, restored.relation, [act]), { code: 'relation-amnesia' })
  pair.between = null
  await restored.converse()
  assert.equal(restored.relation.ours.durable.size, 1)
  await record(restored.node, restored.relation, [act])
})

test('an entry of ours that comes back without its opening is refused, and we go on knowing that we have forgotten', async () => {
  const { pair, restored } = await forgetful()
  const asked = { method: 'GET', path: `/rel/${restored.relation.id}/recover?from=0`, body: EMPTY } as const
  const whole = await answer(pair.jp.node, restored.node.identity.node, asked)
  const parcel = decodeParcel(pair.primitives, whole.body)
  const sections = new Map([...parcel.sections].filter(([name]) => name !== 'openings'))
  const stripped = encodeParcel(pair.primitives, { ...parcel, sections })
  pair.between = (_from, { path }) => (path.includes('/recover') ? { ...whole, body: stripped } : null)
  await assert.rejects(restored.converse(), { code: 'opening-differs' })
  assert.equal(restored.relation.amnesia, true)
  assert.equal(restored.relation.ours.durable.size, 0)
})
