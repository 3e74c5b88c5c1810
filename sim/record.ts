import { period, type OnTable } from '../src/core/agreement/agreement.ts'
import { positionJson, type Position } from '../src/core/agreement/position.ts'
import { emptyTable, enact, type Table, type TableAct } from '../src/core/agreement/table.ts'
import { agreementHash, type Hash } from '../src/core/agreement/hash.ts'
import { clausesOf, type Document } from '../src/core/agreement/document.ts'
import { clauseId } from '../src/core/agreement/talks.ts'
import { fromUtc } from '../src/core/bytes/calendar.ts'
import type { Instant } from '../src/core/instant.ts'
import type { MarkingPolicy } from '../src/core/marking/policy.ts'
import { decide } from '../src/core/policy/decide.ts'
import { compileFacts } from '../src/core/policy/facts.ts'
import type { ItemFacts } from '../src/core/policy/item.ts'
import type { Verdict } from '../src/core/policy/verdict.ts'
import { LANGUAGES } from '../src/core/text.ts'

/*
 * What two nations did about one agreement between 2010 and 2023, as public sources give it, replayed through the real core on the
 * exercise agreement. Each row says what was done and whether classified information may then pass directly between the two. Dates
 * are local ones, nine hours ahead of universal time.
 */

/** What the gate must say after a row; null where the row is about something else. */
export type Gate = 'no' | 'yes'

/** One row of the record. */
export interface Row {
  readonly date: string
  readonly what: string
  readonly acts: readonly {
    readonly party: 'KR' | 'JP'
    readonly at: string
    readonly act: (hash: string) => TableAct
  }[]
  readonly stage: string
  readonly gate: Gate
}

const plain =
  (kind: 'sign' | 'notify' | 'notice' | 'suspend-notice' | 'revive-notice' | 'withdraw-notice') =>
  (hash: string): TableAct => ({ kind, hash })
const words =
  (kind: 'postpone' | 'resume') =>
  (about: string): TableAct => ({ kind, about })
const position =
  (terminable: Position['terminable']) =>
  (hash: string): TableAct => ({
    kind: 'position',
    hash,
    position: positionJson({
      since: utc('2019-11-22T09:00:00Z'),
      claim: 'in-force',
      terminable,
      differing: 'allow',
      basis: 'stated in public',
    }),
  })

function utc(text: string): Instant {
  return fromUtc(text, 'record')
}

/** The record, after the proposal of 2010 and its texts. */
export const RECORD: readonly Row[] = [
  { date: '2011-01-10', what: 'ministers agree to begin talks', acts: [], stage: 'on the table', gate: 'no' },
  {
    date: '2012-06-29',
    what: 'signature put off',
    acts: [{ party: 'KR', at: '2012-06-29T06:00:00Z', act: words('postpone') }],
    stage: 'put aside',
    gate: 'no',
  },
  {
    date: '2014-12-29',
    what: 'a relay through a third nation begins; nothing passes directly',
    acts: [],
    stage: 'put aside',
    gate: 'no',
  },
  {
    date: '2016-10-27',
    what: 'talks resumed',
    acts: [{ party: 'KR', at: '2016-10-27T03:00:00Z', act: words('resume') }],
    stage: 'on the table',
    gate: 'no',
  },
  {
    date: '2016-11-14',
    what: 'initialled by both under one hash',
    acts: (['KR', 'JP'] as const).map((party) => ({
      party,
      at: '2016-11-14T06:00:00Z',
      act: (about) => ({ kind: 'initial', about, text: about }),
    })),
    stage: 'initialled',
    gate: 'no',
  },
  {
    date: '2016-11-23',
    what: 'signed, and the notes exchanged the same day',
    acts: [
      { party: 'KR', at: '2016-11-23T01:00:00Z', act: plain('sign') },
      { party: 'JP', at: '2016-11-23T01:00:00Z', act: plain('sign') },
      { party: 'JP', at: '2016-11-23T03:00:00Z', act: plain('notify') },
      { party: 'KR', at: '2016-11-23T05:00:00Z', act: plain('notify') },
    ],
    stage: 'in force',
    gate: 'yes',
  },
  { date: '2017-11-23', what: 'no notice: extended', acts: [], stage: 'in force', gate: 'yes' },
  { date: '2018-11-23', what: 'no notice: extended', acts: [], stage: 'in force', gate: 'yes' },
  {
    date: '2019-08-23',
    what: 'Korea gives written notice',
    acts: [{ party: 'KR', at: '2019-08-23T06:00:00Z', act: plain('notice') }],
    stage: 'notice pending',
    gate: 'yes',
  },
  { date: '2019-10-02', what: 'a launch; requests and answers go on', acts: [], stage: 'notice pending', gate: 'yes' },
  {
    date: '2019-11-22',
    what: 'the effect of the notice suspended, six hours before the end',
    acts: [{ party: 'KR', at: '2019-11-22T09:00:00Z', act: plain('suspend-notice') }],
    stage: 'notice suspended',
    gate: 'yes',
  },
  {
    date: '2020-08-04',
    what: 'the positions differ openly: at any time, or at the end of a term',
    acts: [
      { party: 'KR', at: '2020-08-04T03:00:00Z', act: position('any-time') },
      { party: 'JP', at: '2020-08-04T04:00:00Z', act: position('end-of-term') },
    ],
    stage: 'contested',
    gate: 'yes',
  },
  {
    date: '2023-03-21',
    what: 'Korea withdraws its notice',
    acts: [{ party: 'KR', at: '2023-03-21T02:00:00Z', act: plain('withdraw-notice') }],
    stage: 'in force',
    gate: 'yes',
  },
]

