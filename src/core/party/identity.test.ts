import assert from 'node:assert/strict'
import { test } from 'node:test'
import { fuzz } from '../../../test/fuzz.ts'
import { generateKeyPair, signWith, type PrivateKeyPair } from '../../io/key-pair.ts'
import { nodePrimitives as primitives } from '../../io/primitives.ts'
import { utf8, fromUtf8 } from '../bytes/utf8.ts'
import * as party from './identity.ts'
import {
  decodeRelationKeys,
  encodeRelationKeys,
  relationKeys,
  relationKeysMessage,
  type RelationKeys,
} from './relation-keys.ts'
import { documentMessage, type Signatures } from './signed-document.ts'

interface Signer {
  readonly ed25519: PrivateKeyPair
  readonly mlDsa87: PrivateKeyPair
}

const newSigner = (): Signer => ({ ed25519: generateKeyPair('ed25519'), mlDsa87: generateKeyPair('ml-dsa-87') })
const publicKeys = (signer: Signer): { ed25519: Uint8Array; mlDsa87: Uint8Array } => ({
  ed25519: signer.ed25519.publicKey,
  mlDsa87: signer.mlDsa87.publicKey,
})
const sign = async (signer: Signer, message: Uint8Array): Promise<Signatures> => ({
  ed25519: await signWith(signer.ed25519, message),
  mlDsa87: await signWith(signer.mlDsa87, message),
})

const [korea, japan] = [newSigner(), newSigner()]
const kr: party.Identity = {
  nation: 'KR',
  node: 'kr.exercise.comity.example',
  exercise: true,
  keys: publicKeys(korea),
  root: Uint8Array.of(0x30, 1, 2, 3),
  url: 'https://127.0.0.1:8443/node',
}
const jp: party.Identity = { ...kr, nation: 'JP', node: 'jp.exercise.comity.example', keys: publicKeys(japan) }
const relation = party.relationId(primitives, { ours: kr, theirs: jp })

test('an identity survives its document', async () => {
  const bytes = party.encodeIdentity(kr, await sign(korea, party.identityMessage(kr)))
  assert.deepEqual(party.decodeIdentity(primitives, bytes), kr)
})

test('an identity document counts only with both of its signatures', async () => {
  const [right, wrong] = [await sign(korea, party.identityMessage(kr)), await sign(japan, party.identityMessage(kr))]
  for (const signatures of [{ ...right, ed25519: wrong.ed25519 }, { ...right, mlDsa87: wrong.mlDsa87 }, wrong]) {
    assert.throws(() => party.decodeIdentity(primitives, party.encodeIdentity(kr, signatures)), {
      code: 'identity-invalid',
    })
  }
})

test('no changed, cut or extended identity document is accepted, and only Faults are thrown', async () => {
  const bytes = party.encodeIdentity(kr, await sign(korea, party.identityMessage(kr)))
  const seen = await fuzz(bytes, (changed) => party.decodeIdentity(primitives, changed))
  assert.equal(seen.accepted, 0)
})

test('an identity names a nation, a node and an https address, or is refused', async () => {
  const bad: Partial<party.Identity>[] = [
    { nation: 'korea' },
    { node: 'KR.example' },
    { node: 'kr example' },
    { node: 'kr+x' },
    { node: 'a'.repeat(129) },
    { url: 'http://127.0.0.1' },
    { url: 'https://user@127.0.0.1' },
    { url: 'https://127.0.0.1/' },
  ]
  for (const change of bad) {
    const identity = { ...kr, ...change }
    const bytes = party.encodeIdentity(identity, await sign(korea, party.identityMessage(identity)))
    assert.throws(
      () => party.decodeIdentity(primitives, bytes),
      /malformed|limit|form this place|larger than/,
      JSON.stringify(change),
    )
  }
})

test('a fingerprint is twelve groups of five digits, the same after signing again, another for another identity', () => {
  const shown = party.fingerprint(primitives, kr)
  assert.match(shown, /^([0-9]{5} ){11}[0-9]{5}$/)
  assert.notEqual(shown, party.fingerprint(primitives, { ...kr, url: 'https://127.0.0.1:8444' }))
})

test('typed digits are compared whatever their spaces, hyphens or width, and never in part', () => {
  const shown = party.fingerprint(primitives, kr)
  const wide = shown.replaceAll(/[0-9]/g, (digit) => String.fromCodePoint(0xff10 + Number(digit)))
  for (const typed of [
    shown,
    shown.replaceAll(' ', ''),
    shown.replaceAll(' ', '-'),
    ` ${shown}\n`,
    wide,
    wide.replaceAll(' ', '　'),
  ]) {
    assert.ok(party.isFingerprint(primitives, kr, typed), typed)
  }
  const last = shown.at(-1) === '0' ? '1' : '0'
  for (const typed of ['', shown.slice(0, -1), `${shown}0`, shown.slice(0, -1) + last, shown.repeat(2)]) {
    assert.ok(!party.isFingerprint(primitives, kr, typed), typed)
  }
})

