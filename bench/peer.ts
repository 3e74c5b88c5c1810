/**
 * The bare other end of a TLS connection, in a process of its own: what an exchange is measured against.
 *
 * It echoes what it gets, or (`store FILE`) takes a length and so many bytes, hashes them, makes them durable and answers the digest.
 */
import { createHash } from 'node:crypto'
import { once } from 'node:events'
import { fork } from 'node:child_process'
import { open } from 'node:fs/promises'
import process from 'node:process'
import { createServer, type TLSSocket } from 'node:tls'
import { instant } from '../src/core/instant.ts'
import { issueCertificates } from '../src/io/certificate.ts'
import { generateKeyPair } from '../src/io/key-pair.ts'
import { connectPartner, serverOptions, type TlsIdentity } from '../src/io/tls.ts'

const MIB = 1024 * 1024
const NODES = { ours: 'kr.exercise.comity.example', theirs: 'jp.exercise.comity.example' }

/** Runs `act` with a connection to a peer in another process, over the groups and certificates nodes use. */
export async function withPeer<T>(
  mode: readonly string[],
  act: (socket: TLSSocket, pid: number) => Promise<T>,
): Promise<T> {
  const own = await identity(NODES.ours)
  const child = fork(import.meta.filename, mode, { serialization: 'advanced' })
  try {
    child.send(own.certificates.root)
    const [peer] = (await once(child, 'message')) as [{ readonly root: Uint8Array; readonly port: number }]
    const partner = { root: peer.root, node: NODES.theirs }
    const socket = await connectPartner(own, { profile: 'cnsa2', partner, host: '127.0.0.1', port: peer.port })
    socket.setNoDelay(true)
    try {
      return await act(socket, child.pid ?? 0)
    } finally {
      socket.destroy()
    }
  } finally {
    child.disconnect()
  }
}

/** Keys and certificates of a node that exists for this run only. */
export async function identity(node: string): Promise<TlsIdentity> {
  const [root, key] = [generateKeyPair('ml-dsa-87'), generateKeyPair('ml-dsa-87')]
  const validity = { from: instant(Date.now() - 3_600_000), days: 1 }
  return { key, certificates: await issueCertificates({ root, leaf: key, node, validity }) }
}

async function serve([mode = 'echo', path = '']: readonly string[]): Promise<void> {
  const own = await identity(NODES.theirs)
  const [root] = (await once(process, 'message')) as [Uint8Array]
  const server = createServer(serverOptions(own, { profile: 'cnsa2', roots: [root] }), (socket) => {
    socket.setNoDelay(true)
    socket.on('error', () => {})
    if (mode === 'echo') socket.pipe(socket)
    else void store(socket, path)
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  const address = server.address()
  process.send?.({ root: own.certificates.root, port: typeof address === 'object' ? (address?.port ?? 0) : 0 })
  process.once('disconnect', () => process.exit(0))
}

/** Gathers a mebibyte before it writes: a write a TLS record of 16 KiB would halve the rate. */
async function store(socket: TLSSocket, path: string): Promise<void> {
  await using file = await open(path, 'w')
  const hash = createHash('sha384')
  let left = -1
  let held: Buffer[] = []
  let holding = 0
  const write = async (): Promise<void> => {
    const block = Buffer.concat(held, holding)
    held = []
    holding = 0
    hash.update(block)
    await file.write(block)
  }
  for await (const chunk of socket) {
    let bytes = chunk as Buffer
    if (left < 0) {
      left = Number(bytes.readBigUInt64BE())
      bytes = bytes.subarray(8)
    }
    left -= bytes.length
    held.push(bytes)
    holding += bytes.length
    if (holding >= MIB) await write()
    if (left > 0) continue
    await write()
    await file.datasync()
    socket.end(hash.digest())
    return
  }
}

if (import.meta.main) await serve(process.argv.slice(2))
