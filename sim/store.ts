import { assert } from '../src/core/assert.ts'
import { compare } from '../src/core/bytes/bytes.ts'
import { utf8 } from '../src/core/bytes/utf8.ts'
import { Fault, type FaultCode } from '../src/core/fault.ts'
import type { Row, Store, Write } from '../src/runtime/ports.ts'

/**
 * The journal in memory, behind a barrier: a commit takes effect, whole, when `release` lets it, and not before.
 *
 * INVARIANT: what was released is all that `crash` leaves.
 */
export interface MemoryStore extends Store {
  /** Commits that wait for the disk. */
  pending(): number
  /** Lets the oldest `count` of the waiting commits become durable, in order; all of them where no count is given. */
  release(count?: number): void
  /** The oldest waiting commit fails. `disk-full` fails all that wait and the store goes on; `store-failed` fails everything from now on. */
  fail(code: FaultCode & ('disk-full' | 'store-failed')): void
  /** The machine dies: waiting commits are never answered, this store answers nothing more, and the next one holds what was durable. */
  crash(): MemoryStore
}

/** What is on the disk. Byte strings in it are never changed, so a copy of the maps is a copy of the disk. */
export interface Disk {
  readonly logs: Map<string, { readonly entry: Uint8Array; readonly opening: Uint8Array | null }[]>
  readonly spaces: Map<string, Map<string, Uint8Array>>
}

/** Opens a disk, an empty one where none is given. With `barrier: 'open'` every commit is durable at once. */
export function openMemoryStore(options: { readonly barrier: 'open' | 'held'; readonly disk?: Disk }): MemoryStore {
  const disk = options.disk ?? { logs: new Map(), spaces: new Map() }
  const queue: { readonly writes: readonly Write[]; readonly answer: PromiseWithResolvers<void> }[] = []
  let failed: Fault | null = null
  let state: 'open' | 'closed' | 'dead' = 'open'

  const release = (count = queue.length): void => {
    for (const { writes, answer } of queue.splice(0, count)) {
      try {
        apply(disk, writes)
        answer.resolve()
      } catch (cause) {
        answer.reject(cause)
      }
    }
  }
  const live = <T>(act: () => T | Promise<T>): Promise<T> => {
    if (state === 'dead') return new Promise(() => {})
    return Promise.try(() => {
      assert(state === 'open', 'the store is open')
      return act()
    })
  }
  const commit = (writes: readonly Write[]): Promise<void> =>
    live(() => {
      if (failed !== null) throw failed
      const answer = Promise.withResolvers<void>()
      queue.push({ writes: structuredClone(writes), answer })
      if (options.barrier === 'open') release()
      return answer.promise
    })
  const fail = (code: 'disk-full' | 'store-failed'): void => {
    const fault = new Fault(code, 'the simulated disk')
    if (code === 'store-failed') failed = fault
    for (const { answer } of queue.splice(0)) answer.reject(fault)
  }
  const crash = (): MemoryStore => {
    state = 'dead'
    queue.length = 0
    return openMemoryStore({ barrier: options.barrier, disk })
  }
  const close = async (): Promise<void> => {
    release()
    state = 'closed'
  }
  return { ...readsOf(disk, live), commit, close, pending: () => queue.length, release, fail, crash }
}

/** A copy of a disk as it stands, for restoring later what a backup of that moment would. */
export function copyDisk(disk: Disk): Disk {
  return {
    logs: new Map([...disk.logs].map(([name, log]) => [name, [...log]])),
    spaces: new Map([...disk.spaces].map(([name, space]) => [name, new Map(space)])),
  }
}

type Reads = Omit<Store, 'commit' | 'close'>

function readsOf(disk: Disk, live: <T>(act: () => T | Promise<T>) => Promise<T>): Reads {
  const part = (log: string, first: number, end: number) => {
    const all = disk.logs.get(log) ?? []
    assert(first >= 0 && first <= end && end <= all.length, `log \`${log}\` has entries ${first} to ${end}`)
    return all.slice(first, end)
  }
  const scan = (space: string, { prefix = '', after = '', limit }: Parameters<Store['scan']>[1]): Row[] => {
    assert(Number.isSafeInteger(limit) && limit >= 0, 'a limit is a whole number')
    const rows = [...(disk.spaces.get(space) ?? [])].map(([key, value]) => ({ key, value }))
    const found = rows.filter(({ key }) => key.startsWith(prefix) && compareKeys(key, after) > 0)
    return found.sort((a, b) => compareKeys(a.key, b.key)).slice(0, limit)
  }
  return {
    get: (space, key) => live(() => disk.spaces.get(space)?.get(key) ?? null),
    scan: (space, range) => live(() => scan(space, range)),
    size: (log) => live(() => disk.logs.get(log)?.length ?? 0),
    entries: (log, first, end) => live(() => part(log, first, end).map(({ entry }) => entry)),
    openings: (log, first, end) => live(() => part(log, first, end).map(({ opening }) => opening)),
  }
}

// SQLite orders keys by their UTF-8 bytes; JavaScript by UTF-16 units, which differs beyond the basic plane.
function compareKeys(a: string, b: string): number {
  return compare(utf8(a), utf8(b))
}

function apply(disk: Disk, writes: readonly Write[]): void {
  check(disk, writes)
  for (const write of writes) {
    switch (write.kind) {
      case 'append': {
        const log = disk.logs.getOrInsertComputed(write.log, () => [])
        write.entries.forEach((entry, i) => log.push({ entry, opening: write.openings[i] ?? null }))
        break
      }
      case 'put':
        disk.spaces.getOrInsertComputed(write.space, () => new Map()).set(write.key, write.value)
        break
      case 'delete':
        disk.spaces.get(write.space)?.delete(write.key)
    }
  }
}

// Everything is checked before anything changes, which makes the transaction all or nothing.
function check(disk: Disk, writes: readonly Write[]): void {
  const sizes = new Map<string, number>()
  for (const write of writes) {
    if (write.kind !== 'append') {
      checkRecord(write)
      continue
    }
    const size = sizes.get(write.log) ?? disk.logs.get(write.log)?.length ?? 0
    assert(write.log !== '', 'a log has a name')
    assert(write.first === size, `log \`${write.log}\` has ${size} entries and cannot go on at ${write.first}`)
    assert(write.openings.length === write.entries.length, 'as many openings as entries')
    assert(
      write.entries.every(({ length }) => length > 0 && length <= 65_535),
      'an entry has 1 to 65535 bytes',
    )
    assert(
      write.openings.every((opening) => opening === null || opening.length <= VALUE_BYTES_MAX),
      'an opening is not too large',
    )
    sizes.set(write.log, size + write.entries.length)
  }
}

const VALUE_BYTES_MAX = 16 * 1024 * 1024

function checkRecord(write: Write & { readonly kind: 'put' | 'delete' }): void {
  for (const name of [write.space, write.key]) {
    assert(name !== '' && name.isWellFormed() && !name.includes('\0'), 'a space and a key are plain text')
  }
  if (write.kind === 'put') assert(write.value.length <= VALUE_BYTES_MAX, 'a value is not too large')
}