test('a relation has one id from either side, and none between exercise and live or with oneself', () => {
  assert.match(relation, /^[0-9a-f]{32}$/)
  assert.equal(party.relationId(primitives, { ours: jp, theirs: kr }), relation)
  const refused = { code: 'identity-invalid' }
  assert.throws(() => party.relationId(primitives, { ours: kr, theirs: { ...jp, exercise: false } }), refused)
  assert.throws(() => party.relationId(primitives, { ours: kr, theirs: kr }), refused)
})

test('the mode of a relation is inside its origin', () => {
  assert.equal(party.originOf(kr, relation), `kr.exercise.comity.example/exercise/rel/${relation}/1`)
  assert.equal(party.originOf({ ...kr, exercise: false, node: 'kr.example' }, relation), `kr.example/rel/${relation}/1`)
  assert.equal(party.cosignerNameOf(kr, relation), `kr.exercise.comity.example/cosign/${relation}`)
})

test('relation keys survive their document, under the identity that signed them', async () => {
  const keys = newRelationKeys()
  const bytes = encodeRelationKeys(keys, await sign(korea, relationKeysMessage(keys)))
  assert.deepEqual(decodeRelationKeys(primitives, bytes, { identity: kr, relation }), keys)
  assert.throws(() => decodeRelationKeys(primitives, bytes, { identity: jp, relation }), { code: 'identity-invalid' })
  assert.throws(() => decodeRelationKeys(primitives, bytes, { identity: kr, relation: '0'.repeat(32) }), {
    code: 'identity-invalid',
  })
})

test('an identity signature does not pass for one over relation keys', async () => {
  const keys = newRelationKeys()
  const bytes = encodeRelationKeys(keys, await sign(korea, party.identityMessage(kr)))
  assert.throws(() => decodeRelationKeys(primitives, bytes, { identity: kr, relation }), { code: 'identity-invalid' })
})

test('what is signed begins with what it is for', () => {
  const [one, two] = (['comity/identity/v1', 'comity/relation-keys/v1'] as const).map((purpose) =>
    documentMessage(purpose, {}),
  )
  assert.deepEqual(one, utf8('comity/identity/v1\0{}'))
  assert.deepEqual(two, utf8('comity/relation-keys/v1\0{}'))
})

test('one key for two purposes is refused', () => {
  const log = publicKeys(newSigner())
  const sealing = sealingKeys()
  const input = { identity: kr, relation, log, cosigner: publicKeys(newSigner()), sealing }
  const refused = { code: 'identity-invalid' }
  assert.throws(() => relationKeys(primitives, { ...input, cosigner: log }), refused)
  assert.throws(
    () => relationKeys(primitives, { ...input, cosigner: { ...input.cosigner, mlDsa87: kr.keys.mlDsa87 } }),
    refused,
  )
  assert.throws(() => relationKeys(primitives, { ...input, log: { ...log, ed25519: kr.keys.ed25519 } }), refused)
})

test('no changed, cut or extended relation keys are accepted, and only Faults are thrown', async () => {
  const keys = newRelationKeys()
  const bytes = encodeRelationKeys(keys, await sign(korea, relationKeysMessage(keys)))
  const seen = await fuzz(bytes, (changed) => decodeRelationKeys(primitives, changed, { identity: kr, relation }))
  assert.equal(seen.accepted, 0)
})

test('a document in another spelling is refused though its signatures would verify', async () => {
  const bytes = party.encodeIdentity(kr, await sign(korea, party.identityMessage(kr)))
  const spaced = utf8(fromUtf8(bytes, 'test').replace(':', ': '))
  assert.throws(() => party.decodeIdentity(primitives, spaced), { code: 'bytes-not-canonical' })
})

function sealingKeys(): { 'ml-kem-1024': Uint8Array; p384: Uint8Array } {
  return { 'ml-kem-1024': generateKeyPair('ml-kem-1024').publicKey, p384: generateKeyPair('p384').publicKey }
}

function newRelationKeys(): RelationKeys {
  const signers = { log: publicKeys(newSigner()), cosigner: publicKeys(newSigner()) }
  return relationKeys(primitives, { identity: kr, relation, ...signers, sealing: sealingKeys() })
}
