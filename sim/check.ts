import { canonical, type Json } from '../src/core/bytes/canonical.ts'
import { fromUtf8 } from '../src/core/bytes/utf8.ts'
import { standingNow } from '../src/core/party/fold.ts'
import type { Notice, Relation } from '../src/runtime/node.ts'
import type { Request, Response } from '../src/runtime/ports.ts'
import type { SignCall } from './custodian.ts'
import type { Vault } from '../src/runtime/vault.ts'
import { Broken, must } from './failure.ts'
import { digestOf } from './liars.ts'
import { relationOf, type Nation } from './nation.ts'
import { bar, position, type Told } from './oracle.ts'
import { readTold, signedParcel } from './reader.ts'
import { roots, type Roots } from './roots.ts'
import { rungs, type Rungs } from './rungs.ts'
import { NATIONS, other, type Party } from './treaty.ts'
import type { World } from './world.ts'

/** Watches a world. Everything it knows it reads from durable stores, from the custodian's door and from what people were told. */
export interface Checker {
  begin(world: World): void
  /** The nation has its partner: its logs have names from here on. */
  knows(world: World, nation: Nation): void
  /** After every step. */
  observe(world: World): void
  signed(name: Party, call: SignCall): void
  noticed(name: Party, code: Notice['code']): void
  restored(nation: Nation): void
  answered(answered: Answered): void
  acknowledged(name: Party, sent: { readonly item: string; readonly index: number }): void
  opened(world: World, opened: { readonly by: Party; readonly item: string; readonly content: Uint8Array | null }): void
  isQuiet(world: World): boolean
  /** The nation has all it ever did, and all of its partner's log that it had seen when it did it. */
  isWhole(name: Party): boolean
  healed(world: World): Promise<void>
}

/** One log as a nation holds it. */
interface Book {
  readonly roots: Roots
  readonly told: Told[]
}

interface Watch {
  ownOrigin: string
  copyOrigin: string
  /** Opens its records; none before its partner is known. */
  vault: Pick<Vault, 'open'>
  isKnown: boolean
  /** Everything this nation ever did, kept over a restore as far as the partner holds it. */
  readonly own: Book
  /** What of it is on the disk now. */
  ownSize: number
  /** Its copy of the partner's log. */
  readonly copy: Book
  readonly items: Map<string, number>
  readonly acks: { readonly item: string; readonly index: number }[]
  readonly signed: Map<number, string>
  readonly notices: Set<string>
  /** Rungs this nation gave, over the partner's releases. */
  readonly rungs: Rungs
  /** What a liar promised of its next entries: from which on, and how much they have seen. */
  readonly floors: { readonly from: number; readonly seen: number }[]
}

/** A checker that has seen nothing. */
export function checker(count: (what: string) => void): Checker {
  const watches = { KR: watch(), JP: watch() }
  let world: World
  const isLiar = (name: Party): boolean => world.liar?.name === name
  const scope = (): Scope => ({ world, watches, count, isLiar })
  return {
    begin: (made) => void (world = made),
    knows(_world, nation) {
      const relation = relationOf(nation)
      if (relation === null) throw new Broken('a partner that was added is known', nation.name)
      const known = watches[nation.name]
      known.ownOrigin = relation.ours.origin
      known.copyOrigin = relation.theirs.origin
      if (nation.running === null) throw new Broken('a partner that was added is known', nation.name)
      known.vault = nation.running.node.vault
      known.isKnown = true
    },
    observe: () => observe(scope()),
    signed(name, call) {
      if (!isLiar(name)) checkSignature(scope(), name, call)
    },
    noticed(name, code) {
      watches[name].notices.add(code)
    },
    restored: (nation) => restored(scope(), nation),
    answered: (answered) => checkAnswer(scope(), answered),
    acknowledged: (name, sent) => void watches[name].acks.push(sent),
    opened: (_world, opened) => checkOpened(scope(), opened),
    isWhole: (name) => watches[name].ownSize === watches[name].own.told.length && watches[name].copy.told.length >= (watches[name].own.told.at(-1)?.seen ?? 0),
    isQuiet: () => isQuiet(scope()),
    healed: () => healed(scope()),
  }
}

