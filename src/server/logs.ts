import { createReadStream, existsSync } from 'node:fs'
import type { FastifyReply } from 'fastify'
import { decodeTilePath } from '../core/ledger/tile.ts'
import { layout } from './layout.ts'

/** A file of a published log, as a URL names it (C2SP tlog-tiles). */
export interface LogFile {
  /** The relation of one of our own logs; null for our copy of a partner's. */
  readonly relation: string | null
  readonly path: string
  readonly isTile: boolean
}

const LOG = /^\/(rel\/([0-9a-f]{32})\/[1-9][0-9]*|mirror\/[0-9a-f]{64})\/(.+)$/

/** The file a URL names, or `null` where it names none that a log can have. */
export function logFile(directory: string, url: string): LogFile | null {
  const [, log = '', relation = null, file = ''] = LOG.exec(url) ?? []
  const isTile = decodeTilePath(file) !== null
  if (!isTile && file !== 'checkpoint') return null
  return { relation, path: layout(directory).log(`${log}/${file}`), isTile }
}

/** Sends it, or 404. Tiles never change; a checkpoint is asked for anew. */
export async function sendLogFile(reply: FastifyReply, { path, isTile }: LogFile): Promise<FastifyReply> {
  if (!existsSync(path)) return await reply.code(404).type('text/plain').send('not-found\n')
  return await reply
    .header('cache-control', isTile ? 'public, max-age=31536000, immutable' : 'no-cache')
    .type(isTile ? 'application/octet-stream' : 'text/plain; charset=utf-8')
    .send(createReadStream(path))
}
