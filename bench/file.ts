import { createCipheriv } from 'node:crypto'
import { once } from 'node:events'
import { createReadStream, createWriteStream, statfsSync } from 'node:fs'
import { join } from 'node:path'
import { atLeast, atMost, type Measure } from './measure.ts'
import { withPair } from './pair.ts'
import { withPeer } from './peer.ts'

const MIB = 1024 * 1024
const MEMORY_GOAL_MB = 256

/**
 * A file of 2 GB from the call of `send` to its durable receipt: both gates, sealed, sent, verified, stored. The digest that drafting
 * takes is not counted and stands in a row of its own. The floor copies the same file over TLS, hashes it once and flushes once.
 */
export async function file(quick: boolean): Promise<readonly Measure[]> {
  const bytes = (quick ? 128 : 2_000) * MIB
  return await withPair({}, async ({ kr, jp, directory }) => {
    const { bavail, bsize } = statfsSync(directory)
    if (bavail * bsize < 8 * bytes)
      throw new Error(`${directory}: not the room for a file of ${bytes} bytes and its copies`)
    const path = join(directory, 'recording.bin')
    await write(path, bytes)
    const [values, floors, drafts]: [number[], number[], number[]] = [[], [], []]
    for (let run = 0; run < (quick ? 1 : 2); run++) {
      floors.push(bytes / 1e6 / (await plainCopy(path, { bytes, to: join(directory, 'copy.bin') })))
      const { drafted, receipted } = await kr.ask('file', { path })
      values.push(bytes / 1e6 / receipted)
      drafts.push(bytes / 1e6 / drafted)
    }
    const peaks = [await kr.ask('usage', {}), await jp.ask('usage', {})].map(({ peakBytes }) => peakBytes / 1e6)
    const goal = Math.min(200, 0.6 * Math.max(...floors))
    return [
      atLeast({ name: `file of ${bytes / MIB} MiB sent and receipted`, unit: 'MB/s', values, floors, goal }),
      atLeast({ name: 'the same file drafted: its digests', unit: 'MB/s', values: drafts }),
      ...['sender', 'receiver'].map((side, i) =>
        atMost({ name: `peak memory of the ${side}`, unit: 'MB', values: [peaks[i] ?? 0], goal: MEMORY_GOAL_MB }),
      ),
    ]
  })
}

/** Bytes that do not compress and cost little to make. */
async function write(path: string, bytes: number): Promise<void> {
  const out = createWriteStream(path)
  const stream = createCipheriv('aes-256-ctr', new Uint8Array(32), new Uint8Array(16))
  const zeros = new Uint8Array(MIB)
  for (let written = 0; written < bytes; written += MIB) if (!out.write(stream.update(zeros))) await once(out, 'drain')
  out.end()
  await once(out, 'finish')
}

async function plainCopy(
  path: string,
  { bytes, to }: { readonly bytes: number; readonly to: string },
): Promise<number> {
  return await withPeer(['store', to], async (socket) => {
    const begun = performance.now()
    const answered = once(socket, 'data')
    const length = Buffer.alloc(8)
    length.writeBigUInt64BE(BigInt(bytes))
    socket.write(length)
    for await (const chunk of createReadStream(path, { highWaterMark: MIB }))
      if (!socket.write(chunk as Buffer)) await once(socket, 'drain')
    await answered
    return (performance.now() - begun) / 1000
  })
}
