import type { Json } from '../bytes/canonical.ts'
import { countOf, listOf, shape, stringOf, stringOrNull, valueOf, wordOf, type Shape } from '../bytes/shape.ts'
import { Fault } from '../fault.ts'
import type { Instant } from '../instant.ts'
import { isNation, type Nation } from '../marking/name.ts'
import { LANGUAGES, type Text } from '../text.ts'
import { spanOf, type PartialDate } from './partial-date.ts'
import type { ReportedWay } from './route.ts'

/**
 * What a nation has, or is said to have, with others: rows from public reports, each with its source. It is reference, never a
 * ground to release: that needs terms on file and recorded acts.
 *
 * Rows are never counted: published totals differ, because they mix agreements with arrangements and some are not published.
 */
export interface Portfolio {
  readonly nation: Nation
  /** Exercise rows are a way for exercise items only, and real ones for real items. */
  readonly exercise: boolean
  /** Where its dates are midnight: minutes east of UTC. */
  readonly zoneMinutes: number
  readonly rows: readonly Row[]
}

export interface Row {
  readonly id: string
  /** Nations and organisations, as codes. Two others, for a way through a hub. */
  readonly parties: readonly Nation[]
  /** The office of this nation that watches over it. */
  readonly owner: Owner
  /** Term and notice, where the text that says so was read. */
  readonly term: ReportedTerm | null
  /** What each source says. Where two disagree, both stay. */
  readonly accounts: readonly Account[]
}

/** One source's account of an agreement; `null` is what it does not say. */
export interface Account {
  readonly title: string | null
  readonly kind: (typeof KINDS)[number] | null
  /** Military, every classified item, or one subject alone. */
  readonly scope: (typeof SCOPES)[number] | null
  readonly signed: PartialDate | null
  readonly inForce: PartialDate | null
  readonly status: Status
  /** As reported, in English words. */
  readonly topLevel: string | null
  readonly note: Text | null
  readonly source: string
  readonly confidence: (typeof CONFIDENCES)[number]
}

/** Term and notice as a public text has them. Readings that differ on the counting are all kept. */
export interface ReportedTerm {
  readonly entry: PartialDate
  readonly firstMonths: number
  readonly extensionMonths: number
  readonly noticeDays: number
  readonly readings: readonly Reading[]
  readonly cites: string
  readonly source: string
}

export interface Reading {
  readonly countedFrom: 'last-day' | 'end-day'
  readonly clearDays: boolean
}

export type Owner = (typeof OWNERS)[number]
export type Status = (typeof STATUSES)[number]

export const OWNERS = ['treaty-officer', 'defence-policy-desk'] as const
export const KINDS = ['agreement', 'exchange-of-notes', 'arrangement', 'memorandum'] as const
export const SCOPES = ['military', 'military-and-defence', 'all', 'dprk-threats'] as const
export const STATUSES = [
  'in-force',
  'signed',
  'approved-by-one',
  'planned',
  'concluded',
  'superseded',
  'not-concluded',
  'unknown',
] as const
export const CONFIDENCES = ['sourced', 'partly-memory', 'inferred', 'weak', 'memory'] as const

/** A field of a row over all its accounts: what is known, what is not, and what sources differ on. */
export type Reported =
  | { readonly kind: 'unknown' }
  | { readonly kind: 'known'; readonly value: string }
  | { readonly kind: 'disputed'; readonly values: readonly { readonly value: string; readonly source: string }[] }

/** The fields sources may differ on. */
export type ReportedField = 'title' | 'kind' | 'scope' | 'signed' | 'inForce' | 'status' | 'topLevel'

/** What the accounts of a row say of one field together. Never decided by majority, order or date. */
export function reported({ accounts }: Row, field: ReportedField): Reported {
  const said = accounts.flatMap((account) => {
    const value = account[field]
    return value === null || value === 'unknown' ? [] : [{ value, source: account.source }]
  })
  const [first, ...more] = said
  if (first === undefined) return { kind: 'unknown' }
  return more.every(({ value }) => value === first.value)
    ? { kind: 'known', value: first.value }
    : { kind: 'disputed', values: said }
}

