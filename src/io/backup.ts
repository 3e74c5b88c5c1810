import { createHash } from 'node:crypto'
import { mkdir, open, readdir, readFile, rename, rm, rmdir, writeFile } from 'node:fs/promises'
import { dirname, join, relative, resolve, sep } from 'node:path'
import { isObject, parseJson, type Json } from '../core/bytes/canonical.ts'
import { fromUtf8 } from '../core/bytes/utf8.ts'
import { Fault } from '../core/fault.ts'
import { replaceFile, syncDirectory } from './durable.ts'
import { ifThere, withFileFaults } from './file-fault.ts'
import { LOCK } from './lock.ts'
import { sqliteFault } from './sqlite-fault.ts'
import { checkJournal, JOURNAL, openReader } from './sqlite-schema.ts'
import { PUBLISHED } from './tiles.ts'

/** Written last: a folder without it is not a backup. */
export const MANIFEST = 'manifest.json'
const FORMAT = 'comity-backup/v1'
const MANIFEST_BYTES_MAX = 256 * 1024 * 1024
const BLOCK = 1024 * 1024

/** One file of a backup. `path` has slashes and stays inside; `sha384` is lower-case hexadecimal. */
export interface BackupFile {
  readonly path: string
  readonly size: number
  readonly sha384: string
}

/**
 * Copies a data directory into an empty one, durably, while its node runs or not.
 *
 * The journal is copied as of one instant, without freed pages, so that nothing erased comes along. All else follows: keys as they are
 * (encrypted), settings, and objects, which therefore hold all that the copied journal speaks of. Published files are left out, since the
 * journal makes them again. The manifest shows damage, not malice: who can write the backup can write the manifest too.
 */
export async function backup(options: {
  readonly directory: string
  readonly target: string
}): Promise<readonly BackupFile[]> {
  const { directory } = options
  const target = resolve(options.target)
  if (target.startsWith(resolve(directory) + sep))
    throw new Fault('usage-invalid', `${target}: lies inside what is to be copied`)
  return withFileFaults(target, async () => {
    await makeEmpty(target)
    const files = new Map([[JOURNAL, await copyJournal(directory, target)]])
    // An object may be renamed while we copy, from its draft's name to its root: look again until nothing is new.
    for (let fresh = await filesIn(directory); fresh.length > 0; fresh = await filesIn(directory, files)) {
      for (const path of fresh) {
        const file = await copyFile({ from: directory, to: target, path })
        files.set(path, file)
      }
    }
    const list = [...files.values()].filter((file) => file !== null).sort((a, b) => (a.path < b.path ? -1 : 1))
    await syncFolders(target)
    await writeFile(join(target, `${MANIFEST}.new`), JSON.stringify({ format: FORMAT, files: list }, null, 1), {
      mode: 0o600,
    })
    replaceFile({ from: join(target, `${MANIFEST}.new`), to: join(target, MANIFEST) })
    return list
  })
}

/**
 * Makes a data directory from a backup: whole, or not at all. `directory` is absent or empty, and no mount point. Every file is checked against the manifest
 * while it is copied, and the journal page by page; a backup that fails is `backup-damaged`, naming the file.
 */
export async function restore(options: {
  readonly source: string
  readonly directory: string
}): Promise<readonly BackupFile[]> {
  const { source } = options
  const directory = resolve(options.directory)
  return withFileFaults(directory, async () => {
    const files = await readManifest(source)
    await makeEmpty(directory)
    // Built beside its place and moved there when whole, so that no node ever starts on half a backup.
    const draft = `${directory}.restoring`
    await rm(draft, { recursive: true, force: true })
    await mkdir(draft, { mode: 0o700 })
    try {
      for (const file of files) {
        const copied = await copyFile({ from: source, to: draft, path: file.path })
        if (copied === null) throw new Fault('backup-damaged', `${join(source, file.path)}: missing`)
        if (copied.size !== file.size)
          throw new Fault('backup-damaged', `${join(source, file.path)}: ${copied.size} bytes of ${file.size}`)
        if (copied.sha384 !== file.sha384)
          throw new Fault('backup-damaged', `${join(source, file.path)}: other content than the manifest's`)
      }
      checkJournal(draft)
      await syncFolders(draft)
    } catch (cause) {
      await rm(draft, { recursive: true, force: true })
      throw cause
    }
    await rmdir(directory)
    await rename(draft, directory)
    await syncDirectory(dirname(directory))
    return files
  })
}

async function makeEmpty(directory: string): Promise<void> {
  await mkdir(directory, { recursive: true, mode: 0o700 })
  if ((await readdir(directory)).length > 0) throw new Fault('directory-not-empty', directory)
}

