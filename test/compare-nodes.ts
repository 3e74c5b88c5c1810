import assert from 'node:assert/strict'
import { createHash } from 'node:crypto'
import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { checkLog, logOf, type Tally } from '../src/cli/exercise/verify.ts'
import { fieldsAt, listAt, textAt, type Fields } from '../src/client/answer.ts'
import { concat, equal } from '../src/core/bytes/bytes.ts'
import { lockDirectory } from '../src/io/lock.ts'
import { openSqliteStore } from '../src/io/sqlite.ts'
import type { Store } from '../src/runtime/ports.ts'
import { partnerOf, until, type Launched } from './launched-node.ts'

export const CODES = ['KR', 'JP'] as const
export type Code = (typeof CODES)[number]
export type Pair = Readonly<Record<Code, Launched>>

type Side = 'ours' | 'theirs'
const SIDES: readonly Side[] = ['ours', 'theirs']

export function other(code: Code): Code {
  return code === 'KR' ? 'JP' : 'KR'
}

/** Waits until each holds all of the other, every item has its last rung, and both logs are shown whole, all at one time. */
export async function settle(pair: Pair, waitMs = 60_000): Promise<void> {
  await Promise.all(CODES.map((code) => pair[code].ready))
  let unsettled = ''
  const isSettled = async (): Promise<boolean> => {
    unsettled = await whatIsOpen(pair)
    return unsettled === ''
  }
  await until('both nodes to have nothing left to do', isSettled, waitMs).catch((cause: unknown) => {
    throw new Error(`${String(cause)}: ${unsettled}\n${pair.KR.said()}\n${pair.JP.said()}`, { cause })
  })
}

/** What is still to be done between the two, in words; empty where nothing is. */
async function whatIsOpen(pair: Pair): Promise<string> {
  const partners = { KR: await partnerOf(pair.KR), JP: await partnerOf(pair.JP) }
  for (const code of CODES) {
    const partner = partners[code]
    const isMet = partner['state'] === 'open' && partner['delivered'] === true
    if (!isMet) return `${code}: ${JSON.stringify(partner)}`
    for (const side of SIDES) {
      const size = sizeOf(partner, side)
      if (sizeOf(partners[other(code)], side === 'ours' ? 'theirs' : 'ours') !== size)
        return `${code}: ${side} of ${size}`
      if (sizeShown(partner, side) !== size) return `${code}: ${side} of ${size} shown to ${sizeShown(partner, side)}`
    }
  }
  for (const code of CODES)
    for (const side of SIDES)
      for (const { item, rung } of await registerOf(pair[code], { code, side }))
        if (rung === null || rung === 'arrived')
          return `${code}: ${JSON.stringify(item)} ${side} is ${JSON.stringify(rung)}`
  return ''
}

function sizeOf(partner: Fields, side: Side): number {
  return Number(fieldsAt(partner, side)['size'])
}

function sizeShown(partner: Fields, side: Side): number {
  try {
    const text = readFileSync(join(textAt(fieldsAt(partner, side), 'path'), 'checkpoint'), 'utf8')
    return Number(text.split('\n')[1])
  } catch {
    return -1
  }
}

/** A register as one of the nodes keeps it: of what it released, or of what it received. */
async function registerOf(
  node: Launched,
  { code, side }: { readonly code: Code; readonly side: Side },
): Promise<readonly Fields[]> {
  return side === 'ours'
    ? listAt(await node.ask('release.list', { to: other(code) }), 'releases')
    : listAt(await node.ask('receive.list', { from: other(code) }), 'items')
}

/** Asserts that what each released is what the other received, line for line; returns the releases of each. */
export async function compareRegisters(pair: Pair): Promise<Readonly<Record<Code, readonly Fields[]>>> {
  const compared = await Promise.all(
    CODES.map(async (code) => {
      const ours = await registerOf(pair[code], { code, side: 'ours' })
      const theirs = await registerOf(pair[other(code)], { code: other(code), side: 'theirs' })
      assert.deepEqual(ours, theirs, `the registers of the releases of ${code}`)
      return ours
    }),
  )
  return { KR: compared[0] ?? [], JP: compared[1] ?? [] }
}

/** Both copies of both logs as an auditor would read them: verified with public keys, and the same to the byte. */
export async function compareLogs(pair: Pair): Promise<void> {
  const tally: Tally = { checked: 0, failed: 0, failures: [] }
  const partners = { KR: await partnerOf(pair.KR), JP: await partnerOf(pair.JP) }
  for (const code of CODES) {
    const own = logOf(fieldsAt(partners[code], 'ours'))
    const copy = logOf(fieldsAt(partners[other(code)], 'theirs'))
    const heads = [await checkLog(tally, own), await checkLog(tally, copy)]
    assert.deepEqual(tally.failures, [])
    assert.equal(heads[0]?.size, sizeOf(partners[code], 'ours'), `the log of ${code} is shown whole`)
    assert.deepEqual(heads[0], heads[1], `both copies of the log of ${code} end alike`)
    assert.deepEqual(
      tilesOf(own.path),
      tilesOf(copy.path),
      `both copies of the log of ${code} are the same to the byte`,
    )
  }
  assert.deepEqual({ ...tally }, { checked: 4, failed: 0, failures: [] })
}

/** Every full tile by name with its digest. Which partial ones there are depends on the heads that were shown. */
function tilesOf(path: string): Readonly<Record<string, string>> {
  const names = readdirSync(join(path, 'tile'), { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile() && !entry.parentPath.endsWith('.p'))
    .map((entry) => join(entry.parentPath, entry.name))
    .sort()
  return Object.fromEntries(names.map((name) => [name.slice(path.length), digestOfFile(name)]))
}

/** SHA-384 in hexadecimal. */
function digestOfFile(path: string): string {
  return createHash('sha384').update(readFileSync(path)).digest('hex')
}

/** What lies on the two disks, read without the nodes: the same entries in both logs, nothing left to fetch, no fork on file. */
export async function compareJournals(directories: Readonly<Record<Code, string>>): Promise<readonly number[]> {
  return await withStore(directories.KR, (kr) =>
    withStore(directories.JP, async (jp) => {
      const [row] = await kr.scan('relation', { limit: 1 })
      const origins = (await kr.scan('log', { limit: 16 })).map(({ key }) => key)
      assert.ok(row !== undefined && origins.length === 2)
      for (const store of [kr, jp])
        for (const space of [`fetch/${row.key}`, 'fork'])
          assert.deepEqual(await store.scan(space, { limit: 1 }), [], space)
      return await Promise.all(origins.map((origin) => compareEntries(origin, { kr, jp })))
    }),
  )
}

async function compareEntries(origin: string, { kr, jp }: { readonly kr: Store; readonly jp: Store }): Promise<number> {
  const size = await kr.size(origin)
  assert.equal(await jp.size(origin), size, `the size of ${origin}`)
  const ours = await kr.entries(origin, 0, size)
  const theirs = await jp.entries(origin, 0, size)
  assert.ok(equal(concat(ours), concat(theirs)), `the entries of ${origin}`)
  return size
}

/** Opens the journal of a directory whose node does not run. */
export async function withStore<T>(directory: string, act: (store: Store) => Promise<T>): Promise<T> {
  const lock = lockDirectory(directory)
  try {
    const store = await openSqliteStore({ directory })
    try {
      return await act(store)
    } finally {
      await store.close()
    }
  } finally {
    lock.release()
  }
}
