import crypto from 'node:crypto'
import type { Primitives } from '../src/core/crypto/primitives.ts'
import { Fault } from '../src/core/fault.ts'
import { dice, type Dice } from './chance.ts'
import { checker, type Checker } from './check.ts'
import type { WorldTime } from './clock.ts'
import { Broken, type Failure } from './failure.ts'
import { lieInRequest, type Liar } from './liars.ts'
import { live, type Ready } from './live.ts'
import { crash, found, type Nation, type Surroundings } from './nation.ts'
import { network, type Network } from './network.ts'
import { personActs, type Drafted } from './people.ts'
import { planOf, type Plan } from './plan.ts'
import { standInKeys, standIns, type KeyMaker } from './primitives.ts'
import type { Disk } from './store.ts'
import { other, type Party } from './treaty.ts'

/** What a run may be given instead of what its seed says. */
export interface Options {
  /** Real primitives and keys; the stand-ins where none are given. */
  readonly real?: { readonly primitives: Primitives; readonly keys: KeyMaker }
  readonly steps?: number
  /** Keep every line of the trace, and not only the last ones. */
  readonly verbose?: boolean
  /** What people do when it is their turn; the busy offices of `people.ts` where it is not said. */
  readonly people?: (world: World, nation: Nation) => void
  /** Looks at the world when everything is over; throws for what it finds. */
  readonly after?: (world: World) => void
}

/** What one seed came to. */
export interface Run {
  readonly seed: number
  readonly plan: Plan
  /** Of everything that happened; the same seed gives the same one. */
  readonly digest: string
  readonly steps: number
  /** How often each fault, rung, refusal and recovery was seen. */
  readonly counts: ReadonlyMap<string, number>
  readonly trace: readonly string[]
  readonly failure: Failure | null
}

/** The world of one seed. */
export interface World {
  readonly seed: number
  readonly plan: Plan
  readonly time: WorldTime
  readonly nations: Readonly<Record<Party, Nation>>
  readonly around: Readonly<Record<Party, Surroundings>>
  readonly net: Network
  readonly check: Checker
  readonly people: Dice
  readonly act: (world: World, nation: Nation) => void
  readonly mischief: Dice
  readonly liar: Liar | null
  /** Copies of disks, taken now and then. */
  readonly backups: { readonly of: Party; readonly disk: Disk }[]
  /** What people drafted, by number. */
  readonly drafts: Map<string, Drafted>
  /** Faults happen; off while the world is set up and when it heals. */
  weather: 'fair' | 'foul'
  step: number
  say(line: string): void
  count(what: string): void
  /** Follows work that nobody waits for; a failure that is no Fault breaks the run. */
  follow(who: Nation, what: string, work: Promise<unknown>): void
}

const TRACE_LINES = 60

/** Runs one seed: set up, faults, healing. Never throws for what the run found. */
export async function runSeed(seed: number, options: Options = {}): Promise<Run> {
  const plan = planOf(seed, options.steps)
  const counts = new Map<string, number>()
  const trace: string[] = []
  const hash = crypto.createHash('sha256')
  let failure: Failure | null = null
  const fail = (error: unknown): void => void (failure ??= failureOf(error, world?.step ?? 0))
  const say = (line: string): void => {
    trace.push(line)
    hash.update(line)
    if (options.verbose !== true && trace.length > TRACE_LINES * 2) trace.splice(0, TRACE_LINES)
  }
  const count = (what: string): void => void counts.set(what, (counts.get(what) ?? 0) + 1)
  let world: World | null = null
  try {
    world = await makeWorld({ seed, plan, say, count, fail, options, mark: (bytes) => void hash.update(bytes) })
    const ready = plan.established && options.real === undefined ? await establishedDisks() : null
    await live(world, { ready, broken: () => failure !== null })
    if (failure === null) options.after?.(world)
  } catch (error) {
    fail(error)
  }
  return { seed, plan, digest: hash.digest('hex').slice(0, 32), steps: world?.step ?? 0, counts, trace, failure }
}

function failureOf(error: unknown, step: number): Failure {
  if (error instanceof Broken) return { step, invariant: error.invariant, detail: error.message }
  const said = error instanceof Error ? (error.stack ?? error.message) : String(error)
  return { step, invariant: 'nothing fails but by a Fault', detail: said }
}

