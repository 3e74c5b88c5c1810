import process from 'node:process'
import { askNode, isListening } from '../client/control.ts'
import { socketPath } from '../io/socket.ts'
import type { Json } from '../core/bytes/canonical.ts'
import { stringOf } from '../core/bytes/shape.ts'
import { Fault } from '../core/fault.ts'
import type { Text } from '../core/text.ts'
import type { Say } from './language.ts'
import { answered, answeredList, nodeOptions, textFlag } from './node-options.ts'

/** A word on the command line that names something a running node knows, so that a shell can offer it. */
interface Named {
  readonly brief: string
  readonly placeholder: string
  readonly parse: (value: string) => string
  readonly proposeCompletions: () => Promise<readonly string[]>
}

const ITEM: Text = { en: "an item's number", ko: '문서 번호', ja: '案件の番号' }
const AGREEMENT: Text = {
  en: "an agreement's id, its hash, or the beginning of its hash",
  ko: '협정의 식별자, 해시 또는 해시의 앞부분',
  ja: '協定の識別子、ハッシュ、またはその先頭部分',
}
const TO: Text = { en: 'the nation that is to receive it', ko: '수령국', ja: '受領国' }
const FROM: Text = { en: 'the nation it came from', ko: '제공국', ja: '提供国' }

/** An item of this nation. */
export function itemArgument(say: Say): Named {
  return { parse: asTyped, brief: say(ITEM), placeholder: 'item', proposeCompletions: itemNumbers }
}

/** An item received from the nation that `--from` names. */
export function receivedArgument(say: Say): Named {
  return { ...itemArgument(say), proposeCompletions: receivedNumbers }
}

/** An agreement on the table. */
export function agreementArgument(say: Say): Named {
  return { parse: asTyped, brief: say(AGREEMENT), placeholder: 'agreement', proposeCompletions: agreementIds }
}

/** `--to JP` */
export function toFlag(say: Say): ReturnType<typeof nationFlag> {
  return nationFlag(say(TO))
}

/** `--from KR` */
export function fromFlag(say: Say): ReturnType<typeof nationFlag> {
  return nationFlag(say(FROM))
}

/** A flag that names a partner's nation. */
export function nationFlag(brief: string): Named & { readonly kind: 'parsed' } {
  return { ...textFlag(brief, 'nation'), proposeCompletions: partnerNations }
}

const asTyped = (value: string): string => value

async function itemNumbers(): Promise<readonly string[]> {
  return await namesIn({ command: 'item.list', input: {}, list: 'items', name: 'item' })
}

async function agreementIds(): Promise<readonly string[]> {
  return await namesIn({ command: 'agreement.list', input: {}, list: 'agreements', name: 'id' })
}

async function receivedNumbers(): Promise<readonly string[]> {
  const from = valueAfter('--from')
  return from === null ? [] : await namesIn({ command: 'receive.list', input: { from }, list: 'items', name: 'item' })
}

async function partnerNations(): Promise<readonly string[]> {
  return await namesIn({ command: 'partner.list', input: {}, list: 'partners', name: 'nation' })
}

interface Asked {
  readonly command: string
  readonly input: Json
  readonly list: string
  readonly name: string
}

// Silent where the node is not running or has no answer: a shell shows no failure.
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
