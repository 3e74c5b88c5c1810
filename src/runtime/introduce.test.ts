import assert from 'node:assert/strict'
import { test } from 'node:test'
import { checkDecoder } from '../../test/mutations.ts'
import { twoNodes } from '../../test/two-nodes.ts'
import { decodeRelationKeys, encodeRelationKeys, relationKeysMessage } from '../core/party/relation-keys.ts'
import { contact } from './contact.ts'
import { introduce, pin } from './introduce.ts'

test('a partner’s keys are pinned at first contact, survive a restart, and the same document again changes nothing', async () => {
  const { kr, jp } = await twoNodes()
  const { verifiers } = kr.relation
  assert.ok(verifiers !== null)
  await pin(kr.node, kr.relation, jp.relation.introduction)
  assert.equal(kr.relation.verifiers, verifiers)
  assert.deepEqual((await kr.restart()).relation.verifiers, verifiers)
})

test('any other key later is refused with `partner-known`, though the partner’s identity signed it', async () => {
  const { kr, jp, primitives } = await twoNodes()
  const { verifiers } = kr.relation
  assert.ok(verifiers !== null)
  const own = decodeRelationKeys(primitives, jp.relation.introduction, {
    identity: jp.node.identity,
    relation: jp.relation.id,
  })
  const { log, cosigner, sealing } = own
  const flipped = (key: Uint8Array): Uint8Array => key.with(9, (key[9] ?? 0) ^ 1)
  const others = [
    { ...own, sealing: { ...sealing, p384: flipped(sealing.p384) } },
    { ...own, log: { ...log, classical: { ...log.classical, key: flipped(log.classical.key) } } },
    { ...own, cosigner: { ...cosigner, quantum: { ...cosigner.quantum, key: flipped(cosigner.quantum.key) } } },
  ]
  const { custodian } = jp.node.ports
  for (const keys of others) {
    const message = relationKeysMessage(keys)
    const document = encodeRelationKeys(keys, {
      ed25519: await custodian.sign('identity', 'ed25519', message),
      mlDsa87: await custodian.sign('identity', 'ml-dsa-87', message),
    })
    await assert.rejects(pin(kr.node, kr.relation, document), { code: 'partner-known' })
    assert.equal(kr.relation.verifiers, verifiers)
  }
})

test('keys of another relation, of another signer or damaged are not pinned', async () => {
  const { kr, jp, primitives } = await twoNodes({ meet: false })
  const document = jp.relation.introduction
  await assert.rejects(pin(kr.node, kr.relation, kr.relation.introduction), { code: 'identity-invalid' })
  const expected = { identity: kr.relation.partner, relation: kr.relation.id }
  checkDecoder(
    (bytes) => {
      decodeRelationKeys(primitives, bytes, expected)
      return document
    },
    [document],
    200,
  )
  assert.equal(kr.relation.verifiers, null)
})

test('a partner that does not know us yet is `partner-refused`, and nothing is pinned', async () => {
  const pair = await twoNodes({ meet: false })
  pair.between = () => ({ status: 404, type: 'text/plain', body: new Uint8Array(0) })
  await assert.rejects(introduce(pair.kr.node, pair.kr.relation), { code: 'partner-refused' })
  await assert.rejects(contact(pair.kr.node, pair.kr.relation), { code: 'partner-refused' })
  assert.equal(pair.kr.relation.verifiers, null)
})
