import assert from 'node:assert/strict'
import { test } from 'node:test'
import { nodePrimitives } from '../../io/primitives.ts'
import { checkDecoder } from '../../../test/mutations.ts'
import { COSIGNED_AT, cosign, cosigner, entriesOf, headOf, log, signHead } from '../../../test/signed-log.ts'
import { fromUtf8, utf8 } from '../bytes/utf8.ts'
import { inclusionSpans, leafHash, nodeHash, proveSpans, type TreeNode } from '../crypto/merkle.ts'
import { logKeys } from './key.ts'
import { decodeProof, encodeProof, verifyProof, type Proof } from './proof.ts'

const entries = entriesOf(21)
const node = ({ height, index }: TreeNode): Uint8Array =>
  height === 0
    ? leafHash(nodePrimitives.sha256, entries[index]!)
    : nodeHash(
        nodePrimitives.sha256,
        node({ height: height - 1, index: 2 * index }),
        node({ height: height - 1, index: 2 * index + 1 }),
      )
const pathOf = (index: number): readonly Uint8Array[] =>
  proveSpans(nodePrimitives.sha256, inclusionSpans(index, entries.length), node)
const signed = cosign(signHead(headOf(entries)))
const proof: Proof = { extra: utf8('{}'), index: 20, path: pathOf(20), signed }
const claim = { entry: entries[20]!, log, partner: cosigner }

test('a proof file survives its codec and says when the partner held the entry', () => {
  const read = decodeProof(encodeProof(proof))
  assert.deepEqual(read, proof)
  assert.deepEqual(verifyProof(nodePrimitives, read, claim), {
    origin: signed.head.origin,
    index: 20,
    size: 21,
    cosigned: COSIGNED_AT,
  })
  const bare = { ...proof, extra: new Uint8Array(0) }
  assert.deepEqual(decodeProof(encodeProof(bare)), bare)
  assert.ok(fromUtf8(encodeProof(bare), '').startsWith('c2sp.org/tlog-proof@v1\nindex 20\n'))
})

test('every entry is proved, and no proof fits another entry or index', () => {
  for (const [index, entry] of entries.entries()) {
    const own = { ...proof, index, path: pathOf(index) }
    verifyProof(nodePrimitives, own, { ...claim, entry })
    const other = (index + 1) % entries.length
    assert.throws(() => verifyProof(nodePrimitives, own, { ...claim, entry: entries[other]! }), {
      code: 'proof-invalid',
    })
    assert.throws(() => verifyProof(nodePrimitives, { ...own, index: other }, { ...claim, entry }), {
      code: 'proof-invalid',
    })
  }
  assert.throws(() => verifyProof(nodePrimitives, { ...proof, index: 21 }, claim), { code: 'proof-invalid' })
})

test('there is no receipt without both signatures of the log and both of the partner', () => {
  for (let gone = 0; gone < 4; gone++) {
    const lines = signed.note.lines.filter((_, i) => i !== gone)
    const bare = { ...proof, signed: { ...signed, note: { ...signed.note, lines } } }
    assert.throws(() => verifyProof(nodePrimitives, bare, claim), { code: 'head-invalid' }, `line ${gone}`)
  }
})

test('a proof of another log is refused', () => {
  const other = logKeys(nodePrimitives, 'c.example/log', { ed25519: log.classical.key, mlDsa87: log.quantum.key })
  assert.throws(() => verifyProof(nodePrimitives, proof, { ...claim, log: other }), { code: 'head-invalid' })
})

test('proof files in another form are refused', () => {
  const good = fromUtf8(encodeProof(proof), '')
  const bad = [
    good.replace('@v1', '@v2'),
    good.replace('extra e30=', 'extra '),
    good.replace('extra e30=', 'extra e31='),
    good.replace('index 20', 'index 020'),
    good.replace('index 20\n', ''),
    good.replace('index 20', 'index 20\nindex 20'),
    good.replace('index 20\n', 'index 20\n\n'),
    good.slice(1),
    '',
    good.replace('index 20\n', `index 20\n${'A'.repeat(43)}=\n`.padEnd(64 * 45, `${'A'.repeat(43)}=\n`)),
  ]
  for (const text of bad) {
    const tries = (): void => assert.notDeepEqual(fromUtf8(encodeProof(decodeProof(utf8(text))), ''), good)
    assert.throws(tries, { name: 'Fault' }, text.slice(0, 80))
  }
  const short = { ...proof, signed: { ...signed, note: { ...signed.note, lines: signed.note.lines.slice(0, 1) } } }
  checkDecoder(
    (bytes) => encodeProof(decodeProof(bytes)),
    [encodeProof(short), encodeProof({ ...short, extra: new Uint8Array(0), path: [] })],
  )
})
