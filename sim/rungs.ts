import type { Json } from '../src/core/bytes/canonical.ts'
import { must } from './failure.ts'
import type { Told } from './oracle.ts'
import { wordOf } from './reader.ts'
import { SKEW_MS, type Party } from './treaty.ts'

/** What a nation said of its partner's releases, rung by rung, and whether it could. */
export interface Rungs {
  /** How many entries of the log were looked at. */
  judged: number
  judge(told: NonNullable<Told>, given: Given): void
  of(index: number): readonly string[]
  isFinal(index: number): boolean
  /** Begins again with a shorter log. */
  cut(told: readonly Told[]): void
}

interface Given {
  readonly by: Party
  readonly index: number
  readonly releases: readonly Told[]
  /** The partner does not lie. */
  readonly isHonest: boolean
  /** Tells whether what a release names by its root is here. */
  readonly holds: (content: Json) => boolean
  readonly bar: (index: number) => string | null
  readonly count: (what: string) => void
}

const FINAL = ['accepted', 'refused', 'dissent']

/** No rung so far. */
export function rungs(): Rungs {
  const climbed = new Map<number, string[]>()
  const climb = (told: NonNullable<Told>, each: (index: number, rung: string, on: string[]) => void): void => {
    const rung = wordOf(told.f['rung'])
    for (const [first, end] of told.f['of'] as unknown as readonly (readonly [number, number])[])
      for (let i = first; i < end; i++) {
        const on = climbed.getOrInsertComputed(i, () => [])
        each(i, rung, on)
        if (!on.includes(rung)) on.push(rung)
      }
  }
  return {
    judged: 0,
    judge(told, { by, index, releases, isHonest, holds, bar, count }) {
      climb(told, (i, rung, on) => {
        const where = (): string => `${by} at ${index}: ${rung} of ${i}, after ${on.join(', ') || 'nothing'}`
        const release = releases[i] ?? null
        count(`rung:${rung}${rung === 'refused' || rung === 'dissent' ? ` ${wordOf(told.f['reason'])}` : ''}`)
        must(i < told.seen && i < releases.length, 'a rung is given only for what is held', where)
        must(release?.kind === 'release' || rung === 'refused', 'a rung is given only for a release', where)
        must(
          on.every((earlier) => earlier === rung || !FINAL.includes(rung) || !FINAL.includes(earlier)),
          'no two final rungs contradict',
          where,
        )
        if (rung === 'accepted') {
          const why = bar(i)
          must(why === null, 'accepted only what the agreement lets us hold', () => `${where()}: ${why}`)
          must((release?.at ?? 0) <= told.at + SKEW_MS, 'accepted only what is not ahead of our clock', where)
        }
        if (rung === 'dissent' && told.f['reason'] !== 'clock-ahead')
          must(bar(i) !== null || !isHonest, 'dissent only where we read the agreement otherwise', where)
        must(!on.includes(rung) || rung === 'opened', 'no item is answered twice', where)
        if (rung === 'arrived')
          must(holds(release?.f['content'] ?? null), 'arrived only what is whole and durable', where)
        if (isHonest) must(rung !== 'refused', 'what an honest nation sends is never refused', where)
        if (rung === 'opened') must(on.includes('accepted'), 'opened only after accepted', where)
        if (rung === 'accepted') must(on.includes('arrived'), 'accepted only after arrived', where)
      })
    },
    of: (index) => climbed.get(index) ?? [],
    isFinal: (index) => climbed.get(index)?.some((rung) => FINAL.includes(rung)) ?? false,
    cut(told) {
      climbed.clear()
      for (const earlier of told) if (earlier?.kind === 'rung') climb(earlier, () => {})
      this.judged = Math.min(this.judged, told.length)
    },
  }
}
