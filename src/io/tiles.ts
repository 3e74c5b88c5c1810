import { mkdir, readdir, readFile, rename, rm, writeFile } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { assert } from '../core/assert.ts'
import { equal } from '../core/bytes/bytes.ts'
import type { Hash } from '../core/crypto/merkle.ts'
import { publication, type PublicationSource, type TileFile } from '../core/ledger/publication.ts'
import { TILE_WIDTH, tilePath } from '../core/ledger/tile.ts'
import { ifThere, withFileFaults } from './file-fault.ts'

/** The folder of derived files within a data directory; a backup leaves it out, since the journal makes it again. */
export const PUBLISHED = 'published'

/** Files written side by side: the disk's threads are few, and open files are limited. */
const AT_ONCE = 16

/** A signed head as it is shown: the note's bytes, and the size they are about. */
export interface ShownHead {
  readonly size: number
  readonly note: Uint8Array
}

/** Keeps the C2SP files of one log in step with its newest head. */
export interface Publisher {
  /** Files that differed from the journal when the publisher began; lost to a crash, or tampered with. */
  readonly repaired: number
  /**
   * Shows a head. Heads asked for while another is being written are passed over for the newest. Resolves when this head, or one asked
   * for after it, is shown; a failure leaves the old head shown, and the next call begins where it was. Sizes never fall.
   */
  publish(head: ShownHead): Promise<void>
}

/** What a publisher works from. `directory` is the log's own; `head` the newest one signed, `null` before the first. */
export interface PublisherOptions {
  readonly directory: string
  readonly hash: Hash
  readonly entries: PublicationSource['entries']
  readonly head: ShownHead | null
}

/**
 * Begins to publish a log, after comparing every file its head needs with the journal and writing again what differs.
 *
 * INVARIANT: `checkpoint` is renamed into place when all it needs is written. Nothing here is synced: the journal is the record.
 */
export async function createPublisher({ directory, hash, entries, head }: PublisherOptions): Promise<Publisher> {
  const source: PublicationSource = { entries, tile: async (tile) => readFile(join(directory, tilePath(tile))) }
  let shown = 0
  let newest = head?.size ?? 0
  let repaired = 0
  let next: { head: ShownHead; readonly done: PromiseWithResolvers<void> } | null = null
  let busy = false

  const show = async (
    { size, note }: ShownHead,
    write: (path: string, file: TileFile) => Promise<void>,
  ): Promise<void> => {
    const full: string[] = []
    let batch: TileFile[] = []
    const writeBatch = async (): Promise<void> => {
      const files = batch
      batch = []
      await Promise.all(files.map((file) => write(join(directory, file.path), file)))
    }
    for await (const file of publication(hash, { old: shown, size }, source)) {
      if (file.tile.width === TILE_WIDTH) full.push(join(directory, file.path))
      batch.push(file)
      if (batch.length === AT_ONCE) await writeBatch()
    }
    await writeBatch()
    await writeUnder(join(directory, 'checkpoint.new'), note)
    await rename(join(directory, 'checkpoint.new'), join(directory, 'checkpoint'))
    shown = size
    // Readers of an older head fall back from a partial tile to the full one.
    await Promise.all(full.map((path) => rm(`${path}.p`, { recursive: true, force: true })))
  }
  const drain = async (): Promise<void> => {
    busy = true
    while (next !== null) {
      const { head: latest, done } = next
      next = null
      await withFileFaults(directory, () => show(latest, (path, { bytes }) => writeUnder(path, bytes))).then(
        done.resolve,
        done.reject,
      )
    }
    busy = false
  }
  const publish = async (asked: ShownHead): Promise<void> => {
    assert(asked.size >= newest, `a log asked to show ${newest} entries does not go back to ${asked.size}`)
    newest = asked.size
    if (next === null) next = { head: asked, done: Promise.withResolvers() }
    else next.head = asked
    const { promise } = next.done
    if (!busy) void drain()
    await promise
  }
  const repair = async (path: string, { tile, bytes }: TileFile): Promise<void> => {
    if (tile.width < TILE_WIDTH) await dropOtherPartials(path)
    if (await holds(path, bytes)) return
    repaired++
    await writeUnder(path, bytes)
  }
  if (head !== null) await withFileFaults(directory, () => show(head, repair))
  return { repaired, publish }
}

// Partials of older heads are not compared, and one torn by a crash is worse than none.
async function dropOtherPartials(path: string): Promise<void> {
  const folder = dirname(path)
  for (const name of (await ifThere(readdir(folder))) ?? []) {
    if (join(folder, name) !== path) await rm(join(folder, name))
  }
}

async function holds(path: string, bytes: Uint8Array): Promise<boolean> {
  const found = await ifThere(readFile(path))
  return found !== null && equal(found, bytes)
}

/** Writes a file, and the folders above it where they are missing. */
async function writeUnder(path: string, bytes: Uint8Array): Promise<void> {
  if ((await ifThere(writeFile(path, bytes).then(() => true))) !== null) return
  await mkdir(dirname(path), { recursive: true })
  await writeFile(path, bytes)
}
