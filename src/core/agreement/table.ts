import { Fault } from '../fault.ts'
import type { Instant } from '../instant.ts'
import type { Nation } from '../marking/name.ts'
import type { Language } from '../text.ts'
import { ABSENT, entry, evolve, period, type Agreement, type AgreementEvent, type OnTable } from './agreement.ts'
import { decideAct, type AgreementAct } from './decide-act.ts'
import { decideTalk, type TalkAct } from './decide-talk.ts'
import type { Document, Texts } from './document.ts'
import type { Hash } from './hash.ts'
import { agreedText, contestedInitials, evolveTalks, openClauses, openTalks, settledText, type Talks } from './talks.ts'
import type { Terms } from './terms.ts'

/** Everything two nations have put on the table between them, folded from what each did. */
export interface Table {
  readonly between: readonly Nation[]
  /** By hash, in the order they came. */
  readonly agreements: ReadonlyMap<string, Agreement>
  /** What was said about a proposal, by the proposal's hash; a proposal nobody spoke about has none. */
  readonly talks: ReadonlyMap<string, Talks>
  /** Every text on file, by its digest. */
  readonly texts: ReadonlyMap<string, string>
}

/** What a Party does at the table: about an agreement, or about a text that is not agreed yet. */
export type TableAct = AgreementAct | Words

/** Words about a proposal, named by its hash. */
export type Words = { readonly about: string } & TalkAct

/** A table with nothing on it. */
export function emptyTable(between: readonly Nation[]): Table {
  return { between, agreements: new Map(), talks: new Map(), texts: new Map() }
}

interface Done {
  readonly table: Table
  readonly party: Nation
  readonly at: Instant
}

/**
 * Decides an act and applies it: the table as it then stands, or a Fault from `decide-act.ts` or `decide-talk.ts`; beside those,
 * `agreement-signed` for words about a text that a Party has signed, and for a signature under a text that is not settled
 * `clause-open`, `talks-ended`, `talks-postponed` or `agreement-text-contested`.
 */
export function enact(hash: Hash, done: Done & { readonly act: TableAct }): Table {
  const { table, party, act, at } = done
  if ('about' in act) return talk(hash, { table, party, act, at })
  const state = table.agreements.get(act.hash) ?? ABSENT
  if (act.kind === 'sign') mustBeSettled(hash, table, act.hash)
  const predecessor = act.kind === 'propose' ? predecessorOf(table, act.terms, at) : null
  const event = decideAct(hash, { state, party, act, at, between: table.between })
  const next = inherit(evolve(state, event), predecessor)
  if (next.kind === 'absent') return table
  const agreements = new Map(table.agreements).set(next.hash, next)
  if (act.kind === 'text') return { ...table, agreements, texts: filed(table, event, act.text) }
  if (concernsTheLine(event)) carryOver(agreements, next, event)
  supersede(agreements, next)
  return { ...table, agreements }
}

function filed({ texts }: Table, event: AgreementEvent, text: string): ReadonlyMap<string, string> {
  return event.kind === 'text-filed' ? new Map(texts).set(event.digest, text) : texts
}

/** The texts of an agreement that are on file. */
export function textsOf({ texts }: Table, { terms }: { readonly terms: Terms }): Texts {
  const found: { [L in Language]?: string } = {}
  for (const { language, sha384 } of terms.texts) {
    const text = texts.get(sha384)
    if (text !== undefined) found[language] = text
  }
  return found
}

// An amendment needs an agreement in force to amend, between the same Parties.
function predecessorOf({ agreements }: Table, { predecessor, parties }: Terms, at: Instant): OnTable | null {
  if (predecessor === null) return null
  const known = agreements.get(predecessor.hash)
  if (known?.kind !== 'on-table') throw new Fault('agreement-unknown', `predecessor ${predecessor.hash}`)
  const during = period(known)
  if (during === null || at < during.from || (during.until !== null && at >= during.until))
    throw new Fault('agreement-not-in-force', known.terms.id)
  const nations = known.terms.parties.map(({ nation }) => nation)
  if (parties.length !== nations.length || parties.some(({ nation }) => !nations.includes(nation)))
    throw new Fault('agreement-party-unknown', 'a predecessor between other Parties')
  return predecessor.relation === 'amends' ? known : null
}

// INVARIANT: an amended agreement is one agreement: its term runs on, and a notice or a position concerns every version.
function inherit(state: Agreement, predecessor: OnTable | null): Agreement {
  if (state.kind === 'absent' || predecessor === null) return state
  const { line, notices, positions } = predecessor
  return { ...state, line, running: predecessor.running ?? entry(predecessor), notices, positions }
}

