import crypto from 'node:crypto'
import { EMPTY } from '../src/core/bytes/bytes.ts'
import { fromUtf8, utf8 } from '../src/core/bytes/utf8.ts'
import type { Json } from '../src/core/bytes/canonical.ts'
import { encodeHead } from '../src/core/ledger/checkpoint.ts'
import { cosignatureLines, cosignatureMessages } from '../src/core/ledger/cosignature.ts'
import { commit } from '../src/core/ledger/commitment.ts'
import { decodeNote, encodeLines, encodeNote, messageToSign, signatureLine } from '../src/core/ledger/note.ts'
import { encodeOpening } from '../src/core/ledger/opening.ts'
import { decodeBundle, encodeBundle } from '../src/core/ledger/tile.ts'
import { decodeAnswer, encodeAnswer } from '../src/core/wire/answer.ts'
import { encodeCosignSection } from '../src/core/wire/cosign-section.ts'
import { sealOpenings } from '../src/core/wire/openings.ts'
import {
  decodeParcel,
  encodeParcel,
  packList,
  section,
  unpackList,
  type Parcel,
  type SectionName,
} from '../src/core/wire/parcel.ts'
import type { Node, Relation } from '../src/runtime/node.ts'
import type { Request, Response } from '../src/runtime/ports.ts'
import type { Dice } from './chance.ts'
import { forgedFields } from './forgery.ts'
import { readTold, wordOf } from './reader.ts'
import { roots } from './roots.ts'
import type { Party } from './treaty.ts'
import type { World } from './world.ts'

/**
 * A nation that lies. Its node is an honest one; what leaves it is changed on the way out by someone who holds its keys.
 *
 * INVARIANT: a lie never uses another nation's keys.
 */
export interface Liar {
  readonly name: Party
  readonly chance: Dice
  /** Parcels it has sent, to be sent again. */
  readonly sent: Uint8Array[]
  /** What was done to a parcel, by its digest: some lies must be refused, and some must not spoil what is beside them. */
  readonly lies: Map<string, string>
  /** How much it has said to have seen, in a parcel nobody changed. */
  promised: number
  /** Lines that sign a head nobody has. */
  readonly falseLines: string[]
}

/** One lie in so many messages. */
const LIE_ONE_IN = 2

/** Changes what a liar asks, now and then. */
export function lieInRequest(world: World, request: Request): Request {
  const { chance, sent } = liarOf(world)
  if (!request.path.endsWith('/parcel')) return request
  const honest = { ...request, body: request.body.slice() }
  sent.push(honest.body)
  if (chance.oneIn(LIE_ONE_IN)) return { ...request, body: lieInParcel(world, request.body) }
  const relation = hand(world)?.relation
  if (relation !== undefined) liarOf(world).promised = Math.max(liarOf(world).promised, relation.theirs.delivered)
  return request
}

/** Changes what a liar answers, now and then. */
export function lieInResponse(world: World, request: Request, response: Response): Response {
  const { chance, sent } = liarOf(world)
  if (!chance.oneIn(LIE_ONE_IN)) return response
  if (chance.oneIn(6))
    return told(world, 'status', {
      ...response,
      status: chance.pick([403, 409, 500, 503]),
      type: 'text/plain',
      body: utf8(`${chance.below(40)}\n`),
    })
  if (request.path.endsWith('/have')) {
    if (response.status !== 200) return response
    const [held = EMPTY, bound = EMPTY] = unpackList(response.body, { count: 2, where: 'have' })
    if (chance.oneIn(2)) return told(world, 'holds nothing', { ...response, body: packList([EMPTY, bound]) })
    const more = fromUtf8(held, 'head').replace(
      /^(.*\n)(\d+)\n/,
      (_, origin: string, size: string) => `${origin}${Number(size) + 1 + chance.below(5)}\n`,
    )
    return told(world, 'holds more than there is', { ...response, body: packList([utf8(more), bound]) })
  }
  if (response.status !== 200 || !request.path.endsWith('/parcel')) return response
  const answer = decodeAnswer(response.body)
  switch (chance.below(4)) {
    case 0:
      return told(world, 'have', {
        ...response,
        body: encodeAnswer({ ...answer, have: chance.below(answer.have + 6) }),
      })
    case 1:
      return told(world, 'no cosignature', { ...response, body: encodeAnswer({ ...answer, cosignature: '' }) })
    case 2:
      return told(world, 'cosigns another head', {
        ...response,
        body: encodeAnswer({ ...answer, cosignature: cosignedOther(world, answer.have) }),
      })
    default: {
      const reply =
        answer.reply.length > 0 ? lieInParcel(world, answer.reply) : sent.length > 0 ? chance.pick(sent) : answer.reply
      return told(world, 'reply', { ...response, body: encodeAnswer({ ...answer, reply }) })
    }
  }
}

function liarOf({ liar }: World): Liar {
  if (liar === null) throw new Error('nobody lies in this world')
  return liar
}

function told<T>(world: World, what: string, lie: T): T {
  world.count(`lie:${what}`)
  world.say(`${liarOf(world).name} lies: ${what}`)
  return lie
}

interface Hand {
  readonly node: Node
  readonly relation: Relation
}

function hand(world: World): Hand | null {
  const node = world.nations[liarOf(world).name].running?.node
  const relation = node?.relations.values().next().value
  return node === undefined || relation === undefined ? null : { node, relation }
}

/** Names a parcel by its bytes. */
export function digestOf(body: Uint8Array): string {
  return crypto.hash('sha256', body, 'hex')
}

