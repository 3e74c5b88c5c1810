import assert from 'node:assert/strict'
import { hash } from 'node:crypto'
import { test } from 'node:test'
import { nodePrimitives } from '../../io/primitives.ts'
import { checkDecoder } from '../../../test/mutations.ts'
import {
  COSIGNED_AT,
  cosign,
  cosigner,
  cosignSigner,
  entriesOf,
  headOf,
  log,
  logSigner,
  ORIGIN,
  signHead,
  signerOf,
} from '../../../test/signed-log.ts'
import { concat, fromHex, toBase64 } from '../bytes/bytes.ts'
import { utf8 } from '../bytes/utf8.ts'
import { Fault } from '../fault.ts'
import { decodeCheckpoint, decodeHead, encodeHead, verifyHead } from './checkpoint.ts'
import { commit } from './commitment.ts'
import { cosignatureLines, cosignatureMessages, verifyCosignature } from './cosignature.ts'
import { decodeVkey, encodeVkey, logKeys, verifierKey } from './key.ts'
import {
  checkNote,
  decodeLines,
  decodeNote,
  encodeLines,
  encodeNote,
  messageToSign,
  signatureLine,
  verifyNote,
  type Note,
} from './note.ts'

const k = Uint8Array.from({ length: 32 }, (_, i) => i)
const entry = commit(nodePrimitives, k, { kind: 'receipt', rung: 'arrived', seen: 7 })
const head = headOf([entry, entry, entry])
const signed = signHead(head)
const bound = cosign(signed)
const wire = (note: Note): Uint8Array => encodeNote(note)
const payloadOf = (line: { id: string; payload: Uint8Array }): string =>
  toBase64(concat([fromHex(line.id, ''), line.payload]))

test('the published log gives the published root, key ids, line and messages', () => {
  assert.equal(toBase64(head.root), 'jOu+Dau4VLtcJB0jhKLL1z7GIhOpUYtq/z4qXxsw+5U=')
  assert.equal(log.classical.id, '9c14238f')
  assert.equal(log.quantum.id, '05527325')
  assert.equal(cosigner.classical.id, '81028778')
  assert.equal(cosigner.quantum.id, '915d8bb2')
  assert.equal(
    payloadOf(signed.note.lines[0]!),
    'nBQjj1xeutZtEHIVC2Iq0PnYLB3OaF5uMv2sq3eZs5auWKU1ddGRw5+7C0HZ4/W5Mr/dv+qphuy9tYhynwRkFBZLlgg=',
  )
  const message = messageToSign(log.quantum, { text: signed.note.text, time: 0 })
  assert.equal(message.length, 169)
  assert.equal(hash('sha256', message), 'd72ae6ce9a67ddba490eede2ae9021eeaba5af7d1f92781b0baa802cb0f61977')
  assert.equal(
    payloadOf(bound.note.lines[2]!),
    'gQKHeAAAAABqsTuAvKstP8gQkGmysLZncQ2NwLP6sfiDDq/G96pIhkROC/I4vu7BHz+Owxr5fsuxoZ5IMRqJoln2H9b90fDW1+Y5Aw==',
  )
})

test('a head counts only with both lines of its log', () => {
  assert.deepEqual(verifyHead(nodePrimitives, decodeCheckpoint(wire(bound.note)), log).head, head)
  const [classical, quantum] = signed.note.lines
  for (const lines of [[classical!], [quantum!]])
    assert.throws(() => verifyHead(nodePrimitives, { head, note: { ...signed.note, lines } }, log), {
      code: 'head-invalid',
    })
})

test('a cosignature counts only with both lines at one time, which is never 0', () => {
  assert.equal(verifyCosignature(nodePrimitives, bound, cosigner), COSIGNED_AT)
  const [, , classical, quantum] = bound.note.lines
  const later = cosign(signed, { time: COSIGNED_AT + 1 }).note.lines
  for (const lines of [[classical!], [quantum!], [classical!, later[3]!], [later[2]!, quantum!]])
    assert.throws(() => verifyCosignature(nodePrimitives, { head, note: { ...signed.note, lines } }, cosigner), {
      code: 'head-invalid',
    })
  assert.throws(() => cosignatureMessages(cosigner, head, 0), { name: 'AssertionError' })
  const zero = [cosigner.classical, cosigner.quantum].map((key) => {
    const message = messageToSign(key, { text: signed.note.text, time: 0 })
    const signature = key.kind === 'cosignature' ? cosignSigner.ed25519(message) : cosignSigner.mlDsa87(message)
    return signatureLine(key, { signature, time: 0 })
  })
  assert.equal(
    verifyNote(nodePrimitives, { ...signed.note, lines: zero }, [cosigner.classical, cosigner.quantum]).length,
    2,
  )
  assert.throws(() => verifyCosignature(nodePrimitives, { head, note: { ...signed.note, lines: zero } }, cosigner), {
    code: 'head-invalid',
  })
})

