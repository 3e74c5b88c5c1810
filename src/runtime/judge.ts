import { assert } from '../core/assert.ts'
import { concat, EMPTY } from '../core/bytes/bytes.ts'
import { canonical, canonicalBytes, isObject, type Json } from '../core/bytes/canonical.ts'
import { utf8 } from '../core/bytes/utf8.ts'
import type { Primitives } from '../core/crypto/primitives.ts'
import { Fault } from '../core/fault.ts'
import type { Instant } from '../core/instant.ts'
import { standingNow, type Fold } from '../core/party/fold.ts'
import { hasFinalRung } from '../core/party/ladder.ts'
import { decide } from '../core/policy/decide.ts'
import type { CompiledFacts } from '../core/policy/facts.ts'
import { receiverObjects } from '../core/policy/rules.ts'
import { verdictJson, type Verdict } from '../core/policy/verdict.ts'
import type { Event, Range, ReleaseAct, Rung, RungAct } from '../core/wire/act.ts'
import { decodeReleased, type Released } from '../core/wire/released.ts'
import { factsAt } from './carried.ts'
import { ordinal } from './keep.ts'
import type { Node, Relation } from './node.ts'
import type { Write } from './ports.ts'
import type { Reading } from './reading.ts'

/** Our answer to a run of the partner's entries: rungs for our log, and what else is stored with them. */
export interface Judged {
  readonly acts: readonly RungAct[]
  readonly writes: readonly Write[]
}

/** One release, judged: the rung it reaches, and why. */
export type Judgement =
  | { readonly rung: 'accepted'; readonly agreement: string; readonly article: string }
  | {
      readonly rung: 'dissent' | 'refused'
      readonly agreement: string | null
      readonly article: string | null
      readonly reason: string
    }

/**
 * Judges every release of a run on the cut it was decided on, by the same function the sender used, and gathers the rungs: one
 * entry for a whole run of items that fare alike. An item whose object has still to be fetched gets its rungs then.
 *
 * INVARIANT: one item that cannot be read, or that we may not hold, gets its own rung and stops nothing else.
 */
export function judge(node: Node, relation: Relation, reading: Reading): Judged {
  const rungs = rungCollector()
  const writes: Write[] = []
  for (const [i, event] of reading.events.entries()) {
    const index = reading.first + i
    const isAnswered = hasFinalRung(relation.fold.ladders.theirs, index)
    if (event === null) {
      if (isAnswered) continue
      rungs.climb(index, {
        rung: 'refused',
        agreement: null,
        article: null,
        reason: reading.faults.get(index) ?? 'bytes-malformed',
      })
      continue
    }
    if (event.act.kind !== 'release') continue
    const { act } = event
    const judgement = judgeRelease(node, relation, { index, event, act })
    // After a restore our own log comes back first, and with it what we answered.
    if (act.content.kind === 'object' && judgement.rung !== 'refused')
      writes.push({ kind: 'put', space: `fetch/${relation.id}`, key: ordinal(index), value: new Uint8Array(0) })
    else if (!isAnswered) rungs.climb(index, judgement)
  }
  return { acts: rungs.acts(), writes }
}

/** Judges one release of the partner. Deterministic: asked again for the same entry, it says the same. */
export function judgeRelease(
  node: Node,
  relation: Relation,
  { index, event, act }: { readonly index: number; readonly event: Event; readonly act: ReleaseAct },
): Judgement {
  let released: Released
  try {
    released = decodeReleased(act.item)
    checkInline(node.ports.primitives, act, released)
  } catch (error) {
    if (!(error instanceof Fault)) throw error
    return { rung: 'refused', agreement: act.agreement, article: null, reason: error.code }
  }
  const { fold } = relation
  const facts = factsAt(node, relation, { ours: event.seen, theirs: index })
  const request = {
    item: released.facts,
    from: fold.nations.theirs,
    to: fold.nations.ours,
    purpose: released.facts.purpose,
    channel: 'online',
  }
  const verdict = decide(facts, request, event.at)
  const { agreement } = act
  if (verdict.kind === 'withhold')
    return { rung: 'dissent', agreement, article: articleOf(verdict), reason: verdict.reason }
  if (verdict.agreement !== agreement || verdictDigest(node.ports.primitives, verdict) !== released.verdict)
    return { rung: 'dissent', agreement, article: articleOf(verdict), reason: 'verdict-differs' }
  const objection = objectionOf(facts, { agreement, from: request.from, to: request.to, at: event.at })
  if (objection !== null) return { rung: 'dissent', agreement, article: articleOf(verdict), reason: objection }
  if (isAhead(node, fold, { at: event.at, agreement }))
    return { rung: 'dissent', agreement, article: null, reason: 'clock-ahead' }
  return { rung: 'accepted', agreement, article: articleOf(verdict) ?? '' }
}

