import { concat, fromBase64, fromHex, toBase64, toHex, u64 } from '../bytes/bytes.ts'
import { fromUtf8, utf8 } from '../bytes/utf8.ts'
import type { Primitives } from '../crypto/primitives.ts'
import { Fault } from '../fault.ts'
import { isKeyName, KEY_KINDS, type VerifierKey } from './key.ts'

/*
 * <text: UTF-8, no control character but LF, ends in LF>
 * LF                                                                   the last empty line divides text from signatures
 * — <key name> <base64(key id (4) || payload)>LF                       1 to 64 lines
 *
 * C2SP signed-note. Core signs nothing: it gives the message, and makes the line from the signature a custodian returns.
 */

/** A text with the lines said to sign it. Nothing in it counts before a line has been verified. */
export interface Note {
  readonly text: string
  readonly lines: readonly SignatureLine[]
}

/** One signature line. */
export interface SignatureLine {
  readonly name: string
  /** Eight lower-case hexadecimal digits. */
  readonly id: string
  readonly payload: Uint8Array
}

/** A line that verified: whose, and at what POSIX second (0 where the line makes no claim). */
export interface VerifiedLine {
  readonly key: VerifierKey
  readonly time: number
}

/** What checking a note found. A known key's bad line spoils the note; unknown lines are passed over. */
export type NoteVerdict =
  | { readonly kind: 'checked'; readonly lines: readonly VerifiedLine[] }
  | { readonly kind: 'failed'; readonly key: VerifierKey; readonly why: 'signature' | 'twice' }

const NOTE_BYTES_MAX = 1024 * 1024
const LINES_MAX = 64
const PAYLOAD_BYTES_MAX = 8192

/** The bytes a key signs for a text. `time` is 0 for the log's own lines and manifests, never 0 for a cosignature. */
export function messageToSign(key: VerifierKey, { text, time }: { text: string; time: number }): Uint8Array {
  switch (key.kind) {
    case 'ed25519':
      return utf8(text)
    case 'cosignature':
      return utf8(`cosignature/v1\ntime ${time}\n${text}`)
    case 'ml-dsa-87': {
      const name = utf8(key.name)
      return concat([utf8('comity/note/v1\n\0'), Uint8Array.of(name.length), name, u64(time), utf8(text)])
    }
  }
}

/** The line that carries a signature over {@link messageToSign}. */
export function signatureLine(
  key: VerifierKey,
  { signature, time }: { signature: Uint8Array; time: number },
): SignatureLine {
  return { name: key.name, id: key.id, payload: KEY_KINDS[key.kind].timed ? concat([u64(time), signature]) : signature }
}

/** Checks every line of a known key; see {@link NoteVerdict}. */
export function checkNote(primitives: Primitives, note: Note, keys: readonly VerifierKey[]): NoteVerdict {
  const lines: VerifiedLine[] = []
  for (const line of note.lines) {
    const key = keys.find((known) => known.name === line.name && known.id === line.id)
    if (key === undefined) continue
    // A second line of one key could carry another time: which would count?
    if (lines.some((seen) => seen.key === key)) return { kind: 'failed', key, why: 'twice' }
    const time = verifyLine(primitives, { key, line, text: note.text })
    if (time === null) return { kind: 'failed', key, why: 'signature' }
    lines.push({ key, time })
  }
  return { kind: 'checked', lines }
}

/** The verified lines of known keys, of which there may be none; a `head-invalid` Fault where a known key's line fails. */
export function verifyNote(primitives: Primitives, note: Note, keys: readonly VerifierKey[]): readonly VerifiedLine[] {
  const verdict = checkNote(primitives, note, keys)
  if (verdict.kind === 'failed')
    throw new Fault('head-invalid', `line of \`${verdict.key.name}\` (${verdict.key.kind}): ${verdict.why}`)
  return verdict.lines
}

/** Writes a note. */
export function encodeNote({ text, lines }: Note): Uint8Array {
  checkText(text)
  return utf8(`${text}\n${encodeLines(lines)}`)
}

/** Writes signature lines alone, as a witness answers them. */
export function encodeLines(lines: readonly SignatureLine[]): string {
  return lines
    .map(({ name, id, payload }) => `— ${name} ${toBase64(concat([fromHex(id, 'key id'), payload]))}\n`)
    .join('')
}

/** Reads a note strictly: one spelling, at most 1 MiB and 64 lines. */
export function decodeNote(bytes: Uint8Array): Note {
  if (bytes.length > NOTE_BYTES_MAX) throw new Fault('limit-exceeded', `note: ${bytes.length} bytes`)
  const whole = fromUtf8(bytes, 'note')
  const end = whole.lastIndexOf('\n\n')
  if (end < 0) throw new Fault('bytes-malformed', 'note: no empty line before signatures')
  const text = whole.slice(0, end + 1)
  checkText(text)
  const lines = decodeLines(whole.slice(end + 2))
  if (lines.length === 0) throw new Fault('bytes-malformed', 'note: no signature lines')
  return { text, lines }
}

/** Reads signature lines alone; none is an empty list. */
export function decodeLines(text: string): readonly SignatureLine[] {
  if (text === '') return []
  if (!text.endsWith('\n')) throw new Fault('bytes-malformed', 'note: does not end in a newline')
  const lines = text.slice(0, -1).split('\n', LINES_MAX + 1)
  if (lines.length > LINES_MAX) throw new Fault('limit-exceeded', `note: more than ${LINES_MAX} signature lines`)
  return lines.map(decodeLine)
}

function decodeLine(line: string, index: number): SignatureLine {
  const where = `note, signature line ${index + 1}`
  const [dash, name, encoded, more] = line.split(' ', 4)
  if (dash !== '—' || name === undefined || encoded === undefined || more !== undefined)
    throw new Fault('bytes-malformed', where)
  if (!isKeyName(name)) throw new Fault('bytes-malformed', `${where}: key name`)
  const bytes = fromBase64(encoded, where)
  if (bytes.length < 5) throw new Fault('bytes-malformed', `${where}: no signature`)
  if (bytes.length > PAYLOAD_BYTES_MAX) throw new Fault('limit-exceeded', `${where}: ${bytes.length} bytes`)
  return { name, id: toHex(bytes.subarray(0, 4)), payload: bytes.subarray(4) }
}

function checkText(text: string): void {
  // eslint-disable-next-line no-control-regex -- control characters are what is looked for
  if (!text.endsWith('\n') || !text.isWellFormed() || /[\0-\x09\x0b-\x1f]/.test(text))
    throw new Fault('bytes-malformed', 'note: text does not end in a newline, or holds a control character')
}

/** The time a line states (0 where it states none), or `null` where it does not verify. */
function verifyLine(
  primitives: Primitives,
  { key, line, text }: { key: VerifierKey; line: SignatureLine; text: string },
): number | null {
  const { timed, signatureBytes, algorithm } = KEY_KINDS[key.kind]
  const { payload } = line
  if (payload.length !== (timed ? 8 : 0) + signatureBytes) return null
  const time = timed ? timeOf(payload) : 0
  if (time === null) return null
  const message = messageToSign(key, { text, time })
  return primitives.verify(algorithm, key.key, message, timed ? payload.subarray(8) : payload) ? time : null
}

// A time beyond 2^53 is no POSIX second anyone will see.
function timeOf(payload: Uint8Array): number | null {
  const time = new DataView(payload.buffer, payload.byteOffset, 8).getBigUint64(0)
  return time <= BigInt(Number.MAX_SAFE_INTEGER) ? Number(time) : null
}
