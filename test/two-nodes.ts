import { dice } from '../sim/chance.ts'
import type { WorldTime } from '../sim/clock.ts'
import { crash, found, start, type Nation } from '../sim/nation.ts'
import { standInKeys, standIns } from '../sim/primitives.ts'
import { copyDisk, openMemoryStore, type Disk } from '../sim/store.ts'
import { agreement, policyId, terms, texts, type Party } from '../sim/treaty.ts'
import type { Primitives } from '../src/core/crypto/primitives.ts'
import { actOnAgreement, assure, loadAgreement } from '../src/runtime/desk/agreement.ts'
import type { Desk } from '../src/runtime/desk/desk.ts'
import { decideDisclosure, propose, send } from '../src/runtime/desk/disclosure.ts'
import { draftItem } from '../src/runtime/desk/item.ts'
import { contact } from '../src/runtime/contact.ts'
import { answer } from '../src/runtime/federation.ts'
import type { Node, Notice, Relation } from '../src/runtime/node.ts'
import { addPartner } from '../src/runtime/open.ts'
import type { Request, Response } from '../src/runtime/ports.ts'

/** One end of a relation, in memory: the real runtime over the simulator's ports, every commit durable at once. */
export interface End {
  readonly name: Party
  readonly node: Node
  readonly desk: Desk
  readonly relation: Relation
  readonly notices: readonly Notice[]
  /** Errors that would have ended the process. */
  readonly fatal: readonly unknown[]
  readonly disk: Disk
  /** Talks until neither has anything to say. */
  converse(): Promise<void>
  /** The node dies and is started on what was durable, or on another disk. */
  restart(disk?: Disk): Promise<End>
  /** The same keys and the same past in a second process, which the partner cannot reach. */
  twin(): Promise<End>
}

export interface Pair {
  readonly primitives: Primitives
  readonly time: WorldTime
  readonly kr: End
  readonly jp: End
  /** What stands between them: sees every request, and may answer in the partner's place. */
  between: ((from: Party, request: Request) => Response | null) | null
}

/** Two nodes that know each other, and have met unless `meet` is false. */
export async function twoNodes({ meet = true } = {}): Promise<Pair> {
  const chance = dice(1, 'two nodes')
  const primitives = standIns(chance)
  const time: WorldTime = { now: Date.UTC(2026, 0, 1) }
  const pair: { between: Pair['between'] } = { between: null }
  const ends = new Map<Party, End>()
  const open = async (nation: Nation, partner: Nation): Promise<End> => {
    const notices: Notice[] = []
    const fatal: unknown[] = []
    await start(nation, {
      primitives,
      keys: standInKeys,
      time,
      chance,
      slowKeys: () => false,
      onSign: () => {},
      onNotice: (notice) => notices.push(notice),
      onFatal: (error) => fatal.push(error),
      onSeal: () => {},
      link: () => ({
        async request(_relation, request) {
          const other = ends.get(partner.name)
          const instead = pair.between?.(nation.name, request) ?? null
          if (instead !== null || other === undefined)
            return instead ?? { status: 503, type: '', body: new Uint8Array(0) }
          return await answer(other.node, nation.identity.node, request)
        },
      }),
    })
    const { running } = nation
    if (running === null) throw new Error('it did not start')
    const { node, desk } = running
    const relation = await addPartner(node, partner.document)
    const end: End = {
      name: nation.name,
      node,
      desk,
      relation,
      notices,
      fatal,
      disk: nation.disk,
      converse: () => exhaust(node, relation),
      async restart(disk) {
        crash(nation)
        if (disk !== undefined) nation.disk = disk
        nation.store = openMemoryStore({ barrier: 'open', disk: nation.disk })
        return await reachable(nation, partner)
      },
      async twin() {
        const copy = copyDisk(nation.disk)
        return await open({ ...nation, disk: copy, store: openMemoryStore({ barrier: 'open', disk: copy }) }, partner)
      },
    }
    return end
  }
  const reachable = async (nation: Nation, partner: Nation): Promise<End> => {
    const end = await open(nation, partner)
    ends.set(nation.name, end)
    return end
  }
  const around = { primitives, keys: standInKeys, time, chance, slowKeys: () => false }
  const quiet = { onSign: () => {}, onNotice: () => {}, onFatal: () => {}, onSeal: () => {}, link: unlinked }
  const [first, second] = [await found('KR', { ...around, ...quiet }), await found('JP', { ...around, ...quiet })]
  for (const nation of [first, second]) nation.store = openMemoryStore({ barrier: 'open', disk: nation.disk })
  const [kr, jp] = [await reachable(first, second), await reachable(second, first)]
  if (meet) {
    await kr.converse()
    await jp.converse()
  }
  return Object.assign(pair, { primitives, time, kr, jp })
}

async function exhaust(node: Node, relation: Relation): Promise<void> {
  for (let refusals = 0; ;) {
    try {
      while ((await contact(node, relation)) === 'more');
      return
    } catch (error) {
      // Refused once where the other end has just started: it has been told what we hold.
      if (refusals++ > 0) throw error
    }
  }
}

function unlinked(): never {
  throw new Error('not started yet')
}

/** Brings the simulator's small agreement into force between them. */
export async function enterIntoForce({ kr, jp, time }: Pair): Promise<void> {
  await loadAgreement(kr.desk, { terms, texts, person: 'treaty' })
  await kr.converse()
  for (const kind of ['sign', 'notify'] as const) {
    for (const end of [kr, jp]) {
      await actOnAgreement(end.desk, { kind, agreement, person: 'treaty' })
      await end.converse()
    }
  }
  for (const end of [kr, jp]) {
    await assure(end.desk, { agreement, level: `${end.name}-I`, person: 'treaty' })
    await end.converse()
  }
  time.now += 60_000
}

/** Releases one item of `bytes` bytes through both gates; its number. Nothing is sent yet. */
export async function releaseItem({ desk, name }: End, bytes = 10): Promise<string> {
  const item = await approvedItem({ desk, name }, bytes)
  const to = name === 'KR' ? 'JP' : 'KR'
  const sending = await send(desk, { item, to, person: 'registry' })
  if (sending.kind !== 'released') throw new Error(JSON.stringify(sending.verdict))
  return item
}

/** Drafts an item and carries it as far as the sending. */
export async function approvedItem({ desk, name }: Pick<End, 'desk' | 'name'>, bytes = 10): Promise<string> {
  const label = { policy: policyId(name), level: `${name}-II`, caveats: [], releasableTo: null }
  const portion = { name: 'a.txt', label, equivalent: null, originator: name, mediaType: 'text/plain' }
  const content = { kind: 'text', text: 'x'.repeat(bytes) } as const
  const draft = { subject: 'missile', purpose: 'warning', portions: [{ ...portion, content }] }
  const { facts } = await draftItem(desk, { draft, person: 'analysis' })
  const step = { item: facts.id, to: name === 'KR' ? 'JP' : 'KR' }
  await propose(desk, { ...step, person: 'analysis' })
  await decideDisclosure(desk, { ...step, person: 'disclosure', decision: 'approve' })
  return facts.id
}
