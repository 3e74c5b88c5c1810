import { Fault } from '../fault.ts'

/*
 * The Encoding standard's two classes are pure, and present in every run time Comity meets (Node, browsers, the simulator's
 * process). They are declared here, and only here, because core's own program has neither Node's types nor the DOM's.
 */
declare const TextEncoder: { new (): { encode(text: string): Uint8Array } }
declare const TextDecoder: {
  new (label: string, options: { fatal: boolean; ignoreBOM: boolean }): { decode(bytes: Uint8Array): string }
}

const encoder = new TextEncoder()
const decoder = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true })

/** UTF-8 bytes of a string. A lone surrogate is replaced, as the Encoding standard says; callers that forbid it check first. */
export function utf8(text: string): Uint8Array {
  return (text.length <= SHORT ? ascii(text) : null) ?? encoder.encode(text)
}

/** Up to here a loop beats the call into the encoder; names and small values are most of what a commitment encodes. */
const SHORT = 64

function ascii(text: string): Uint8Array | null {
  const bytes = new Uint8Array(text.length)
  for (let i = 0; i < text.length; i++) {
    const unit = text.charCodeAt(i)
    if (unit > 0x7f) return null
    bytes[i] = unit
  }
  return bytes
}

/** Reads UTF-8 strictly; a `bytes-malformed` Fault names `where`. A byte order mark is kept, so a round trip is exact. */
export function fromUtf8(bytes: Uint8Array, where: string): string {
  try {
    return decoder.decode(bytes)
  } catch (cause) {
    throw new Fault('bytes-malformed', `${where}: not UTF-8`, { cause })
  }
}
