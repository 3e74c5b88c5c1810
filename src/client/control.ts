import { existsSync } from 'node:fs'
import { request } from 'node:http'
import { canonical, isObject, parseJson, type Json } from '../core/bytes/canonical.ts'
import { Fault, isFaultCode } from '../core/fault.ts'

/** Largest answer of a node to its own people. */
const ANSWER_BYTES_MAX = 64 * 1024 * 1024

/** Tells whether a node may be listening at a control socket. */
export function isListening(socket: string): boolean {
  return existsSync(socket)
}

/**
 * Asks a running node for one command, over the socket in its directory that only its user can open.
 *
 * Rejects with the Fault the node answered, with `node-not-running` where nobody listens.
 */
export function askNode(
  socket: string,
  { command, input }: { readonly command: string; readonly input: Json },
): Promise<Json> {
  const body = canonical(input)
  return new Promise((resolve, reject) => {
    const asked = request(
      {
        socketPath: socket,
        method: 'POST',
        path: `/${command}`,
        headers: { 'content-type': 'application/json', 'content-length': Buffer.byteLength(body) },
      },
      (response) => {
        const chunks: Buffer[] = []
        let length = 0
        response.on('data', (chunk: Buffer) => {
          length += chunk.length
          if (length > ANSWER_BYTES_MAX) asked.destroy(new Fault('limit-exceeded', `answer to ${command}`))
          chunks.push(chunk)
        })
        response.on('error', reject)
        response.on('end', () => {
          try {
            resolve(outcome(parseJson(Buffer.concat(chunks).toString('utf8'), `answer to ${command}`)))
          } catch (error) {
            reject(error instanceof Error ? error : new Error(String(error)))
          }
        })
      },
    )
    asked.on('error', (cause: NodeJS.ErrnoException) => {
      const isAway =
        cause.code === 'ENOENT' ||
        cause.code === 'ECONNREFUSED' ||
        cause.code === 'ECONNRESET' ||
        cause.code === 'EPIPE'
      reject(isAway ? new Fault('node-not-running', socket, { cause }) : cause)
    })
    asked.end(body)
  })
}

function outcome(answer: Json): Json {
  if (isObject(answer) && answer['value'] !== undefined) return answer['value']
  const code = isObject(answer) ? answer['fault'] : undefined
  const detail = isObject(answer) ? answer['detail'] : undefined
  if (typeof code === 'string' && isFaultCode(code)) throw new Fault(code, typeof detail === 'string' ? detail : '')
  throw new Error(`the node failed: ${typeof detail === 'string' ? detail : 'see its own log'}`)
}