function watch(): Watch {
  return {
    ownOrigin: '',
    copyOrigin: '',
    vault: { open: () => new Uint8Array(0) },
    isKnown: false,
    own: { roots: roots(), told: [] },
    ownSize: 0,
    copy: { roots: roots(), told: [] },
    items: new Map(),
    acks: [],
    signed: new Map(),
    notices: new Set(),
    rungs: rungs(),
    floors: [],
  }
}

interface Scope {
  readonly world: World
  readonly watches: Readonly<Record<Party, Watch>>
  readonly count: (what: string) => void
  readonly isLiar: (name: Party) => boolean
}

function logOf({ world }: Scope, name: Party, origin: string): readonly { readonly entry: Uint8Array; readonly opening: Uint8Array | null }[] {
  return world.nations[name].disk.logs.get(origin) ?? []
}

/** What a nation did, as far as anybody can tell: an honest one's own book; of a liar, what the honest side holds. */
function history({ watches, isLiar }: Scope, name: Party): readonly Told[] {
  return isLiar(name) ? watches[other(name)].copy.told : watches[name].own.told
}

function observe(scope: Scope): void {
  if (NATIONS.some((name) => !scope.watches[name].isKnown)) return
  const honest = NATIONS.filter((name) => !scope.isLiar(name))
  for (const name of honest) readOwn(scope, name)
  for (const name of honest) readCopy(scope, name)
  for (const name of honest) judgeNew(scope, name)
  for (const name of honest) checkAcks(scope, name)
}

function readOwn(scope: Scope, name: Party): void {
  const { watches } = scope
  const watched = watches[name]
  const log = logOf(scope, name, watched.ownOrigin)
  must(log.length >= watched.ownSize, 'what was committed is still there', () => `${name} had ${watched.ownSize} entries, now ${log.length}`)
  for (; watched.ownSize < log.length; watched.ownSize++) {
    const row = log[watched.ownSize]
    if (row === undefined) break
    const known = watched.own.roots.entries[watched.ownSize]
    if (known !== undefined) {
      must(Buffer.compare(known, row.entry) === 0, 'a restored node takes back its own entries before it acts', () => `${name} at ${watched.ownSize}`)
      continue
    }
    watched.own.roots.push(row.entry)
    watched.own.told.push(readTold({ vault: watched.vault, opening: row.opening }))
  }
}

function readCopy(scope: Scope, name: Party): void {
  const { watches } = scope
  const { copy, copyOrigin, vault, floors } = watches[name]
  const author = other(name)
  const log = logOf(scope, name, copyOrigin)
  must(log.length >= copy.told.length, 'what was committed is still there', () => `${name} held ${copy.told.length} entries of ${author}, now ${log.length}`)
  for (let i = copy.told.length; i < log.length; i++) {
    const row = log[i]
    if (row === undefined) break
    if (!scope.isLiar(author)) {
      const original = watches[author].own.roots.entries[i]
      must(original !== undefined && Buffer.compare(original, row.entry) === 0, 'both copies of a log agree', () => `${name} holds another entry ${i} of ${author}`)
    }
    copy.roots.push(row.entry)
    const told = asReadable(readTold({ vault, opening: row.opening }), copy.told.findLast((earlier) => earlier !== null)?.at ?? 0)
    copy.told.push(told)
    must(told === null || told.seen <= watches[name].ownSize, 'nobody has seen more than there is', () => `${name} holds entry ${i} of ${author} that has seen ${told?.seen} of ${watches[name].ownSize}`)
    const broken = told === null ? undefined : floors.find(({ from, seen }) => i >= from && told.seen < seen)
    must(broken === undefined, 'nobody takes back what it has seen', () => `${name} holds entry ${i} of ${author} that has seen ${told?.seen}, after ${broken?.seen}`)
  }
}

// An act of no known kind, or dated before the one before it, counts as unread: it has no place in any order.
function asReadable(told: Told, lastAt: number): Told {
  return told === null || told.at < lastAt || !KINDS.includes(told.kind) ? null : told
}

const KINDS = ['propose', 'text', 'sign', 'notify', 'notice', 'assure', 'consent', 'release', 'rung']

