import { Agent, request as httpsRequest } from 'node:https'
import { Duplex } from 'node:stream'
import type { Profile } from '../core/crypto/hpke.ts'
import { Fault } from '../core/fault.ts'
import type { Link, Request, Response } from '../runtime/ports.ts'
import { connectPartner, linkFault, type TlsIdentity, type TlsPartner } from './tls.ts'

/** Where a partner answers, and what it must prove to be. */
export interface LinkPartner extends TlsPartner {
  readonly url: string
}

/** Largest answer that is taken: a parcel and its cosignature, or a segment. */
const ANSWER_BYTES_MAX = 17 * 1024 * 1024
const CONNECTIONS_MAX = 6

/**
 * The link over mutual TLS 1.3, its parameters asserted on every connection before a byte of a request is sent.
 *
 * Connections are kept. Rejects with `partner-unreachable` or `partner-untrusted`.
 */
export function tlsLink(
  own: TlsIdentity,
  {
    profile,
    partnerOf,
    timeoutMs,
  }: { readonly profile: Profile; readonly partnerOf: (relation: string) => LinkPartner; readonly timeoutMs: number },
): Link & { close(): void } {
  const agents = new Map<string, Agent>()
  const agentOf = (relation: string): Agent => {
    const known = agents.get(relation)
    if (known !== undefined) return known
    const agent = new PinnedAgent(own, { profile, partner: partnerOf(relation) })
    agents.set(relation, agent)
    return agent
  }
  return {
    request: (relation, request) =>
      send(new URL(partnerOf(relation).url), request, { agent: agentOf(relation), timeoutMs }),
    close: () => agents.forEach((agent) => agent.destroy()),
  }
}

/** Hands out only connections whose negotiated parameters were asserted. */
class PinnedAgent extends Agent {
  readonly #own: TlsIdentity
  readonly #link: { readonly profile: Profile; readonly partner: LinkPartner }

  constructor(own: TlsIdentity, link: { readonly profile: Profile; readonly partner: LinkPartner }) {
    super({ keepAlive: true, maxSockets: CONNECTIONS_MAX, scheduling: 'lifo' })
    this.#own = own
    this.#link = link
  }

  override createConnection(
    options: { readonly host?: string; readonly port?: number | string },
    callback?: (error: Error | null, stream: Duplex) => void,
  ): undefined {
    const url = new URL(this.#link.partner.url)
    const port = url.port === '' ? 443 : Number(url.port)
    connectPartner(this.#own, { ...this.#link, host: options.host ?? url.hostname, port }).then(
      (socket) => {
        socket.setNoDelay(true)
        callback?.(null, socket)
      },
      // The agent looks at the error alone; its type wants a stream all the same.
      (error: unknown) => callback?.(error instanceof Error ? error : new Error(String(error)), new Duplex().destroy()),
    )
    return undefined
  }
}

function send(
  url: URL,
  { method, path, body }: Request,
  { agent, timeoutMs }: { readonly agent: Agent; readonly timeoutMs: number },
): Promise<Response> {
  return new Promise((resolve, reject) => {
    const fail = (cause: unknown): void => reject(cause instanceof Fault ? cause : linkFault(cause))
    const request = httpsRequest(
      {
        agent,
        method,
        host: url.hostname,
        port: url.port === '' ? 443 : url.port,
        path: url.pathname.replace(/\/$/, '') + path,
        headers: { 'content-type': 'application/octet-stream', 'content-length': body.length },
      },
      (response) => {
        const chunks: Uint8Array[] = []
        let length = 0
        response.on('data', (chunk: Uint8Array) => {
          length += chunk.length
          if (length > ANSWER_BYTES_MAX)
            request.destroy(new Fault('limit-exceeded', `an answer of more than ${ANSWER_BYTES_MAX} bytes`))
          else chunks.push(chunk)
        })
        response.on('error', fail)
        response.on('end', () =>
          resolve({
            status: response.statusCode ?? 0,
            type: response.headers['content-type'] ?? '',
            body: joined(chunks, length),
          }),
        )
      },
    )
    request.setTimeout(timeoutMs, () =>
      request.destroy(new Fault('partner-unreachable', `no answer within ${timeoutMs} ms`)),
    )
    // The line may drip and never be idle.
    const deadline = setTimeout(
      () => request.destroy(new Fault('partner-unreachable', `no whole answer within ${10 * timeoutMs} ms`)),
      10 * timeoutMs,
    )
    request.on('close', () => clearTimeout(deadline))
    request.on('error', fail)
    request.end(body)
  })
}

function joined(chunks: readonly Uint8Array[], length: number): Uint8Array {
  const bytes = new Uint8Array(length)
  let at = 0
  for (const chunk of chunks) {
    bytes.set(chunk, at)
    at += chunk.length
  }
  return bytes
}
