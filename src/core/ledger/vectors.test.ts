import assert from 'node:assert/strict'
import { hash } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { test } from 'node:test'
import { nodePrimitives } from '../../io/primitives.ts'
import { cosign, cosigner, log, signHead, headOf } from '../../../test/signed-log.ts'
import { fromUtf8, utf8 } from '../bytes/utf8.ts'
import { leafHash } from '../crypto/merkle.ts'
import { decodeCheckpoint } from './checkpoint.ts'
import { commit, verifyOpening, type Fields } from './commitment.ts'
import { decodeDisclosure, disclose, encodeDisclosure, verifyDisclosure } from './disclosure.ts'
import { messageToSign, decodeNote } from './note.ts'
import { decodeOpening, encodeOpening } from './opening.ts'
import { decodeProof } from './proof.ts'
import { decodeAddCheckpoint } from './witness.ts'

/** What another nation's implementer is given: these files and no source. */
function vectors(name: string): unknown {
  return JSON.parse(readFileSync(new URL(`../../../vectors/ledger/${name}`, import.meta.url), 'utf8'))
}

interface CommitmentVector {
  readonly k: string
  readonly fields: Fields
  readonly entry: string
  readonly leaf: string
  readonly opening: string
  readonly show: readonly string[]
  readonly disclosure: string
}

test('the commitment vectors hold, both ways', () => {
  const all = vectors('commitment.json') as readonly CommitmentVector[]
  assert.ok(all.length >= 3)
  for (const v of all) {
    const opening = { k: Uint8Array.fromHex(v.k), fields: v.fields }
    const entry = commit(nodePrimitives, opening.k, v.fields)
    assert.equal(entry.toHex(), v.entry)
    assert.equal(leafHash(nodePrimitives.sha256, entry).toHex(), v.leaf)
    assert.equal(fromUtf8(encodeOpening(opening), ''), v.opening)
    verifyOpening(nodePrimitives, entry, decodeOpening(utf8(v.opening)))
    assert.equal(fromUtf8(encodeDisclosure(disclose(nodePrimitives, opening, v.show)), ''), v.disclosure)
    const shown = verifyDisclosure(nodePrimitives, entry, decodeDisclosure(utf8(v.disclosure)))
    assert.deepEqual(Object.keys(shown).sort(), [...v.show])
  }
})

interface HeadVector {
  readonly entries: readonly string[]
  readonly text: string
  readonly signers: readonly {
    readonly keyId: string
    readonly time: number
    readonly messageSha256: string
    readonly payload?: string
  }[]
}

test('the head vectors hold: key ids, messages, and the signatures that are deterministic', () => {
  const { entries, text, signers } = vectors('head.json') as HeadVector
  const { note } = cosign(signHead(headOf(entries.map((entry) => Uint8Array.fromHex(entry)))))
  assert.equal(note.text, text)
  const keys = [log.classical, log.quantum, cosigner.classical, cosigner.quantum]
  assert.equal(signers.length, keys.length)
  for (const [i, { keyId, time, messageSha256, payload }] of signers.entries()) {
    const key = keys[i]!
    assert.equal(key.id, keyId)
    assert.equal(hash('sha256', messageToSign(key, { text, time })), messageSha256)
    if (payload !== undefined) assert.equal(note.lines[i]!.payload.toBase64(), payload)
  }
})

interface Malformed {
  readonly decoder: string
  readonly why: string
  readonly text: string
  readonly fault: string
}

const DECODERS: Readonly<Record<string, (bytes: Uint8Array) => unknown>> = {
  note: decodeNote,
  head: decodeCheckpoint,
  proof: decodeProof,
  'add-checkpoint': decodeAddCheckpoint,
  opening: decodeOpening,
  disclosure: decodeDisclosure,
}

test('each malformed vector is refused in its named class', () => {
  const all = vectors('malformed.json') as readonly Malformed[]
  assert.deepEqual([...new Set(all.map((v) => v.decoder))].sort(), Object.keys(DECODERS).sort())
  for (const { decoder, why, text, fault } of all)
    assert.throws(() => DECODERS[decoder]!(utf8(text)), { code: fault }, `${decoder}: ${why}`)
})