function judgeNew(scope: Scope, name: Party): void {
  const watched = scope.watches[name]
  const { rungs: given, own } = watched
  for (; given.judged < own.told.length; given.judged++) judgeEntry(scope, { name, index: given.judged })
}

function judgeEntry(scope: Scope, { name, index }: { readonly name: Party; readonly index: number }): void {
  const { watches, count } = scope
  const watched = watches[name]
  const told = watched.own.told[index] ?? null
  if (told === null) throw new Broken('a nation can read what it did', `${name} at ${index}`)
  const before = watched.own.told[index - 1] ?? null
  must(before === null || before.at <= told.at, '`at` never decreases', () => `${name} at ${index}`)
  must(before === null || before.seen <= told.seen, '`seen` never decreases', () => `${name} at ${index}: ${before?.seen} then ${told.seen}`)
  must(told.seen <= watched.copy.told.length, '`seen` never lies', () => `${name} at ${index}: seen ${told.seen}, holds ${watched.copy.told.length}`)
  count(`entry:${told.kind}`)
  if (told.kind === 'release') judgeRelease(scope, { name, index, told })
  if (told.kind === 'rung') watched.rungs.judge(told, { by: name, index, releases: history(scope, other(name)), isHonest: !scope.isLiar(other(name)), holds: (content) => holdsObject(scope, { name, content }), bar: (of) => barOf(scope, other(name), of), count })
}

/** Tells whether the sealed object of a release is here, whole and durable: the very bytes its author sealed. */
function holdsObject({ world }: Scope, { name, content }: { readonly name: Party; readonly content: Json }): boolean {
  const { kind, root } = content as { readonly kind: string; readonly root: string }
  if (kind !== 'object') return true
  const [held, sealed] = [name, other(name)].map((who) => world.nations[who].objects.durable(root))
  return held !== null && held !== undefined && sealed !== null && sealed !== undefined && Buffer.compare(held, sealed) === 0
}

/** Why an entry of a nation was no release it could make; null where it was one. */
function barOf(scope: Scope, name: Party, index: number): string | null {
  const told = history(scope, name)[index] ?? null
  if (told === null || told.kind !== 'release') return 'no release'
  const mine = { party: name, events: history(scope, name), size: index }
  const partner = { party: other(name), events: history(scope, other(name)), size: told.seen }
  const { ownOrigin, copyOrigin } = scope.watches[name]
  const state = ownOrigin < copyOrigin ? position(mine, partner) : position(partner, mine)
  return bar(told.item?.facts, { from: name, to: other(name), at: told.at, state })
}

function judgeRelease(scope: Scope, { name, index, told }: { readonly name: Party; readonly index: number; readonly told: NonNullable<Told> }): void {
  const { watches, world } = scope
  const why = barOf(scope, name, index)
  must(why === null, 'nothing leaves that the agreement does not let', () => `${name} released entry ${index}: ${why}`)
  const id = told.item?.facts.id ?? ''
  must(!watches[name].items.has(id), 'no item is released twice', () => `${name}: ${id} at ${watches[name].items.get(id)} and ${index}`)
  watches[name].items.set(id, index)
  must(canonical(told.f['item'] === undefined ? null : told.facts) === world.drafts.get(id)?.facts, 'what leaves is what was drafted', () => `${name}: ${id}`)
}

function checkAcks({ watches }: Scope, name: Party): void {
  const { acks, items, own } = watches[name]
  for (const { item, index } of acks.splice(0)) {
    must(index < own.told.length && items.get(item) === index, 'nothing acknowledged is lost', () => `${name} was told ${item} is entry ${index}`)
  }
}

