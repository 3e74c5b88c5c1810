import assert from 'node:assert/strict'
import { Fault } from '../src/core/fault.ts'

/**
 * Feeds a decoder what an enemy would: the valid bytes cut short, lengthened, and with single bytes changed, spread evenly over
 * them. It may accept or throw a Fault; anything else fails. Returns how often each was seen, so that a test can demand refusals.
 */
export async function fuzz(
  valid: Uint8Array,
  decode: (bytes: Uint8Array) => unknown,
  rounds = 400,
): Promise<{ readonly refused: number; readonly accepted: number }> {
  const seen = { refused: 0, accepted: 0 }
  for (const bytes of mutations(valid, rounds)) {
    try {
      await decode(bytes)
      seen.accepted++
    } catch (error) {
      assert.ok(error instanceof Fault, `only a Fault may be thrown, not ${String(error)}`)
      seen.refused++
    }
  }
  return seen
}

function* mutations(valid: Uint8Array, rounds: number): Generator<Uint8Array> {
  const step = Math.max(1, Math.floor(valid.length / rounds))
  for (let at = 0; at < valid.length; at += step) {
    yield valid.slice(0, at)
    const changed = valid.slice()
    changed[at] = (changed[at] ?? 0) ^ (1 << (at % 8))
    yield changed
    const replaced = valid.slice()
    replaced[at] = [0x00, 0x22, 0x2c, 0x7d, 0xff][at % 5] ?? 0
    if (replaced[at] !== valid[at]) yield replaced
  }
  yield Uint8Array.from([...valid, 0])
  yield Uint8Array.from([0, ...valid])
}
