import assert from 'node:assert/strict'
import { test } from 'node:test'
import { CONSENT } from '../../../test/exercise.ts'
import { signerOf, signHead, type TestSigner } from '../../../test/signed-log.ts'
import { nodePrimitives as primitives } from '../../io/primitives.ts'
import { utf8 } from '../bytes/utf8.ts'
import { append, edgeRoot, EMPTY_EDGE, leafHash } from '../crypto/merkle.ts'
import { instant } from '../instant.ts'
import { commit } from '../ledger/commitment.ts'
import { encodeOpening } from '../ledger/opening.ts'
import { encodeProof } from '../ledger/proof.ts'
import { consentJson, type Consent } from '../policy/statement.ts'
import { eventFields, type Act } from '../wire/act.ts'
import { carriedJson, decodeCarried, isCarried, verifyCarried, type Carried } from './carried.ts'
import { originOf, relationId, type Identity } from './identity.ts'
import { encodeRelationKeys, relationKeys, relationKeysMessage } from './relation-keys.ts'

const identity = (nation: string, signer: TestSigner): Identity => {
  const node = `${nation.toLowerCase()}.exercise.example`
  return { nation, node, exercise: true, keys: signer.publicKeys, root: Uint8Array.of(0x30), url: `https://${node}` }
}
const signers = { KR: signerOf(11, 12), US: signerOf(13, 14), JP: signerOf(15, 16) }
const [KR, US, JP] = [identity('KR', signers.KR), identity('US', signers.US), identity('JP', signers.JP)]
const [logSigner, cosigner] = [signerOf(17, 18), signerOf(19, 20)]
const standing: Consent = {
  ...CONSENT,
  originator: 'KR',
  holder: 'US',
  covers: { kind: 'subject', subject: 'dprk-missile' },
}

/** What Korea's node would hand over: an act of Korea's in its log towards the United States, proved. */
function carriedOf({
  act = { kind: 'consent', agreement: null, consent: consentJson(standing) },
  signer = signers.KR,
  originator = KR,
  holder = US,
}: { act?: Act; signer?: TestSigner; originator?: Identity; holder?: Identity } = {}): Carried {
  const relation = relationId(primitives, { ours: originator, theirs: holder })
  const keys = relationKeys(primitives, {
    identity: originator,
    relation,
    log: logSigner.publicKeys,
    cosigner: cosigner.publicKeys,
    sealing: { 'ml-kem-1024': new Uint8Array(1568), p384: new Uint8Array(97) },
  })
  const message = relationKeysMessage(keys)
  const opening = {
    k: new Uint8Array(32).fill(7),
    fields: eventFields({ act, seen: 0, at: instant(1_700_000_000_000) }),
  }
  const entry = commit(primitives, opening.k, opening.fields)
  const edge = append(primitives.sha256, EMPTY_EDGE, leafHash(primitives.sha256, entry))
  const head = { origin: originOf(originator, relation), size: 1, root: edgeRoot(primitives.sha256, edge) }
  const signed = signHead(head, keys.log, logSigner)
  return {
    originator: originator.nation,
    keys: encodeRelationKeys(keys, { ed25519: signer.ed25519(message), mlDsa87: signer.mlDsa87(message) }),
    opening: encodeOpening(opening),
    proof: encodeProof({ extra: new Uint8Array(0), index: 0, path: [], signed }),
  }
}

const verify = (carried: Carried, { originator = KR, holder = US } = {}): Consent =>
  verifyCarried(primitives, decodeCarried(carriedJson(carried)), { originator, holder })

test('invariant 22: a carried consent proves itself from the originator’s identity alone, and names who holds it by its relation', () => {
  assert.deepEqual(verify(carriedOf()), standing)
  assert.ok(isCarried(carriedJson(carriedOf())))
  assert.ok(!isCarried(consentJson(standing)))
})

test('a consent given to one holder is none for another: the proof stands in the relation of the two and nowhere else', () => {
  assert.throws(() => verify(carriedOf(), { holder: JP }), { code: 'identity-invalid' })
  assert.throws(() => verify(carriedOf({ holder: JP })), { code: 'identity-invalid' })
})

test('a consent the holder wrote itself is refused, whoever it says it is from', () => {
  assert.throws(() => verify(carriedOf({ signer: signers.US })), { code: 'identity-invalid' })
  assert.throws(() => verify({ ...carriedOf({ originator: US, holder: KR, signer: signers.US }), originator: 'KR' }), {
    code: 'identity-invalid',
  })
})

test('another opening than the entry’s, a head of other keys and an act that is no consent are refused', () => {
  const wider = carriedOf({
    act: { kind: 'consent', agreement: null, consent: consentJson({ ...standing, recipient: 'GB' }) },
  })
  assert.throws(() => verify({ ...carriedOf(), opening: wider.opening }), { code: 'proof-invalid' })
  const proof = new TextDecoder().decode(carriedOf().proof)
  const unsigned = utf8(
    proof
      .split('\n')
      .filter((line, i, lines) => !(line.startsWith('—') && i === lines.length - 2))
      .join('\n'),
  )
  assert.throws(() => verify({ ...carriedOf(), proof: unsigned }), { code: 'head-invalid' })
  const act: Act = { kind: 'assure', agreement: 'ab'.repeat(48), assurance: {} }
  assert.throws(() => verify(carriedOf({ act })), { code: 'act-unknown' })
})

test('a carried consent that is misshapen is refused before anything of it is believed', () => {
  const good = JSON.parse(JSON.stringify(carriedJson(carriedOf())))
  for (const broken of [
    { carried: null },
    { carried: { ...good.carried, more: 1 } },
    { carried: { ...good.carried, from: 7 } },
    { carried: good.carried, recipient: 'JP' },
  ])
    assert.throws(() => decodeCarried(broken), { code: 'bytes-malformed', detail: /^consent/ })
  assert.throws(() => decodeCarried({ carried: { ...good.carried, proof: 'x'.repeat(48 * 1024 + 1) } }), {
    code: 'limit-exceeded',
  })
})
