import { createHash } from 'node:crypto'
import { mkdirSync } from 'node:fs'
import { tmpdir, userInfo } from 'node:os'
import { join, resolve } from 'node:path'

/** A socket's path has at most 107 bytes on Linux and 103 on macOS; some directories are longer by themselves. */
const PATH_BYTES_MAX = 100

/** Where the control socket of a node's directory is: in it, or in a private folder of its user where its path would be too long. */
export function socketPath(directory: string): string {
  const inside = join(resolve(directory), 'control.sock')
  if (Buffer.byteLength(inside) <= PATH_BYTES_MAX) return inside
  const folder = join(tmpdir(), `comity-${userInfo().uid}`)
  mkdirSync(folder, { recursive: true, mode: 0o700 })
  return join(folder, `${createHash('sha256').update(resolve(directory)).digest('hex').slice(0, 32)}.sock`)
}