/** Whether a row is said to have been in force at an instant; `perhaps` where dates or sources leave it open. */
export function inForceByReport({ zoneMinutes }: Portfolio, row: Row, at: Instant): 'yes' | 'no' | 'perhaps' {
  const answers = new Set(row.accounts.map((account) => accountInForce(account, { zoneMinutes, at })))
  const [only] = answers
  return answers.size === 1 && only !== undefined ? only : 'perhaps'
}

function accountInForce(
  { status, signed, inForce }: Account,
  { zoneMinutes, at }: { zoneMinutes: number; at: Instant },
): 'yes' | 'no' | 'perhaps' {
  if (status === 'planned' || status === 'not-concluded' || status === 'approved-by-one' || status === 'signed')
    return 'no'
  const began = inForce ?? signed
  if (began !== null && at < spanOf(began, { zoneMinutes, where: 'row' }).from) return 'no'
  const isLate = inForce !== null && at >= spanOf(inForce, { zoneMinutes, where: 'row' }).until
  return status === 'in-force' && isLate ? 'yes' : 'perhaps'
}

/**
 * Ways between two other nations that rows report, for `route`: each direction of each pair not known to be out of force. A real
 * agreement is no way for an exercise, nor the other way round.
 */
export function reportedWays(
  portfolio: Portfolio,
  { at, exercise }: { readonly at: Instant; readonly exercise: boolean },
): readonly ReportedWay[] {
  if (portfolio.exercise !== exercise) return []
  return portfolio.rows.flatMap((row) => {
    const [a, b, ...more] = row.parties
    // A relay among three is a consent under the bilaterals of each leg, not a way of its own.
    if (a === undefined || b === undefined || more.length > 0 || inForceByReport(portfolio, row, at) === 'no') return []
    return [
      { from: a, to: b, row: row.id },
      { from: b, to: a, row: row.id },
    ]
  })
}

const ROWS_MAX = 1024

/** Reads a portfolio, strictly: an unknown field, word or date is `bytes-malformed` and named; so is a row given twice. */
export function decodePortfolio(json: Json): Portfolio {
  const shaped = shape(json, 'portfolio', ['format', 'nation', 'exercise', 'zoneMinutes', 'rows'])
  wordOf(shaped, 'format', ['comity/portfolio/1'])
  const zoneMinutes = countOf(shaped, 'zoneMinutes')
  const exercise = valueOf(shaped, 'exercise')
  if (typeof exercise !== 'boolean') throw new Fault('bytes-malformed', 'portfolio.exercise: not true or false')
  const rows = listOf(shaped, 'rows', ROWS_MAX).map((value, i) =>
    decodeRow(value, { where: `portfolio.rows[${i}]`, zoneMinutes }),
  )
  const twice = rows.find(({ id }, i) => rows.findIndex((other) => other.id === id) !== i)
  if (twice !== undefined) throw new Fault('bytes-malformed', `portfolio.rows: \`${twice.id}\` given twice`)
  return { nation: nationOf(stringOf(shaped, 'nation', 8), 'portfolio.nation'), exercise, zoneMinutes, rows }
}

interface Place {
  readonly where: string
  readonly zoneMinutes: number
}

function decodeRow(json: Json, place: Place): Row {
  const { where } = place
  const shaped = shape(json, where, ['id', 'parties', 'owner', 'term', 'accounts'])
  const parties = listOf(shaped, 'parties', 16).map((value) => nationOf(value, `${where}.parties`))
  if (new Set(parties).size !== parties.length || parties.length < 2)
    throw new Fault('bytes-malformed', `${where}.parties: not two or more, each once`)
  const accounts = listOf(shaped, 'accounts', 16).map((value, i) =>
    decodeAccount(value, { ...place, where: `${where}.accounts[${i}]` }),
  )
  if (accounts.length === 0) throw new Fault('bytes-malformed', `${where}.accounts: empty`)
  const term = valueOf(shaped, 'term')
  return {
    id: stringOf(shaped, 'id', 64),
    parties,
    owner: wordOf(shaped, 'owner', OWNERS),
    term: term === null ? null : decodeTerm(term, { ...place, where: `${where}.term` }),
    accounts,
  }
}

