import { readFileSync, statSync } from 'node:fs'
import { resolve } from 'node:path'
import { Fault } from '../core/fault.ts'

/** Largest file a person hands to a command to be read whole. */
const BYTES_MAX = 4 * 1024 * 1024

/** Reads a file a person named; `file-unreadable` where it cannot be. */
export function readGiven(path: string): Uint8Array {
  const place = resolve(path)
  try {
    if (statSync(place).size > BYTES_MAX) throw new Fault('limit-exceeded', `${place}: more than ${BYTES_MAX} bytes`)
    return new Uint8Array(readFileSync(place))
  } catch (cause) {
    throw cause instanceof Fault ? cause : new Fault('file-unreadable', place, { cause })
  }
}

/** Tells whether a path a person gave is a folder; `file-unreadable` where nothing is there. */
export function isFolder(path: string): boolean {
  try {
    return statSync(resolve(path)).isDirectory()
  } catch (cause) {
    throw new Fault('file-unreadable', resolve(path), { cause })
  }
}
