import { chmodSync, existsSync, rmSync } from 'node:fs'
import Fastify from 'fastify'
import { parseJson } from '../../core/bytes/canonical.ts'
import { Fault } from '../../core/fault.ts'
import { socketPath } from '../../io/socket.ts'
import type { Host } from '../host.ts'
import { control } from './table.ts'

/** The socket a node's own people reach it by. */
export interface ControlListener {
  close(): Promise<void>
}

const BODY_BYTES_MAX = 4 * 1024 * 1024

/**
 * Listens on a socket in the node's directory that only the node's user may open. The directory is locked, so a socket file that is
 * already there belongs to a process that died.
 */
export async function listenControl(host: Host, onFatal: (error: unknown) => void): Promise<ControlListener> {
  const socket = socketPath(host.directory)
  if (existsSync(socket)) rmSync(socket)
  const fastify = Fastify({ bodyLimit: BODY_BYTES_MAX, forceCloseConnections: true })
  fastify.removeAllContentTypeParsers()
  fastify.addContentTypeParser('*', { parseAs: 'string' }, (_request, body, done) => done(null, body))
  fastify.post('/*', async (request, reply) => {
    try {
      const input = parseJson(String(request.body), 'request')
      return await reply.send({ value: await control(host, { command: request.url.slice(1), input }) })
    } catch (error) {
      if (error instanceof Fault) return await reply.code(422).send({ fault: error.code, detail: error.detail })
      onFatal(error)
      return await reply
        .code(500)
        .send({ fault: 'internal', detail: error instanceof Error ? error.message : String(error) })
    }
  })
  await fastify.listen({ path: socket })
  chmodSync(socket, 0o600)
  return { close: () => fastify.close() }
}