function lieInParcel(world: World, body: Uint8Array): Uint8Array {
  const { chance, sent, lies } = liarOf(world)
  const held = hand(world)
  if (held === null) return body
  const { primitives } = held.node.ports
  const parcel = decodeParcel(primitives, body)
  const changed = (what: string, change: Partial<Parcel>): Uint8Array => {
    const lie = encodeParcel(primitives, { ...parcel, ...change })
    lies.set(digestOf(lie), what)
    return told(world, what, lie)
  }
  const without = (name: SectionName): ReadonlyMap<SectionName, Uint8Array> =>
    new Map([...parcel.sections].filter(([known]) => known !== name))
  const next = Math.max(parcel.first, parcel.end - 1)
  if (seenBefore(world, held, next) < liarOf(world).promised && chance.oneIn(2))
    return forge(world, { ...held, parcel })
  switch (chance.below(8)) {
    case 0:
      return sent.length > 0 ? told(world, 'replays', chance.pick(sent)) : body
    case 1:
      return changed('no openings', { sections: without('openings') })
    case 2:
      return changed('no cosign section', { sections: without('cosign') })
    case 3:
      return changed('seen', {
        seen: chance.oneIn(2) ? parcel.seen + 1 + chance.below(4) : chance.below(parcel.seen + 1),
      })
    case 4: {
      const note = decodeNote(section(parcel, 'head'))
      const missing = chance.below(2)
      const head = encodeNote({ text: note.text, lines: note.lines.filter((_, i) => i !== missing) })
      return changed('half signed head', { sections: new Map([...parcel.sections, ['head', head]]) })
    }
    case 5: {
      const size = Math.max(1, parcel.seen - chance.below(2))
      return changed('cosigns another head', {
        sections: new Map([
          ...parcel.sections,
          ['cosign', encodeCosignSection({ size, lines: cosignedOther(world, size) })],
        ]),
      })
    }
    default:
      return forge(world, { ...held, parcel })
  }
}

/** A true signature under a head nobody has. */
function cosignedOther(world: World, size: number): string {
  const held = hand(world)
  if (held === null || size === 0) return ''
  const { relation } = held
  const time = Math.floor(world.time.now / 1000)
  const keys = relation.signers.cosigner
  const messages = cosignatureMessages(
    keys,
    { origin: relation.ours.origin, size, root: new Uint8Array(32).fill(7) },
    time,
  )
  const sign = signer(world, `cosigner/${relation.id}`)
  const lines = encodeLines(
    cosignatureLines(
      keys,
      { classical: sign('ed25519', messages.classical), quantum: sign('ml-dsa-87', messages.quantum) },
      time,
    ),
  )
  liarOf(world).falseLines.push(lines)
  return lines
}

function signer(world: World, key: string): (algorithm: 'ed25519' | 'ml-dsa-87', message: Uint8Array) => Uint8Array {
  const { name } = liarOf(world)
  return (algorithm, message) => world.around[name].keys.sign(algorithm, `${name} ${key}`, message)
}

/** How much the act before one had seen: less than this nobody claims, and more it may have promised since. */
function seenBefore(world: World, { node, relation }: Hand, index: number): number {
  const row = world.nations[liarOf(world).name].disk.logs.get(relation.ours.origin)?.[index - 1]
  return row === undefined ? 0 : (readTold({ vault: node.vault, opening: row.opening })?.seen ?? 0)
}

/** Another history: the last entry of a parcel is replaced, or one is added, under a head that is truly signed. */
function forge(world: World, { node, relation, parcel }: Hand & { readonly parcel: Parcel }): Uint8Array {
  const { name, chance } = liarOf(world)
  const { primitives } = node.ports
  const real = decodeBundle(section(parcel, 'entries'), { count: parcel.end - parcel.first, where: 'parcel' })
  const log = world.nations[name].disk.logs.get(relation.ours.origin) ?? []
  const sealing = relation.verifiers?.sealing
  if (log.length < parcel.first || sealing === undefined) return encodeParcel(primitives, parcel)
  const kept = real.slice(0, Math.max(0, real.length - 1))
  const k = chance.bytes(32)
  const index = parcel.first + kept.length
  const fields: Readonly<Record<string, Json>> = forgedFields(world, {
    name,
    relation,
    index,
    before: seenBefore(world, { node, relation }, index),
  })
  const entry = commit(primitives, k, fields)
  const entries = [...kept, entry]
  const end = parcel.first + entries.length
  const tree = roots()
  for (const row of log.slice(0, parcel.first)) tree.push(row.entry)
  for (const each of entries) tree.push(each)
  const text = encodeHead({
    origin: relation.ours.origin,
    size: end,
    root: new Uint8Array(Buffer.from(tree.at(end) ?? '', 'base64')),
  })
  const sign = signer(world, `log/${relation.id}`)
  const { classical, quantum } = relation.signers.log
  const lines = [
    signatureLine(classical, { time: 0, signature: sign('ed25519', messageToSign(classical, { text, time: 0 })) }),
    signatureLine(quantum, { time: 0, signature: sign('ml-dsa-87', messageToSign(quantum, { text, time: 0 })) }),
  ]
  const span = { from: parcel.from, first: parcel.first, end }
  const opening = chance.oneIn(6) ? new Uint8Array(3) : encodeOpening({ k, fields })
  const openings = [...kept.map(() => new Uint8Array(0)), opening]
  const sections = new Map(parcel.sections)
  sections.set('head', encodeNote({ text, lines }))
  sections.set('entries', encodeBundle(entries))
  sections.set('openings', sealOpenings(primitives, { profile: 'cnsa2', keys: sealing, span, openings }))
  return told(world, `forges ${wordOf(fields['kind'])}`, encodeParcel(primitives, { ...parcel, end, sections }))
}
