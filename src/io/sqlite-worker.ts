import { parentPort, receiveMessageOnPort, workerData } from 'node:worker_threads'
import { assert } from '../core/assert.ts'
import type { FaultCode } from '../core/fault.ts'
import { sqliteFault } from './sqlite-fault.ts'
import { openJournal, type Journal, type Refusal } from './sqlite-journal.ts'
import { unpack, type Packed } from './sqlite-pack.ts'

/**
 * What the store asks of its writer. `era` counts the full disks the caller had heard of when it asked: a transaction asked for before
 * the news of an earlier one's failure is refused with it, since it may build on what was not stored.
 */
export type Ask =
  | { readonly kind: 'commit'; readonly era: number; readonly packed: Packed }
  | { readonly kind: 'close' }

/** What the writer answers. `committed` answers that many commits, oldest first. */
export type Answer =
  | { readonly kind: 'open' | 'closed' }
  | { readonly kind: 'refused'; readonly code: FaultCode; readonly detail: string }
  | { readonly kind: 'committed'; readonly answers: readonly (Refusal | null)[] }

/** What one flush may cover, so that the first caller of a long queue does not wait for the last. */
const GROUP_MAX = { transactions: 1024, bytes: 4 * 1024 * 1024 }

type Commit = Ask & { readonly kind: 'commit' }

const port = parentPort
assert(port !== null, 'the writer runs in a thread of its own')
const answer = (message: Answer): void => port.postMessage(message)
const directory: unknown = workerData
assert(typeof directory === 'string', 'the writer is told its directory')

try {
  serve(openJournal(directory))
} catch (cause) {
  const { code, detail } = sqliteFault(directory, cause)
  answer({ kind: 'refused', code, detail })
}

function serve(journal: Journal): void {
  const commit = committer(journal)
  port?.on('message', (first: Ask) => {
    for (let ask: Ask | null = first; ask !== null; ask = nextAsk()) {
      if (ask.kind === 'close') return close(journal)
      const { group, closing } = gather(ask)
      answer({ kind: 'committed', answers: commit(group) })
      if (closing) return close(journal)
    }
  })
  answer({ kind: 'open' })
}

function close(journal: Journal): void {
  journal.close()
  answer({ kind: 'closed' })
  port?.close()
}

function nextAsk(): Ask | null {
  const message: { message: Ask } | undefined = port === null ? undefined : receiveMessageOnPort(port)
  return message?.message ?? null
}

/** Takes whatever was asked while the last commit ran. No timer: an idle store commits the first transaction at once. */
function gather(first: Commit): { group: readonly Commit[]; closing: boolean } {
  const group = [first]
  let bytes = first.packed.bytes.length
  while (group.length < GROUP_MAX.transactions && bytes < GROUP_MAX.bytes) {
    const ask = nextAsk()
    if (ask === null) break
    if (ask.kind === 'close') return { group, closing: true }
    group.push(ask)
    bytes += ask.packed.bytes.length
  }
  return { group, closing: false }
}

function committer(journal: Journal): (group: readonly Commit[]) => readonly (Refusal | null)[] {
  let full: { readonly era: number; readonly refusal: Refusal } | null = null
  return (group) => {
    const late = group.findIndex((ask) => full === null || ask.era > full.era)
    const stale = late === -1 ? group.length : late
    const answers = group.slice(0, stale).map(() => full?.refusal ?? null)
    if (stale === group.length) return answers
    const fresh = group.slice(stale)
    const committed = journal.commit(fresh.map((ask) => unpack(ask.packed)))
    const refusal = committed.find((one) => one?.code === 'disk-full')
    if (refusal) full = { era: Math.max(...fresh.map((ask) => ask.era)), refusal }
    return [...answers, ...committed]
  }
}