function concernsTheLine({ kind }: AgreementEvent): boolean {
  return kind.startsWith('notice-') || kind === 'position-stated'
}

function carryOver(agreements: Map<string, Agreement>, { hash, line }: OnTable, event: AgreementEvent): void {
  for (const [other, state] of agreements)
    if (other !== hash && state.kind === 'on-table' && state.line === line) agreements.set(other, evolve(state, event))
}

function supersede(agreements: Map<string, Agreement>, { terms }: OnTable & { readonly hash: string }): void {
  const { predecessor } = terms
  if (predecessor === null || predecessor.relation === 'supplements') return
  const known = agreements.get(predecessor.hash)
  const successor = [...agreements.values()].find(
    (state) => state.kind === 'on-table' && state.terms.predecessor?.hash === predecessor.hash && entry(state) !== null,
  )
  if (known?.kind !== 'on-table' || successor?.kind !== 'on-table' || known.superseded !== null) return
  agreements.set(predecessor.hash, { ...known, superseded: entry(successor) })
}

function mustBeSettled(hash: Hash, { talks }: Table, signed: string): void {
  const about = talks.get(signed)
  if (about === undefined) return
  if (about.withdrawn !== null) throw new Fault('talks-ended', `withdrawn by ${about.withdrawn.party}`)
  if (about.aside !== null) throw new Fault('talks-postponed', `by ${about.aside.party}`)
  const agreed = agreedText(hash, about)
  if (agreed === null) throw new Fault('clause-open', openClauses(about).join(', '))
  if (contestedInitials(about, agreed.hash).length > 0) throw new Fault('agreement-text-contested', agreed.hash)
  if (agreed.hash !== signed) throw new Fault('agreement-hash-differs', `agreed ${agreed.hash}, given ${signed}`)
}

function talk(hash: Hash, { table, party, act, at }: Done & { readonly act: Words }): Table {
  const proposal = table.agreements.get(act.about)
  if (proposal?.kind !== 'on-table') throw new Fault('agreement-unknown', act.about)
  const before = table.talks.get(act.about) ?? begin(hash, table, proposal)
  const made = settledText(hash, before)
  for (const text of [proposal.hash, made?.hash ?? proposal.hash]) {
    const state = table.agreements.get(text)
    if (state?.kind === 'on-table' && state.signatures.length > 0) throw new Fault('agreement-signed', state.terms.id)
  }
  const after = evolveTalks(before, decideTalk(hash, { talks: before, party, act, at }))
  const agreements = new Map(table.agreements)
  const settled = settledText(hash, after)
  if (made !== null && made.hash !== settled?.hash && isDraftOf(agreements.get(made.hash), act.about))
    agreements.delete(made.hash)
  const texts = new Map(table.texts)
  if (settled !== null && !agreements.has(settled.hash)) {
    agreements.set(settled.hash, settledState(table, { ...settled, draft: proposal, party, at }))
    for (const { language, sha384 } of settled.document.terms.texts)
      texts.set(sha384, settled.document.texts[language] ?? '')
  }
  return { ...table, agreements, talks: new Map(table.talks).set(act.about, after), texts }
}

function isDraftOf(state: Agreement | undefined, draft: string): boolean {
  return state?.kind === 'on-table' && state.draft === draft
}

function begin(hash: Hash, table: Table, { hash: opened, terms, proposed }: OnTable): Talks {
  const texts = textsOf(table, { terms })
  const missing = terms.texts.filter(({ language }) => texts[language] === undefined)
  if (missing.length > 0) throw new Fault('agreement-texts-missing', missing.map(({ language }) => language).join(', '))
  return openTalks(hash, { hash: opened, document: { terms, texts }, between: table.between, ...proposed })
}

// A text agreed clause by clause is on the table like one proposed whole: every word of it came from both Parties.
function settledState(
  { between, agreements }: Table,
  made: {
    readonly hash: string
    readonly document: Document
    readonly draft: OnTable
    readonly party: Nation
    readonly at: Instant
  },
): Agreement {
  const { terms } = made.document
  const proposed = evolve(ABSENT, { kind: 'proposed', hash: made.hash, terms, between, party: made.party, at: made.at })
  if (proposed.kind === 'absent') return proposed
  const { predecessor } = terms
  const known = predecessor?.relation === 'amends' ? agreements.get(predecessor.hash) : undefined
  const state = inherit(
    { ...proposed, draft: made.draft.hash, texts: terms.texts.map(({ language }) => language) },
    known?.kind === 'on-table' ? known : null,
  )
  return state
}
