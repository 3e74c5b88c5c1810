import { Fault } from '../../core/fault.ts'
import { standing } from '../../core/party/ladder.ts'
import type { Event, ReleaseAct, Rung } from '../../core/wire/act.ts'
import type { Bound } from '../../core/wire/bound.ts'
import { decodeReleased, type Released } from '../../core/wire/released.ts'
import { decodeSealHeader, SEAL_HEADER_BYTES } from '../../core/wire/seal-header.ts'
import { opener } from '../../core/wire/seal.ts'
import { SEGMENT_BYTES } from '../../core/wire/segments.ts'
import { indexOfKey, keyNames } from '../keep.ts'
import type { Node, Relation } from '../node.ts'
import { readEvent, rowsOf } from '../open.ts'
import { record } from '../record.ts'
import { mustHoldPost, relationWith, type Desk } from './desk.ts'

/** One item a nation holds from a partner, or gave to one, and how far up the ladder it stands. */
export interface Holding {
  readonly index: number
  readonly released: Released
  readonly act: ReleaseAct
  readonly event: Event
  readonly rung: Rung | null
}

/** The register of one direction: what came from a nation, or what was released to it. */
export async function* register(
  { node }: Desk,
  { nation, side }: { readonly nation: string; readonly side: 'ours' | 'theirs' },
): AsyncGenerator<Holding, void, undefined> {
  const relation = relationWith(node, nation)
  for await (const { key } of rowsOf(node, `register/${relation[side].origin}`)) {
    const holding = await holdingAt(node, relation, { side, index: indexOfKey(key) })
    if (holding !== null) yield holding
  }
}

async function holdingAt(
  node: Node,
  relation: Relation,
  { side, index }: { readonly side: 'ours' | 'theirs'; readonly index: number },
): Promise<Holding | null> {
  const event = await readEvent(node, relation[side].origin, index)
  if (event === null || event.act.kind !== 'release') return null
  try {
    return {
      index,
      event,
      act: event.act,
      released: decodeReleased(event.act.item),
      rung: standing(relation.fold.ladders[side], index),
    }
  } catch (error) {
    // A release that does not read was refused at its first rung; it has no line in the register.
    if (error instanceof Fault) return null
    throw error
  }
}

/** One item by its number, in either direction with a nation; `item-unknown` where there is none. */
export async function holdingNumbered(
  { node }: Desk,
  asked: { readonly nation: string; readonly side: 'ours' | 'theirs'; readonly item: string },
): Promise<Holding> {
  const { nation, side, item } = asked
  const relation = relationWith(node, nation)
  const [row] = await node.ports.store.scan(`register/${relation[side].origin}`, { prefix: `${item} `, limit: 1 })
  const holding = row === undefined ? null : await holdingAt(node, relation, { side, index: indexOfKey(row.key) })
  if (holding === null) throw new Fault('item-unknown', `\`${item}\``)
  return holding
}

/** An item opened: where its portions are, and the digest of the whole. */
export interface Opened {
  readonly folder: string
  readonly digest: string
  readonly holding: Holding
  /** The entry that records the opening. */
  readonly index: number
}

/**
 * Opens an item that was accepted, into a folder of the reader's choice, and records who opened what.
 *
 * INVARIANT: no portion can be seen before the last byte, the bound block and every digest have been checked.
 */
export async function openItem(
  desk: Desk,
  asked: { readonly nation: string; readonly item: string; readonly person: string; readonly out: string },
): Promise<Opened> {
  const { nation, item, person, out } = asked
  mustHoldPost(desk, person)
  const { node } = desk
  const relation = relationWith(node, nation)
  const holding = await holdingNumbered(desk, { nation, side: 'theirs', item })
  if (holding.rung === null || holding.rung === 'arrived') throw new Fault('object-incomplete', item)
  if (holding.rung === 'refused' || holding.rung === 'dissent')
    throw new Fault('item-quarantined', `${item}: ${holding.rung}`)
  const quarantine = await desk.files.quarantine(out)
  try {
    const hash = node.ports.primitives.sha384Stream()
    const parts = partWriter(desk, { holding, quarantine })
    for await (const chunk of clearContent(node, relation, holding)) {
      hash.push(chunk)
      await parts.write(chunk)
    }
    await parts.finish()
    const digest = hash.finish().toHex()
    const { index } = holding
    const opened = {
      kind: 'rung',
      agreement: holding.act.agreement,
      rung: 'opened',
      of: [[index, index + 1]],
      article: null,
      reason: null,
      office: person,
      digest,
    } as const
    const recorded = await record(node, relation, [opened])
    return { folder: await quarantine.keep(), digest, holding, index: recorded.first }
  } catch (error) {
    await quarantine.discard()
    throw error
  }
}

