import assert from 'node:assert/strict'
import { test } from 'node:test'
import { nodePrimitives } from '../../io/primitives.ts'
import { checkDecoder } from '../../../test/mutations.ts'
import { entriesOf, headOf, log, logSigner, ORIGIN, signHead, signerOf } from '../../../test/signed-log.ts'
import { utf8 } from '../bytes/utf8.ts'
import { consistencySpans, leafHash, nodeHash, proveSpans, type TreeNode } from '../crypto/merkle.ts'
import { encodeHead, verifyHead, type SignedHead, type VerifiedHead } from './checkpoint.ts'
import { logKeys } from './key.ts'
import {
  decodeAddCheckpoint,
  decideAddCheckpoint,
  encodeAddCheckpoint,
  forkOf,
  type AddCheckpoint,
  type WitnessedLog,
} from './witness.ts'

const hash = nodePrimitives.sha256
const entries = entriesOf(12)
const forged = [...entries.slice(0, 6), ...entriesOf(20).slice(14)]
const nodeOf = (list: readonly Uint8Array[]) => {
  const node = ({ height, index }: TreeNode): Uint8Array =>
    height === 0
      ? leafHash(hash, list[index]!)
      : nodeHash(
          hash,
          node({ height: height - 1, index: 2 * index }),
          node({ height: height - 1, index: 2 * index + 1 }),
        )
  return node
}
const headAt = (size: number, list = entries): SignedHead => signHead(headOf(list.slice(0, size)))
const proofOf = (old: number, size: number, list = entries): readonly Uint8Array[] =>
  old === 0 ? [] : proveSpans(hash, consistencySpans(old, size), nodeOf(list))
const verified = (signed: SignedHead): VerifiedHead => verifyHead(nodePrimitives, signed, log)
const known = (size: number | null, stored = 12): WitnessedLog => ({
  keys: log,
  last: size === null ? null : verified(headAt(size)),
  stored,
})
const ask = (old: number, signed: SignedHead, proof: readonly Uint8Array[]): AddCheckpoint => ({ old, proof, signed })
const decide = (request: AddCheckpoint, state: WitnessedLog | null) =>
  decideAddCheckpoint(nodePrimitives, request, state)

test('a head that continues the last one is cosigned; so is the first, and the same one again', () => {
  for (let old = 0; old <= 12; old++)
    for (let size = old; size <= 12; size++) {
      const answer = decide(
        ask(old, headAt(size), size === old ? [] : proofOf(old, size)),
        known(old === 0 ? null : old),
      )
      assert.equal(answer.kind, 'cosign', `${old} to ${size}`)
    }
  assert.equal(decide(ask(0, headAt(5), []), known(0)).status, 200)
})

test('an old size above the head is malformed, before anything else is looked at', () => {
  assert.equal(decide(ask(6, headAt(5), []), null).status, 400)
})

test('an unknown origin is not found', () => {
  assert.equal(decide(ask(0, headAt(5), []), null).status, 404)
  const other = logKeys(nodePrimitives, 'c.example/log', logSigner.publicKeys)
  assert.equal(decide(ask(0, headAt(5), []), { keys: other, last: null, stored: 9 }).status, 404)
})

test('a head without both lines of the log, or with a bad one, is forbidden', () => {
  const good = headAt(5)
  const [classical, quantum] = good.note.lines
  const bad = { ...quantum!, payload: quantum!.payload.with(100, quantum!.payload[100]! ^ 1) }
  const stranger = signHead(good.head, logKeys(nodePrimitives, ORIGIN, signerOf(7, 8).publicKeys), signerOf(7, 8))
  for (const lines of [[classical!], [quantum!], [classical!, bad], stranger.note.lines])
    assert.equal(decide(ask(0, { ...good, note: { ...good.note, lines } }, []), known(null)).status, 403)
})

test('another old size than the last cosigned is answered with that size', () => {
  const answer = decide(ask(3, headAt(9), proofOf(3, 9)), known(6))
  assert.equal(answer.kind === 'elsewhere' && answer.size, 6)
  const first = decide(ask(3, headAt(9), proofOf(3, 9)), known(null))
  assert.equal(first.kind === 'elsewhere' && first.size, 0)
})

test('a bad proof, a proof from nothing, and a wrong empty root cannot be processed', () => {
  const refused = [
    decide(ask(6, headAt(9), []), known(6)),
    decide(ask(6, headAt(9), proofOf(5, 9)), known(6)),
    decide(ask(6, headAt(12, forged), proofOf(6, 12)), known(6)),
    decide(ask(6, headAt(6), [new Uint8Array(32)]), known(6)),
    decide(ask(0, headAt(9), [new Uint8Array(32)]), known(null)),
    decide(ask(0, signHead({ origin: ORIGIN, size: 0, root: new Uint8Array(32) }), []), known(null)),
  ]
  for (const answer of refused) {
    assert.equal(answer.status, 422)
    assert.equal(answer.kind === 'inconsistent' && answer.fork, null)
  }
})

test('two heads of one size with two roots are a fork, whatever old size the request names', () => {
  const offered = headAt(9, forged)
  const equal = decide(ask(9, offered, []), known(9))
  assert.equal(equal.status, 422)
  assert.ok(equal.kind === 'inconsistent' && equal.fork?.offered === offered)
  const elsewhere = decide(ask(6, offered, proofOf(6, 9, forged)), known(9))
  assert.ok(elsewhere.kind === 'elsewhere' && elsewhere.fork?.offered === offered)
  assert.equal(forkOf(verified(headAt(9)), verified(headAt(9))), null)
  assert.equal(forkOf(verified(headAt(9)), verified(headAt(8, forged))), null)
})

test('a consistent head over entries not yet stored has to wait', () => {
  const answer = decide(ask(6, headAt(9), proofOf(6, 9)), known(6, 8))
  assert.equal(answer.status, 503)
})

test('a request survives its codec, and other forms are refused', () => {
  const request = ask(6, headAt(9), proofOf(6, 9))
  const bytes = encodeAddCheckpoint(request)
  assert.deepEqual(decodeAddCheckpoint(bytes), request)
  const note = '\no\n1\n47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU=\n\n— o AAAAAAA=\n'
  decodeAddCheckpoint(utf8(`old 0\n${note}`))
  for (const head of [
    '',
    'old\n',
    'old 00\n',
    'old -1\n',
    'Old 0\n',
    'old 0\r\n',
    'old 0\nAAAA\n',
    'old 0 0\n',
    `old 0\n${`${'A'.repeat(43)}=\n`.repeat(64)}`,
  ])
    assert.throws(() => decodeAddCheckpoint(utf8(`${head}${note}`)), { name: 'Fault' }, head)
  const small = {
    ...headAt(2),
    note: { text: encodeHead(headAt(2).head), lines: [{ name: 'o', id: '00000000', payload: Uint8Array.of(0) }] },
  }
  checkDecoder(
    (damaged) => encodeAddCheckpoint(decodeAddCheckpoint(damaged)),
    [encodeAddCheckpoint(ask(1, small, proofOf(1, 2)))],
  )
})