/** The exercise agreement and the two nations' markings, as a node loads them. */
export interface Given {
  readonly hash: Hash
  readonly document: Document
  readonly policies: readonly MarkingPolicy[]
}

/** A row as it was replayed: what the gate said in each direction. */
export interface Replayed {
  readonly row: Row
  readonly state: OnTable
  readonly table: Table
  readonly verdicts: readonly Verdict[]
}

/** Replays rows after the proposal; each is asked at the end of its day. */
export function replay(given: Given, rows: readonly Row[] = RECORD): readonly Replayed[] {
  const id = agreementHash(given.hash, given.document.terms)
  let table = proposed(given, id)
  return rows.map((row) => {
    for (const { party, at, act } of row.acts) table = enact(given.hash, { table, party, act: act(id), at: utc(at) })
    const at = utc(`${row.date}T14:00:00Z`)
    const state = table.agreements.get(id)
    if (state?.kind !== 'on-table') throw new Error('the agreement left the table')
    return {
      row,
      state,
      table,
      verdicts: [
        ask(given, { table, id, at, from: 'KR', to: 'JP' }),
        ask(given, { table, id, at, from: 'JP', to: 'KR' }),
      ],
    }
  })
}

/** The end of provision by each nation's own reading. */
export function ends(state: OnTable): readonly (Instant | null)[] {
  return ['KR', 'JP'].map((reader) => period(state, { reader })?.until ?? null)
}

function proposed({ hash, document }: Given, id: string): Table {
  const at = utc('2010-11-01T00:00:00Z')
  let table = enact(hash, {
    table: emptyTable(['KR', 'JP']),
    party: 'JP',
    at,
    act: { kind: 'propose', hash: id, terms: document.terms },
  })
  for (const language of LANGUAGES) {
    const text = document.texts[language]
    if (text !== undefined)
      table = enact(hash, { table, party: 'JP', at, act: { kind: 'text', hash: id, language, text } })
  }
  for (const [clause, said] of clausesOf(document))
    table = enact(hash, {
      table,
      party: 'KR',
      at,
      act: { kind: 'accept', about: id, clause, version: clauseId(hash, said) },
    })
  return table
}

interface Asking {
  readonly table: Table
  readonly id: string
  readonly at: Instant
  readonly from: 'KR' | 'JP'
  readonly to: 'KR' | 'JP'
}

const LEVELS = { KR: { policy: 'KR-MIL', level: '군사Ⅱ급비밀' }, JP: { policy: 'JP-DEF', level: '極秘' } } as const

/** The agreement gate for one fictional report on a launch. */
function ask({ policies }: Given, { table, id, at, from, to }: Asking): Verdict {
  const assured = { agreement: id, item: null, from: null, until: null }
  const facts = compileFacts({
    agreements: [...table.agreements.values()],
    policies,
    assurances: [
      { ...assured, by: 'JP', to: 'KR', level: LEVELS.JP.level },
      { ...assured, by: 'KR', to: 'JP', level: LEVELS.KR.level },
    ],
    consents: [],
  })
  const label = { ...LEVELS[from], caveats: [], releasableTo: null }
  const portion = {
    id: 'p1',
    originator: from,
    label,
    equivalent: null,
    marked: at,
    mediaType: 'text/plain',
    digest: null,
  }
  const item: ItemFacts = {
    id: `${from}-1`,
    portions: [portion],
    subject: 'dprk-missile',
    purpose: 'early-warning',
    exercise: true,
  }
  return decide(facts, { item, from, to, purpose: item.purpose, channel: 'online' }, at)
}
