import { assert } from '../core/assert.ts'
import type { Write } from '../runtime/ports.ts'

/** An entry's length must fit the two bytes a C2SP bundle gives it. */
const ENTRY_BYTES_MAX = 65_535
/** One row. A larger thing is an object, and lives in a file. */
const VALUE_BYTES_MAX = 16 * 1024 * 1024
/** Marks an entry this node has no opening for. */
const NONE = 0xffff_ffff

/** Writes without their bytes; those stand, in order, in the two buffers of {@link Packed}. Neighbours in one space share a step. */
type Step =
  | { readonly kind: 'append'; readonly log: string; readonly first: number; readonly count: number }
  | { readonly kind: 'put' | 'delete'; readonly space: string; keys: string }

/** Between keys; none has it within. Strings cross a thread one by one, so a run of keys crosses as one. */
const BETWEEN = '\0'

/**
 * A transaction as it crosses to the writer's thread: two buffers that change hands without a copy, however many entries there are.
 *
 * `lengths` holds two numbers an entry (its length, its opening's or {@link NONE}) and one a put.
 */
export interface Packed {
  readonly steps: readonly Step[]
  readonly lengths: Uint32Array<ArrayBuffer>
  readonly bytes: Uint8Array<ArrayBuffer>
}

/** Copies a transaction into two buffers. What breaks the port's contract whatever the store holds is an AssertionError here. */
export function pack(writes: readonly Write[]): Packed {
  const parts: (Uint8Array | null)[] = []
  const steps: Step[] = []
  for (const write of writes) {
    if (write.kind === 'append') {
      steps.push(packAppend(write, parts))
      continue
    }
    const { kind, space, key } = write
    checkKey(write)
    if (kind === 'put') {
      assert(write.value.length <= VALUE_BYTES_MAX, `a value has at most ${VALUE_BYTES_MAX} bytes`)
      parts.push(write.value)
    }
    const last = steps.at(-1)
    if (last !== undefined && last.kind === kind && last.space === space) last.keys += BETWEEN + key
    else steps.push({ kind, space, keys: key })
  }
  const lengths = new Uint32Array(parts.length)
  let total = 0
  parts.forEach((part, i) => {
    lengths[i] = part === null ? NONE : part.length
    total += part?.length ?? 0
  })
  return { steps, lengths, bytes: joined(parts, total) }
}

/** The transaction again; its byte strings are views into the buffers. */
export function unpack({ steps, lengths, bytes }: Packed): Write[] {
  let part = 0
  let at = 0
  const next = (): Uint8Array | null => {
    const length = lengths[part++] ?? NONE
    return length === NONE ? null : bytes.subarray(at, (at += length))
  }
  const present = (): Uint8Array => {
    const bytesOfPart = next()
    assert(bytesOfPart !== null, 'an entry and a value have bytes')
    return bytesOfPart
  }
  return steps.flatMap((step): Write | Write[] => {
    switch (step.kind) {
      case 'append': {
        const entries: Uint8Array[] = []
        const openings: (Uint8Array | null)[] = []
        for (let i = 0; i < step.count; i++) {
          entries.push(present())
          openings.push(next())
        }
        return { kind: 'append', log: step.log, first: step.first, entries, openings }
      }
      case 'put':
        return step.keys.split(BETWEEN).map((key) => ({ kind: 'put', space: step.space, key, value: present() }))
      case 'delete':
        return step.keys.split(BETWEEN).map((key) => ({ kind: 'delete', space: step.space, key }))
    }
  })
}

function packAppend(write: Write & { readonly kind: 'append' }, parts: (Uint8Array | null)[]): Step {
  assert(write.log !== '', 'a log has a name')
  assert(write.openings.length === write.entries.length, 'as many openings as entries')
  write.entries.forEach((entry, i) => {
    const opening = write.openings[i] ?? null
    assert(entry.length > 0 && entry.length <= ENTRY_BYTES_MAX, `an entry has 1 to ${ENTRY_BYTES_MAX} bytes`)
    assert(opening === null || opening.length <= VALUE_BYTES_MAX, `an opening has at most ${VALUE_BYTES_MAX} bytes`)
    parts.push(entry, opening)
  })
  return { kind: 'append', log: write.log, first: write.first, count: write.entries.length }
}

// A key that is not well-formed Unicode would come back from the database as another key.
function checkKey(write: { readonly space: string; readonly key: string }): void {
  for (const name of [write.space, write.key]) {
    assert(name !== '' && name.isWellFormed() && !name.includes('\0'), 'a space and a key are plain text')
  }
}

function joined(parts: readonly (Uint8Array | null)[], total: number): Uint8Array<ArrayBuffer> {
  const bytes = new Uint8Array(total)
  let at = 0
  for (const part of parts) {
    if (part === null) continue
    bytes.set(part, at)
    at += part.length
  }
  return bytes
}
