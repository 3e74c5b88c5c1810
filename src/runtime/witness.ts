import { EMPTY } from '../core/bytes/bytes.ts'
import { utf8 } from '../core/bytes/utf8.ts'
import { Fault } from '../core/fault.ts'
import { decodeCheckpoint, verifyHead } from '../core/ledger/checkpoint.ts'
import {
  decodeAddCheckpoint,
  decideAddCheckpoint,
  type AddCheckpoint,
  type WitnessedLog,
} from '../core/ledger/witness.ts'
import { cosignTheirs } from './cosign.ts'
import type { Node, Relation } from './node.ts'
import type { Response } from './ports.ts'

const TEXT = 'text/plain; charset=utf-8'

/**
 * `POST /witness/add-checkpoint` (C2SP tlog-witness), for tools and for repair. Entries come by parcel alone, and the head that closes
 * them is cosigned there; so here the newest such head is cosigned again, and every other is told where this node stands.
 */
export async function addCheckpoint(node: Node, relations: readonly Relation[], body: Uint8Array): Promise<Response> {
  const request = decoded(body)
  if (request === null) return { status: 400, type: TEXT, body: utf8('bytes-malformed\n') }
  const relation = relations.find(({ theirs }) => theirs.origin === request.signed.head.origin)
  const log = relation === undefined ? null : witnessed(node, relation)
  const answer = decideAddCheckpoint(node.ports.primitives, request, log)
  if (relation !== undefined && 'fork' in answer && answer.fork !== null) await freeze(node, relation, body)
  switch (answer.kind) {
    case 'cosign':
      return {
        status: 200,
        type: TEXT,
        body: relation === undefined ? EMPTY : utf8((await cosignTheirs(node, relation)).lines),
      }
    case 'elsewhere':
      return { status: 409, type: 'text/x.tlog.size', body: utf8(`${answer.size}\n`) }
    case 'malformed':
    case 'unknown':
    case 'unsigned':
    case 'inconsistent':
    case 'unstored':
      return { status: answer.status, type: TEXT, body: utf8(`${answer.kind}\n`) }
  }
}

// The published rule: unparsable is 400, whatever the fault.
function decoded(body: Uint8Array): AddCheckpoint | null {
  try {
    return decodeAddCheckpoint(body)
  } catch (error) {
    if (error instanceof Fault) return null
    throw error
  }
}

function witnessed(node: Node, { verifiers, theirs }: Relation): WitnessedLog | null {
  if (verifiers === null) return null
  const last =
    theirs.head === null
      ? null
      : verifyHead(node.ports.primitives, decodeCheckpoint(utf8(theirs.head.note)), verifiers.log)
  return { keys: verifiers.log, last, stored: theirs.durable.size }
}

/** Two heads of one size and two roots: nothing of that direction is believed any more, and both are kept. */
async function freeze(node: Node, relation: Relation, offered: Uint8Array): Promise<void> {
  relation.frozen = true
  await node.ports.store.commit([
    { kind: 'put', space: 'fork', key: relation.id, value: offered },
    { kind: 'put', space: 'fork', key: `${relation.id} held`, value: utf8(relation.theirs.head?.note ?? '') },
  ])
  node.onNotice({ code: 'fork', relation: relation.id, detail: 'two heads of one size, offered to our witness' })
}