test('a known key whose line fails spoils the note; unknown lines are passed over', () => {
  const stranger = signerOf(9, 10)
  const unknown = logKeys(nodePrimitives, 'c.example/log', stranger.publicKeys)
  const extra = signatureLine(unknown.classical, { signature: new Uint8Array(64), time: 0 })
  const withUnknown = { ...signed.note, lines: [extra, ...signed.note.lines] }
  assert.equal(verifyNote(nodePrimitives, withUnknown, [log.classical, log.quantum]).length, 2)
  for (const i of [0, 1]) {
    const lines = signed.note.lines.map((line, at) =>
      at === i ? { ...line, payload: line.payload.with(20, line.payload[20]! ^ 1) } : line,
    )
    assert.equal(checkNote(nodePrimitives, { ...signed.note, lines }, [log.classical, log.quantum]).kind, 'failed')
    assert.throws(() => verifyHead(nodePrimitives, { head, note: { ...signed.note, lines } }, log), {
      code: 'head-invalid',
    })
  }
})

test('one key signs a note once: of two lines nobody could say which counts', () => {
  const twice = {
    ...bound.note,
    lines: [...bound.note.lines, cosign(signed, { time: COSIGNED_AT + 9 }).note.lines[2]!],
  }
  const verdict = checkNote(nodePrimitives, twice, [cosigner.classical])
  assert.equal(verdict.kind === 'failed' && verdict.why, 'twice')
})

test('a line made for another name, text, time or key does not verify', () => {
  const other = logKeys(nodePrimitives, `${ORIGIN}1`, logSigner.publicKeys)
  const quantum = signed.note.lines[1]!
  const renamed = { ...quantum, name: other.quantum.name, id: other.quantum.id }
  assert.equal(checkNote(nodePrimitives, { ...signed.note, lines: [renamed] }, [other.quantum]).kind, 'failed')
  const text = encodeHead({ ...head, size: 4 })
  assert.equal(checkNote(nodePrimitives, { text, lines: [quantum] }, [log.quantum]).kind, 'failed')
  const shifted = { ...quantum, payload: quantum.payload.with(7, 1) }
  assert.equal(checkNote(nodePrimitives, { ...signed.note, lines: [shifted] }, [log.quantum]).kind, 'failed')
  const short = { ...quantum, payload: quantum.payload.subarray(1) }
  assert.equal(checkNote(nodePrimitives, { ...signed.note, lines: [short] }, [log.quantum]).kind, 'failed')
})

test('a witness answers lines alone, which join the head they cosign', () => {
  const messages = cosignatureMessages(cosigner, head, COSIGNED_AT)
  const signatures = {
    classical: cosignSigner.ed25519(messages.classical),
    quantum: cosignSigner.mlDsa87(messages.quantum),
  }
  const answer = encodeLines(cosignatureLines(cosigner, signatures, COSIGNED_AT))
  const joined = { ...signed, note: { ...signed.note, lines: [...signed.note.lines, ...decodeLines(answer)] } }
  assert.equal(verifyCosignature(nodePrimitives, joined, cosigner), COSIGNED_AT)
  assert.deepEqual(decodeLines(''), [])
})

