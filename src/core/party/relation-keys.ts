import { equal, toBase64 } from '../bytes/bytes.ts'
import type { Json } from '../bytes/canonical.ts'
import { shape, stringOf, valueOf } from '../bytes/shape.ts'
import type { SealingKeys } from '../crypto/hpke.ts'
import type { Primitives } from '../crypto/primitives.ts'
import { Fault } from '../fault.ts'
import { cosignerKeys, logKeys, type KeyPair, type PublicKeys } from '../ledger/key.ts'
import { cosignerNameOf, originOf, type Identity } from './identity.ts'
import {
  bytesOf,
  decodeDocument,
  documentMessage,
  encodeDocument,
  publicKeysJson,
  publicKeysOf,
  verifyDocument,
  type Signatures,
} from './signed-document.ts'

/** The keys one node uses in one relation, and in no other: a signed document under its identity keys. */
export interface RelationKeys {
  readonly relation: string
  /** What its heads are signed with; the name is the origin. */
  readonly log: KeyPair
  /** What it cosigns the partner's heads with. */
  readonly cosigner: KeyPair
  /** What its partner seals to. */
  readonly sealing: SealingKeys
}

/** The keys of one side of a relation, given what its custodian holds. */
export function relationKeys(
  primitives: Primitives,
  input: { identity: Identity; relation: string; log: PublicKeys; cosigner: PublicKeys; sealing: SealingKeys },
): RelationKeys {
  const { identity, relation, log, cosigner, sealing } = input
  const keys = {
    relation,
    log: logKeys(primitives, originOf(identity, relation), log),
    cosigner: cosignerKeys(primitives, cosignerNameOf(identity, relation), cosigner),
    sealing,
  }
  mustDiffer([identity.keys.ed25519, log.ed25519, cosigner.ed25519])
  mustDiffer([identity.keys.mlDsa87, log.mlDsa87, cosigner.mlDsa87])
  return keys
}

/** The bytes both identity keys sign. */
export function relationKeysMessage(keys: RelationKeys): Uint8Array {
  return documentMessage('comity/relation-keys/v1', bodyOf(keys))
}

/** Writes the document. */
export function encodeRelationKeys(keys: RelationKeys, signatures: Signatures): Uint8Array {
  return encodeDocument({ body: bodyOf(keys), signatures })
}

/**
 * Reads what a partner says its keys in `relation` are, and verifies both signatures of its identity.
 *
 * Keys for another relation, origin or name are `identity-invalid`, and so are keys used for two purposes.
 */
export function decodeRelationKeys(
  primitives: Primitives,
  bytes: Uint8Array,
  expected: { readonly identity: Identity; readonly relation: string },
): RelationKeys {
  const { identity, relation } = expected
  const document = decodeDocument(bytes, 'relation keys')
  const body = shape(document.body, 'relation keys', ['v', 'relation', 'log', 'cosigner', 'sealing'])
  if (body.object['v'] !== 1) throw new Fault('bytes-malformed', 'relation keys.v: not 1')
  const log = shape(valueOf(body, 'log'), 'relation keys.log', ['name', 'ed25519', 'ml-dsa-87'])
  const cosigner = shape(valueOf(body, 'cosigner'), 'relation keys.cosigner', ['name', 'ed25519', 'ml-dsa-87'])
  const sealing = shape(valueOf(body, 'sealing'), 'relation keys.sealing', ['ml-kem-1024', 'p384'])
  verifyDocument(primitives, document, { purpose: 'comity/relation-keys/v1', keys: identity.keys })
  const names = [stringOf(body, 'relation'), stringOf(log, 'name'), stringOf(cosigner, 'name')]
  if (names.join('\n') !== [relation, originOf(identity, relation), cosignerNameOf(identity, relation)].join('\n'))
    throw new Fault('identity-invalid', 'relation keys: made for another relation or node')
  return relationKeys(primitives, {
    identity,
    relation,
    log: publicKeysOf(log),
    cosigner: publicKeysOf(cosigner),
    sealing: { 'ml-kem-1024': bytesOf(sealing, 'ml-kem-1024', 1568), p384: bytesOf(sealing, 'p384', 97) },
  })
}

function bodyOf({ relation, log, cosigner, sealing }: RelationKeys): Json {
  return {
    v: 1,
    relation,
    log: signerJson(log),
    cosigner: signerJson(cosigner),
    sealing: { 'ml-kem-1024': toBase64(sealing['ml-kem-1024']), p384: toBase64(sealing.p384) },
  }
}

function signerJson({ classical, quantum }: KeyPair): Json {
  return { name: classical.name, ...publicKeysJson({ ed25519: classical.key, mlDsa87: quantum.key }) }
}

// One key, one purpose: a signature made as a log must never pass for one made as a cosigner or as the nation.
function mustDiffer(keys: readonly Uint8Array[]): void {
  keys.forEach((key, i) => {
    if (keys.slice(i + 1).some((other) => equal(key, other)))
      throw new Fault('identity-invalid', 'relation keys: one key for two purposes')
  })
}
