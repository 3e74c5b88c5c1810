import crypto from 'node:crypto'
import { agreementHash } from '../src/core/agreement/hash.ts'
import { GROUP_NAMES } from '../src/core/agreement/parameters.ts'
import { decodeTerms } from '../src/core/agreement/decode-terms.ts'
import type { Terms } from '../src/core/agreement/terms.ts'
import type { Json } from '../src/core/bytes/canonical.ts'
import type { Language } from '../src/core/text.ts'
import { decodePolicy, type MarkingPolicy } from '../src/core/marking/policy.ts'
import { decodeNationalRules } from '../src/core/policy/national.ts'
import type { NationalRules } from '../src/core/policy/disclosure.ts'

/*
 * A small agreement between two nations, and their markings: short, since it is read a million times, but with every kind of row a
 * release may turn on. The oracle reads the plain tables below and never what the loader made of them.
 */

export const NATIONS = ['KR', 'JP'] as const
export type Party = (typeof NATIONS)[number]
/** The other Party. */
export function other(name: Party): Party {
  return name === 'KR' ? 'JP' : 'KR'
}

/** A nation that is no Party: its information may be held and not given on. */
export const THIRD = 'US'

/** Levels of every nation by order, lowest first. The fourth is above what the agreement provides. */
export const LEVELS = ['III', 'II', 'I', 'TOP'] as const
/** The highest level provided is the second; the third has a row and is above the top, the fourth has neither. */
export const MAPPED: readonly string[] = ['III', 'II', 'I']
export const TOP = 'II'
/** Bars every release. */
export const EYES_ONLY = 'EYES ONLY'
/** Has a row. */
export const HANDLE = 'HANDLE'
/** Has no row. */
export const CLOSED = 'CLOSED'
export const SUBJECTS = ['missile', 'nuclear'] as const
export const PURPOSES = ['warning', 'analysis'] as const
/** What the agreement says of notices: short, so that an end is reached within a run. */
export const TERM = { firstMonths: 1, extensionMonths: 1, noticeDays: 5, zoneMinutes: 540 } as const
/** How far ahead of the reader's clock a release may claim to be. */
export const SKEW_MS = 5000
const TEXT = '## 1 Purpose\n\nEXERCISE\n'

const same = (words: string) => ({ en: words, ko: words, ja: words })
const named = (id: string) => ({ id, name: same(id), cites: 'art_1' })
const marking = (id: string, extra: { readonly [name: string]: Json }): Json => ({
  id,
  phrases: {},
  source: 'fictional',
  ...extra,
})

function policyValue(nation: string): Json {
  const caveat = (name: string, kind: string): Json =>
    marking(name.toLowerCase().replace(' ', '-'), { name: `${nation} ${name}`, kind })
  return {
    id: policyId(nation),
    nation,
    version: '1',
    levels: LEVELS.map((name, i) =>
      marking(name.toLowerCase(), { name: `${nation}-${name}`, order: i + 1, issuedFrom: null, issuedUntil: null }),
    ),
    caveats: [caveat(EYES_ONLY, 'national-only'), caveat(HANDLE, 'restrictive'), caveat(CLOSED, 'restrictive')],
  }
}

/** The marking policy a nation's labels name. */
export function policyId(nation: string): string {
  return `${nation}-MIL`
}

function rows(names: readonly string[], glue: string): Json {
  return NATIONS.flatMap((from) => {
    const to = from === 'KR' ? 'JP' : 'KR'
    return names.map((name) => ({
      from: { policy: policyId(from), name: `${from}${glue}${name}` },
      to: { policy: policyId(to), name: `${to}${glue}${name}` },
      validFrom: null,
      validUntil: null,
      cites: 'art_1',
    }))
  })
}

const termsValue: Json = {
  format: 'comity/terms/1',
  id: 'exercise-sim',
  title: same('EXERCISE'),
  exercise: true,
  articles: [{ id: 'art_1', title: same('All'), paragraphs: [], kind: 'enforced' }],
  parties: NATIONS.map((nation) => ({
    nation,
    name: same(nation),
    authority: same('office'),
    policy: policyId(nation),
    cites: 'art_1',
  })),
  predecessor: null,
  scope: { subjects: SUBJECTS.map(named), cites: 'art_1' },
  purposes: PURPOSES.map(named),
  levels: rows(MAPPED, '-'),
  caveats: rows([HANDLE, EYES_ONLY], ' '),
  top: NATIONS.map((nation) => ({ policy: policyId(nation), level: `${nation}-${TOP}`, cites: 'art_1' })),
  thirdParty: { rule: 'prior-written-consent', cites: 'art_1' },
  nationalOnly: { rule: 'bars', cites: 'art_1' },
  assurance: { rule: 'before-provision', cites: 'art_1' },
  entry: { rule: 'later-notification', cites: 'art_1' },
  term: { ...TERM, countedFrom: 'last-day', clearDays: false, days: 'calendar', dateOfNote: 'sent', cites: 'art_1' },
  survival: { rule: 'protection-continues', cites: 'art_1' },
  seal: { profile: 'cnsa2', cites: 'art_1' },
  channels: [{ id: 'online', cites: 'art_1' }],
  receipts: { arrivedWithinMs: 3_600_000, acceptedWithinMs: 3_600_000, openedWithinMs: 3_600_000, cites: 'art_1' },
  clock: { skewMs: SKEW_MS, cites: 'art_1' },
  parameters: Object.fromEntries(GROUP_NAMES.map((name) => [name, []])),
  texts: [{ language: 'en', sha384: crypto.hash('sha384', TEXT, 'hex'), authentic: true, cites: 'art_1' }],
}

/** The agreement, as both nations load it. */
export const terms: Terms = decodeTerms(termsValue)
export const texts: ReadonlyMap<Language, string> = new Map([['en', TEXT]])
export const agreement: string = agreementHash(
  { sha384: (data) => new Uint8Array(crypto.hash('sha384', data, 'buffer')) },
  terms,
)

/** Every nation's markings, as every node has them. */
export const policies: ReadonlyMap<string, MarkingPolicy> = new Map(
  [...NATIONS, THIRD].map((nation) => [nation, decodePolicy(policyValue(nation))]),
)

/** Who acts: each office is held by a person of its name. */
export function nationalRules(nation: Party): NationalRules {
  const policy = policies.get(nation)
  if (policy === undefined) throw new Error(nation)
  const offices = [
    { id: 'analysis', role: 'analyst' },
    { id: 'disclosure', role: 'disclosure-officer' },
    { id: 'registry', role: 'registry-officer' },
    { id: 'treaty', role: 'treaty-officer' },
  ]
  const value: Json = {
    approvals: 1,
    posts: offices,
    holders: offices.map(({ id }) => ({ person: id, post: id, from: null, until: null })),
    delegations: [...SUBJECTS, 'radar'].map((subject) => ({
      post: 'disclosure',
      recipient: nation === 'KR' ? 'JP' : 'KR',
      subject,
      level: `${nation}-TOP`,
      from: null,
      until: null,
    })),
  }
  return decodeNationalRules(value, policy)
}
