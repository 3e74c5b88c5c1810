import { createHash } from 'node:crypto'
import { createReadStream } from 'node:fs'
import { resolve } from 'node:path'
import { pipeline } from 'node:stream/promises'
import { Fault } from '../core/fault.ts'

/** SHA-384 of a file, read once and in constant memory; `file-unreadable` where it cannot be. */
export async function fileDigest(path: string): Promise<Uint8Array> {
  const hash = createHash('sha384')
  try {
    await pipeline(createReadStream(path), hash)
  } catch (cause) {
    throw new Fault('file-unreadable', resolve(path), { cause })
  }
  return new Uint8Array(hash.digest())
}
