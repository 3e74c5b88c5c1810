import { assert } from '../assert.ts'
import type { Json } from '../bytes/canonical.ts'
import { between, booleanOf, listOf, shape, stringOf, wordOf, type Shape } from '../bytes/shape.ts'
import { Fault } from '../fault.ts'
import type { Instant } from '../instant.ts'
import { instantOrNull, utcOrNull } from '../marking/policy.ts'

/*
 * What agreements of this kind vary in, group by group, beside the rules that a release turns on. People carry most of it out; the
 * software shows it, counts its days and names the article. Values are closed lists: a word nobody knows is refused at load.
 */

const word = <const Words extends readonly string[]>(...words: Words) => ({ kind: 'word', words }) as const
const count = (low: number, high: number) => ({ kind: 'count', low, high }) as const
const flag = { kind: 'flag' } as const

const YES_NO_SILENT = ['permitted', 'barred', 'silent'] as const

/** Every group and its fields. Days are calendar days; `silent` says that the text says nothing. */
export const GROUPS = {
  identity: {
    kind: word('agreement', 'exchange-of-notes', 'ministry-arrangement', 'memorandum'),
    binding: flag,
    covers: word('whole-government', 'ministry-only'),
    publication: word('published', 'unpublished'),
    prevails: word('authentic-texts-equally', 'one-authentic-text'),
  },
  principles: {
    standard: word('substantially-equivalent', 'at-least-the-same', 'no-less-than-own', 'common-standard'),
    intellectualProperty: word('respected', 'silent'),
    thirdParties: word('states-and-entities', 'also-firms', 'also-third-state-nationals'),
  },
  access: {
    clearance: word('every-level', 'above-lowest'),
    recognition: word('per-assurance', 'mutual'),
    nationality: word('any', 'parties-only', 'own-only'),
    registerPerFacility: flag,
  },
  transmission: {
    wrapping: word('two-covers', 'one-cover'),
    receipts: word('always', 'by-level'),
    tracerDays: count(0, 366),
    carriage: word('official-courier', 'approved-carrier', 'personal'),
  },
  storage: { standard: word('authorised-only', 'by-level'), officialPerFacility: flag },
  inventory: { musterMonths: count(1, 120), persons: count(1, 9), numberedCopies: flag },
  reproduction: {
    consent: word('never', 'top-level', 'secret-and-above', 'always'),
    copies: word('fewest', 'numbered'),
    markings: word('all-copied', 'silent'),
  },
  translation: {
    by: word('cleared-persons', 'anyone-cleared-or-not'),
    notice: word('language-of-translation', 'none'),
  },
  destruction: {
    topLevel: word('as-others', 'never-without-consent', 'returned'),
    witnesses: count(0, 9),
    certificateDays: count(0, 3660),
    crisis: word('destroy-and-report', 'silent'),
  },
  contractors: {
    allowed: flag,
    consent: word('never', 'always', 'silent'),
    inspectionMonths: count(1, 120),
    subcontractors: word(...YES_NO_SILENT),
  },
  visits: { leadDays: count(0, 366), longestDays: count(1, 3660), securityVisits: word('reciprocal', 'silent') },
  incidents: {
    trigger: word('possibility', 'cannot-be-excluded', 'suspected', 'established'),
    firstReportHours: count(0, 8784),
    findingsDays: count(0, 3660),
    jointInquiry: word(...YES_NO_SILENT),
  },
  lawChange: { notifyDays: count(0, 3660), interim: word('protection-continues', 'consultation', 'silent') },
  regrading: { form: word('written', 'any'), applyDays: count(0, 3660) },
  lifecycle: {
    amendment: word('written-consent-of-all'),
    noticeWithdrawal: word(...YES_NO_SILENT),
    noticeSuspension: word(...YES_NO_SILENT),
    survives: word('while-held', 'while-classified'),
  },
  disputes: { means: word('consultation'), meanwhile: word('protection-continues', 'silent') },
  costs: { borne: word('own', 'shared') },
  warnings: {
    path: word('direct', 'hub'),
    latencySeconds: count(0, 86_400),
    revisions: word('with-receipt', 'none'),
    authority: word('standing', 'each-time'),
  },
  evidence: { verify: word('heads', 'openings-on-request', 'openings-always'), keepYears: count(0, 200) },
} as const

export type GroupName = keyof typeof GROUPS

