import { createReadStream, existsSync, readdirSync, readFileSync } from 'node:fs'
import { mkdir, mkdtemp, open, rename, rm, stat, type FileHandle } from 'node:fs/promises'
import { basename, dirname, join, resolve } from 'node:path'
import { Fault } from '../core/fault.ts'
import type { Files, Quarantine } from '../runtime/desk/desk.ts'
import type { Source } from '../runtime/sealing.ts'
import { syncDirectory } from './durable.ts'

const CHUNK_BYTES = 1024 * 1024

/** The files of the people at the desk, on this machine. */
export const localFiles: Files = { source, quarantine }

async function source(path: string): Promise<Source> {
  const found = await stat(path).catch((cause: unknown) => unreadable(path, cause))
  if (!found.isFile()) throw new Fault('file-unreadable', `${path}: not a file`)
  return {
    length: found.size,
    async *chunks() {
      try {
        for await (const chunk of createReadStream(path, { highWaterMark: CHUNK_BYTES }))
          if (chunk instanceof Uint8Array) yield chunk
      } catch (cause) {
        unreadable(path, cause)
      }
    },
  }
}

/** A file of the node's own directory; `file-unreadable`, naming it, where it is missing or cannot be read. */
export function readOwnFile(path: string): Uint8Array {
  try {
    return new Uint8Array(readFileSync(path))
  } catch (cause) {
    return unreadable(path, cause)
  }
}

/** Names in a folder of the node's own directory, sorted; `file-unreadable` where there is no such folder. */
export function namesIn(folder: string): readonly string[] {
  try {
    return readdirSync(folder).sort()
  } catch (cause) {
    return unreadable(folder, cause)
  }
}

function unreadable(path: string, cause: unknown): never {
  throw new Fault('file-unreadable', path, { cause })
}

/** The folder is made beside its place, under a name that says what it is, and renamed into place when every byte has been checked. */
async function quarantine(path: string): Promise<Quarantine> {
  const place = resolve(path)
  if (existsSync(place)) throw new Fault('directory-not-empty', place)
  await mkdir(dirname(place), { recursive: true })
  const folder = await mkdtemp(join(dirname(place), `.${basename(place)}.quarantine-`))
  let file: FileHandle | null = null
  const close = async (): Promise<void> => {
    await file?.datasync()
    await file?.close()
    file = null
  }
  return {
    async begin(name) {
      await close()
      file = await open(join(folder, name), 'wx', 0o600)
    },
    async write(bytes) {
      if (bytes.length > 0) await file?.appendFile(bytes)
    },
    async keep() {
      await close()
      await rename(folder, place)
      await syncDirectory(dirname(place))
      return place
    },
    async discard() {
      await file?.close().catch(() => undefined)
      await rm(folder, { recursive: true, force: true })
    },
  }
}
