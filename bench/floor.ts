import { randomBytes } from 'node:crypto'
import { once } from 'node:events'
import { closeSync, fdatasyncSync, mkdtempSync, openSync, rmSync, writeSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { TLSSocket } from 'node:tls'
import { generateKeyPair, signWith } from '../src/io/key-pair.ts'
import { nodePrimitives as primitives } from '../src/io/primitives.ts'
import { atLeast, atMost, percentile, type Measure } from './measure.ts'
import { withPeer } from './peer.ts'

const pairs = { ed25519: generateKeyPair('ed25519'), 'ml-dsa-87': generateKeyPair('ml-dsa-87') }
const message = new Uint8Array(randomBytes(200))

/** What this machine does at most: a flush, a round trip, the hashes and the signatures. Everything else is held against these. */
export async function floors(quick: boolean): Promise<readonly Measure[]> {
  const rounds = quick ? 50 : 300
  const flushes = await withFlush(async (flush) => Array.from({ length: rounds }, () => milliseconds(flush)))
  const echoes = await withPeer(['echo'], async (socket) => await timesOf(rounds, () => echo(socket)))
  const [short, long] = [new Uint8Array(90), new Uint8Array(1024 * 1024)]
  const measures = [
    ...percentiles('append of 4 KiB and fdatasync', flushes),
    ...percentiles('TLS round trip of 2 KiB, two processes', echoes),
    atMost({
      name: 'SHA-256 of 90 bytes',
      unit: 'µs',
      values: repeat(() => micros(20_000, () => primitives.sha256(short))),
    }),
    atLeast({
      name: 'SHA-384 of 1 MiB',
      unit: 'MB/s',
      values: repeat(() => (long.length * 1e-6) / (micros(20, () => primitives.sha384(long)) * 1e-6)),
    }),
  ]
  for (const algorithm of ['ed25519', 'ml-dsa-87'] as const) {
    const signature = await signWith(pairs[algorithm], message)
    const { publicKey } = pairs[algorithm]
    const signing = await timesOf(rounds, () => signWith(pairs[algorithm], message))
    measures.push(
      atMost({ name: `${algorithm} sign, in another thread`, unit: 'µs', values: signing.map((ms) => ms * 1000) }),
      atMost({
        name: `${algorithm} verify`,
        unit: 'µs',
        values: repeat(() => micros(100, () => primitives.verify(algorithm, publicKey, message, signature))),
      }),
    )
  }
  return measures
}

/** The least one item can take: flushed here, one round trip, flushed there; and the same with the signatures nodes exchange. */
export async function singleFloors(
  rounds: number,
): Promise<{ readonly bare: readonly number[]; readonly signed: readonly number[] }> {
  return await withPeer(['echo'], async (socket) =>
    withFlush(async (flush) => {
      const transfer = async (): Promise<void> => {
        flush()
        await echo(socket)
        flush()
      }
      const signed = async (): Promise<void> => {
        const head = await signPair()
        verifyPair(head)
        await transfer()
        const [cosignature, answer] = await Promise.all([signPair(), signPair()])
        verifyPair(cosignature)
        verifyPair(answer)
      }
      return { bare: await timesOf(rounds, transfer), signed: await timesOf(rounds, signed) }
    }),
  )
}

interface Pair {
  readonly ed25519: Uint8Array
  readonly 'ml-dsa-87': Uint8Array
}

async function signPair(): Promise<Pair> {
  const [ed25519, lattice] = await Promise.all([
    signWith(pairs.ed25519, message),
    signWith(pairs['ml-dsa-87'], message),
  ])
  return { ed25519, 'ml-dsa-87': lattice }
}

function verifyPair(pair: Pair): void {
  for (const algorithm of ['ed25519', 'ml-dsa-87'] as const)
    if (!primitives.verify(algorithm, pairs[algorithm].publicKey, message, pair[algorithm])) throw new Error(algorithm)
}

const PAYLOAD = randomBytes(2048)

async function echo(socket: TLSSocket): Promise<void> {
  let left = PAYLOAD.length
  socket.write(PAYLOAD)
  while (left > 0) {
    const [chunk] = (await once(socket, 'data')) as [Buffer]
    left -= chunk.length
  }
}

async function withFlush<T>(act: (flush: () => void) => Promise<T>): Promise<T> {
  const directory = mkdtempSync(join(tmpdir(), 'comity-bench-'))
  const fd = openSync(join(directory, 'floor'), 'w')
  const block = new Uint8Array(4096)
  try {
    return await act(() => {
      writeSync(fd, block)
      fdatasyncSync(fd)
    })
  } finally {
    closeSync(fd)
    rmSync(directory, { recursive: true })
  }
}

/** Two figures of one list of times. */
export function percentiles(name: string, values: readonly number[]): readonly Measure[] {
  return [50, 99].map((percent) =>
    atMost({
      name: `${name}, p${percent}`,
      unit: 'ms',
      values: thirds(values).map((part) => percentile(part, percent)),
    }),
  )
}

/** Three runs out of one list, so that a percentile has a spread. */
export function thirds(values: readonly number[]): readonly (readonly number[])[] {
  const length = Math.ceil(values.length / 3)
  return [0, 1, 2].map((i) => values.slice(i * length, (i + 1) * length))
}

async function timesOf(rounds: number, act: () => Promise<unknown>): Promise<number[]> {
  await act()
  const times: number[] = []
  for (let i = 0; i < rounds; i++) {
    const begun = performance.now()
    await act()
    times.push(performance.now() - begun)
  }
  return times
}

function milliseconds(act: () => void): number {
  const begun = performance.now()
  act()
  return performance.now() - begun
}

function micros(rounds: number, act: () => unknown): number {
  const begun = performance.now()
  for (let i = 0; i < rounds; i++) act()
  return ((performance.now() - begun) * 1000) / rounds
}

function repeat(run: () => number): readonly number[] {
  run()
  return Array.from({ length: 5 }, run)
}
