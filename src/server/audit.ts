import { createReadStream, existsSync } from 'node:fs'
import Fastify from 'fastify'
import { decodeTilePath } from '../core/ledger/tile.ts'
import type { Address } from './config.ts'
import { addressOf, listenOn } from './federation.ts'
import { layout } from './layout.ts'

/** The listener for the nation's auditor: C2SP files of the logs, read-only, on loopback. Leaves are salted commitments. */
export interface AuditListener {
  readonly address: Address
  close(): Promise<void>
}

const LOG = /^\/((?:rel\/[0-9a-f]{32}\/[1-9][0-9]*)|(?:mirror\/[0-9a-f]{64}))\/(.+)$/

/** Serves `checkpoint` and tiles of every log in the directory (C2SP tlog-tiles); anything else is 404. */
export async function listenAudit(directory: string, listen: Address): Promise<AuditListener> {
  const fastify = Fastify({ forceCloseConnections: true })
  fastify.get('/*', async (request, reply) => {
    const [, log = '', file = ''] = LOG.exec(request.url) ?? []
    const isTile = decodeTilePath(file) !== null
    const path = layout(directory).log(`${log}/${file}`)
    if (!(isTile || file === 'checkpoint') || !existsSync(path))
      return await reply.code(404).type('text/plain').send('not-found\n')
    return await reply
      .header('cache-control', isTile ? 'public, max-age=31536000, immutable' : 'no-cache')
      .type(isTile ? 'application/octet-stream' : 'text/plain; charset=utf-8')
      .send(createReadStream(path))
  })
  await listenOn(fastify, listen)
  return { address: addressOf(fastify), close: () => fastify.close() }
}