function checkSignature(scope: Scope, name: Party, { key, message }: SignCall): void {
  const isCosignature = key.startsWith('cosigner/')
  if (!isCosignature && !key.startsWith('log/')) return
  const { watches, isLiar } = scope
  const watched = watches[name]
  must(watched.isKnown, 'nothing is signed before a partner is known', () => name)
  readOwn(scope, name)
  if (!isLiar(other(name))) readOwn(scope, other(name))
  readCopy(scope, name)
  const lines = new TextDecoder().decode(message).split('\n')
  const size = Number(lines.at(-3))
  const root = lines.at(-2)
  const whose = isCosignature ? `${other(name)}'s` : 'its'
  const durable = isCosignature ? watched.copy.told.length : watched.ownSize
  must(size <= durable, isCosignature ? 'a cosignature is given only for what is stored' : 'a head is signed only over what is durable', () => `${name} signs ${whose} ${size} of ${durable}`)
  const held = isCosignature ? watched.copy.roots : watched.own.roots
  must(held.at(size) === root, 'what is signed is the log that is stored', () => `${name} signs another root of ${whose} log at ${size}`)
  if (!isLiar(other(name))) {
    const partnerHolds = logOf(scope, other(name), watched.ownOrigin).length
    must(watched.ownSize >= partnerHolds, 'nothing is signed before recovery', () => `${name} holds ${watched.ownSize} of its own, its partner ${partnerHolds}`)
  }
  if (isCosignature) return
  const earlier = watched.signed.get(size)
  must(earlier === undefined || earlier === root, 'an honest node signs one root a size', () => `${name} at ${size}`)
  watched.signed.set(size, root ?? '')
}

function restored(scope: Scope, nation: Nation): void {
  const { watches, count } = scope
  const { name } = nation
  observe({ ...scope, isLiar: (who) => who === name || scope.isLiar(who) })
  const watched = watches[name]
  const own = logOf(scope, name, watched.ownOrigin).length
  const copy = logOf(scope, name, watched.copyOrigin).length
  const kept = Math.max(own, watches[other(name)].copy.told.length)
  if (watches[other(name)].copy.told.length > own) count('restore:amnesia')
  if (kept < watched.own.told.length) count('restore:acts lost that nobody else held')
  cut(watched.own, kept)
  cut(watched.copy, copy)
  watched.ownSize = own
  for (const [item, index] of watched.items) if (index >= kept) watched.items.delete(item)
  for (const size of watched.signed.keys()) if (size > kept) watched.signed.delete(size)
  watched.rungs.cut(watched.own.told)
}

function cut({ roots: kept, told }: Book, size: number): void {
  kept.cut(size)
  told.length = Math.min(told.length, size)
}

function checkOpened(scope: Scope, { by, item, content }: { readonly by: Party; readonly item: string; readonly content: Uint8Array | null }): void {
  const { world } = scope
  const drafted = world.drafts.get(item)
  if (scope.isLiar(other(by))) return
  if (drafted === undefined || content === null) throw new Broken('what is opened was drafted', `${by} opened ${item}`)
  const { brought } = world.nations[other(by)].files
  const meant = drafted.content.replaceAll(/<([^>]*)>/g, (_, path: string) => fromUtf8(brought.get(path) ?? new Uint8Array(0), 'file'))
  must(fromUtf8(content, 'opened') === meant, 'what is opened is what was drafted', () => `${by} opened ${item}`)
}

/** What was answered to a parcel: nothing is claimed that is not stored, no lie is believed, none spoils what is beside it. */
function checkAnswer(scope: Scope, answered: Answered): void {
  const { world, watches, isLiar } = scope
  const { by, request, response } = answered
  const relation = relationOf(world.nations[by])
  if (isLiar(by) || relation === null || !request.path.endsWith('/parcel')) return
  observe(scope)
  if (response.status === 200) {
    const have = Number(/^have (\d+)\n/.exec(new TextDecoder('latin1').decode(response.body.subarray(0, 64)))?.[1])
    const stored = watches[by].copy.told.length
    must(have <= stored, 'a node says it has only what it stores', () => `${by} says ${have}, stores ${stored}`)
  }
  const { liar } = world
  if (liar === null) return
  const lie = liar.lies.get(digestOf(request.body))
  if (lie === 'half signed head') must(response.status !== 200, 'both signatures or none', () => `${by} took a parcel under one`)
  if (lie === 'no openings') must(response.status !== 400, 'one bad item stops nothing else', () => `${by} answers ${response.status}`)
  const bound = relation.ours.bound?.note ?? ''
  must(!liar.falseLines.some((lines) => lines !== '' && bound.includes(lines)), 'a cosignature on another head binds nothing', () => by)
  checkFork(scope, { ...answered, relation })
}

interface Answered {
  readonly by: Party
  readonly request: Request
  readonly response: Response
}

