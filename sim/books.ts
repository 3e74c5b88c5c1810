import { canonical, type Json } from '../src/core/bytes/canonical.ts'
import { Broken, must } from './failure.ts'
import type { Nation } from './nation.ts'
import { bar, position, type Told } from './oracle.ts'
import { readTold } from './reader.ts'
import { NATIONS, other, type Party } from './treaty.ts'
import { history, logOf, type Book, type Scope } from './watch.ts'

/** Reads what is new on every honest disk, and judges it. */
export function observe(scope: Scope): void {
  if (NATIONS.some((name) => !scope.watches[name].isKnown)) return
  const honest = NATIONS.filter((name) => !scope.isLiar(name))
  for (const name of honest) readOwn(scope, name)
  for (const name of honest) readCopy(scope, name)
  for (const name of honest) judgeNew(scope, name)
  for (const name of honest) checkAcks(scope, name)
}

/** A nation's own log: nothing is gone, and nothing is other than it was. */
export function readOwn(scope: Scope, name: Party): void {
  const { watches } = scope
  const watched = watches[name]
  const log = logOf(scope, name, watched.ownOrigin)
  must(
    log.length >= watched.ownSize,
    'what was committed is still there',
    () => `${name} had ${watched.ownSize} entries, now ${log.length}`,
  )
  for (; watched.ownSize < log.length; watched.ownSize++) {
    const row = log[watched.ownSize]
    if (row === undefined) break
    const known = watched.own.roots.entries[watched.ownSize]
    if (known !== undefined) {
      must(
        Buffer.compare(known, row.entry) === 0,
        'a restored node takes back its own entries before it acts',
        () => `${name} at ${watched.ownSize}`,
      )
      continue
    }
    watched.own.roots.push(row.entry)
    watched.own.told.push(readTold({ vault: watched.vault, opening: row.opening }))
  }
}

/** A nation's copy of its partner's log: a prefix of the original, byte for byte. */
export function readCopy(scope: Scope, name: Party): void {
  const { watches } = scope
  const { copy, copyOrigin, vault, floors } = watches[name]
  const author = other(name)
  const log = logOf(scope, name, copyOrigin)
  must(
    log.length >= copy.told.length,
    'what was committed is still there',
    () => `${name} held ${copy.told.length} entries of ${author}, now ${log.length}`,
  )
  for (let i = copy.told.length; i < log.length; i++) {
    const row = log[i]
    if (row === undefined) break
    if (!scope.isLiar(author)) {
      const original = watches[author].own.roots.entries[i]
      must(
        original !== undefined && Buffer.compare(original, row.entry) === 0,
        'both copies of a log agree',
        () => `${name} holds another entry ${i} of ${author}`,
      )
    }
    copy.roots.push(row.entry)
    const told = asReadable(
      readTold({ vault, opening: row.opening }),
      copy.told.findLast((earlier) => earlier !== null)?.at ?? 0,
    )
    copy.told.push(told)
    must(
      told === null || told.seen <= watches[name].ownSize,
      'nobody has seen more than there is',
      () => `${name} holds entry ${i} of ${author} that has seen ${told?.seen} of ${watches[name].ownSize}`,
    )
    const broken = told === null ? undefined : floors.find(({ from, seen }) => i >= from && told.seen < seen)
    must(
      broken === undefined,
      'nobody takes back what it has seen',
      () => `${name} holds entry ${i} of ${author} that has seen ${told?.seen}, after ${broken?.seen}`,
    )
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
  must(
    before === null || before.seen <= told.seen,
    '`seen` never decreases',
    () => `${name} at ${index}: ${before?.seen} then ${told.seen}`,
  )
  must(
    told.seen <= watched.copy.told.length,
    '`seen` never lies',
    () => `${name} at ${index}: seen ${told.seen}, holds ${watched.copy.told.length}`,
  )
  count(`entry:${told.kind}`)
  if (told.kind === 'release') judgeRelease(scope, { name, index, told })
  if (told.kind === 'rung')
    watched.rungs.judge(told, {
      by: name,
      index,
      releases: history(scope, other(name)),
      isHonest: !scope.isLiar(other(name)),
      holds: (content) => holdsObject(scope, { name, content }),
      bar: (of) => barOf(scope, other(name), of),
      count,
    })
}

/** Tells whether the sealed object of a release is here, whole and durable: the very bytes its author sealed. */
function holdsObject({ world }: Scope, { name, content }: { readonly name: Party; readonly content: Json }): boolean {
  const { kind, root } = content as { readonly kind: string; readonly root: string }
  if (kind !== 'object') return true
  const [held, sealed] = [name, other(name)].map((who) => world.nations[who].objects.durable(root))
  return (
    held !== null && held !== undefined && sealed !== null && sealed !== undefined && Buffer.compare(held, sealed) === 0
  )
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

function judgeRelease(
  scope: Scope,
  { name, index, told }: { readonly name: Party; readonly index: number; readonly told: NonNullable<Told> },
): void {
  const { watches, world } = scope
  const why = barOf(scope, name, index)
  must(why === null, 'nothing leaves that the agreement does not let', () => `${name} released entry ${index}: ${why}`)
  const id = told.item?.facts.id ?? ''
  must(
    !watches[name].items.has(id),
    'no item is released twice',
    () => `${name}: ${id} at ${watches[name].items.get(id)} and ${index}`,
  )
  watches[name].items.set(id, index)
  must(
    canonical(told.f['item'] === undefined ? null : told.facts) === world.drafts.get(id)?.facts,
    'what leaves is what was drafted',
    () => `${name}: ${id}`,
  )
}

function checkAcks({ watches }: Scope, name: Party): void {
  const { acks, items, own } = watches[name]
  for (const { item, index } of acks.splice(0)) {
    must(
      index < own.told.length && items.get(item) === index,
      'nothing acknowledged is lost',
      () => `${name} was told ${item} is entry ${index}`,
    )
  }
}

/** A nation begins again on an old copy: what nobody else holds is lost, and all else must come back. */
export function restored(scope: Scope, nation: Nation): void {
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
