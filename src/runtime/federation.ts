import { EMPTY, fromDecimal } from '../core/bytes/bytes.ts'
import { utf8 } from '../core/bytes/utf8.ts'
import { Fault, type FaultCode } from '../core/fault.ts'
import { encodeAnswer } from '../core/wire/answer.ts'
import { confirmBy, heldHeads } from './confirm.ts'
import { hasNews } from './contact.ts'
import { pin } from './introduce.ts'
import { mirrorParcel } from './mirror.ts'
import type { Node, Relation } from './node.ts'
import { nextParcel } from './outgoing.ts'
import type { Request, Response } from './ports.ts'
import { receive } from './receive.ts'
import { readSegment } from './segment.ts'
import { addCheckpoint } from './witness.ts'

/** What a node grants a partner per request: the largest parcel it takes. */
const WINDOW = { windowBytes: 16 * 1024 * 1024, windowEntries: 65_536 }

const OCTETS = 'application/octet-stream'
const TEXT = 'text/plain; charset=utf-8'

/**
 * Answers one request of a partner. `peer` is the node name its certificate proved; a relation that is not with that node does not
 * exist for it.
 *
 * A partner is told a stable code and no cause. Total: what throws inside becomes a status; a bug still ends the process.
 */
export async function answer(node: Node, peer: string, request: Request): Promise<Response> {
  try {
    return await route(node, peer, request)
  } catch (error) {
    if (!(error instanceof Fault)) throw error
    return refusal(node, peer, error)
  }
}

async function route(node: Node, peer: string, { method, path, body }: Request): Promise<Response> {
  const [pathname = '', query = ''] = path.split('?')
  const [, noun, id = '', verb = ''] = pathname.split('/')
  if (noun === 'object' && method === 'GET') return await segment(node, peer, { root: id, index: verb })
  if (noun === 'witness' && id === 'add-checkpoint' && method === 'POST')
    return await addCheckpoint(
      node,
      [...node.relations.values()].filter(({ partner }) => partner.node === peer),
      body,
    )
  const relation = node.relations.get(id)
  if (noun !== 'rel' || relation === undefined || relation.partner.node !== peer)
    return { status: 404, type: TEXT, body: utf8('not-found\n') }
  switch (`${method} ${verb}`) {
    case 'POST keys':
      await pin(node, relation, body)
      node.onWork(relation)
      return { status: 200, type: OCTETS, body: relation.introduction }
    case 'GET have':
      return { status: 200, type: OCTETS, body: heldHeads(relation) }
    case 'POST have':
      await confirmBy(node, relation, body)
      node.onWork(relation)
      return { status: 204, type: TEXT, body: EMPTY }
    case 'POST parcel':
      return await parcel(node, relation, body)
    case 'GET recover':
      return await mirror(node, relation, fromDecimal(query.replace(/^from=/, ''), 'recover from'))
    default:
      return { status: 404, type: TEXT, body: utf8('not-found\n') }
  }
}

async function parcel(node: Node, relation: Relation, body: Uint8Array): Promise<Response> {
  const received = await receive(node, relation, body)
  // Should this answer be lost, the partner offers the parcel again and is given the same lines.
  if (received.cosignature !== '') relation.theirs.delivered = Math.max(relation.theirs.delivered, received.have)
  // Our news goes back in the answer: a contact of our own, at once, would carry it a second time.
  const reply = hasNews(relation) && !relation.amnesia ? (await nextParcel(node, relation)).bytes : EMPTY
  if (received.fetches) node.onWork(relation)
  return { status: 200, type: OCTETS, body: encodeAnswer({ ...received, ...WINDOW, reply }) }
}

async function mirror(node: Node, relation: Relation, from: number): Promise<Response> {
  const bytes = await mirrorParcel(node, relation, from)
  return bytes === null ? { status: 204, type: TEXT, body: EMPTY } : { status: 200, type: OCTETS, body: bytes }
}

async function segment(
  node: Node,
  peer: string,
  { root, index }: { readonly root: string; readonly index: string },
): Promise<Response> {
  const bytes = await readSegment(node, { peer, root, index: fromDecimal(index, 'segment') })
  return { status: 200, type: OCTETS, body: bytes }
}

/** Where a fault meets HTTP between nations; a row that is missing here is our own failure, 500. */
const STATUS: { readonly [Code in FaultCode]?: number } = {
  'bytes-malformed': 400,
  'bytes-not-canonical': 400,
  'limit-exceeded': 413,
  'identity-invalid': 403,
  'partner-known': 403,
  'partner-unknown': 503,
  'head-invalid': 403,
  'head-differs': 422,
  'parcel-elsewhere': 404,
  'parcel-fork': 422,
  'parcel-gap': 409,
  'relation-frozen': 403,
  'relation-unconfirmed': 503,
  'relation-amnesia': 503,
  'seen-false': 422,
  'seal-broken': 422,
  'object-unknown': 404,
  'disk-full': 503,
  'store-failed': 503,
}

function refusal(node: Node, peer: string, fault: Fault): Response {
  const relation = [...node.relations.values()].find(({ partner }) => partner.node === peer)
  if (fault.code === 'parcel-gap' && relation !== undefined)
    return { status: 409, type: 'text/x.tlog.size', body: utf8(`${relation.theirs.durable.size}\n`) }
  node.onNotice({ code: 'parcel-refused', relation: relation?.id ?? '', detail: fault.message })
  return { status: STATUS[fault.code] ?? 500, type: TEXT, body: utf8(`${fault.code}\n`) }
}