/** A history that differs from the one held is never taken in, and is seen for what it is. */
function checkFork(scope: Scope, { by, request, response, relation }: Answered & { readonly relation: Relation }): void {
  const { world, watches, count } = scope
  const author = other(by)
  const parcel = signedParcel(world.around[by].primitives, relation, request.body)
  if (parcel === null) return
  const end = parcel.first + parcel.entries.length
  // What a liar says it has seen binds it as far as it has cosigned.
  if (response.status === 200 && end === watches[by].copy.told.length)
    watches[by].floors.push({ from: end, seen: Math.min(parcel.seen, relation.ours.bound?.size ?? 0) })
  const held = watches[by].copy.roots.entries
  const differs = parcel.entries.some((entry, i) => {
    const known = held[parcel.first + i]
    return known !== undefined && Buffer.compare(known, entry) !== 0
  })
  if (!differs) return
  count('fork')
  must(response.status !== 200, 'a fork is never believed', () => `${by} took ${parcel.first} to ${end} of ${author} twice`)
  must(relation.frozen || response.status === 503, 'a fork is always seen', () => `${by} answers ${response.status} to a second history of ${author} from ${parcel.first}`)
  const isKept = world.nations[by].disk.spaces.get('fork')?.has(relation.id) ?? false
  must(!relation.frozen || isKept, 'a fork that is seen is kept as a proof', () => by)
}

function isQuiet({ world, watches }: Scope): boolean {
  return NATIONS.every((name) => {
    const relation = relationOf(world.nations[name])
    const partner = watches[other(name)]
    return relation?.confirmed === true && !world.nations[name].host.contacting && relation.ours.durable.size === partner.copy.told.length && relation.ours.bound?.size === relation.ours.durable.size
  })
}

async function healed(scope: Scope): Promise<void> {
  const { world, watches } = scope
  observe(scope)
  if (world.liar !== null) return
  for (const name of NATIONS) {
    const nation = world.nations[name]
    const relation = relationOf(nation)
    if (relation === null) throw new Broken('a healed world runs', name)
    const { own, ownSize } = watches[name]
    const { copy, rungs: given } = watches[other(name)]
    const state = `confirmed ${relation.confirmed}, amnesia ${relation.amnesia}, frozen ${relation.frozen}, own ${ownSize} of ${own.told.length}, acked ${relation.ours.acked.size}, bound ${relation.ours.bound?.size}, partner holds ${copy.told.length}`
    must(relation.confirmed && !relation.amnesia && !relation.frozen, 'a healed relation works', () => `${name}: ${state}`)
    must(ownSize === own.told.length, 'recovery brings back exactly what was lost', () => `${name}: ${state}`)
    must(copy.told.length === ownSize, 'everything arrives once the world heals', () => `${name}: ${state}`)
    must((relation.ours.bound?.size ?? 0) === ownSize, 'everything is bound once the world heals', () => `${name}: ${state}`)
    own.told.forEach((told, index) => {
      if (told?.kind === 'release') must(given.isFinal(index), 'every item has a final rung', () => `${name}: entry ${index}, on ${given.of(index).join(', ')}`)
    })
    const waiting = [...(nation.disk.spaces.get(`fetch/${relation.id}`)?.keys() ?? [])]
    must(waiting.length === 0, 'no object stays half fetched', () => `${name}: ${waiting.join(', ')}`)
  }
  checkFolds(world)
}

function checkFolds({ nations }: World): void {
  const [a, b] = NATIONS.map((name) => relationOf(nations[name])?.fold)
  if (a === undefined || b === undefined) return
  for (const [mine, theirs] of [['ours', 'theirs'], ['theirs', 'ours']] as const)
    must(JSON.stringify(a.ladders[mine]) === JSON.stringify(b.ladders[theirs]), 'both registers agree', () => `${JSON.stringify(a.ladders[mine])} and ${JSON.stringify(b.ladders[theirs])}`)
  const [left, right] = [a, b].map((fold) => JSON.stringify([...standingNow(fold).agreements]))
  must(left === right, 'both nations read one agreement', () => `${left?.slice(-400)} and ${right?.slice(-400)}`)
}