/** Divides content into its portions and checks each one's digest. */
function partWriter(
  desk: Desk,
  {
    holding,
    quarantine,
  }: { readonly holding: Holding; readonly quarantine: Awaited<ReturnType<Desk['files']['quarantine']>> },
): {
  write(bytes: Uint8Array): Promise<void>
  finish(): Promise<void>
} {
  const { parts, facts } = holding.released
  let place = -1
  let left = 0
  let hash = desk.node.ports.primitives.sha384Stream()
  const close = (): void => {
    const digest = facts.portions[place]?.digest ?? null
    if (place >= 0 && digest !== null && hash.finish().toHex() !== digest)
      throw new Fault('seal-broken', `portion ${place + 1}`)
  }
  const advance = async (): Promise<void> => {
    while (left === 0 && place < parts.length) {
      close()
      const part = parts[++place]
      if (part === undefined) return
      left = part.bytes
      hash = desk.node.ports.primitives.sha384Stream()
      await quarantine.begin(`${String(place + 1).padStart(2, '0')} ${part.name}`)
    }
  }
  return {
    async write(bytes) {
      for (let at = 0; at < bytes.length;) {
        await advance()
        if (place >= parts.length) throw new Fault('seal-broken', 'content after the last portion')
        const piece = bytes.subarray(at, at + left)
        hash.push(piece)
        await quarantine.write(piece)
        at += piece.length
        left -= piece.length
      }
    },
    async finish() {
      await advance()
      if (place < parts.length) throw new Fault('seal-broken', `portion ${place + 1} is cut short`)
    },
  }
}

async function* clearContent(
  node: Node,
  relation: Relation,
  holding: Holding,
): AsyncGenerator<Uint8Array, void, undefined> {
  const { content } = holding.act
  switch (content.kind) {
    case 'inline':
      yield content.bytes
      return
    case 'sealed':
      yield* unsealed(node, relation, {
        holding,
        length: content.sealed.length,
        read: (at, length) => Promise.resolve(content.sealed.subarray(at, at + length)),
      })
      return
    case 'object':
      yield* unsealed(node, relation, {
        holding,
        length: content.length,
        read: (at, length) => node.ports.objects.read(content.root, at, length),
      })
  }
}

interface SealedBytes {
  readonly holding: Holding
  readonly length: number
  readonly read: (at: number, length: number) => Promise<Uint8Array>
}

async function* unsealed(
  node: Node,
  relation: Relation,
  { holding, length, read }: SealedBytes,
): AsyncGenerator<Uint8Array, void, undefined> {
  const { primitives, custodian } = node.ports
  const name = keyNames(relation.id).sealing
  const header = decodeSealHeader(await read(0, Math.min(length, SEAL_HEADER_BYTES.hybrid)))
  const opening = await opener(primitives, {
    keys: { 'ml-kem-1024': custodian.publicKey(name, 'ml-kem-1024'), p384: custodian.publicKey(name, 'p384') },
    decapsulate: (kem, ciphertext) => custodian.decapsulate(name, kem, ciphertext),
    header,
  })
  for (let at: number = SEAL_HEADER_BYTES[header.profile]; at < length; at += SEGMENT_BYTES)
    yield opening.push(await read(at, Math.min(SEGMENT_BYTES, length - at)))
  const { content, bound } = opening.finish()
  mustBelong(node, holding, bound)
  yield content
}

// The seal proves that item and bound block belong together; this, that the block belongs to the entry it came with.
function mustBelong(node: Node, { act, released }: Holding, bound: Bound): void {
  const differs =
    bound.agreement !== act.agreement
      ? 'agreement'
      : bound.verdict !== released.verdict
        ? 'verdict'
        : bound.recipient.node !== node.identity.node
          ? 'recipient'
          : null
  if (differs !== null) throw new Fault('seal-broken', `bound block: another ${differs} than its entry`)
}