interface Making {
  readonly seed: number
  readonly plan: Plan
  readonly say: (line: string) => void
  readonly count: (what: string) => void
  readonly fail: (error: unknown) => void
  readonly mark: (bytes: Uint8Array) => void
  readonly options: Options
}

async function makeWorld({ seed, plan, say, count, fail, mark, options }: Making): Promise<World> {
  const time: WorldTime = { now: Date.UTC(2026, 0, 15) }
  const check = checker(count)
  const primitives = options.real?.primitives ?? standIns(dice(seed, 'kem'))
  const keys = options.real?.keys ?? standInKeys
  let world: World
  const net = network(dice(seed, 'network'), {
    time,
    count,
    faults: () => (world.weather === 'foul' ? plan.network : FAIR),
  })
  const surroundings = (name: Party): Surroundings => ({
    primitives,
    keys,
    time,
    chance: dice(seed, `chance of ${name}`),
    slowKeys: () => plan.slowKeys && world.weather === 'foul',
    onSign: (call) => guarded(fail, () => check.signed(name, call)),
    onNotice: ({ code, detail }) => {
      count(`notice:${code}`)
      say(`${name} notices ${code}: ${detail}`)
      check.noticed(name, code)
    },
    onFatal(error) {
      // The host's part: the process ends, and begins again from what is durable.
      if (!(error instanceof Fault) && name !== plan.liar) return fail(error)
      say(`${name} ends: ${error instanceof Fault ? error.code : 'its own log is not what it was'}`)
      crash(world.nations[name])
    },
    onSeal: (folder) => say(`${name} keeps ${folder}`),
    link: (life) => ({
      async request(_relation, request) {
        mark(request.body)
        const sent = world.liar?.name === name && world.weather === 'foul' ? lieInRequest(world, request) : request
        return await net.request({ from: name, to: other(name), life }, sent)
      },
    }),
  })
  const around = { KR: surroundings('KR'), JP: surroundings('JP') }
  const nations = { KR: await found('KR', around.KR), JP: await found('JP', around.JP) }
  world = {
    seed,
    plan,
    time,
    nations,
    around,
    net,
    check,
    people: dice(seed, 'people'),
    act: options.people ?? personActs,
    mischief: dice(seed, 'mischief'),
    liar:
      plan.liar === null
        ? null
        : { name: plan.liar, chance: dice(seed, 'liars'), sent: [], lies: new Map(), promised: 0, falseLines: [] },
    backups: [],
    drafts: new Map(),
    weather: 'fair',
    step: 0,
    say,
    count,
    follow: follower({ say, count, fail, liar: plan.liar }),
  }
  check.begin(world)
  return world
}

function follower({
  say,
  count,
  fail,
  liar,
}: Pick<Making, 'say' | 'count' | 'fail'> & Pick<Plan, 'liar'>): World['follow'] {
  return (who, what, work) => {
    work.then(
      () => {},
      (error: unknown) => {
        // What a liar forged comes back to its own node, which then trips over a log that is not its own.
        if (!(error instanceof Fault)) {
          if (who.name !== liar) fail(error)
          else if (who.running !== null) crash(who)
          return
        }
        count(`fault:${error.code}`)
        if (error.code === 'store-failed' && who.running !== null) crash(who)
        say(`${who.name} ${what}: ${error.code} (${error.message.slice(0, 120)})`)
      },
    )
  }
}

function guarded(fail: (error: unknown) => void, act: () => void): void {
  try {
    act()
  } catch (error) {
    fail(error)
    throw error
  }
}

/** The disks of two nations whose agreement is in force, made once: every seed that begins there begins with a copy. */
let made: Promise<Ready> | null = null

function establishedDisks(): Promise<Ready> {
  made ??= (async () => {
    const nobody = (): void => {}
    const broken: unknown[] = []
    const world = await makeWorld({
      seed: 0,
      plan: { ...planOf(0, 0), established: true, liar: null },
      say: nobody,
      count: nobody,
      fail: (error) => void broken.push(error),
      mark: nobody,
      options: {},
    })
    await live(world, { ready: null, broken: () => broken.length > 0 })
    if (broken.length > 0) throw broken[0]
    return { KR: world.nations.KR.disk, JP: world.nations.JP.disk, now: world.time.now }
  })()
  return made
}

const FAIR = { drop: 0, duplicate: 0, corrupt: 0, delayMsMax: 0, reorder: false }