async function copyJournal(directory: string, target: string): Promise<BackupFile | null> {
  const copy = join(target, JOURNAL)
  try {
    using db = openReader(directory)
    db.prepare('VACUUM INTO ?').run(copy)
  } catch (cause) {
    throw sqliteFault(join(directory, JOURNAL), cause)
  }
  await using handle = await open(copy, 'r+')
  await handle.chmod(0o600)
  await handle.sync()
  return await digest(JOURNAL, handle)
}

/** Paths of the files to copy, those already known left out. */
async function filesIn(directory: string, known: ReadonlyMap<string, unknown> = new Map()): Promise<string[]> {
  const found = await readdir(directory, { recursive: true, withFileTypes: true })
  const link = found.find((entry) => entry.isSymbolicLink())
  if (link !== undefined)
    throw new Fault('usage-invalid', `${join(link.parentPath, link.name)}: a link, and a backup follows none`)
  return found
    .filter((entry) => entry.isFile())
    .map((entry) => relative(directory, join(entry.parentPath, entry.name)).split(sep).join('/'))
    .filter(
      (path) => path !== LOCK && !path.startsWith(JOURNAL) && !path.startsWith(`${PUBLISHED}/`) && !known.has(path),
    )
}

/** Copies a file, durably, and says what was copied; `null` where it is gone. */
async function copyFile(job: {
  readonly from: string
  readonly to: string
  readonly path: string
}): Promise<BackupFile | null> {
  const source = await ifThere(open(join(job.from, job.path), 'r'))
  if (source === null) return null
  await using from = source
  await mkdir(dirname(join(job.to, job.path)), { recursive: true, mode: 0o700 })
  await using to = await open(join(job.to, job.path), 'wx', 0o600)
  const file = await digest(job.path, from, (bytes) => to.writeFile(bytes))
  await to.sync()
  return file
}

type Handle = Awaited<ReturnType<typeof open>>

/** Reads a file to its end, a block at a time. */
async function digest(path: string, handle: Handle, each?: (bytes: Uint8Array) => Promise<void>): Promise<BackupFile> {
  const hash = createHash('sha384')
  const block = new Uint8Array(BLOCK)
  let size = 0
  for (;;) {
    const { bytesRead } = await handle.read(block, 0, BLOCK, size)
    if (bytesRead === 0) return { path, size, sha384: hash.digest('hex') }
    const bytes = block.subarray(0, bytesRead)
    hash.update(bytes)
    await each?.(bytes)
    size += bytesRead
  }
}

async function syncFolders(directory: string): Promise<void> {
  for (const entry of await readdir(directory, { recursive: true, withFileTypes: true })) {
    if (entry.isDirectory()) await syncDirectory(join(entry.parentPath, entry.name))
  }
  await syncDirectory(directory)
}

async function readManifest(source: string): Promise<readonly BackupFile[]> {
  const path = join(source, MANIFEST)
  const bytes = await readFile(path).catch((cause: unknown) => {
    throw new Fault('backup-damaged', `${path}: missing, so the backup was never finished`, { cause })
  })
  try {
    if (bytes.length > MANIFEST_BYTES_MAX) throw new Fault('limit-exceeded', path)
    return decodeManifest(parseJson(fromUtf8(bytes, path), path))
  } catch (cause) {
    throw new Fault('backup-damaged', `${path}: not a whole manifest`, { cause })
  }
}

function decodeManifest(value: Json): readonly BackupFile[] {
  const list = isObject(value) && value['format'] === FORMAT ? value['files'] : null
  if (!Array.isArray(list)) throw new Fault('bytes-malformed', `manifest: not \`${FORMAT}\``)
  const files = list.map(decodeFile)
  const paths = new Set(files.map(({ path }) => path))
  if (paths.size !== files.length || !paths.has(JOURNAL))
    throw new Fault('bytes-malformed', 'manifest: a file twice, or no journal')
  return files
}

function decodeFile(value: Json): BackupFile {
  const { path, size, sha384 } = isObject(value) ? value : {}
  const sound =
    typeof path === 'string' &&
    isInside(path) &&
    typeof size === 'number' &&
    typeof sha384 === 'string' &&
    /^[0-9a-f]{96}$/.test(sha384)
  if (!sound) throw new Fault('bytes-malformed', 'manifest: a file without path, size or digest')
  return { path, size, sha384 }
}

function isInside(path: string): boolean {
  return !/[\\\0:]/.test(path) && path.split('/').every((part) => part !== '' && part !== '.' && part !== '..')
}
