import { Fault } from '../src/core/fault.ts'
import { contact } from '../src/runtime/contact.ts'
import { answer } from '../src/runtime/federation.ts'
import { fetchObjects } from '../src/runtime/fetch.ts'
import { addPartner } from '../src/runtime/open.ts'
import type { Response } from '../src/runtime/ports.ts'
import type { Dice } from './chance.ts'
import { DAY_MS, SECOND_MS } from './clock.ts'
import { lieInResponse } from './liars.ts'
import { backup, crash, relationOf, restore, start, type Nation } from './nation.ts'
import type { Message } from './network.ts'
import { establish } from './people.ts'
import type { Disk } from './store.ts'
import { NATIONS, other, type Party } from './treaty.ts'
import type { World } from './world.ts'

/** The disks of two nations whose agreement is in force, and when that was. */
export type Ready = Readonly<Record<Party, Disk>> & { readonly now: number }

/** Lives through a world: set up, foul weather, healing. Ends early where it is broken. */
export async function live(
  world: World,
  { ready, broken }: { readonly ready: Ready | null; readonly broken: () => boolean },
): Promise<void> {
  const settle = async (): Promise<void> => {
    await new Promise((resolve) => setImmediate(resolve))
    if (!broken()) world.check.observe(world)
  }
  if (ready !== null) {
    world.time.now = ready.now
    for (const name of NATIONS) restore(world.nations[name], ready[name])
  }
  for (const name of NATIONS) {
    const nation = world.nations[name]
    world.follow(nation, 'starts', start(nation, world.around[name]))
    await settle()
    const node = nation.running?.node
    if (node === undefined) throw new Error(`${name} did not start`)
    world.follow(nation, 'adds its partner', addPartner(node, world.nations[other(name)].document))
    await settle()
    nation.store.release()
    await settle()
    world.check.knows(world, nation)
  }
  if (world.plan.established && ready === null) await establish(world, () => calm(world, settle))
  if (broken()) return
  world.weather = 'foul'
  while (world.step < world.plan.steps && !broken()) {
    world.step++
    advance(world)
    turn(world)
    await settle()
  }
  if (broken()) return
  await heal(world, settle, broken)
}

/** Time passes: mostly little, sometimes enough for a call to be given up, rarely days. */
function advance({ time, plan, mischief, net, nations, count, say }: World): void {
  time.now += mischief.below(200)
  if (mischief.oneIn(12)) time.now += mischief.below(40 * SECOND_MS)
  if (plan.leaps && mischief.oneIn(25)) {
    const days = 1 + mischief.below(20)
    time.now += days * DAY_MS
    count('time:leap')
    say(`${days} days pass`)
  }
  net.expire({ KR: nations.KR.life, JP: nations.JP.life })
}

interface Move {
  readonly weight: number
  do(): void
}

/** One thing happens. */
function turn(world: World): void {
  const moves = NATIONS.flatMap((name) => movesOf(world, world.nations[name]))
  const { net, mischief } = world
  if (net.flight.length > 0) moves.push({ weight: 40, do: () => deliver(world, net.take()) })
  pickMove(mischief, moves)?.do()
}

function pickMove(chance: Dice, moves: readonly Move[]): Move | null {
  let at = chance.below(moves.reduce((sum, { weight }) => sum + weight, 0))
  for (const move of moves) if ((at -= move.weight) < 0) return move
  return null
}

function movesOf(world: World, nation: Nation): Move[] {
  const { plan, mischief, count, say } = world
  const { store, running, host, name } = nation
  if (running === null) return host.starting ? turnsOf(world, nation) : [{ weight: 8, do: () => begin(world, nation) }]
  const moves: Move[] = [{ weight: 10, do: () => world.act(world, nation) }]
  if (store.pending() > 0) moves.push({ weight: 20, do: () => store.release(mischief.oneIn(2) ? 1 : undefined) })
  moves.push(...turnsOf(world, nation))
  if (!host.contacting) moves.push({ weight: host.wake ? 16 : 2, do: () => makeContact(world, nation) })
  if (!host.fetching) moves.push({ weight: 3, do: () => fetch(world, nation) })
  const rarely = (on: boolean, weight: number, what: string, deed: () => void): void => {
    if (!on) return
    moves.push({
      weight,
      do() {
        count(`fault:${what}`)
        say(`${name}: ${what}`)
        deed()
      },
    })
  }
  rarely(plan.crashes, 1, 'crash', () => crash(nation))
  rarely(plan.disks && store.pending() > 0, 2, 'disk fills up', () => store.fail('disk-full'))
  rarely(plan.disks && store.pending() > 0, 1, 'disk fails', () => store.fail('store-failed'))
  rarely(plan.partitions, 1, world.net.cut.has(name) ? 'heard again' : 'not heard', () => toggle(world.net.cut, name))
  rarely(plan.skew, 1, 'clock jumps', () => void (nation.clock.skewMs = (mischief.below(6 * 24) - 72) * 3_600_000))
  const old = world.backups.filter(({ of }) => of === name)
  if (plan.restores && old.length < 6)
    moves.push({ weight: 2, do: () => void world.backups.push({ of: name, disk: backup(nation) }) })
  // Two nations that both lost what the other had acted on have lost it for good; that is for people, and a new log.
  rarely(
    plan.restores &&
      old.length > 0 &&
      world.nations[other(name)].restoring === null &&
      world.check.isWhole(other(name)),
    3,
    'restored',
    () => {
      const at = mischief.oneIn(2) ? world.backups.indexOf(mischief.pick(old)) : 0
      const disk = world.backups.slice(0, at + 1).findLast(({ of }) => of === name)?.disk ?? old[0]?.disk
      world.backups.splice(at + 1)
      crash(nation)
      nation.restoring = disk ?? null
    },
  )
  return moves
}

