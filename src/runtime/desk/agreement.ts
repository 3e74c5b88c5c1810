import type { Agreement, OnTable } from '../../core/agreement/agreement.ts'
import { decideAct } from '../../core/agreement/decide-act.ts'
import { termsJson } from '../../core/agreement/decode-terms.ts'
import { agreementHash, textDigest } from '../../core/agreement/hash.ts'
import type { Terms } from '../../core/agreement/terms.ts'
import { Fault } from '../../core/fault.ts'
import { agreementAct, standingNow } from '../../core/party/fold.ts'
import { assuranceJson } from '../../core/policy/statement.ts'
import type { ControlAct } from '../../core/wire/act.ts'
import type { Language } from '../../core/text.ts'
import type { Node, Relation } from '../node.ts'
import { nextAt, record } from '../record.ts'
import { mustHoldPost, type Desk } from './desk.ts'

/** An agreement with the nation it is with. */
export interface Agreed {
  readonly relation: Relation
  readonly state: OnTable
}

/**
 * Puts terms and texts on the table of the relation with the other Party. What the partner already proposed under the same hash is
 * on the table and is not proposed twice.
 */
export async function loadAgreement(
  desk: Desk,
  input: { readonly terms: Terms; readonly texts: ReadonlyMap<Language, string>; readonly person: string },
): Promise<Agreed> {
  const { terms, texts, person } = input
  mustHoldPost(desk, person)
  const { node } = desk
  const relation = relationOf(node, terms)
  const { primitives } = node.ports
  const hash = agreementHash(primitives, terms)
  for (const { language, sha384 } of terms.texts) {
    const text = texts.get(language)
    if (text === undefined) throw new Fault('agreement-texts-missing', language)
    if (textDigest(primitives, text) !== sha384)
      throw new Fault('agreement-text-differs', `${language}: computed ${textDigest(primitives, text)}`)
  }
  const state = agreementIn(relation, hash)
  const acts: ControlAct[] =
    state.kind === 'absent' ? [{ kind: 'propose', agreement: hash, terms: termsJson(terms) }] : []
  const filed = state.kind === 'absent' ? [] : state.texts
  for (const { language } of terms.texts) {
    const text = texts.get(language)
    if (text !== undefined && !filed.includes(language)) acts.push({ kind: 'text', agreement: hash, language, text })
  }
  if (acts.length > 0) await record(node, relation, acts)
  return findAgreement(node, hash)
}

/** Signs an agreement, notifies that domestic requirements are met, or gives notice of termination, for this nation by an office. */
export async function actOnAgreement(
  desk: Desk,
  act: { readonly kind: 'sign' | 'notify' | 'notice'; readonly agreement: string; readonly person: string },
): Promise<Agreed> {
  mustHoldPost(desk, act.person)
  const { node } = desk
  const { relation, state } = findAgreement(node, act.agreement)
  const entry: ControlAct = { kind: act.kind, agreement: state.hash, office: act.person }
  const agreed = agreementAct(entry)
  if (agreed !== null)
    decideAct(node.ports.primitives, { state, party: node.identity.nation, act: agreed, at: nextAt(node, relation) })
  await record(node, relation, [entry])
  return findAgreement(node, state.hash)
}

/** Gives the assurance that must be on file before the first provision: our people are cleared to this level and will protect it. */
export async function assure(
  desk: Desk,
  given: { readonly agreement: string; readonly level: string; readonly person: string },
): Promise<Agreed> {
  mustHoldPost(desk, given.person)
  const { relation, state } = findAgreement(desk.node, given.agreement)
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

/** An agreement by its id, its hash or the beginning of its hash; `agreement-unknown` where none or more than one is meant. */
export function findAgreement(node: Node, named: string): Agreed {
  const found = agreements(node).filter(
    ({ state }) => state.terms.id === named || (named.length >= 8 && state.hash.startsWith(named)),
  )
  const [only, another] = found
  if (only === undefined || another !== undefined) throw new Fault('agreement-unknown', `\`${named}\``)
  return only
}

/** The texts on file, by language: of each, the one whose digest the terms name. */
export function agreementTexts(node: Node, { relation, state }: Agreed): ReadonlyMap<Language, string> {
  const digests = new Map(state.terms.texts.map(({ language, sha384 }) => [language, sha384]))
  const texts = new Map<Language, string>()
  for (const { event } of [...relation.fold.control.ours, ...relation.fold.control.theirs]) {
    const { act } = event
    if (act.kind !== 'text' || act.agreement !== state.hash) continue
    if (textDigest(node.ports.primitives, act.text) === digests.get(act.language)) texts.set(act.language, act.text)
  }
  return texts
}

function agreementIn(relation: Relation, hash: string): Agreement {
  return standingNow(relation.fold).agreements.get(hash) ?? { kind: 'absent' }
}

function relationOf(node: Node, terms: Terms): Relation {
  const nations = terms.parties.map(({ nation }) => nation)
  if (!nations.includes(node.identity.nation)) throw new Fault('agreement-party-unknown', node.identity.nation)
  if (terms.exercise !== node.identity.exercise) throw new Fault('agreement-mode-differs', terms.id)
  for (const relation of node.relations.values()) if (nations.includes(relation.partner.nation)) return relation
  throw new Fault('partner-unknown', nations.join(', '))
}
