import Fastify from 'fastify'
import type { Address } from './config.ts'
import { addressOf, listenOn } from './federation.ts'
import { logFile, sendLogFile } from './logs.ts'

/** The listener for the nation's auditor: C2SP files of the logs, read-only, on loopback. Leaves are salted commitments. */
export interface AuditListener {
  readonly address: Address
  close(): Promise<void>
}

/** Serves `checkpoint` and tiles of every log in the directory (C2SP tlog-tiles); anything else is 404. */
export async function listenAudit(directory: string, listen: Address): Promise<AuditListener> {
  const fastify = Fastify({ forceCloseConnections: true })
  fastify.get('/*', async (request, reply) => {
    const file = logFile(directory, request.url)
    return file === null ? await reply.code(404).type('text/plain').send('not-found\n') : await sendLogFile(reply, file)
  })
  await listenOn(fastify, listen)
  return { address: addressOf(fastify), close: () => fastify.close() }
}
