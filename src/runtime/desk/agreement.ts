import { inForce, period, type Agreement, type OnTable } from '../../core/agreement/agreement.ts'
import { termsJson } from '../../core/agreement/decode-terms.ts'
import { agreementHash, textDigest } from '../../core/agreement/hash.ts'
import { enact, textsOf } from '../../core/agreement/table.ts'
import type { Terms } from '../../core/agreement/terms.ts'
import type { Json } from '../../core/bytes/canonical.ts'
import type { Nation } from '../../core/marking/name.ts'
import { Fault } from '../../core/fault.ts'
import { standingNow, tableAct } from '../../core/party/fold.ts'
import { assuranceJson } from '../../core/policy/statement.ts'
import type { ControlAct, SimpleAct } from '../../core/wire/act.ts'
import { LANGUAGES, type Language } from '../../core/text.ts'
import type { Node, Relation } from '../node.ts'
import { nextAt, record } from '../record.ts'
import { mustHoldPost, type Desk } from './desk.ts'
import { mustHaveDone } from './procedure.ts'

/** An agreement with the nation it is with. */
export interface Agreed {
  readonly relation: Relation
  readonly state: OnTable
}

/** Of an agreement among several, the other Party that is meant; between two it goes without saying. */
export interface With {
  readonly partner?: Nation | undefined
}

/**
 * Puts terms and texts on the table of the relation with the other Party. What the partner already proposed under the same hash is
 * on the table and is not proposed twice.
 */
export async function loadAgreement(
  desk: Desk,
  input: With & { readonly terms: Terms; readonly texts: ReadonlyMap<Language, string>; readonly person: string },
): Promise<Agreed> {
  const { terms, texts, person } = input
  mustHoldPost(desk, person)
  const { node } = desk
  const relation = relationOf(node, terms, input)
  const { primitives } = node.ports
  const hash = agreementHash(primitives, terms)
  for (const { language, sha384 } of terms.texts) {
    const text = texts.get(language)
    if (text === undefined) throw new Fault('agreement-texts-missing', language)
    if (textDigest(primitives, text) !== sha384)
      throw new Fault('agreement-text-differs', `${language}: computed ${textDigest(primitives, text)}`)
  }
  const state = agreementIn(relation, hash)
  const acts: AtTable[] = state.kind === 'absent' ? [{ kind: 'propose', agreement: hash, terms: termsJson(terms) }] : []
  const filed = state.kind === 'absent' ? [] : state.texts
  for (const { language } of terms.texts) {
    const text = texts.get(language)
    if (text !== undefined && !filed.includes(language)) acts.push({ kind: 'text', agreement: hash, language, text })
  }
  if (acts.length > 0) await doAtTable(desk, relation, { person, acts })
  return findAgreement(node, hash, { partner: relation.partner.nation })
}

/**
 * Signs an agreement, notifies that domestic requirements are met, gives notice of termination or takes it back, leaves the talks or
 * puts them aside: for this nation, by an office. A signature or a notification waits for the nation's own procedure, where it
 * keeps one.
 */
export async function actOnAgreement(
  desk: Desk,
  act: With & { readonly kind: SimpleAct; readonly agreement: string; readonly person: string },
): Promise<Agreed> {
  const { kind, agreement, person, partner } = act
  const found = findAgreement(desk.node, agreement, { meant: meantBy(kind), partner })
  if (kind === 'sign' || kind === 'notify') await mustHaveDone(desk, found, kind)
  await doAtTable(desk, found.relation, { person, acts: [{ kind, agreement: found.state.hash, office: person }] })
  return findAgreement(desk.node, found.state.hash, { partner })
}

function meantBy(kind: SimpleAct): Meant {
  switch (kind) {
    case 'sign':
    case 'notify':
      return 'newest'
    case 'withdraw':
    case 'postpone':
    case 'resume':
      return 'proposal'
    case 'notice':
    case 'suspend-notice':
    case 'revive-notice':
    case 'withdraw-notice':
      return 'standing'
  }
}

/** Puts this nation's own position on a contested state on record. */
export async function statePosition(
  desk: Desk,
  given: { readonly agreement: string; readonly position: Json; readonly person: string },
): Promise<Agreed> {
  const { person, position } = given
  const found = findAgreement(desk.node, given.agreement, { meant: 'standing' })
  const act: ControlAct = { kind: 'position', agreement: found.state.hash, office: person, position }
  await doAtTable(desk, found.relation, { person, acts: [act] })
  return findAgreement(desk.node, found.state.hash)
}

