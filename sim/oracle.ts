import type { Json } from '../src/core/bytes/canonical.ts'
import {
  CLOSED,
  EYES_ONLY,
  HANDLE,
  LEVELS,
  MAPPED,
  PURPOSES,
  SUBJECTS,
  TERM,
  TOP,
  agreement,
  policyId,
  type Party,
} from './treaty.ts'

/*
 * The agreement once more, in plain words and by another hand: nothing here is shared with `core` beyond the tables of
 * `treaty.ts`. What this says may not leave, must never be found in a log.
 */

/** An entry of a log as its committed fields say it; null where nobody can read it. */
export type Told = {
  readonly seen: number
  readonly at: number
  readonly kind: string
  /** The fields as they were committed. */
  readonly f: { readonly [name: string]: Json }
  /** Of a release: the facts of its item, spelt and read. */
  readonly facts: Json
  readonly item: ToldItem | null
} | null

/** What a release says of its item. */
export interface ToldItem {
  readonly facts: {
    readonly id: string
    readonly exercise: boolean
    readonly subject: string
    readonly purpose: string
    readonly portions: readonly {
      readonly originator: string
      readonly marked: number
      readonly label: {
        readonly policy: string
        readonly level: string
        readonly caveats: readonly string[]
        readonly releasableTo: readonly string[] | null
      }
    }[]
  }
}

/** One nation's log, and how much of it counts. */
export interface Side {
  readonly party: Party
  readonly events: readonly Told[]
  readonly size: number
}

/** Where the agreement stands. */
export interface Position {
  readonly signed: Map<Party, number>
  readonly notified: Map<Party, number>
  readonly notices: Map<Party, number>
  readonly assured: Map<Party, number>
  proposed: boolean
  text: boolean
}

/** Both logs in their one order: the first takes the next turn as soon as it has seen no more of the second than was told. */
export function position(first: Side, second: Side): Position {
  const state: Position = {
    signed: new Map(),
    notified: new Map(),
    notices: new Map(),
    assured: new Map(),
    proposed: false,
    text: false,
  }
  let [i, j] = [0, 0]
  for (;;) {
    if (i < first.size && (first.events[i]?.seen ?? 0) <= j) tell(state, first.party, first.events[i++] ?? null)
    else if (j < second.size && (second.events[j]?.seen ?? 0) <= i)
      tell(state, second.party, second.events[j++] ?? null)
    else return state
  }
}

function tell(state: Position, party: Party, event: Told): void {
  if (event === null || event.f['agreement'] !== agreement) return
  const { at } = event
  switch (event.kind) {
    case 'propose':
      state.proposed = true
      break
    case 'text':
      state.text ||= state.proposed
      break
    case 'sign':
      if (state.text && !state.signed.has(party)) state.signed.set(party, at)
      break
    case 'notify':
      if (state.signed.has(party) && !state.notified.has(party)) state.notified.set(party, at)
      break
    case 'notice':
      if (isInForce(state, at) && !state.notices.has(party)) state.notices.set(party, at)
      break
    case 'assure': {
      const order = LEVELS.findIndex(
        (level) => (event.f['assurance'] as { readonly level: string }).level === `${party}-${level}`,
      )
      if (order >= 0) state.assured.set(party, Math.max(order, state.assured.get(party) ?? -1))
    }
  }
}

/** Both have signed one text, both have notified, and no notice has run out. */
function isInForce({ signed, notified, notices }: Position, at: number): boolean {
  if (signed.size < 2 || notified.size < 2) return false
  const from = Math.max(...signed.values(), ...notified.values())
  return at >= from && [...notices.values()].every((notice) => at < endOf(from, notice))
}

const DAY = 86_400_000
const ZONE = TERM.zoneMinutes * 60_000

/** The end of the first term before whose last day a notice was given in time. */
function endOf(from: number, notice: number): number {
  const begun = new Date(from + ZONE)
  for (let months = TERM.firstMonths; ; months += TERM.extensionMonths) {
    const last = new Date(Date.UTC(begun.getUTCFullYear(), begun.getUTCMonth() + months + 1, 0)).getUTCDate()
    const end =
      Date.UTC(begun.getUTCFullYear(), begun.getUTCMonth() + months, Math.min(begun.getUTCDate(), last)) - ZONE
    const latest = (end + ZONE) / DAY - 1 - TERM.noticeDays
    if (Math.floor((notice + ZONE) / DAY) <= latest) return end
  }
}

/** Why an item may not be held by the other nation; null where it may. */
export function bar(
  item: ToldItem['facts'] | undefined,
  { from, to, at, state }: { readonly from: Party; readonly to: Party; readonly at: number; readonly state: Position },
): string | null {
  if (item === undefined) return 'unreadable'
  if (!isInForce(state, at)) return 'not in force'
  if (!item.exercise) return 'not exercise'
  if (!named(SUBJECTS, item.subject)) return 'subject'
  if (!named(PURPOSES, item.purpose)) return 'purpose'
  if (item.portions.length === 0) return 'empty'
  let highest = -1
  let limits = 0
  for (const { originator, label, marked } of item.portions) {
    if (originator !== from) return 'third party'
    if (label.policy !== policyId(from)) return 'policy'
    const order = LEVELS.findIndex((level) => label.level === `${from}-${level}`)
    if (order < 0 || !MAPPED.includes(LEVELS[order] ?? '')) return 'no row'
    highest = Math.max(highest, order)
    for (const caveat of label.caveats) {
      if (caveat === `${from} ${EYES_ONLY}`) return 'eyes only'
      if (caveat === `${from} ${CLOSED}`) return 'caveat without row'
      if (caveat !== `${from} ${HANDLE}`) return 'unknown caveat'
    }
    if (label.releasableTo !== null) {
      limits++
      if (!label.releasableTo.includes(to)) return 'not releasable'
    }
    if (marked > at) return 'marked later'
  }
  if (limits > 0 && limits < item.portions.length) return 'releasability partly stated'
  if (highest > LEVELS.indexOf(TOP)) return 'above top'
  return (state.assured.get(to) ?? -1) >= highest ? null : 'no assurance'
}

function named(list: readonly string[], word: string): boolean {
  return list.includes(word)
}
