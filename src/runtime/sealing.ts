import { canonicalBytes, type Json } from '../core/bytes/canonical.ts'
import { concat as joined, toHex } from '../core/bytes/bytes.ts'
import { Fault } from '../core/fault.ts'
import { labelJson } from '../core/marking/label.ts'
import { sealProfile, standingNow } from '../core/party/fold.ts'
import type { ItemFacts } from '../core/policy/item.ts'
import { policyJson } from '../core/marking/policy.ts'
import type { Release } from '../core/policy/verdict.ts'
import type { Bound } from '../core/wire/bound.ts'
import { contentCommitment } from '../core/wire/content-digest.ts'
import { INLINE_BYTES_MAX, type Content } from '../core/wire/content.ts'
import { objectTreeHasher, type ObjectTree } from '../core/wire/object.ts'
import { segmentHasher } from '../core/wire/segments.ts'
import { sealedLength, sealer, sealSecrets, SEAL_SECRET_BYTES } from '../core/wire/seal.ts'
import { keyIdOf } from '../core/wire/seal-header.ts'
import { verdictDigest } from './judge.ts'
import type { Node, NodePorts, Relation } from './node.ts'

/** Content in the clear, of a length known beforehand, that can be read from its beginning more than once. */
export interface Source {
  readonly length: number
  /**
   * The root over its segments, where it was taken when the content was drafted: then it is read once and not twice. What reads it
   * holds every portion against its digest, so that other content than the drafted ends in `item-changed`.
   */
  readonly root?: Uint8Array
  chunks(): AsyncIterable<Uint8Array>
}

/** How small content travels: sealed with its whole parcel, or with a key wrap of its own. */
export type Wrap = 'parcel' | 'item'

/** Content sealed and ready to be released, with the verdict it was sealed under. */
export interface Sealed {
  readonly content: Content
  readonly sealedUnder: string | null
}

/** Seals the content of an item for the partner: inside its entry where it is small, else as an object of its own, streamed. */
export async function sealContent(
  node: Node,
  relation: Relation,
  item: { readonly facts: ItemFacts; readonly source: Source; readonly verdict: Release; readonly wrap: Wrap },
): Promise<Sealed> {
  const { source } = item
  if (source.length <= INLINE_BYTES_MAX && item.wrap === 'parcel')
    return { content: { kind: 'inline', bytes: await whole(source) }, sealedUnder: null }
  const sealedUnder = verdictDigest(node.ports.primitives, item.verdict)
  const bound = await bind(node, relation, { ...item, verdictDigest: sealedUnder })
  const seal = sealer(node.ports.primitives, {
    keys: partnerKeys(relation),
    bound,
    secrets: sealSecrets(node.draw(SEAL_SECRET_BYTES)),
  })
  if (source.length <= INLINE_BYTES_MAX) {
    const pieces: Uint8Array[] = []
    for await (const chunk of source.chunks()) pieces.push(seal.push(chunk))
    pieces.push(seal.finish())
    return { content: { kind: 'sealed', sealed: joined(pieces) }, sealedUnder }
  }
  const tree = await writeObject(node, { draft: `draft-${bound.release}`, length: sealedLength(bound), source, seal })
  return { content: { kind: 'object', root: toHex(tree.root), length: tree.length }, sealedUnder }
}

function partnerKeys({ verifiers, id }: Relation): NonNullable<Relation['verifiers']>['sealing'] {
  if (verifiers === null) throw new Fault('partner-unknown', `relation ${id}: no keys pinned yet`)
  return verifiers.sealing
}

async function bind(
  node: Node,
  relation: Relation,
  item: {
    readonly facts: ItemFacts
    readonly source: Source
    readonly verdict: Release
    readonly verdictDigest: string
  },
): Promise<Bound> {
  const { primitives } = node.ports
  const { facts, source, verdict } = item
  const salt = node.draw(32)
  const { length } = source
  const commitment = contentCommitment(primitives, salt, { root: source.root ?? (await rootOf(node, source)), length })
  const profile = sealProfile(standingNow(relation.fold))
  const sha384 = (value: Json): string => toHex(primitives.sha384(canonicalBytes(value)))
  return {
    profile,
    release: toHex(node.draw(16)),
    salt,
    agreement: verdict.agreement,
    labels: { originator: sha384(labelJson(verdict.banner)), alternative: sha384(labelJson(verdict.equivalent)) },
    policies: policyDigests(node.ports),
    verdict: item.verdictDigest,
    originators: verdict.originators,
    conditions: [`purpose ${facts.purpose}`],
    recipient: { node: relation.partner.node, key: keyIdOf(primitives, profile, partnerKeys(relation)) },
    contentType: facts.portions[0]?.mediaType ?? 'application/octet-stream',
    length,
    commitment: toHex(commitment),
    attachments: facts.portions.flatMap((portion) => portion.digest ?? []),
  }
}

async function rootOf({ ports: { primitives } }: Node, source: Source): Promise<Uint8Array> {
  const hasher = segmentHasher(primitives)
  for await (const chunk of source.chunks()) hasher.push(chunk)
  const { root, length } = hasher.finish()
  if (length !== source.length) throw new Fault('item-changed', `${length} bytes of ${source.length}`)
  return root
}

/** SHA-384 of each policy; taken once, since a node's policies do not change while it runs. */
function policyDigests({ policies, primitives }: NodePorts): readonly string[] {
  const known = digested.get(policies)
  if (known !== undefined) return known
  const digests = [...policies.values()].map((policy) => toHex(primitives.sha384(canonicalBytes(policyJson(policy)))))
  digested.set(policies, digests)
  return digests
}

const digested = new WeakMap<NodePorts['policies'], readonly string[]>()

/** Writes the sealed object beside the store, durably, under its root; the tree is kept so that a segment's path costs no hashing. */
async function writeObject(
  node: Node,
  input: {
    readonly draft: string
    readonly length: number
    readonly source: Source
    readonly seal: ReturnType<typeof sealer>
  },
): Promise<ObjectTree> {
  const { objects, store, primitives } = node.ports
  const { draft, length, source, seal } = input
  await objects.create(draft, length)
  const hasher = objectTreeHasher(primitives)
  let offset = 0
  let writing = Promise.resolve()
  // One piece is written while the next is read, sealed and hashed.
  const write = async (bytes: Uint8Array): Promise<void> => {
    if (bytes.length === 0) return
    hasher.push(bytes)
    await writing
    writing = objects.write(draft, offset, bytes)
    writing.catch(() => undefined)
    offset += bytes.length
  }
  try {
    for await (const chunk of source.chunks()) await write(seal.push(chunk))
    await write(seal.finish())
    await writing
  } catch (error) {
    await objects.remove(draft)
    throw error
  }
  await objects.flush(draft)
  const tree = hasher.finish()
  await objects.rename(draft, toHex(tree.root))
  await store.commit([{ kind: 'put', space: 'object', key: toHex(tree.root), value: joined(tree.levels[0] ?? []) }])
  return tree
}

async function whole(source: Source): Promise<Uint8Array> {
  const pieces: Uint8Array[] = []
  for await (const chunk of source.chunks()) pieces.push(chunk)
  const bytes = joined(pieces)
  if (bytes.length !== source.length) throw new Fault('item-changed', `${bytes.length} bytes of ${source.length}`)
  return bytes
}