/**
 * SHA-384, in hexadecimal, of a verdict in canonical form: how two nodes tell that they decided alike. Its instant is left out: it
 * is the entry's own `at`, and an object is sealed some time before its entry is made.
 */
export function verdictDigest(primitives: Primitives, verdict: Verdict): string {
  const json = verdictJson(verdict)
  assert(isObject(json), 'a verdict is an object')
  const grounds = JSON.stringify({ ...json, at: null, item: '' })
  if (grounds !== around.grounds) around = spellAround(grounds, { ...json, at: null, item: '' })
  return primitives.sha384(concat([around.before, canonicalBytes(verdict.item), around.behind])).toHex()
}

// Verdicts of one run differ in their item alone, so what stands around it is spelled once for all of them.
let around = { grounds: '', before: EMPTY, behind: EMPTY }

function spellAround(grounds: string, json: Json): typeof around {
  const text = canonical(json)
  // A quote within a string is escaped, and no other object of a verdict has this name.
  const at = text.indexOf(ITEM) + ITEM.length - 2
  return { grounds, before: utf8(text.slice(0, at)), behind: utf8(text.slice(at + 2)) }
}

const ITEM = '"item":""'

/** The article a verdict turns on: the equivalence row it passes by, or the rule that withheld. */
export function articleOf(verdict: Verdict): string | null {
  const rule =
    verdict.kind === 'release' ? verdict.rules.find((node) => node.rule === 'equivalence') : verdict.rules.at(-1)
  return rule?.cites ?? null
}

function checkInline(primitives: Primitives, act: ReleaseAct, { facts, parts }: Released): void {
  if (act.content.kind !== 'inline') return
  const { bytes } = act.content
  let at = 0
  for (const [i, part] of parts.entries()) {
    const portion = bytes.subarray(at, at + part.bytes)
    at += part.bytes
    const digest = facts.portions[i]?.digest
    if (portion.length !== part.bytes || (digest !== null && primitives.sha384(portion).toHex() !== digest))
      throw new Fault('opening-differs', `portion ${i}`)
  }
  if (at !== bytes.length) throw new Fault('opening-differs', 'content after the last portion')
}

function objectionOf(
  facts: CompiledFacts,
  {
    agreement,
    from,
    to,
    at,
  }: { readonly agreement: string; readonly from: string; readonly to: string; readonly at: Instant },
): string | null {
  const way = facts.ways
    .get(from)
    ?.get(to)
    ?.find(({ hash }) => hash === agreement)
  return way === undefined ? null : receiverObjects(way, at)
}

// An entry's time is a claim. It never decreases along a log, which its reader checks, and cannot be later than the moment it came.
function isAhead(node: Node, fold: Fold, { at, agreement }: { at: number; agreement: string }): boolean {
  const ways = standingNow(fold).facts.ways.get(fold.nations.theirs)?.get(fold.nations.ours)
  const skewMs = ways?.find(({ hash }) => hash === agreement)?.terms.clock.skewMs ?? 0
  return at > node.ports.clock.now() + skewMs
}

/** Gathers indices that fare alike into one act a rung. */
function rungCollector(): { climb(index: number, judgement: Judgement): void; acts(): readonly RungAct[] } {
  const groups = new Map<string, { act: Omit<RungAct, 'of'>; of: [number, number][] }>()
  const reach = (index: number, act: Omit<RungAct, 'of'>): void => {
    const key = `${act.rung} ${act.agreement} ${act.article} ${act.reason}`
    const group = groups.get(key) ?? { act, of: [] }
    groups.set(key, group)
    const last = group.of.at(-1)
    if (last !== undefined && last[1] === index) last[1] = index + 1
    else group.of.push([index, index + 1])
  }
  return {
    climb(index, judgement) {
      for (const act of rungsOf(judgement)) reach(index, act)
    },
    acts: () => [...groups.values()].flatMap(({ act, of }) => split(of).map((part) => ({ ...act, of: part }))),
  }
}

/** The rungs a judgement climbs, lowest first. */
export function rungsOf(judgement: Judgement): readonly Omit<RungAct, 'of'>[] {
  const { rung, agreement, article } = judgement
  const blank = { kind: 'rung', agreement, office: null, digest: null } as const
  const reason = judgement.rung === 'accepted' ? null : judgement.reason
  const top = { ...blank, rung: rung satisfies Rung, article, reason }
  return rung === 'refused' ? [top] : [{ ...blank, rung: 'arrived', article: null, reason: null }, top]
}

const RANGES_PER_ACT = 1024

function split(of: readonly Range[]): readonly (readonly Range[])[] {
  const parts: (readonly Range[])[] = []
  for (let i = 0; i < of.length; i += RANGES_PER_ACT) parts.push(of.slice(i, i + RANGES_PER_ACT))
  return parts
}
