import process from 'node:process'
import { askNode, isListening } from '../client/control.ts'
import { socketPath } from '../io/socket.ts'
import type { Json } from '../core/bytes/canonical.ts'
import { stringOf } from '../core/bytes/shape.ts'
import { Fault } from '../core/fault.ts'
import { answered, answeredList, nodeOptions } from './node-options.ts'

/** Items of this nation by number, for a shell to offer; none where the node is not running. */
export async function itemNumbers(): Promise<readonly string[]> {
  return await namesIn({ command: 'item.list', input: {}, list: 'items', name: 'item' })
}

/** Agreements by id, likewise. */
export async function agreementIds(): Promise<readonly string[]> {
  return await namesIn({ command: 'agreement.list', input: {}, list: 'agreements', name: 'id' })
}

/** Items received from the nation that `--from` names, likewise. */
export async function receivedNumbers(): Promise<readonly string[]> {
  const from = valueAfter('--from')
  return from === null ? [] : await namesIn({ command: 'receive.list', input: { from }, list: 'items', name: 'item' })
}

/** Nations this node has a relation with, likewise. */
export async function partnerNations(): Promise<readonly string[]> {
  return await namesIn({ command: 'partner.list', input: {}, list: 'partners', name: 'nation' })
}

interface Asked {
  readonly command: string
  readonly input: Json
  readonly list: string
  readonly name: string
}

// A shell waits for the answer and shows no failure, so whatever goes wrong offers nothing.
async function namesIn({ command, input, list, name }: Asked): Promise<readonly string[]> {
  const dir = valueAfter('--dir')
  const socket = socketPath(nodeOptions(dir === null ? {} : { dir }).directory)
  if (!isListening(socket)) return []
  try {
    const answer = answered(await askNode(socket, { command, input }), command)
    return answeredList(answer, list).map((one) => stringOf(one, name))
  } catch (error) {
    if (error instanceof Fault) return []
    throw error
  }
}

/** The value of a flag among the words that stand on the command line so far. */
function valueAfter(flag: string): string | null {
  const at = process.argv.lastIndexOf(flag)
  return at < 0 ? null : (process.argv[at + 1] ?? null)
}
