import assert from 'node:assert/strict'
import { test } from 'node:test'
import { AssertionError } from '../../src/core/assert.ts'
import type { Store, Write } from '../../src/runtime/ports.ts'

/** How a suite gets stores: a fresh one, and the same one again after closing it. */
export interface StoreMaker {
  /** An empty store, released when the test ends. */
  open(): Promise<Store>
  /** Closes a store and opens what it left. */
  reopen(store: Store): Promise<Store>
}

/** What every store promises, whatever it is made of. */
export function testStore(name: string, { open, reopen }: StoreMaker): void {
  test(`${name}: a log begins empty and a record begins absent`, async () => {
    const store = await open()
    assert.equal(await store.size('log'), 0)
    assert.equal(await store.get('space', 'key'), null)
    assert.deepEqual(await store.scan('space', { limit: 10 }), [])
    assert.deepEqual(await store.entries('log', 0, 0), [])
  })

  test(`${name}: entries and openings come back as they were given, and absent openings as null`, async () => {
    const store = await open()
    const openings = [bytes(420, 1), null, bytes(2_560, 3), new Uint8Array(0)]
    await store.commit([{ kind: 'append', log: 'a', first: 0, entries: entriesFrom(0, 4), openings }])
    assert.equal(await store.size('a'), 4)
    assert.equal(await store.size('b'), 0)
    same(await store.entries('a', 1, 3), entriesFrom(1, 3))
    assert.deepEqual((await store.openings('a', 0, 4)).map(plain), openings.map(plain))
  })

  test(`${name}: what a caller does to its bytes after commit was called changes nothing`, async () => {
    const store = await open()
    const [entry, value] = [bytes(33, 1), bytes(10, 2)]
    const committed = store.commit([append('a', 0, [entry]), { kind: 'put', space: 's', key: 'k', value }])
    entry.fill(0)
    value.fill(0)
    await committed
    same(await store.entries('a', 0, 1), [bytes(33, 1)])
    assert.deepEqual(plain(await store.get('s', 'k')), plain(bytes(10, 2)))
  })

  test(`${name}: a transaction is stored whole or not at all`, async () => {
    const store = await open()
    await store.commit([append('a', 0, entriesFrom(0, 2)), put('s', 'kept', 1)])
    const writes = [
      append('a', 2, entriesFrom(2, 5)),
      put('s', 'new', 1),
      del('s', 'kept'),
      append('b', 7, entriesFrom(0, 1)),
    ]
    await assert.rejects(store.commit(writes), AssertionError)
    assert.equal(await store.size('a'), 2)
    assert.equal(await store.size('b'), 0)
    assert.equal(await store.get('s', 'new'), null)
    assert.notEqual(await store.get('s', 'kept'), null)
    await store.commit([append('a', 2, entriesFrom(2, 3))])
    same(await store.entries('a', 0, 3), entriesFrom(0, 3))
  })

  test(`${name}: an append that leaves a gap, or repeats an index, is refused`, async () => {
    const store = await open()
    await store.commit([append('a', 0, entriesFrom(0, 3))])
    for (const first of [0, 2, 4, -1, 2.5, Number.NaN]) {
      await assert.rejects(store.commit([append('a', first, entriesFrom(0, 1))]), AssertionError, `first ${first}`)
    }
    same(await store.entries('a', 0, 3), entriesFrom(0, 3))
  })

  test(`${name}: one transaction may append to a log twice, and to several logs`, async () => {
    const store = await open()
    await store.commit([
      append('a', 0, entriesFrom(0, 2)),
      append('b', 0, entriesFrom(9, 10)),
      append('a', 2, entriesFrom(2, 4)),
    ])
    same(await store.entries('a', 0, 4), entriesFrom(0, 4))
    same(await store.entries('b', 0, 1), entriesFrom(9, 10))
  })

  test(`${name}: a transaction that breaks the contract is refused alone among those committed with it`, async () => {
    const store = await open()
    const asked = [
      append('a', 0, entriesFrom(0, 1)),
      append('a', 5, entriesFrom(5, 6)),
      append('a', 1, entriesFrom(1, 2)),
    ]
    const settled = await Promise.allSettled(asked.map((write) => store.commit([write])))
    assert.deepEqual(
      settled.map(({ status }) => status),
      ['fulfilled', 'rejected', 'fulfilled'],
    )
    same(await store.entries('a', 0, 2), entriesFrom(0, 2))
  })

  test(`${name}: malformed writes are refused and change nothing`, async () => {
    const store = await open()
    const one = entriesFrom(0, 1)
    const bad: Write[] = [
      { kind: 'append', log: 'a', first: 0, entries: one, openings: [] },
      { kind: 'append', log: 'a', first: 0, entries: one, openings: [null, null] },
      append('', 0, one),
      append('a', 0, [new Uint8Array(0)]),
      append('a', 0, [new Uint8Array(65_536)]),
      put('', 'key', 1),
      put('space', '', 1),
      put('space', 'a\0b', 1),
      put('space', '\ud800', 1),
      { kind: 'put', space: 's', key: 'large', value: new Uint8Array(16 * 1024 * 1024 + 1) },
      { kind: 'append', log: 'a', first: 0, entries: one, openings: [new Uint8Array(16 * 1024 * 1024 + 1)] },
    ]
    for (const write of bad) await assert.rejects(store.commit([put('s', 'k', 1), write]), AssertionError)
    assert.equal(await store.get('s', 'k'), null)
    assert.equal(await store.size('a'), 0)
  })

  test(`${name}: entries that do not exist are not read`, async () => {
    const store = await open()
    await store.commit([append('a', 0, entriesFrom(0, 3))])
    for (const [first, end] of [
      [0, 4],
      [3, 4],
      [-1, 1],
      [2, 1],
    ] as const) {
      await assert.rejects(store.entries('a', first, end), AssertionError)
      await assert.rejects(store.openings('a', first, end), AssertionError)
    }
    await assert.rejects(store.entries('nowhere', 0, 1), AssertionError)
    assert.deepEqual(await store.entries('a', 3, 3), [])
  })

  test(`${name}: the last put of a key counts, within a transaction and across them`, async () => {
    const store = await open()
    await store.commit([put('s', 'k', 1), put('s', 'k', 2)])
    assert.deepEqual(plain(await store.get('s', 'k')), [2])
    await store.commit([del('s', 'k'), put('s', 'k', 3)])
    assert.deepEqual(plain(await store.get('s', 'k')), [3])
    await store.commit([put('s', 'k', 4), del('s', 'k'), del('s', 'never was')])
    assert.equal(await store.get('s', 'k'), null)
  })

  test(`${name}: spaces do not see each other`, async () => {
    const store = await open()
    await store.commit([put('s', 'k', 1), put('t', 'k', 2)])
    await store.commit([del('s', 'k')])
    assert.equal(await store.get('s', 'k'), null)
    assert.deepEqual(plain(await store.get('t', 'k')), [2])
  })

  test(`${name}: a scan gives keys in the order of their UTF-8 bytes, by prefix, after a key, up to a limit`, async () => {
    const store = await open()
    const keys = ['a', 'a/1', 'a/10', 'a/2', 'a0', 'b', '가', '\uffee', '\u{1f600}']
    await store.commit(keys.toReversed().map((key) => put('s', key, 1)))
    const scan = async (range: { prefix?: string; after?: string; limit: number }) =>
      (await store.scan('s', range)).map(({ key }) => key)
    assert.deepEqual(await scan({ limit: 100 }), keys)
    assert.deepEqual(await scan({ prefix: 'a/', limit: 100 }), ['a/1', 'a/10', 'a/2'])
    assert.deepEqual(await scan({ prefix: 'a/', after: 'a/1', limit: 1 }), ['a/10'])
    assert.deepEqual(await scan({ prefix: 'a/', after: 'a', limit: 2 }), ['a/1', 'a/10'])
    assert.deepEqual(await scan({ prefix: 'a/', after: 'a/2', limit: 2 }), [])
    assert.deepEqual(await scan({ prefix: 'a/', after: 'b', limit: 2 }), [])
    assert.deepEqual(await scan({ after: 'b', limit: 2 }), ['가', '\uffee'])
    assert.deepEqual(await scan({ prefix: '\u{1f600}', limit: 2 }), ['\u{1f600}'])
    assert.deepEqual(await scan({ limit: 0 }), [])
    for (const limit of [-1, 0.5]) await assert.rejects(store.scan('s', { limit }), AssertionError)
  })

  test(`${name}: an empty value, a large value and an empty transaction are stored as they are`, async () => {
    const store = await open()
    const large = bytes(9_000_000, 5)
    await store.commit([])
    await store.commit([
      { kind: 'put', space: 's', key: 'empty', value: new Uint8Array(0) },
      { kind: 'put', space: 's', key: 'large', value: large },
    ])
    assert.deepEqual(plain(await store.get('s', 'empty')), [])
    assert.ok(Buffer.from((await store.get('s', 'large')) ?? []).equals(large))
  })

  test(`${name}: a thousand commits asked for at once are stored in the order asked`, async () => {
    const store = await open()
    const asked = Array.from({ length: 1_000 }, (_, i) =>
      store.commit([append('a', i, entriesFrom(i, i + 1)), put('s', 'last', i % 251)]),
    )
    await Promise.all(asked)
    same(await store.entries('a', 0, 1_000), entriesFrom(0, 1_000))
    assert.deepEqual(plain(await store.get('s', 'last')), [999 % 251])
  })

  test(`${name}: a read never sees part of a transaction, nor one that a later read does not see`, async () => {
    const store = await open()
    const asked = Array.from({ length: 200 }, (_, i) =>
      store.commit([append('a', i, entriesFrom(i, i + 1)), append('b', i, entriesFrom(i, i + 1))]),
    )
    const progress = { done: false }
    const all = Promise.all(asked).then(() => (progress.done = true))
    for (let before = 0; !progress.done;) {
      const a = await store.size('a')
      const b = await store.size('b')
      assert.ok(before <= a && a <= b, `${before} ${a} ${b}`)
      before = a
      await new Promise((resolve) => setImmediate(resolve))
    }
    await all
  })

  test(`${name}: what was committed is there after closing and opening again`, async () => {
    const store = await open()
    const last = store.commit([append('a', 0, entriesFrom(0, 5)), put('s', 'k', 1)])
    const again = await reopen(store)
    await last
    same(await again.entries('a', 0, 5), entriesFrom(0, 5))
    await again.commit([append('a', 5, entriesFrom(5, 6))])
    assert.equal(await again.size('a'), 6)
  })

  test(`${name}: a closed store takes nothing more`, async () => {
    const store = await open()
    await store.close()
    await assert.rejects(store.commit([put('s', 'k', 1)]), AssertionError)
    await assert.rejects(store.get('s', 'k'), AssertionError)
  })
}

/** Entries whose content tells their index. */
export function entriesFrom(first: number, end: number): Uint8Array[] {
  return Array.from({ length: end - first }, (_, i) => {
    const entry = bytes(33, first + i)
    new DataView(entry.buffer).setUint32(1, first + i)
    return entry
  })
}

/** An append without openings. */
export function append(log: string, first: number, entries: readonly Uint8Array[]): Write {
  return { kind: 'append', log, first, entries, openings: entries.map(() => null) }
}

/** A record of one byte. */
export function put(space: string, key: string, value: number): Write {
  return { kind: 'put', space, key, value: Uint8Array.of(value) }
}

function del(space: string, key: string): Write {
  return { kind: 'delete', space, key }
}

function bytes(length: number, fill: number): Uint8Array {
  return new Uint8Array(length).fill(fill)
}

function plain(value: Uint8Array | null): number[] | null {
  return value === null ? null : [...value]
}

function same(found: readonly Uint8Array[], expected: readonly Uint8Array[]): void {
  assert.deepEqual(found.map(plain), expected.map(plain))
}
