import { toHex } from '../bytes/bytes.ts'
import { canonicalBytes } from '../bytes/canonical.ts'
import type { Instant } from '../instant.ts'
import type { Nation } from '../marking/name.ts'
import { assemble, clauseJson, clausesOf, type Clause, type Document } from './document.ts'
import { agreementHash, type Hash } from './hash.ts'

/**
 * Where the Parties stand about a text before it is agreed: versions of each clause, and each Party's position on each.
 *
 * INVARIANT: a clause is agreed when every Party accepts one and the same version of it, and in no other way: not by silence, not
 * by time, not by order. Two counter-proposals made at once both stand, and the clause is open until one of them is accepted by all.
 */
export interface Talks {
  /** The hash of the proposal the talks began with: their name. */
  readonly opened: string
  readonly between: readonly Nation[]
  readonly clauses: readonly ClauseTalks[]
  readonly comments: readonly Comment[]
  /** Put aside, and by whom; null while they go on. */
  readonly aside: TalkedAct | null
  /** Withdrawn: nothing said afterwards has an effect. */
  readonly withdrawn: TalkedAct | null
  /** Each Party's initials under a text, by its hash. Any change of a position strikes them all. */
  readonly initials: readonly Initials[]
}

export interface ClauseTalks {
  readonly address: string
  /** In the order both nodes see; the first is the proposal's, where the proposal had this clause. */
  readonly versions: readonly Version[]
  readonly positions: readonly ClausePosition[]
}

export interface Version {
  /** SHA-384, in hexadecimal, of the clause in canonical form. */
  readonly id: string
  readonly clause: Clause
  readonly party: Nation
  readonly at: Instant
}

/** Who, and when by the record. */
export interface TalkedAct {
  readonly party: Nation
  readonly at: Instant
}

export type ClausePosition = TalkedAct &
  (
    | { readonly kind: 'accepts'; readonly version: string }
    /** Neither accepted nor countered yet, with the reason given. */
    | { readonly kind: 'reserves'; readonly words: string }
  )

export type Comment = TalkedAct & { readonly clause: string; readonly words: string }
export type Initials = TalkedAct & { readonly text: string }

export type TalkEvent = TalkedAct &
  (
    | { readonly kind: 'countered'; readonly clause: string; readonly version: Version }
    | { readonly kind: 'commented' | 'reserved'; readonly clause: string; readonly words: string }
    | { readonly kind: 'accepted'; readonly clause: string; readonly version: string }
    | { readonly kind: 'initialled'; readonly text: string }
    | { readonly kind: 'withdrawn' | 'postponed' | 'resumed' }
  )

/** The talks that a proposal opens: its Party accepts every clause of it, and nobody else has spoken. */
export function openTalks(
  hash: Hash,
  opened: { readonly hash: string; readonly document: Document; readonly between: readonly Nation[] } & TalkedAct,
): Talks {
  const { document, between, party, at } = opened
  const clauses = [...clausesOf(document)].map(([address, clause]): ClauseTalks => {
    const version = { id: clauseId(hash, clause), clause, party, at }
    return { address, versions: [version], positions: [{ kind: 'accepts', version: version.id, party, at }] }
  })
  return { opened: opened.hash, between, clauses, comments: [], aside: null, withdrawn: null, initials: [] }
}

/** Applies one event. Total: what does not fit changes nothing. */
export function evolveTalks(talks: Talks, event: TalkEvent): Talks {
  const { party, at } = event
  switch (event.kind) {
    case 'countered': {
      const { version } = event
      const found = clauseTalks(talks, event.clause) ?? { address: event.clause, versions: [], positions: [] }
      const countered = { ...found, versions: [...found.versions, version] }
      return take(talks, countered, { kind: 'accepts', version: version.id, party, at })
    }
    case 'commented':
      return { ...talks, comments: [...talks.comments, { party, at, clause: event.clause, words: event.words }] }
    case 'reserved':
      return take(talks, clauseTalks(talks, event.clause), { kind: 'reserves', words: event.words, party, at })
    case 'accepted':
      return take(talks, clauseTalks(talks, event.clause), { kind: 'accepts', version: event.version, party, at })
    case 'initialled': {
      const others = talks.initials.filter((given) => given.party !== party)
      return { ...talks, initials: [...others, { party, at, text: event.text }] }
    }
    case 'withdrawn':
      return { ...talks, withdrawn: { party, at } }
    case 'postponed':
      return { ...talks, aside: { party, at } }
    case 'resumed':
      return { ...talks, aside: null }
  }
}

// INVARIANT: whoever changes a position reopens the text, so what was initialled is never what was not agreed.
function take(talks: Talks, clause: ClauseTalks | null, position: ClausePosition): Talks {
  if (clause === null) return talks
  const positions = [...clause.positions.filter(({ party }) => party !== position.party), position]
  const changed = { ...clause, positions }
  const isNew = clauseTalks(talks, clause.address) === null
  const clauses = isNew
    ? [...talks.clauses, changed]
    : talks.clauses.map((known) => (known.address === clause.address ? changed : known))
  return { ...talks, clauses, initials: [] }
}

/** The talks about one clause; null where there is no such clause. */
export function clauseTalks({ clauses }: Talks, address: string): ClauseTalks | null {
  return clauses.find((clause) => clause.address === address) ?? null
}

/** The version every Party accepts; null while the clause is open. */
export function agreedVersion({ versions, positions }: ClauseTalks, between: readonly Nation[]): Version | null {
  const accepted = between.map((nation) => {
    const position = positions.find(({ party }) => party === nation)
    return position?.kind === 'accepts' ? position.version : null
  })
  const [first] = accepted
  if (first === undefined || first === null || accepted.some((version) => version !== first)) return null
  return versions.find(({ id }) => id === first) ?? null
}

/** The addresses of the clauses that are still open. */
export function openClauses({ clauses, between }: Talks): readonly string[] {
  return clauses.flatMap((clause) => (agreedVersion(clause, between) === null ? [clause.address] : []))
}

/** A text every Party accepts, clause by clause, with its hash. */
export interface AgreedText {
  readonly hash: string
  readonly document: Document
}

/** The agreed text; null while a clause is open. Says nothing of initials, or of whether the talks go on. */
export function agreedText(hash: Hash, talks: Talks): AgreedText | null {
  const clauses = new Map<string, Clause>()
  for (const clause of talks.clauses) {
    const version = agreedVersion(clause, talks.between)
    if (version === null) return null
    clauses.set(clause.address, version.clause)
  }
  const document = assemble(hash, clauses)
  return { hash: agreementHash(hash, document.terms), document }
}

/** Initials under another text than the agreed one: while there are any, nobody can sign. */
export function contestedInitials({ initials }: Talks, agreed: string): readonly Initials[] {
  return initials.filter(({ text }) => text !== agreed)
}

/** The text that may be signed now: agreed, neither put aside nor withdrawn nor contested. */
export function settledText(hash: Hash, talks: Talks): AgreedText | null {
  if (talks.withdrawn !== null || talks.aside !== null) return null
  const agreed = agreedText(hash, talks)
  return agreed !== null && contestedInitials(talks, agreed.hash).length === 0 ? agreed : null
}

/** The id of a version: the digest of its clause. */
export function clauseId(hash: Hash, clause: Clause): string {
  return toHex(hash.sha384(canonicalBytes(clauseJson(clause))))
}