test('a note with another form is refused', () => {
  const line = '— a.example AAAAAAA=\n'
  const bad = {
    'no empty line': `text\n${line}`,
    'no signatures': 'text\n\n',
    'no final newline': `text\n\n${line.trimEnd()}`,
    'carriage return': `text\r\n\n${line}`,
    tab: `te\txt\n\n${line}`,
    nul: `te\0xt\n\n${line}`,
    'hyphen for dash': `text\n\n- a.example AAAAAAA=\n`,
    'two spaces': `text\n\n—  a.example AAAAAAA=\n`,
    'name with plus': `text\n\n— a+b AAAAAAA=\n`,
    'no-break space in name': 'text\n\n— a\u00a0b AAAAAAA=\n',
    'trailing bits': 'text\n\n— a.example AAAAAAB=\n',
    'no padding': 'text\n\n— a.example AAAAAAA\n',
    'no payload': 'text\n\n— a.example AAAAAA==\n',
    'long name': `text\n\n— ${'a'.repeat(256)} AAAAAAA=\n`,
    'empty text': `\n${line}`,
  }
  assert.equal(decodeNote(utf8(`text\n\n${line}`)).lines.length, 1)
  for (const [why, text] of Object.entries(bad))
    assert.throws(() => decodeNote(utf8(text)), { code: 'bytes-malformed' }, why)
  assert.throws(() => decodeNote(utf8(`text\n\n${line.repeat(65)}`)), { code: 'limit-exceeded' })
  assert.equal(decodeNote(utf8(`text\n\n${line.repeat(64)}`)).lines.length, 64)
  assert.throws(() => decodeNote(new Uint8Array(1024 * 1024 + 1)), { code: 'limit-exceeded' })
  assert.throws(() => decodeNote(concat([Uint8Array.of(0xff), utf8(`text\n\n${line}`)])), { code: 'bytes-malformed' })
})

test('the text of a note may hold empty lines: the last one divides', () => {
  const note = decodeNote(utf8('one\n\ntwo\n\n— a.example AAAAAAA=\n'))
  assert.equal(note.text, 'one\n\ntwo\n')
})

test('heads with extension lines, signs, leading zeros, short roots or bad origins are refused', () => {
  const root = toBase64(head.root)
  for (const text of [
    '',
    'o\n1\n',
    `o\n1\n${root}`,
    `o\n1\n${root}\next\n`,
    `o\n01\n${root}\n`,
    `o\n+1\n${root}\n`,
    `o\n-1\n${root}\n`,
    `o o\n1\n${root}\n`,
    `\n1\n${root}\n`,
    `o\n1\nAAAA\n`,
    `o\n1 \n${root}\n`,
  ])
    assert.throws(() => decodeHead(text), { code: 'bytes-malformed' }, JSON.stringify(text))
  assert.throws(() => decodeHead(`o\n9007199254740992\n${root}\n`), { code: 'limit-exceeded' })
  assert.deepEqual(decodeHead(encodeHead(head)), head)
})

test('vkeys survive their codec, and one with a wrong id, type, length or name is refused', () => {
  for (const key of [log.classical, log.quantum, cosigner.classical, cosigner.quantum])
    assert.deepEqual(decodeVkey(nodePrimitives, encodeVkey(key)), key)
  const good = encodeVkey(log.classical)
  const bad = [
    good.replace('9c14238f', '9c14238e'),
    good.replace('9c14238f', '9C14238F'),
    good.slice(0, -1),
    good.replace('+AY', '+Ag'),
    `x${good}`,
    good.replace('a.example', 'a example'),
    'a+b',
    '',
    `${good}=`,
  ]
  for (const text of bad) assert.throws(() => decodeVkey(nodePrimitives, text), { code: 'bytes-malformed' }, text)
  assert.throws(() => decodeVkey(nodePrimitives, 'a'.repeat(5000)), { code: 'limit-exceeded' })
  assert.throws(() => verifierKey(nodePrimitives, { kind: 'ed25519', name: 'a', key: new Uint8Array(31) }), Fault)
})

test('no damaged note or head is accepted in another spelling, nor throws anything but a fault', () => {
  const small = { text: 'a\n', lines: [{ name: 'a.example', id: '00112233', payload: Uint8Array.of(1, 2, 3) }] }
  checkDecoder(
    (bytes) => encodeNote(decodeNote(bytes)),
    [wire(small), wire({ ...signed.note, lines: [signed.note.lines[0]!] })],
  )
  checkDecoder(
    (bytes) => {
      const { head: read, note } = decodeCheckpoint(bytes)
      return encodeNote({ ...note, text: encodeHead(read) })
    },
    [wire({ ...signHead(headOf(entriesOf(2))).note, lines: small.lines })],
  )
})
