import assert from 'node:assert/strict'
import { test } from 'node:test'
import { fuzz } from '../../test/fuzz.ts'
import { enterIntoForce, releaseItem, twoNodes } from '../../test/two-nodes.ts'
import { EMPTY } from '../core/bytes/bytes.ts'
import { utf8 } from '../core/bytes/utf8.ts'
import type { ControlAct } from '../core/wire/act.ts'
import { answer } from './federation.ts'
import { nextParcel } from './outgoing.ts'
import type { Request } from './ports.ts'
import { record } from './record.ts'
import { readSegment } from './segment.ts'

const act: ControlAct = { kind: 'sign', agreement: '0'.repeat(96), office: 'an office' }
const JP = 'jp.exercise.example'

test('a relation exists for its own partner only; to anyone else, and elsewhere, there is nothing', async () => {
  const { kr } = await twoNodes()
  const ask = async (peer: string, request: Partial<Request>) =>
    await answer(kr.node, peer, { method: 'GET', path: '/', body: EMPTY, ...request })
  const { id } = kr.relation
  const paths = [
    `/rel/${id}/have`,
    `/rel/${id}/recover?from=0`,
    `/rel/${id}/parcel`,
    `/rel/${id}/keys`,
    `/rel/${id}`,
    '/',
    '',
    '//',
  ]
  for (const path of paths) assert.equal((await ask('us.exercise.example', { path })).status, 404, path)
  assert.equal((await ask(JP, { path: paths[0] ?? '' })).status, 200)
  for (const path of [
    `/rel/${'0'.repeat(32)}/have`,
    '/rel/constructor/have',
    `/rel/${id}/HAVE`,
    `/relation/${id}/have`,
  ])
    assert.equal((await ask(JP, { path })).status, 404, path)
})

test('a gap is answered with where to go on, and everything refused with a code and no cause', async () => {
  const { kr, jp } = await twoNodes()
  await record(jp.node, jp.relation, [act, act])
  const path = `/rel/${kr.relation.id}/parcel`
  const { bytes } = await nextParcel(jp.node, jp.relation, 1)
  const gap = await answer(kr.node, JP, { method: 'POST', path, body: bytes })
  assert.deepEqual([gap.status, gap.type, new TextDecoder().decode(gap.body)], [409, 'text/x.tlog.size', '0\n'])
  const refused = await answer(kr.node, JP, { method: 'POST', path, body: utf8('nothing') })
  assert.deepEqual([refused.status, new TextDecoder().decode(refused.body)], [400, 'bytes-malformed\n'])
  assert.deepEqual(
    kr.notices.map(({ code }) => code),
    ['parcel-refused'],
    'our own people hear the cause',
  )
})

test('no request of a partner ends the node', async () => {
  const { kr, jp } = await twoNodes()
  await record(jp.node, jp.relation, [act])
  const { id } = kr.relation
  const { bytes } = await nextParcel(jp.node, jp.relation)
  const valid: readonly Request[] = [
    { method: 'POST', path: `/rel/${id}/parcel`, body: bytes },
    { method: 'POST', path: `/rel/${id}/keys`, body: jp.relation.introduction },
    { method: 'POST', path: `/rel/${id}/have`, body: utf8('x') },
    { method: 'GET', path: `/rel/${id}/recover?from=0`, body: EMPTY },
    { method: 'GET', path: `/object/${'0'.repeat(96)}/0`, body: EMPTY },
    { method: 'POST', path: '/witness/add-checkpoint', body: utf8('old 0\n\nx\n') },
  ]
  for (const request of valid) {
    await fuzz(request.body, async (body) => await answer(kr.node, JP, { ...request, body }), 100)
    await fuzz(
      utf8(request.path),
      async (path) => await answer(kr.node, JP, { ...request, path: new TextDecoder().decode(path) }),
      100,
    )
  }
  assert.deepEqual(kr.fatal, [])
})

test('an object is `object-unknown` to every node but the one it was released to, and beyond its end to that one too', async () => {
  const pair = await twoNodes()
  await enterIntoForce(pair)
  await releaseItem(pair.kr, 40_000)
  const [offer] = await pair.kr.node.ports.store.scan('offered', { limit: 1 })
  const root = offer?.key.split(' ')[1] ?? ''
  const ask = async (peer: string, index: string): Promise<string> => {
    const { status, body } = await answer(pair.kr.node, peer, {
      method: 'GET',
      path: `/object/${root}/${index}`,
      body: EMPTY,
    })
    return status === 200 ? '200' : `${status} ${new TextDecoder().decode(body).trim()}`
  }
  assert.equal(await ask(JP, '0'), '200')
  const stranger = { peer: 'us.exercise.example', root, index: 0 }
  await assert.rejects(readSegment(pair.kr.node, stranger), { code: 'object-unknown' })
  assert.equal(await ask(JP, '1'), '404 object-unknown')
  for (const peer of ['us.exercise.example', 'kr.exercise.example', ''])
    assert.equal(await ask(peer, '0'), '404 object-unknown')
  for (const index of ['-1', '00', 'x', '1e3', '9'.repeat(17)])
    assert.match(await ask(JP, index), /^4(?:00|13) /, index)
})
