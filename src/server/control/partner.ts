import { fromBase64, toBase64 } from '../../core/bytes/bytes.ts'
import type { Json } from '../../core/bytes/canonical.ts'
import { shape, stringOf } from '../../core/bytes/shape.ts'
import { Fault } from '../../core/fault.ts'
import { decodeIdentity, fingerprint, isFingerprint } from '../../core/party/identity.ts'
import { hasNews } from '../../runtime/contact.ts'
import type { Relation } from '../../runtime/node.ts'
import { logPath } from '../publish.ts'
import { readFile } from 'node:fs/promises'
import type { Host } from '../host.ts'
import { layout } from '../layout.ts'
import { encodeVkey } from '../../core/ledger/key.ts'
import type { Control } from './table.ts'

/** Partners, and how the lines to them stand. */
export const partnerCommands: Readonly<Record<string, Control>> = {
  /** `{document, fingerprint}`: the partner's identity document in base64, and its fingerprint as it was read aloud. */
  async 'partner.add'(host, input) {
    const shaped = shape(input, 'partner.add', ['document', 'fingerprint'])
    const document = fromBase64(stringOf(shaped, 'document', 128 * 1024), 'partner.add.document')
    const { primitives } = host.node.ports
    const identity = decodeIdentity(primitives, document)
    if (!isFingerprint(primitives, identity, stringOf(shaped, 'fingerprint')))
      throw new Fault('fingerprint-differs', identity.node)
    return partnerJson(host, await host.addPartner(document))
  },
  async 'partner.list'(host, input) {
    shape(input, 'partner.list', [])
    return { partners: [...host.node.relations.values()].map((relation) => partnerJson(host, relation)) }
  },
  /** Who this node is, where it listens, and its logs. */
  async status(host, input) {
    shape(input, 'status', [])
    const { node, addresses, directory, config } = host
    const document = await readFile(layout(directory).identity)
    return {
      nation: config.nation,
      node: config.node,
      exercise: config.exercise,
      directory,
      fingerprint: fingerprint(node.ports.primitives, node.identity),
      document: toBase64(new Uint8Array(document)),
      federation: { ...addresses.federation },
      audit: addresses.audit === null ? null : { ...addresses.audit },
      people: host.desk.national.holders.map(({ person, post }) => ({ person, post })),
      partners: [...node.relations.values()].map((relation) => partnerJson(host, relation)),
    }
  },
}

function partnerJson(host: Host, relation: Relation): Json {
  const { node, loop, addresses } = host
  const { ours, theirs, partner, verifiers } = relation
  const trouble = loop.trouble(relation)
  const log = (side: 'ours' | 'theirs'): Json => {
    const path = logPath(node, relation, side)
    const keys = side === 'ours' ? relation.signers.log : verifiers?.log
    const cosigner = side === 'ours' ? verifiers?.cosigner : relation.signers.cosigner
    return {
      origin: relation[side].origin,
      size: relation[side].durable.size,
      path: layout(host.directory).log(path),
      url: addresses.audit === null ? null : `http://${addresses.audit.host}:${addresses.audit.port}/${path}`,
      keys: keys === undefined ? [] : [encodeVkey(keys.classical), encodeVkey(keys.quantum)],
      cosigners: cosigner === undefined ? [] : [encodeVkey(cosigner.classical), encodeVkey(cosigner.quantum)],
    }
  }
  return {
    nation: partner.nation,
    node: partner.node,
    url: partner.url,
    relation: relation.id,
    state: relation.frozen
      ? 'frozen'
      : relation.amnesia
        ? 'amnesia'
        : verifiers === null
          ? 'keys-awaited'
          : relation.confirmed
            ? 'open'
            : 'unconfirmed',
    trouble: trouble === null ? null : trouble.code,
    delivered: !hasNews(relation),
    bound: ours.bound?.size ?? 0,
    head: ours.bound?.note ?? null,
    theirHead: theirs.head?.note ?? null,
    ours: log('ours'),
    theirs: log('theirs'),
  }
}
