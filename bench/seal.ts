import { createCipheriv, createSecretKey, randomBytes } from 'node:crypto'
import { once } from 'node:events'
import { createServer, type TLSSocket } from 'node:tls'
import { toHex } from '../src/core/bytes/bytes.ts'
import * as chunked from '../src/core/crypto/chunked.ts'
import {
  hpkeOpen,
  hpkeReceiver,
  hpkeSeal,
  hpkeSender,
  PROFILES,
  sealingKey,
  type Profile,
} from '../src/core/crypto/hpke.ts'
import type { Bound } from '../src/core/wire/bound.ts'
import { contentDigest } from '../src/core/wire/content-digest.ts'
import { objectTreeHasher } from '../src/core/wire/object.ts'
import { decodeSealHeader, keyIdOf, SEAL_HEADER_BYTES } from '../src/core/wire/seal-header.ts'
import { opener, sealer, sealSecrets } from '../src/core/wire/seal.ts'
import { decapsulateWith, generateKeyPair } from '../src/io/key-pair.ts'
import { nodePrimitives as primitives } from '../src/io/primitives.ts'
import { connectPartner, serverOptions } from '../src/io/tls.ts'
import { atLeast, atMost, type Measure } from './measure.ts'
import { identity } from './peer.ts'

const MIB = 1024 * 1024
const RUNS = 7
const fresh = (length: number): Uint8Array => new Uint8Array(randomBytes(length))
const pairs = { 'ml-kem-1024': generateKeyPair('ml-kem-1024'), p384: generateKeyPair('p384') }
const keys = { 'ml-kem-1024': pairs['ml-kem-1024'].publicKey, p384: pairs.p384.publicKey }
const decapsulate = async (kem: 'ml-kem-1024' | 'p384', ciphertext: Uint8Array): Promise<Uint8Array | null> =>
  decapsulateWith(pairs[kem], ciphertext)

/** Wrapping and unwrapping one key to a partner, by profile. */
export async function keyWraps(): Promise<readonly Measure[]> {
  const measures: Measure[] = []
  const aad = fresh(89)
  for (const profile of PROFILES) {
    const input = { profile, publicKey: sealingKey(profile, keys), info: fresh(48) }
    const wrap = (): { enc: Uint8Array; sealed: Uint8Array } => {
      const { enc, context } = hpkeSender(primitives, input)
      return { enc, sealed: hpkeSeal(primitives, context, { aad, plaintext: aad.subarray(0, 32) }) }
    }
    const { enc, sealed } = wrap()
    measures.push(await perCall(`key wrap, ${profile}`, async () => wrap(), 100))
    const unwrap = async (): Promise<void> => {
      const context = await hpkeReceiver(primitives, decapsulate, { ...input, enc })
      if (hpkeOpen(primitives, context, { aad, sealed }) === null) throw new Error('the wrap does not open')
    }
    measures.push(await perCall(`key unwrap, ${profile}`, unwrap, 100))
  }
  return measures
}

/** The payload format alone, pushed by the MiB, against AES-256-GCM over the same chunks with nothing around it. */
export async function payloads(): Promise<readonly Measure[]> {
  const data = fresh(MIB)
  const key = fresh(32)
  const secrets = { key, salt: fresh(24), context: fresh(48) }
  const sealing = chunked.chunkedSealing(primitives, secrets)
  const rounds = 64
  const bare = await throughput('bare', rounds, () => {
    const secret = createSecretKey(key)
    for (let at = 0; at < MIB; at += chunked.CHUNK_BYTES) {
      const cipher = createCipheriv('aes-256-gcm', secret, secrets.salt.subarray(0, 12))
      cipher.update(data.subarray(at, at + chunked.CHUNK_BYTES))
      cipher.final()
      cipher.getAuthTag()
    }
  })
  const against = { floors: [bare.value], goal: 600 }
  const seal = (): void => void chunked.chunkedSealer(primitives, sealing).push(data)
  const sealed = await throughput('payload sealed by the MiB', rounds, seal, against)
  const whole = chunked.chunkedSealer(primitives, sealing).push(data)
  const open = (): void => void chunked.chunkedOpener(primitives, sealing).push(whole)
  return [sealed, await throughput('payload opened by the MiB', rounds, open, against)]
}

