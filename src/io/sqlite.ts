import { extname, join } from 'node:path'
import { Worker } from 'node:worker_threads'
import { assert, AssertionError } from '../core/assert.ts'
import { Fault } from '../core/fault.ts'
import type { Store, Write } from '../runtime/ports.ts'
import { sqliteFault } from './sqlite-fault.ts'
import type { Refusal } from './sqlite-journal.ts'
import { pack } from './sqlite-pack.ts'
import { openReads } from './sqlite-reads.ts'
import { JOURNAL } from './sqlite-schema.ts'
import type { Answer, Ask } from './sqlite-worker.ts'

/**
 * The journal of a data directory, on SQLite: write-ahead log, one flush a commit (`synchronous=FULL`), one writer in a thread.
 *
 * Transactions asked for while a commit runs share the next one. After `disk-full` reading and later commits go on; transactions that
 * were asked for before that failure was known fail with it, as they may build on it. After `store-failed` nothing is accepted, and the
 * process should end. The caller holds the directory's lock (`lock.ts`).
 */
export async function openSqliteStore({ directory }: { readonly directory: string }): Promise<Store> {
  const writer = await startWriter(directory)
  const reads = await Promise.try(openReads, directory).catch(async (cause: unknown) => {
    await writer.close()
    throw cause
  })
  let closing: Promise<void> | null = null
  const read = async <T>(act: () => T): Promise<T> => {
    assert(closing === null, 'the store is open')
    try {
      return act()
    } catch (cause) {
      if (cause instanceof AssertionError) throw cause
      throw sqliteFault(join(directory, JOURNAL), cause)
    }
  }
  return {
    commit: async (writes) => {
      assert(closing === null, 'the store is open')
      await writer.commit(writes)
    },
    get: (space, key) => read(() => reads.get(space, key)),
    scan: (space, range) => read(() => reads.scan(space, range)),
    size: (log) => read(() => reads.size(log)),
    entries: (log, first, end) => read(() => reads.entries(log, first, end)),
    openings: (log, first, end) => read(() => reads.openings(log, first, end)),
    close: () => {
      // The writer goes last: it alone can fold the write-ahead log into the file.
      if (closing === null) reads.close()
      return (closing ??= writer.close())
    },
  }
}

// With this file's own ending: `.ts` in the tree, `.js` in an installation.
const WRITER = new URL(`./sqlite-worker${extname(import.meta.filename)}`, import.meta.url)

interface Writer {
  commit(writes: readonly Write[]): Promise<void>
  /** Resolves when everything asked for before is answered and the file is closed. */
  close(): Promise<void>
}

async function startWriter(directory: string): Promise<Writer> {
  const worker = new Worker(WRITER, { workerData: directory })
  const opened = Promise.withResolvers<void>()
  const closed = Promise.withResolvers<void>()
  const waiting: PromiseWithResolvers<void>[] = []
  let gone: Fault | null = null
  let era = 0

  const fail = (why: Fault): void => {
    gone ??= why
    for (const one of [opened, closed, ...waiting.splice(0)]) one.reject(why)
  }
  worker.on('message', (answer: Answer) => {
    switch (answer.kind) {
      case 'open':
        return opened.resolve()
      case 'refused':
        return opened.reject(new Fault(answer.code, answer.detail))
      case 'committed':
        if (answer.answers.some((refusal) => refusal?.code === 'disk-full')) era++
        return waiting.splice(0, answer.answers.length).forEach((one, i) => settle(one, answer.answers[i] ?? null))
      case 'closed':
        return closed.resolve()
    }
  })
  worker.on('error', (cause) => fail(new Fault('store-failed', `${directory}: the writer stopped`, { cause })))
  worker.on('exit', () => fail(new Fault('store-failed', `${directory}: the writer is gone`)))
  closed.promise.catch(() => {})
  await opened.promise

  const ask = (message: Ask, moved: readonly ArrayBuffer[] = []): void => worker.postMessage(message, moved)
  const commit = (writes: readonly Write[]): Promise<void> => {
    if (gone !== null) throw gone
    const packed = pack(writes)
    const answered = Promise.withResolvers<void>()
    waiting.push(answered)
    ask({ kind: 'commit', era, packed }, [packed.lengths.buffer, packed.bytes.buffer])
    return answered.promise
  }
  const close = (): Promise<void> => {
    if (gone === null) ask({ kind: 'close' })
    return closed.promise
  }
  return { commit, close }
}

function settle(one: PromiseWithResolvers<void>, refusal: Refusal | null): void {
  if (refusal === null) one.resolve()
  else
    one.reject(
      refusal.code === 'assertion' ? new AssertionError(refusal.detail) : new Fault(refusal.code, refusal.detail),
    )
}