function decodeAccount(json: Json, place: Place): Account {
  const { where } = place
  const shaped = shape(json, where, [
    'title',
    'kind',
    'scope',
    'signed',
    'inForce',
    'status',
    'topLevel',
    'note',
    'source',
    'confidence',
  ])
  const note = valueOf(shaped, 'note')
  return {
    title: stringOrNull(shaped, 'title', 256),
    kind: wordOrNull(shaped, 'kind', KINDS),
    scope: wordOrNull(shaped, 'scope', SCOPES),
    signed: dateOrNull(shaped, 'signed', place),
    inForce: dateOrNull(shaped, 'inForce', place),
    status: wordOf(shaped, 'status', STATUSES),
    topLevel: stringOrNull(shaped, 'topLevel', 64),
    note: note === null ? null : textOf(note, `${where}.note`),
    source: stringOf(shaped, 'source', 256),
    confidence: wordOf(shaped, 'confidence', CONFIDENCES),
  }
}

function decodeTerm(json: Json, place: Place): ReportedTerm {
  const { where } = place
  const shaped = shape(json, where, [
    'entry',
    'firstMonths',
    'extensionMonths',
    'noticeDays',
    'readings',
    'cites',
    'source',
  ])
  const entry = dateOrNull(shaped, 'entry', place)
  const [firstMonths, extensionMonths, noticeDays] = [
    countOf(shaped, 'firstMonths'),
    countOf(shaped, 'extensionMonths'),
    countOf(shaped, 'noticeDays'),
  ]
  if (entry === null || entry.length !== 10) throw new Fault('bytes-malformed', `${where}.entry: not a day`)
  if (firstMonths < 1 || extensionMonths < 1 || Math.max(firstMonths, extensionMonths) > 1200 || noticeDays > 3660)
    throw new Fault('limit-exceeded', `${where}: months from 1 to 1200, days to 3660`)
  const readings = listOf(shaped, 'readings', 8).map((value, i) => {
    const reading = shape(value, `${where}.readings[${i}]`, ['countedFrom', 'clearDays'])
    const clearDays = valueOf(reading, 'clearDays')
    if (typeof clearDays !== 'boolean')
      throw new Fault('bytes-malformed', `${reading.where}.clearDays: not true or false`)
    return { countedFrom: wordOf(reading, 'countedFrom', ['last-day', 'end-day'] as const), clearDays }
  })
  return {
    entry,
    firstMonths,
    extensionMonths,
    noticeDays,
    readings,
    cites: stringOf(shaped, 'cites', 64),
    source: stringOf(shaped, 'source', 256),
  }
}

function nationOf(value: Json, where: string): Nation {
  if (typeof value !== 'string' || !isNation(value))
    throw new Fault('bytes-malformed', `${where}: not two to eight capital letters`)
  return value
}

function wordOrNull<Word extends string>(shaped: Shape, name: string, words: readonly Word[]): Word | null {
  return shaped.object[name] === null ? null : wordOf(shaped, name, words)
}

function dateOrNull(shaped: Shape, name: string, { zoneMinutes }: Place): PartialDate | null {
  const date = stringOrNull(shaped, name, 10)
  if (date !== null) spanOf(date, { zoneMinutes, where: `${shaped.where}.${name}` })
  return date
}

function textOf(json: Json, where: string): Text {
  const text = shape(json, where, LANGUAGES)
  return { en: stringOf(text, 'en', 512), ko: stringOf(text, 'ko', 512), ja: stringOf(text, 'ja', 512) }
}
