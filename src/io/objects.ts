import { mkdir, open, readdir, rename, rm, stat, statfs, type FileHandle } from 'node:fs/promises'
import { join } from 'node:path'
import { assert } from '../core/assert.ts'
import { Fault } from '../core/fault.ts'
import type { Objects } from '../runtime/ports.ts'
import { syncDirectory } from './durable.ts'
import { ifThere, withFileFaults } from './file-fault.ts'

/** The folder of sealed objects within a data directory, one file each. */
export const OBJECTS = 'objects'

/** Lower-case hexadecimal, or `draft-` and such, for an object whose root is not known yet. Nothing in it can lead out of the folder. */
const NAME = /^(draft-)?[0-9a-f]{2,128}$/

/** Room objects never take, so that a disk filled by them can still record that it is full. */
const ROOM_KEPT = 64 * 1024 * 1024

/** What is moved at once. Larger asks are cut; a read holds no more than was asked for. */
const BLOCK = 1024 * 1024

/**
 * Sealed objects as files of a data directory.
 *
 * A draft has its full length from the start and holes where nothing was written, so pieces may come in any order and a crash leaves a
 * draft that can be gone on with. Room is reserved by account: the holes of all unfinished objects, and {@link ROOM_KEPT}, must fit what
 * the file system has free, or `create` is refused with `disk-full`. Node cannot make the kernel hold the room, so another program
 * that fills the disk can still make a later `write` fail, with `disk-full` and no harm to what is there.
 */
export async function openFileObjects({ directory }: { readonly directory: string }): Promise<Objects> {
  const folder = join(directory, OBJECTS)
  await mkdir(folder, { recursive: true })
  await syncDirectory(directory)
  // Opened for each piece: 0.1 ms beside a mebibyte's own time, and nothing to leak or to close.
  const use = async <T>(name: string, act: (handle: FileHandle) => Promise<T>): Promise<T> => {
    const opened = await ifThere(open(pathOf(folder, name), 'r+'))
    assert(opened !== null, `object \`${name}\` was begun`)
    await using handle = opened
    return await act(handle)
  }
  const room = serial(createIn(folder, new Set(await readdir(folder))))
  return {
    create: (name, length) => withFileFaults(`object \`${name}\``, () => room(name, length)),
    write: (name, offset, bytes) =>
      withFileFaults(`object \`${name}\``, () => use(name, (handle) => writeAt(handle, { name, offset, bytes }))),
    flush: (name) => withFileFaults(`object \`${name}\``, () => use(name, (handle) => handle.datasync())),
    length: (name) => withFileFaults(`object \`${name}\``, () => lengthOf(pathOf(folder, name))),
    read: (name, offset, length) =>
      withFileFaults(`object \`${name}\``, () => use(name, (handle) => readAt(handle, { name, offset, length }))),
    rename: (from, to) => withFileFaults(`object \`${from}\``, () => renameIn(folder, { from, to })),
    remove: (name) => withFileFaults(`object \`${name}\``, () => removeIn(folder, name)),
  }
}

function pathOf(folder: string, name: string): string {
  assert(NAME.test(name), `\`${name}\` names an object`)
  return join(folder, name)
}

// One at a time, so that two objects never count on the same room.
function serial(act: (name: string, length: number) => Promise<void>): (name: string, length: number) => Promise<void> {
  let last: Promise<unknown> = Promise.resolve()
  return (name, length) => {
    const next = last.then(() => act(name, length))
    last = next.catch(() => {})
    return next
  }
}

/** `unfinished` names the objects that may have holes; those found full or gone leave it. */
function createIn(folder: string, unfinished: Set<string>): (name: string, length: number) => Promise<void> {
  return async (name, length) => {
    const path = pathOf(folder, name)
    assert(Number.isSafeInteger(length) && length >= 0, 'a length is a whole number of bytes')
    const begun = await lengthOf(path)
    if (begun === length && length > 0) return
    // A crash between making a file and giving it its length leaves it empty: that one was never begun.
    assert(begun === null || begun === 0, `object \`${name}\` was begun with ${begun} bytes, not ${length}`)
    const { bavail, bsize } = await statfs(folder)
    const free = bavail * bsize - (await promised(folder, unfinished))
    if (length + ROOM_KEPT > free)
      throw new Fault('disk-full', `${path}: ${length} bytes and a reserve, and ${Math.max(free, 0)} free`)
    unfinished.add(name)
    await using handle = await open(path, 'a')
    await handle.truncate(length)
    await handle.sync()
    await syncDirectory(folder)
  }
}

/** Bytes that unfinished objects may still take: their holes. */
async function promised(folder: string, unfinished: Set<string>): Promise<number> {
  let all = 0
  for (const name of unfinished) {
    const found = await ifThere(stat(join(folder, name)))
    const holes = found === null ? 0 : found.size - found.blocks * 512
    if (holes > 0) all += holes
    else unfinished.delete(name)
  }
  return all
}

async function lengthOf(path: string): Promise<number | null> {
  return (await ifThere(stat(path)))?.size ?? null
}

async function writeAt(handle: FileHandle, to: { name: string; offset: number; bytes: Uint8Array }): Promise<void> {
  const { size } = await handle.stat()
  const { name, offset, bytes } = to
  assert(
    Number.isSafeInteger(offset) && offset >= 0 && offset + bytes.length <= size,
    `object \`${name}\` has ${size} bytes`,
  )
  for (let done = 0; done < bytes.length;) {
    done += (await handle.write(bytes, done, Math.min(BLOCK, bytes.length - done), offset + done)).bytesWritten
  }
}

async function readAt(handle: FileHandle, from: { name: string; offset: number; length: number }): Promise<Uint8Array> {
  const { size } = await handle.stat()
  const { name, offset, length } = from
  assert(
    Number.isSafeInteger(offset) && offset >= 0 && length >= 0 && offset + length <= size,
    `object \`${name}\` has ${size} bytes`,
  )
  const bytes = new Uint8Array(length)
  for (let done = 0; done < length;) {
    const { bytesRead } = await handle.read(bytes, done, Math.min(BLOCK, length - done), offset + done)
    if (bytesRead === 0) throw new Fault('store-failed', `object \`${name}\`: ends at ${offset + done}`)
    done += bytesRead
  }
  return bytes
}

// Asked again after a crash, the draft is gone and the name is there: then it is done.
async function renameIn(folder: string, names: { from: string; to: string }): Promise<void> {
  const [from, to] = [pathOf(folder, names.from), pathOf(folder, names.to)]
  if ((await lengthOf(from)) !== null) await rename(from, to)
  else assert((await lengthOf(to)) !== null, `object \`${names.from}\` was begun`)
  await syncDirectory(folder)
}

async function removeIn(folder: string, name: string): Promise<void> {
  await rm(pathOf(folder, name), { force: true })
  await syncDirectory(folder)
}
