import { readFile } from 'node:fs/promises'
import { join, resolve } from 'node:path'
import { Fault } from '../core/fault.ts'
import { decodeVkey, type KeyPair, type VerifierKey } from '../core/ledger/key.ts'
import type { LogTrust, PathReader } from '../core/ledger/verify.ts'
import { fromUtf8 } from '../core/bytes/utf8.ts'
import { nodePrimitives } from '../io/primitives.ts'
import { isFolder, readGiven } from './given-file.ts'

/** Largest file of a log: a full bundle of entries is 9 KB here, and a stranger's log may hold longer ones. */
const BYTES_MAX = 32 * 1024 * 1024
const TIMEOUT_MS = 30_000

/** Tells whether a log is named by an address and not by a folder. */
export function isUrl(place: string): boolean {
  return /^https?:\/\//.test(place)
}

/** Reads the files of a log from a folder or from an http(s) address. */
export function logReader(place: string): PathReader {
  if (isUrl(place)) return (path) => fetchFile(`${place.replace(/\/$/, '')}/${path}`)
  const folder = resolve(place)
  if (!isFolder(folder)) throw new Fault('file-unreadable', folder)
  return async (path) => {
    try {
      return new Uint8Array(await readFile(join(folder, path)))
    } catch (cause) {
      if (cause instanceof Error && 'code' in cause && cause.code === 'ENOENT') return null
      throw new Fault('file-unreadable', join(folder, path), { cause })
    }
  }
}

async function fetchFile(url: string): Promise<Uint8Array | null> {
  try {
    const response = await fetch(url, { redirect: 'error', signal: AbortSignal.timeout(TIMEOUT_MS) })
    if (response.status === 404) return null
    if (!response.ok || response.body === null)
      throw new Fault('partner-unreachable', `${url}: status ${response.status}`)
    return await readBody(response.body, url)
  } catch (cause) {
    throw cause instanceof Fault ? cause : new Fault('partner-unreachable', url, { cause })
  }
}

async function readBody(body: AsyncIterable<Uint8Array>, url: string): Promise<Uint8Array> {
  const chunks: Uint8Array[] = []
  let length = 0
  for await (const chunk of body) {
    length += chunk.length
    if (length > BYTES_MAX) throw new Fault('limit-exceeded', `${url}: more than ${BYTES_MAX} bytes`)
    chunks.push(chunk)
  }
  return new Uint8Array(Buffer.concat(chunks))
}

/** The keys a person gave, each a vkey or a file with one on each line. */
export interface GivenKeys {
  readonly log: readonly string[]
  readonly cosigners: readonly string[]
}

/** What is trusted, out of what a person gave: one log's keys, and each cosigner's two. */
export function trustOf({ log, cosigners }: GivenKeys): LogTrust {
  const keys = keysOf(log, '--key')
  const [classical, second] = oneEach(keys, { kind: 'ed25519', flag: '--key' })
  return { log: classical, quantum: second, cosigners: pairsOf(keysOf(cosigners, '--cosigner')) }
}

/** The two keys of a log and of the partner that cosigned it, all four of which a receipt is checked with. */
export function pairsOfProof(given: GivenKeys): { readonly log: KeyPair; readonly partner: KeyPair } {
  const { log, quantum, cosigners } = trustOf(given)
  const [partner, another] = cosigners
  if (quantum === null) throw new Fault('usage-invalid', `--key: no ML-DSA-87 key of \`${log.name}\``)
  if (partner === undefined || another !== undefined)
    throw new Fault('usage-invalid', '--cosigner: not the two keys of one cosigner')
  return { log: { classical: log, quantum }, partner }
}

function keysOf(given: readonly string[], flag: string): readonly VerifierKey[] {
  return given.flatMap(linesOf).map((line) => {
    try {
      return decodeVkey(nodePrimitives, line)
    } catch (cause) {
      throw cause instanceof Fault ? new Fault('usage-invalid', `${flag}: ${cause.detail}`, { cause }) : cause
    }
  })
}

// A vkey has two plus signs and no slash before them; a path that looks like that can be written with `./`.
function linesOf(given: string): readonly string[] {
  if (/^[^/\\\s+]+(?:\/[^\\\s+]+)*\+[0-9a-f]{8}\+/.test(given)) return [given]
  return fromUtf8(readGiven(given), given)
    .split('\n')
    .map((line) => line.trim())
    .filter((line) => line !== '')
}

function pairsOf(keys: readonly VerifierKey[]): readonly KeyPair[] {
  const byName = Map.groupBy(keys, ({ name }) => name)
  return [...byName].map(([name, own]) => {
    const [classical, quantum] = oneEach(own, { kind: 'cosignature', flag: '--cosigner' })
    // A cosignature counts only with both lines, so one key checks nothing.
    if (quantum === null) throw new Fault('usage-invalid', `--cosigner: no ML-DSA-87 key of \`${name}\``)
    return { classical, quantum }
  })
}

function oneEach(
  keys: readonly VerifierKey[],
  { kind, flag }: { readonly kind: 'ed25519' | 'cosignature'; readonly flag: string },
): readonly [VerifierKey, VerifierKey | null] {
  const [classical, ...more] = keys.filter((key) => key.kind === kind)
  const [quantum = null, ...others] = keys.filter((key) => key.kind === 'ml-dsa-87')
  if (classical === undefined)
    throw new Fault('usage-invalid', `${flag}: no ${kind === 'ed25519' ? 'Ed25519' : 'cosignature'} key`)
  const stranger = [...more, ...others, ...keys].find(
    (key) => key !== classical && (key !== quantum || key.name !== classical.name),
  )
  if (stranger !== undefined)
    throw new Fault(
      'usage-invalid',
      `${flag}: \`${stranger.name}\` (${stranger.kind}) is no second key of \`${classical.name}\``,
    )
  return [classical, quantum]
}