function turnsOf({ mischief }: World, { turns }: Nation): Move[] {
  return turns.length === 0
    ? []
    : [{ weight: 20, do: () => turns.splice(0, 1 + mischief.below(4)).forEach((go) => go()) }]
}

function toggle(set: Set<Party>, name: Party): void {
  if (!set.delete(name)) set.add(name)
}

// A restore takes an operator minutes: the lines that were open are dead by then, and the partner has finished what it had begun.
function restoreWhenStill({ net, nations, check, say }: World, nation: Nation, disk: Disk): boolean {
  const partner = nations[other(nation.name)]
  if (partner.turns.length > 0 || partner.store.pending() > 0 || partner.host.starting) return false
  restore(nation, disk)
  net.flight.length = 0
  check.restored(nation)
  say(`${nation.name} has its old copy in place`)
  return true
}

function begin(world: World, nation: Nation): void {
  if (nation.host.starting || (nation.restoring !== null && !restoreWhenStill(world, nation, nation.restoring))) return
  world.say(`${nation.name} starts`)
  world.count('start')
  world.follow(nation, 'start', start(nation, world.around[nation.name]))
}

function makeContact(world: World, nation: Nation): void {
  const relation = relationOf(nation)
  const node = nation.running?.node
  if (node === undefined || relation === null) return
  const { host } = nation
  host.contacting = true
  host.wake = false
  world.say(`${nation.name} makes contact`)
  const work = contact(node, relation)
    .then((came) => {
      world.say(`${nation.name} contact: ${came}`)
      if (came === 'more') host.wake = true
    })
    .finally(() => (host.contacting = false))
  world.follow(nation, 'contact', work)
}

function fetch(world: World, nation: Nation): void {
  const relation = relationOf(nation)
  const node = nation.running?.node
  if (node === undefined || relation === null) return
  const { host } = nation
  host.fetching = true
  world.follow(
    nation,
    'fetch',
    fetchObjects(node, relation).finally(() => (host.fetching = false)),
  )
}

function deliver(world: World, message: Message | null): void {
  if (message === null) return
  const { nations, net, say, liar } = world
  const { call } = message
  const to = nations[message.to]
  if (message.kind === 'response') {
    const isDead = call.settled || nations[call.by].life !== call.life
    say(`${message.to} hears ${message.response.status}${isDead ? ' too late' : ''}`)
    call.settled = true
    if (!isDead) call.answer.resolve(message.response)
    return
  }
  const { request } = message
  say(`${message.to} is asked ${request.method} ${request.path.split('/').slice(3).join('/')} (${request.body.length})`)
  if (to.running === null) {
    if (!call.settled && nations[call.by].life === call.life)
      call.answer.reject(new Fault('partner-unreachable', 'nobody answers'))
    call.settled = true
    return
  }
  const { node } = to.running
  const work = answer(node, nations[message.from].identity.node, request).then((response: Response) => {
    world.count(`status:${response.status}`)
    world.check.answered({ by: message.to, request, response })
    const said =
      liar?.name === message.to && world.weather === 'foul' ? lieInResponse(world, request, response) : response
    net.respond(message, said)
  })
  world.follow(to, 'answers', work)
}

/** In fair weather: everything that can happen happens, until nothing does. */
async function calm(world: World, settle: () => Promise<void>, rounds = 60): Promise<boolean> {
  for (let round = 0; round < rounds; round++) {
    world.time.now += 8 * SECOND_MS
    world.net.expire({ KR: world.nations.KR.life, JP: world.nations.JP.life })
    let busy = false
    for (const name of NATIONS) {
      const nation = world.nations[name]
      if (nation.running === null) begin(world, nation)
      else if (!nation.host.contacting && (nation.host.wake || round % 3 === 0)) makeContact(world, nation)
      if (nation.running !== null && !nation.host.fetching) fetch(world, nation)
    }
    for (let beat = 0; beat < 200; beat++) {
      await settle()
      const message = world.net.take()
      if (message !== null) deliver(world, message)
      let moved = message !== null
      for (const name of NATIONS) {
        const { store, turns } = world.nations[name]
        moved ||= store.pending() > 0 || turns.length > 0
        store.release()
        turns.splice(0).forEach((go) => go())
      }
      if (!moved) break
      busy = true
    }
    await settle()
    if (!busy && round > 3 && world.check.isQuiet(world)) return true
  }
  return false
}

/** Partitions end, crashed nodes start, and what is honest must come to agree within bounded time. */
async function heal(world: World, settle: () => Promise<void>, broken: () => boolean): Promise<void> {
  world.weather = 'fair'
  world.net.cut.clear()
  world.say('the world heals')
  world.time.now += 31 * SECOND_MS
  world.net.expire({ KR: world.nations.KR.life, JP: world.nations.JP.life })
  await calm(world, settle)
  if (!broken()) await world.check.healed(world)
}
