import { Fault } from '../src/core/fault.ts'
import type { Request, Response } from '../src/runtime/ports.ts'
import type { Dice } from './chance.ts'
import type { WorldTime } from './clock.ts'
import type { Party } from './treaty.ts'

/** How long a node waits for an answer before it gives the call up. */
const TIMEOUT_MS = 30_000

/** One half of a call under way. Bytes, as they would stand on the wire. */
export type Message = {
  readonly from: Party
  readonly to: Party
  readonly call: Call
  /** Not delivered before this world time. */
  readonly due: number
} & (
  | { readonly kind: 'request'; readonly request: Request }
  | { readonly kind: 'response'; readonly response: Response }
)

/** A request somebody waits for. */
export interface Call {
  readonly by: Party
  /** Which life of the caller asked; an answer to an earlier life reaches nobody. */
  readonly life: number
  readonly until: number
  readonly answer: PromiseWithResolvers<Response>
  settled: boolean
}

/** What may go wrong between two nations; each is one in so many messages, 0 for never. */
export interface NetworkFaults {
  readonly drop: number
  readonly duplicate: number
  readonly corrupt: number
  readonly delayMsMax: number
  readonly reorder: boolean
}

/** The line between the nations. A request and its answer are lost, delayed, doubled and damaged apart. */
export interface Network {
  readonly flight: Message[]
  readonly calls: Set<Call>
  /** Directions in which nothing passes at the moment. */
  readonly cut: Set<Party>
  request(
    ends: { readonly from: Party; readonly to: Party; readonly life: number },
    request: Request,
  ): Promise<Response>
  respond(to: Message, response: Response): void
  /** The next message to be delivered, by chance where messages overtake each other; null where none is due. */
  take(): Message | null
  /** Gives up what has waited too long. */
  expire(lives: Readonly<Record<Party, number>>): void
}

interface Weather {
  readonly time: WorldTime
  readonly faults: () => NetworkFaults
  readonly count: (what: string) => void
}

/** A network with its own chance. `count` is told of every fault. */
export function network(chance: Dice, { time, faults, count }: Weather): Network {
  const flight: Message[] = []
  const calls = new Set<Call>()
  const cut = new Set<Party>()
  const post = poster(chance, { time, faults, count, cut, flight })
  return {
    flight,
    calls,
    cut,
    request({ from, to, life }, { method, path, body }) {
      const call: Call = {
        by: from,
        life,
        until: time.now + TIMEOUT_MS,
        answer: Promise.withResolvers(),
        settled: false,
      }
      calls.add(call)
      post({ kind: 'request', from, to, call, due: time.now, request: { method, path, body: body.slice() } })
      return call.answer.promise
    },
    respond({ from, to, call }, { status, type, body }) {
      post({
        kind: 'response',
        from: to,
        to: from,
        call,
        due: time.now,
        response: { status, type, body: body.slice() },
      })
    },
    take() {
      const ready = flight.flatMap(({ due }, i) => (due <= time.now ? [i] : []))
      if (ready.length === 0) return null
      const at = faults().reorder ? chance.pick(ready) : (ready[0] ?? 0)
      return flight.splice(at, 1)[0] ?? null
    },
    expire(lives) {
      for (const call of calls) {
        const isAwaited = !call.settled && lives[call.by] === call.life
        if (isAwaited && call.until > time.now) continue
        calls.delete(call)
        call.settled = true
        if (isAwaited) call.answer.reject(new Fault('partner-unreachable', 'no answer'))
      }
    },
  }
}

/** Puts messages into flight, or loses, doubles, delays and damages them. */
function poster(
  chance: Dice,
  { time, faults, count, cut, flight }: Weather & Pick<Network, 'cut' | 'flight'>,
): (message: Message) => void {
  const hits = (n: number): boolean => n > 0 && chance.oneIn(n)

  return (message) => {
    const { drop, duplicate, corrupt, delayMsMax } = faults()
    if (cut.has(message.from)) return count('net:partitioned')
    if (hits(drop)) return count(`net:dropped ${message.kind}`)
    const due = (): number => time.now + (delayMsMax > 0 && chance.oneIn(3) ? chance.below(delayMsMax) : 0)
    if (hits(duplicate)) {
      count('net:duplicated')
      flight.push({ ...message, due: due() })
    }
    if (hits(corrupt)) {
      const damaged = damage(chance, message)
      if (damaged !== null) {
        count('net:corrupted')
        flight.push({ ...damaged, due: due() })
        return
      }
    }
    flight.push({ ...message, due: due() })
  }
}

/** One bit of a body turned over; null where there is none. */
function damage(chance: Dice, message: Message): Message | null {
  const { body } = message.kind === 'request' ? message.request : message.response
  if (body.length === 0) return null
  const bytes = body.slice()
  // Half of the damage falls on the header, which is a small part of the bytes.
  const at = chance.below(chance.oneIn(2) ? Math.min(300, bytes.length) : bytes.length)
  bytes[at] = (bytes[at] ?? 0) ^ (1 << chance.below(8))
  return message.kind === 'request'
    ? { ...message, request: { ...message.request, body: bytes } }
    : { ...message, response: { ...message.response, body: bytes } }
}