type Field = typeof flag | ReturnType<typeof count> | { readonly kind: 'word'; readonly words: readonly string[] }

type ValueOf<F> = F extends { readonly kind: 'word'; readonly words: readonly (infer Word)[] }
  ? Word
  : F extends { readonly kind: 'count' }
    ? number
    : boolean

/** One setting of a group: from when until when it stands, and the article it rests on. */
export type Setting<Name extends GroupName> = {
  readonly [F in keyof (typeof GROUPS)[Name]]: ValueOf<(typeof GROUPS)[Name][F]>
} & Dated

type Dated = {
  /** `null` is unbounded. */
  readonly from: Instant | null
  readonly until: Instant | null
  readonly cites: string
}

/**
 * Every group. An empty list says that the agreement is silent on it.
 *
 * INVARIANT: no two settings of a group stand at one instant, so that an old dispute is read by what stood then.
 */
export type Parameters = { readonly [Name in GroupName]: readonly Setting<Name>[] }

/** The setting of a group that stands at an instant; `null` where the agreement is silent. */
export function settingAt<Name extends GroupName>(
  parameters: Parameters,
  name: Name,
  at: Instant,
): Setting<Name> | null {
  const settings: readonly Setting<Name>[] = parameters[name]
  return settings.find(({ from, until }) => (from === null || from <= at) && (until === null || at < until)) ?? null
}

/** Every group's name, in the order of the table. */
export const GROUP_NAMES: readonly GroupName[] = Object.keys(GROUPS).filter(isGroupName)

function isGroupName(name: string): name is GroupName {
  return Object.hasOwn(GROUPS, name)
}

/** Reads every group, strictly: a group that is not there, an unknown one, field or word is refused by path. */
export function decodeParameters(json: Json | undefined, where: string): Parameters {
  const shaped = shape(json, where, GROUP_NAMES)
  const found: { [name: string]: readonly Read[] } = {}
  for (const name of GROUP_NAMES) {
    const settings = listOf(shaped, name, SETTINGS_MAX).map((value, i) =>
      readSetting(value, `${where}.${name}[${i}]`, GROUPS[name]),
    )
    mustNotCompete(settings, `${where}.${name}`)
    found[name] = settings
  }
  assert(isParameters(found), 'every field of every group was read by its own kind')
  return found
}

type Read = Dated & { readonly [field: string]: string | number | boolean | null }

const SETTINGS_MAX = 32

function isParameters(found: { readonly [name: string]: readonly Read[] }): found is Parameters {
  return GROUP_NAMES.every((name) => Object.hasOwn(found, name))
}

function readSetting(json: Json, where: string, fields: Readonly<Record<string, Field>>): Read {
  const shaped = shape(json, where, ['from', 'until', 'cites', ...Object.keys(fields)])
  const [from, until] = [instantOrNull(shaped, 'from'), instantOrNull(shaped, 'until')]
  if (from !== null && until !== null && until <= from)
    throw new Fault('terms-invalid', `${where}.until: not after from`)
  const values = Object.entries(fields).map(([name, field]) => [name, readField(shaped, name, field)] as const)
  return { ...Object.fromEntries(values), from, until, cites: stringOf(shaped, 'cites', 64) }
}

function readField(shaped: Shape, name: string, field: Field): string | number | boolean {
  switch (field.kind) {
    case 'word':
      return wordOf(shaped, name, field.words)
    case 'count':
      return between(shaped, name, [field.low, field.high])
    case 'flag':
      return booleanOf(shaped, name)
  }
}

function mustNotCompete(settings: readonly Read[], where: string): void {
  settings.forEach((a, i) => {
    const rival = settings.findIndex((b, j) => j < i && !(endsBefore(a, b) || endsBefore(b, a)))
    if (rival >= 0) throw new Fault('terms-invalid', `${where}[${i}]: stands at one time with [${rival}]`)
  })
}

function endsBefore(a: Read, b: Read): boolean {
  return a.until !== null && b.from !== null && a.until <= b.from
}

/** The value {@link decodeParameters} reads back. */
export function parametersJson(parameters: Parameters): Json {
  return Object.fromEntries(
    GROUP_NAMES.map((name) => [
      name,
      parameters[name].map((setting) => ({
        ...setting,
        from: utcOrNull(setting.from),
        until: utcOrNull(setting.until),
      })),
    ]),
  )
}
