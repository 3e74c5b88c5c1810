import { equal } from '../core/bytes/bytes.ts'
import { Fault } from '../core/fault.ts'
import { decodeRelationKeys, relationKeysMessage } from '../core/party/relation-keys.ts'
import type { Node, Relation } from './node.ts'

/**
 * Exchanges the relation's keys with the partner, each signed by the identity that was compared by voice.
 *
 * INVARIANT: a partner's keys are pinned once. Another document later is refused; a change of keys is an act of its own.
 */
export async function introduce(node: Node, relation: Relation): Promise<void> {
  const response = await node.ports.link.request(relation.id, {
    method: 'POST',
    path: `/rel/${relation.id}/keys`,
    body: relation.introduction,
  })
  if (response.status !== 200) throw new Fault('partner-refused', `${response.status} to keys`)
  await pin(node, relation, response.body)
}

/** Verifies and pins the partner's keys; the same document again changes nothing. */
export async function pin(node: Node, relation: Relation, bytes: Uint8Array): Promise<void> {
  const { primitives, store } = node.ports
  const keys = decodeRelationKeys(primitives, bytes, { identity: relation.partner, relation: relation.id })
  if (relation.verifiers !== null) {
    if (!equal(relationKeysMessage(relation.verifiers), relationKeysMessage(keys)))
      throw new Fault('partner-known', `relation ${relation.id}`)
    return
  }
  await store.commit([{ kind: 'put', space: 'keys', key: relation.id, value: bytes }])
  relation.verifiers = keys
}
