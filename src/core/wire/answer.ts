import { concat, fromDecimal } from '../bytes/bytes.ts'
import { fromUtf8, utf8 } from '../bytes/utf8.ts'
import { Fault } from '../fault.ts'
import { PARCEL_BYTES_MAX } from './parcel.ts'

/*
 * have <next index>LF
 * window <bytes> <entries>LF
 * reply <bytes>LF
 * LF
 * <cosignature lines on the sender's head, none where it was not cosigned>LF each
 * <a parcel of the answerer's own log, `reply` bytes long>
 */

/** What a node answers to a parcel: how much of the sender's log it holds, and what it has to say in return. */
export interface Answer {
  readonly have: number
  readonly windowBytes: number
  readonly windowEntries: number
  /** Lines of a signed note, each with its newline; empty where the head was not cosigned. */
  readonly cosignature: string
  /** The answerer's own next parcel, so that a receipt needs no second round trip; empty where it has nothing to say. */
  readonly reply: Uint8Array
}

const ANSWER_HEADER_BYTES_MAX = 64 * 1024

/** Writes an answer. */
export function encodeAnswer(answer: Answer): Uint8Array {
  const header = `have ${answer.have}\nwindow ${answer.windowBytes} ${answer.windowEntries}\nreply ${answer.reply.length}\n\n`
  return concat([utf8(header + answer.cosignature), answer.reply])
}

/** Reads an answer strictly. The cosignature is only split off here; `ledger/cosignature.ts` verifies it. */
export function decodeAnswer(bytes: Uint8Array): Answer {
  if (bytes.length > PARCEL_BYTES_MAX + ANSWER_HEADER_BYTES_MAX)
    throw new Fault('limit-exceeded', `answer: ${bytes.length} bytes`)
  const header = /^have (\d+)\nwindow (\d+) (\d+)\nreply (\d+)\n\n/.exec(latin1(bytes.subarray(0, 200)))
  const [text, have, windowBytes, windowEntries, replyLength] = header ?? []
  if (
    text === undefined ||
    have === undefined ||
    windowBytes === undefined ||
    windowEntries === undefined ||
    replyLength === undefined
  )
    throw new Fault('bytes-malformed', 'answer header')
  const replyAt = bytes.length - fromDecimal(replyLength, 'answer reply')
  if (replyAt < text.length || replyAt - text.length > ANSWER_HEADER_BYTES_MAX)
    throw new Fault('bytes-malformed', 'answer reply: longer than the answer')
  return {
    have: fromDecimal(have, 'answer have'),
    windowBytes: fromDecimal(windowBytes, 'answer window'),
    windowEntries: fromDecimal(windowEntries, 'answer window'),
    cosignature: fromUtf8(bytes.subarray(text.length, replyAt), 'answer cosignature'),
    reply: bytes.subarray(replyAt),
  }
}

function latin1(bytes: Uint8Array): string {
  return String.fromCharCode(...bytes)
}