/** Records acts of this nation, each decided as the partner's node will decide it on arrival; refused whole where one is refused. */
export async function doAtTable(
  desk: Desk,
  relation: Relation,
  { person, acts }: { readonly person: string; readonly acts: readonly AtTable[] },
): Promise<void> {
  mustHoldPost(desk, person)
  const { node } = desk
  const at = nextAt(node, relation)
  let { table } = standingNow(relation.fold)
  for (const act of acts)
    table = enact(node.ports.primitives, { table, party: node.identity.nation, act: tableAct(act), at })
  await record(node, relation, acts)
}

type AtTable = Exclude<ControlAct, { readonly kind: 'assure' | 'consent' }>

/** Gives the assurance that must be on file before the first provision: our people are cleared to this level and will protect it. */
export async function assure(
  desk: Desk,
  given: With & { readonly agreement: string; readonly level: string; readonly person: string },
): Promise<Agreed> {
  mustHoldPost(desk, given.person)
  const { relation, state } = findAgreement(desk.node, given.agreement, { partner: given.partner })
  const { ours, theirs } = relation.fold.nations
  const assurance = assuranceJson({
    by: ours,
    to: theirs,
    agreement: state.hash,
    item: null,
    level: given.level,
    from: null,
    until: null,
  })
  await record(desk.node, relation, [{ kind: 'assure', agreement: state.hash, assurance }])
  return { relation, state }
}

/** Every agreement on the table with anybody. */
export function agreements(node: Node): readonly Agreed[] {
  return [...node.relations.values()].flatMap((relation) =>
    [...standingNow(relation.fold).agreements.values()].flatMap((state) =>
      state.kind === 'on-table' ? [{ relation, state }] : [],
    ),
  )
}

/** Which version is meant where an id names several: the newest, the one that stands now, or the proposal the talks are about. */
export type Meant = 'newest' | 'standing' | 'proposal'

/**
 * An agreement by its id, its hash or the beginning of its hash; `agreement-unknown` where none is meant, or more than one
 * relation's. Of an id that names several versions, the one that is asked for.
 */
export function findAgreement(
  node: Node,
  named: string,
  { meant = 'newest', partner }: With & { readonly meant?: Meant } = {},
): Agreed {
  const found = agreements(node).filter(
    ({ relation, state }) =>
      (partner === undefined || relation.partner.nation === partner) &&
      (state.terms.id === named || (named.length >= 8 && state.hash.startsWith(named))),
  )
  const newest = found.at(-1)
  const byHash = newest !== undefined && newest.state.terms.id !== named
  if (
    newest === undefined ||
    found.some(({ relation }) => relation !== newest.relation) ||
    (byHash && found.length > 1)
  )
    throw new Fault('agreement-unknown', `\`${named}\``)
  switch (meant) {
    case 'newest':
      return newest
    case 'standing':
      return (
        found.findLast(({ state }) => inForce(state, node.ports.clock.now()) !== null) ??
        found.findLast(({ state }) => period(state) !== null) ??
        newest
      )
    case 'proposal':
      return found.find(({ state }) => state.hash === newest.state.draft) ?? newest
  }
}

/** The texts on file, by language: of each, the one whose digest the terms name. */
export function agreementTexts({ relation, state }: Agreed): ReadonlyMap<Language, string> {
  const texts = textsOf(standingNow(relation.fold).table, state)
  return new Map(LANGUAGES.flatMap((language) => (texts[language] === undefined ? [] : [[language, texts[language]]])))
}

function agreementIn(relation: Relation, hash: string): Agreement {
  return standingNow(relation.fold).agreements.get(hash) ?? { kind: 'absent' }
}

function relationOf(node: Node, terms: Terms, { partner }: With): Relation {
  const nations = terms.parties.map(({ nation }) => nation)
  if (!nations.includes(node.identity.nation)) throw new Fault('agreement-party-unknown', node.identity.nation)
  if (terms.exercise !== node.identity.exercise) throw new Fault('agreement-mode-differs', terms.id)
  for (const relation of node.relations.values()) {
    const { nation } = relation.partner
    if (nations.includes(nation) && (partner === undefined || nation === partner)) return relation
  }
  throw new Fault('partner-unknown', nations.join(', '))
}
