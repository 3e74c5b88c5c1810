import { EMPTY, fromHex } from '../core/bytes/bytes.ts'
import { Fault } from '../core/fault.ts'
import { decodeSegment, verifySegment } from '../core/wire/object.ts'
import { SEGMENT_BYTES, segmentCount } from '../core/wire/segments.ts'
import type { Event, ReleaseAct } from '../core/wire/act.ts'
import { hasFinalRung } from '../core/party/ladder.ts'
import { judgeRelease, rungsOf } from './judge.ts'
import { ordinal } from './keep.ts'
import type { Node, Relation } from './node.ts'
import { readEvent } from './open.ts'
import { place, settle } from './record.ts'

/** Segments asked for at once. */
const IN_FLIGHT = 6
/** Segments between two points that survive a crash. */
const FLUSH_EVERY = 64

/** How an object's transfer goes, for those who watch. */
export type Progress = (progress: { readonly index: number; readonly segments: number; readonly done: number }) => void

/**
 * Fetches every sealed object that releases of the partner still lack, and climbs its rungs when the last segment is durable.
 *
 * Resumes where it stopped, within {@link FLUSH_EVERY} segments. INVARIANT: `arrived` is recorded only after the object is whole
 * and flushed.
 */
export async function fetchObjects(node: Node, relation: Relation, onProgress: Progress = ignore): Promise<void> {
  const faults: Fault[] = []
  for (const { key } of await node.ports.store.scan(`fetch/${relation.id}`, { limit: 1024 })) {
    try {
      await fetchOne(node, relation, { index: Number(key), onProgress })
    } catch (error) {
      if (!(error instanceof Fault)) throw error
      faults.push(error)
      // A line that is down is down for all; an object that is missing or spoilt holds up no other.
      if (error.code === 'partner-unreachable') break
    }
  }
  const [first] = faults
  if (first !== undefined) throw first
}

function ignore(): void {}

async function fetchOne(
  node: Node,
  relation: Relation,
  { index, onProgress }: { readonly index: number; readonly onProgress: Progress },
): Promise<void> {
  const event = await readEvent(node, relation.theirs.origin, index)
  if (event === null || event.act.kind !== 'release' || event.act.content.kind !== 'object')
    throw new Fault('object-unknown', `entry ${index}`)
  const { act } = event
  const { content } = event.act
  await transfer(node, relation, {
    name: { root: content.root, length: content.length },
    onDone: (done, segments) => onProgress({ index, segments, done }),
  })
  await climbRungs(node, relation, { index, event, act })
}

async function climbRungs(
  node: Node,
  relation: Relation,
  release: { readonly index: number; readonly event: Event; readonly act: ReleaseAct },
): Promise<void> {
  const { index } = release
  const judgement = judgeRelease(node, relation, release)
  const isAnswered = hasFinalRung(relation.fold.ladders.theirs, index)
  const acts = isAnswered ? [] : rungsOf(judgement).map((rung) => ({ ...rung, of: [[index, index + 1]] as const }))
  const writes = isAnswered ? [] : place(node, relation, acts).writes
  await settle(node, relation, [...writes, { kind: 'delete', space: `fetch/${relation.id}`, key: ordinal(index) }])
  node.onWork(relation)
}

interface Transfer {
  readonly name: { readonly root: string; readonly length: number }
  readonly onDone: (done: number, segments: number) => void
}

async function transfer(node: Node, relation: Relation, { name, onDone }: Transfer): Promise<void> {
  const { objects, store } = node.ports
  const segments = segmentCount(name.length)
  const begun = await objects.length(name.root)
  // One root has one length: a second one is a lie, and must not stop the node.
  if (begun !== null && begun !== 0 && begun !== name.length)
    throw new Fault('object-unknown', `${name.root} of ${name.length} bytes`)
  await objects.create(name.root, name.length)
  // INVARIANT: a partner has a receipt only for what it sent itself. What another sent under the same root is asked for again.
  const mark = await store.get('fetched', markOf(relation, name.root))
  let done = mark === null ? 0 : Number(String.fromCharCode(...mark))
  // What was taken is flushed and noted while the next run comes in.
  let noted = Promise.resolve()
  while (done < segments) {
    const end = Math.min(segments, done + FLUSH_EVERY)
    await takeSegments(node, relation, { name, from: done, end, onDone: (count) => onDone(count, segments) })
    await noted
    noted = note(node, relation, { root: name.root, done: end })
    noted.catch(() => undefined)
    done = end
  }
  await noted
}

/** Notes durably that an object is there up to a segment. */
async function note(
  { ports: { objects, store } }: Node,
  relation: Relation,
  { root, done }: { readonly root: string; readonly done: number },
): Promise<void> {
  await objects.flush(root)
  const value = Uint8Array.from(String(done), (digit) => digit.charCodeAt(0))
  await store.commit([{ kind: 'put', space: 'fetched', key: markOf(relation, root), value }])
}

function markOf({ id }: Relation, root: string): string {
  return `${id} ${root}`
}

async function takeSegments(
  node: Node,
  relation: Relation,
  run: {
    readonly name: Transfer['name']
    readonly from: number
    readonly end: number
    readonly onDone: (done: number) => void
  },
): Promise<void> {
  let next = run.from
  let done = run.from
  const worker = async (): Promise<void> => {
    while (next < run.end) {
      const index = next++
      await takeSegment(node, relation, { name: run.name, index })
      run.onDone(++done)
    }
  }
  await Promise.all(Array.from({ length: Math.min(IN_FLIGHT, run.end - run.from) }, worker))
}

async function takeSegment(
  node: Node,
  relation: Relation,
  { name, index }: { readonly name: Transfer['name']; readonly index: number },
): Promise<void> {
  const { link, objects, primitives } = node.ports
  const response = await link.request(relation.id, {
    method: 'GET',
    path: `/object/${name.root}/${index}`,
    body: EMPTY,
  })
  if (response.status !== 200) throw new Fault('partner-refused', `${response.status} to segment ${index}`)
  const object = { root: fromHex(name.root, 'root'), length: name.length }
  const bytes = verifySegment(primitives, object, { index, ...decodeSegment(response.body) })
  await objects.write(name.root, index * SEGMENT_BYTES, bytes)
}
