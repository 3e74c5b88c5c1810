import { createServer, type Server } from 'node:https'
import { TLSSocket } from 'node:tls'
import Fastify, { type FastifyInstance, type FastifyReply, type FastifyRequest } from 'fastify'
import { assert } from '../core/assert.ts'
import { Fault } from '../core/fault.ts'
import type { Identity } from '../core/party/identity.ts'
import { callingPartner, serverOptions, type TlsIdentity } from '../io/tls.ts'
import { answer } from '../runtime/federation.ts'
import { logFile, sendLogFile } from './logs.ts'
import type { Node } from '../runtime/node.ts'
import type { Address } from './config.ts'

/** The listener for partners. */
export interface FederationListener {
  readonly address: Address
  /** Trusts one more partner's root, for connections from now on. */
  trust(partners: readonly Identity[]): void
  close(): Promise<void>
}

/** Largest request: a parcel. */
const BODY_BYTES_MAX = 16 * 1024 * 1024

/** Requests one partner may have under way; its own link has six. Beyond, 429 before a byte of the body is read. */
const REQUESTS_MAX = 8

/** Whoever connects has so long to prove who it is, to say what it wants, and to have said all of it. */
const PATIENCE = {
  handshakeTimeout: 10_000,
  headersTimeout: 10_000,
  requestTimeout: 60_000,
  connectionsCheckingInterval: 2_000,
}

/** Connections of all partners together, proved or not; more are closed at once. */
const CONNECTIONS_MAX = 128

interface FederationOptions {
  readonly directory: string
  readonly own: TlsIdentity
  readonly listen: Address
  readonly onFatal: (error: unknown) => void
}

/**
 * Listens for partners over mutual TLS 1.3. What was negotiated is asserted on every connection, and the certificate says who calls;
 * everything after that is `runtime/federation.ts`.
 */
export async function listenFederation(node: Node, given: FederationOptions): Promise<FederationListener> {
  const { own, listen, onFatal } = given
  const partners = (): readonly Identity[] => [...node.relations.values()].map(({ partner }) => partner)
  const options = (list: readonly Identity[]): ReturnType<typeof serverOptions> =>
    serverOptions(own, { profile: 'cnsa2', roots: [node.identity.root, ...list.map(({ root }) => root)] })
  let server: Server | null = null
  const fastify: FastifyInstance = Fastify({
    bodyLimit: BODY_BYTES_MAX,
    forceCloseConnections: true,
    serverFactory: (handler) => {
      server = createServer({ ...options(partners()), ...PATIENCE, keepAlive: true, noDelay: true }, handler)
      server.maxConnections = CONNECTIONS_MAX
      return server
    },
  })
  fastify.removeAllContentTypeParsers()
  fastify.addContentTypeParser('*', { parseAs: 'buffer' }, (_request, body, done) => done(null, body))
  const peerOf = (request: FastifyRequest): string | null => caller(request, partners())
  guard(fastify, peerOf)
  speakInCodes(fastify, onFatal)
  fastify.route({ method: ['GET', 'POST'], url: '/*', handler: answerPartner(node, { ...given, peerOf }) })
  await listenOn(fastify, listen)
  return {
    address: addressOf(fastify),
    trust: (list) => server?.setSecureContext(options(list)),
    close: () => fastify.close(),
  }
}

type PeerOf = (request: FastifyRequest) => string | null

function answerPartner(
  node: Node,
  { directory, onFatal, peerOf }: FederationOptions & { readonly peerOf: PeerOf },
): (request: FastifyRequest, reply: FastifyReply) => Promise<FastifyReply> {
  return async (request, reply) => {
    const peer = peerOf(request)
    assert(peer !== null, 'a stranger was refused before its body was read')
    const file = request.method === 'GET' ? logFile(directory, request.url) : null
    // INVARIANT: a log is shown to the partner it is with, and to no other.
    if (file !== null && node.relations.get(file.relation ?? '')?.partner.node === peer)
      return await sendLogFile(reply, file)
    const body = request.body instanceof Uint8Array ? request.body : new Uint8Array(0)
    try {
      const method = request.method === 'POST' ? 'POST' : 'GET'
      const response = await answer(node, peer, { method, path: request.url, body })
      return await reply
        .code(response.status)
        .type(response.type)
        .send(Buffer.from(response.body.buffer, response.body.byteOffset, response.body.length))
    } catch (error) {
      onFatal(error)
      return await reply.code(500).send('internal\n')
    }
  }
}

/** A partner is told a code and no cause: the words of the server's own parts stay here. */
function speakInCodes(fastify: FastifyInstance, onFatal: (error: unknown) => void): void {
  fastify.setNotFoundHandler(async (_request, reply) => await reply.code(404).send('not-found\n'))
  fastify.setErrorHandler(async (error: { readonly statusCode?: number }, _request, reply) => {
    const { statusCode = 500 } = error
    if (statusCode >= 500) onFatal(error)
    return await reply.code(statusCode).send(statusCode === 413 ? 'limit-exceeded\n' : 'bytes-malformed\n')
  })
}

/** Before a byte of a body is read: a stranger is refused, and a partner that asks too much at once is told to wait. */
function guard(fastify: FastifyInstance, peerOf: PeerOf): void {
  const underWay = new Map<string, number>()
  fastify.addHook('onRequest', async (request, reply) => {
    const peer = peerOf(request)
    if (peer === null) return await reply.code(403).header('connection', 'close').send('partner-untrusted\n')
    const count = underWay.get(peer) ?? 0
    if (count >= REQUESTS_MAX) return await reply.code(429).header('retry-after', '1').send('limit-exceeded\n')
    underWay.set(peer, count + 1)
    reply.raw.once('close', () => underWay.set(peer, (underWay.get(peer) ?? 1) - 1))
    return undefined
  })
}

/** Asserted once a connection: the proof of a post-quantum certificate costs more than most requests. */
const CALLERS = new WeakMap<TLSSocket, string>()

/** The name of the node that calls, as its certificate proved it; null for a stranger. */
function caller(
  { socket }: { readonly socket: FastifyRequest['socket'] },
  partners: readonly Identity[],
): string | null {
  if (!(socket instanceof TLSSocket)) return null
  const known = CALLERS.get(socket)
  if (known !== undefined) return known
  try {
    const { node } = callingPartner(socket, { profile: 'cnsa2', partners })
    CALLERS.set(socket, node)
    return node
  } catch (error) {
    if (error instanceof Fault) return null
    throw error
  }
}

/** Listens, or throws `port-in-use` naming the address. */
export async function listenOn(fastify: FastifyInstance, { host, port }: Address): Promise<void> {
  try {
    await fastify.listen({ host, port })
  } catch (cause) {
    const isTaken = cause instanceof Error && 'code' in cause && cause.code === 'EADDRINUSE'
    throw isTaken ? new Fault('port-in-use', `${host}:${port}`, { cause }) : cause
  }
}

/** Where a server that was told port 0 came to listen. */
export function addressOf(fastify: FastifyInstance): Address {
  const address = fastify.server.address()
  assert(address !== null && typeof address === 'object', 'a listener that listens has an address')
  return { host: address.address, port: address.port }
}
