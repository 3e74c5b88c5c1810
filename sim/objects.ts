import { assert } from '../src/core/assert.ts'
import { Fault } from '../src/core/fault.ts'
import type { Objects } from '../src/runtime/ports.ts'

/** Sealed objects in memory: what was not flushed is lost by a crash, byte for byte. */
export interface MemoryObjects extends Objects {
  /** The machine dies; the next one finds every object begun, with the bytes that were flushed and zeros elsewhere. */
  crash(): MemoryObjects
  /** What would be left of an object now; null where none was begun. */
  durable(name: string): Uint8Array | null
}

interface Held {
  readonly live: Uint8Array
  readonly durable: Uint8Array
}

/** Objects of at most `room` bytes together. */
export function openMemoryObjects({ room }: { readonly room: number }, held = new Map<string, Held>()): MemoryObjects {
  const find = (name: string): Held => {
    check(name)
    const object = held.get(name)
    assert(object !== undefined, `object \`${name}\` was begun`)
    return object
  }
  const part = (name: string, offset: number, length: number): Uint8Array => {
    const { live } = find(name)
    assert(
      Number.isSafeInteger(offset) && offset >= 0 && length >= 0 && offset + length <= live.length,
      `object \`${name}\` has ${live.length} bytes`,
    )
    return live.subarray(offset, offset + length)
  }
  const create = (name: string, length: number): void => {
    check(name)
    assert(Number.isSafeInteger(length) && length >= 0, 'a length is a whole number of bytes')
    const begun = held.get(name)?.live.length
    assert(begun === undefined || begun === length, `object \`${name}\` was begun with ${begun} bytes, not ${length}`)
    if (begun !== undefined) return
    let taken = length
    for (const { live } of held.values()) taken += live.length
    if (taken > room) throw new Fault('disk-full', name)
    held.set(name, { live: new Uint8Array(length), durable: new Uint8Array(length) })
  }
  const rename = (from: string, to: string): void => {
    check(from)
    check(to)
    const object = held.get(from)
    if (object === undefined) return void find(to)
    held.delete(from)
    held.set(to, object)
  }
  const remove = (name: string): void => {
    check(name)
    held.delete(name)
  }
  return {
    create: async (name, length) => create(name, length),
    write: async (name, offset, bytes) => part(name, offset, bytes.length).set(bytes),
    flush: async (name) => find(name).durable.set(find(name).live),
    length: async (name) => {
      check(name)
      return held.get(name)?.live.length ?? null
    },
    read: async (name, offset, length) => part(name, offset, length).slice(),
    rename: async (from, to) => rename(from, to),
    remove: async (name) => remove(name),
    durable: (name) => held.get(name)?.durable ?? null,
    crash: () => {
      const left = [...held].map(([name, { durable }]): [string, Held] => [
        name,
        { live: durable.slice(), durable: durable.slice() },
      ])
      held.clear()
      return openMemoryObjects({ room }, new Map(left))
    },
  }
}

function check(name: string): void {
  assert(/^(draft-)?[0-9a-f]{2,128}$/.test(name), `\`${name}\` names an object`)
}