/** A whole item of 64 MiB: sealed (its digest taken first), opened and verified, and its segment tree hashed. */
export async function items(): Promise<readonly Measure[]> {
  const data = fresh(MIB)
  const mebibytes = 64
  const profile: Profile = 'cnsa2'
  const salt = fresh(32)
  const digest = contentDigest(primitives, salt)
  for (let i = 0; i < mebibytes; i++) digest.push(data)
  const { commitment, length } = digest.finish()
  const bound = boundTo({ profile, salt, length, commitment: toHex(commitment) })
  const seal = (): Uint8Array[] => {
    const sealing = sealer(primitives, { keys, bound, secrets: sealSecrets(fresh(56)) })
    const parts = Array.from({ length: mebibytes }, () => sealing.push(data))
    return [...parts, sealing.finish()]
  }
  const parts = seal()
  const [front, ...rest] = parts
  if (front === undefined) throw new Error('nothing was sealed')
  const open = async (): Promise<void> => {
    const opening = await opener(primitives, { keys, decapsulate, header: decodeSealHeader(front) })
    opening.push(front.subarray(SEAL_HEADER_BYTES[profile]))
    for (const part of rest) opening.push(part)
    opening.finish()
  }
  const hash = (): void => {
    const hasher = objectTreeHasher(primitives)
    for (const part of parts) hasher.push(part)
    hasher.finish()
  }
  return [
    await throughput('item sealed, digest not counted', mebibytes, seal, { calls: 1 }),
    await throughput('item opened and verified', mebibytes, open, { calls: 1 }),
    await throughput('object tree hashed', mebibytes, hash, { calls: 1 }),
  ]
}

/** A full handshake with both ends' certificates, checked; and one round trip on the connection after it. Both ends here. */
export async function handshakes(): Promise<readonly Measure[]> {
  const [ours, theirs] = [await identity('kr.exercise.comity.example'), await identity('jp.exercise.comity.example')]
  const measures: Measure[] = []
  for (const profile of PROFILES) {
    const server = createServer(serverOptions(theirs, { profile, roots: [ours.certificates.root] }), (socket) => {
      socket.on('error', () => {})
      socket.pipe(socket)
    })
    server.listen(0, '127.0.0.1')
    await once(server, 'listening')
    const address = server.address()
    if (address === null || typeof address === 'string') throw new Error('no port')
    const partner = { root: theirs.certificates.root, node: 'jp.exercise.comity.example' }
    const link = { profile, partner, host: '127.0.0.1', port: address.port }
    const socket = await connectPartner(ours, link)
    const connecting = async (): Promise<void> => {
      const another = await connectPartner(ours, link)
      await echo(another)
      another.destroy()
    }
    measures.push(await perCall(`handshake and first round trip, ${profile}`, connecting, 10, 'ms'))
    measures.push(await perCall(`echo round trip, ${profile}`, async () => echo(socket), 200, 'ms'))
    socket.destroy()
    server.close()
  }
  return measures
}

async function echo(socket: TLSSocket): Promise<void> {
  const answer = once(socket, 'data')
  socket.write('ping')
  await answer
}

function boundTo(content: Pick<Bound, 'profile' | 'salt' | 'length' | 'commitment'>): Bound {
  const digest = '0'.repeat(96)
  return {
    ...content,
    release: '0'.repeat(32),
    agreement: digest,
    labels: { originator: digest, alternative: digest },
    policies: [digest, digest],
    verdict: digest,
    originators: ['KR'],
    conditions: [],
    recipient: { node: 'jp.exercise.comity.example', key: keyIdOf(primitives, content.profile, keys) },
    contentType: 'application/octet-stream',
    attachments: [],
  }
}

async function perCall(
  name: string,
  act: () => Promise<unknown>,
  calls: number,
  unit: 'µs' | 'ms' = 'µs',
): Promise<Measure> {
  const scale = unit === 'µs' ? 1000 : 1
  return atMost({ name, unit, values: (await millisecondsOf(act, calls)).map((ms) => (ms * scale) / calls) })
}

/** MB/s of `act`, which takes `mebibytes` in `calls` calls (one a MiB unless told). */
async function throughput(
  name: string,
  mebibytes: number,
  act: () => unknown,
  { calls = mebibytes, ...against }: { calls?: number; floors?: readonly number[]; goal?: number } = {},
): Promise<Measure> {
  const values = (await millisecondsOf(act, calls)).map((ms) => (mebibytes * MIB) / 1000 / ms)
  return atLeast({ name, unit: 'MB/s', values, ...against })
}

/** How long a run of calls takes, once it is warm. */
async function millisecondsOf(act: () => unknown, calls: number): Promise<readonly number[]> {
  const times: number[] = []
  for (let run = -1; run < RUNS; run++) {
    const begun = performance.now()
    for (let i = 0; i < calls; i++) await act()
    if (run >= 0) times.push(performance.now() - begun)
  }
  return times
}
