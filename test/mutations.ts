import assert from 'node:assert/strict'
import * as fc from 'fast-check'
import { equal } from '../src/core/bytes/bytes.ts'
import { Fault } from '../src/core/fault.ts'

/**
 * Holds a strict decoder to its promise over damaged, cut, extended and random bytes: it throws nothing but a Fault, and what it
 * accepts it would spell the same way.
 */
export function checkDecoder(
  spell: (bytes: Uint8Array) => Uint8Array,
  valid: readonly Uint8Array[],
  numRuns = 400,
): void {
  for (const bytes of valid) assert.ok(equal(spell(bytes), bytes), 'a valid input survives its codec')
  const damaged = fc.tuple(fc.constantFrom(...valid), edits).map(([bytes, list]) => list.reduce(edit, bytes))
  fc.assert(
    fc.property(
      fc.oneof({ weight: 9, arbitrary: damaged }, { weight: 1, arbitrary: fc.uint8Array({ maxLength: 200 }) }),
      (bytes) => {
        let spelled: Uint8Array
        try {
          spelled = spell(bytes)
        } catch (error) {
          assert.ok(error instanceof Fault, String(error))
          return
        }
        assert.ok(equal(spelled, bytes), 'accepted another spelling')
      },
    ),
    { numRuns },
  )
}

interface Edit {
  readonly kind: 'flip' | 'cut' | 'insert' | 'drop'
  readonly at: number
  readonly byte: number
}

// Bytes that mean something in a text format are tried more often than others.
const byte = fc.oneof(
  fc.constantFrom(...new TextEncoder().encode('\n =+/0-9{}[]",:x~')),
  fc.integer({ min: 0, max: 255 }),
)
const edits: fc.Arbitrary<Edit[]> = fc.array(
  fc.record({
    kind: fc.constantFrom('flip', 'flip', 'cut', 'insert', 'drop'),
    at: fc.double({ min: 0, max: 1, noNaN: true }),
    byte,
  }),
  { minLength: 1, maxLength: 3 },
)

function edit(bytes: Uint8Array, { kind, at, byte: value }: Edit): Uint8Array {
  const place = Math.min(bytes.length - 1, Math.floor(at * bytes.length))
  if (bytes.length === 0) return bytes
  switch (kind) {
    case 'flip':
      return bytes.with(place, value)
    case 'cut':
      return bytes.slice(0, place)
    case 'insert':
      return Uint8Array.of(...bytes.subarray(0, place), value, ...bytes.subarray(place))
    case 'drop':
      return Uint8Array.of(...bytes.subarray(0, place), ...bytes.subarray(place + 1))
  }
}
