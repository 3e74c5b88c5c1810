import type { EquivalenceRow } from '../marking/equivalence.ts'
import type { Nation } from '../marking/name.ts'
import type { Language, Text } from '../text.ts'
import type { Parameters } from './parameters.ts'

/**
 * The machine-readable terms of an agreement between two to six Parties: a closed table, not a language.
 *
 * INVARIANT: every rule cites an article of the agreement by its Akoma Ntoso address (`art_6__para_a`), and every article marked
 * `enforced` is cited by some rule. What the loader does not know, it refuses; so nothing unknown is ever met at run time.
 */
export type Terms = {
  readonly format: 'comity/terms/1'
  readonly id: string
  readonly title: Text
  /** An exercise agreement carries only exercise items, and a real one none. Cited through `scope`. */
  readonly exercise: boolean
  readonly articles: readonly Article[]
  readonly parties: readonly Party[]
  /** The agreement this one amends, replaces or stands beside, by its hash; null where it stands alone. */
  readonly predecessor: Predecessor | null
  readonly scope: { readonly subjects: readonly Named[]; readonly cites: string }
  readonly purposes: readonly Named[]
  readonly levels: readonly EquivalenceRow[]
  readonly caveats: readonly EquivalenceRow[]
  /** The highest level provided, once in each Party's policy. Between two Parties the giver's own counts. */
  readonly top: readonly Top[]
  readonly thirdParty: Rule<'prior-written-consent'>
  readonly nationalOnly: Rule<'bars'>
  readonly assurance: Rule<'before-provision'>
  readonly entry: Rule<'later-notification'>
  readonly term: TermRule
  readonly survival: Rule<'protection-continues'>
  readonly seal: { readonly profile: SealProfile; readonly cites: string }
  readonly channels: readonly Channel[]
  readonly receipts: Receipts
  /** How far a claimed time may lie from the cosignatures around it. */
  readonly clock: { readonly skewMs: number; readonly cites: string }
  readonly parameters: Parameters
  readonly texts: readonly TextOf[]
}

/** How an agreement stands to an earlier one. An amendment keeps its term running; a replacement begins a new one. */
export type Predecessor = {
  readonly hash: string
  readonly relation: (typeof SUCCESSIONS)[number]
  readonly cites: string
}

/** A rule that needs no parameter beyond its kind. */
export type Rule<Kind extends string> = { readonly rule: Kind; readonly cites: string }

export type Article = {
  /** `art_6` */
  readonly id: string
  readonly title: Text
  /** What follows `__para_`: `a`, `b` or `1`, `2`; empty for an article without paragraphs. */
  readonly paragraphs: readonly string[]
  /** Enforced by software, done by people, or neither to be done nor enforced. */
  readonly kind: ArticleKind
}

export type ArticleKind = (typeof ARTICLE_KINDS)[number]

export type Party = {
  readonly nation: Nation
  readonly name: Text
  /** The competent authority: an office, never a person. */
  readonly authority: Text
  /** The marking policy its labels name. */
  readonly policy: string
  readonly cites: string
}

/** A subject or a purpose the Parties agreed. */
export type Named = { readonly id: string; readonly name: Text; readonly cites: string }

export type Top = { readonly policy: string; readonly level: string; readonly cites: string }

/** Term, extension and notice, with every choice of the day count spelt out (`agreement/term.ts`). */
export type TermRule = {
  readonly firstMonths: number
  readonly extensionMonths: number
  readonly noticeDays: number
  /** Counted back from the last day of the term, or from the day after it, on which the term has ended. */
  readonly countedFrom: 'last-day' | 'end-day'
  /** Clear days: the day of the note and the day counted from are both left out. */
  readonly clearDays: boolean
  readonly days: 'calendar'
  /** Which date of the note counts. */
  readonly dateOfNote: 'sent'
  /** Whose midnight: minutes east of UTC. */
  readonly zoneMinutes: number
  readonly cites: string
}

/** `cnsa2`: ML-KEM-1024 alone. `hybrid`: P-384 with ML-KEM-1024. Fixed per agreement, never negotiated per message. */
export type SealProfile = (typeof SEAL_PROFILES)[number]

export type Channel = { readonly id: ChannelId; readonly cites: string }

export type ChannelId = (typeof CHANNELS)[number]

/** When a rung of the receipt ladder is late, counted from the act it answers. */
export type Receipts = {
  readonly arrivedWithinMs: number
  readonly acceptedWithinMs: number
  readonly openedWithinMs: number
  readonly cites: string
}

/** One language's text, fixed by the SHA-384 of its exact UTF-8 bytes. */
export type TextOf = {
  readonly language: Language
  readonly sha384: string
  readonly authentic: boolean
  readonly cites: string
}

export const ARTICLE_KINDS = ['enforced', 'manual', 'informational'] as const
export const SEAL_PROFILES = ['cnsa2', 'hybrid'] as const
export const CHANNELS = ['online', 'courier'] as const
export const SUCCESSIONS = ['amends', 'replaces', 'supplements'] as const
/** Most Parties of one agreement. */
export const PARTIES_MAX = 6

/** Every address a rule may cite: each article, then each of its paragraphs. */
export function articles(terms: { readonly articles: readonly Article[] }): readonly string[] {
  return terms.articles.flatMap(({ id, paragraphs }) => [id, ...paragraphs.map((name) => `${id}__para_${name}`)])
}

/** The Party of that nation, or `null`. */
export function partyOf(terms: Terms, nation: Nation): Party | null {
  return terms.parties.find((party) => party.nation === nation) ?? null
}
