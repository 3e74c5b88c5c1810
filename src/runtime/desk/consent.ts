import { Fault } from '../../core/fault.ts'
import type { Instant } from '../../core/instant.ts'
import { isNation } from '../../core/marking/name.ts'
import { inForce } from '../../core/agreement/agreement.ts'
import { isCarried } from '../../core/party/carried.ts'
import { standingNow } from '../../core/party/fold.ts'
import { consentJson, decodeConsent, standsAt, type Consent, type Coverage } from '../../core/policy/statement.ts'
import { carriedConsents, carryConsent, type CarriedConsent } from '../carried.ts'
import type { Node, Relation } from '../node.ts'
import { nextAt, record } from '../record.ts'
import { mustHoldPost, relationWith, type Desk } from './desk.ts'

/** An originator's consent on file, with the entry that gives it. */
export interface ConsentOnFile {
  readonly index: number
  readonly consent: Consent
}

/**
 * Gives a partner our written consent to onward release: to one nation, for one purpose, of one item or one subject.
 *
 * The recipient is a nation other than the two: what passes between the two needs none.
 */
export async function giveConsent(
  desk: Desk,
  given: {
    readonly holder: string
    readonly recipient: string
    readonly purpose: string
    readonly covers: Coverage
    readonly until: Instant | null
    readonly person: string
  },
): Promise<ConsentOnFile> {
  mustHoldPost(desk, given.person)
  const { node } = desk
  const relation = relationWith(node, given.holder)
  const { ours, theirs } = relation.fold.nations
  const { recipient, purpose, covers, until } = given
  if (!isNation(recipient) || recipient === ours || recipient === theirs)
    throw new Fault('usage-invalid', `\`${recipient.slice(0, 64)}\` is no third nation`)
  const now = nextAt(node, relation)
  if (until !== null && until <= now) throw new Fault('usage-invalid', 'a consent that has lapsed already')
  const consent: Consent = { originator: ours, holder: theirs, recipient, purpose, covers, from: null, until }
  const agreement =
    [...standingNow(relation.fold).agreements].find(([, state]) => inForce(state, now) !== null)?.[0] ?? null
  const { first } = await record(node, relation, [{ kind: 'consent', agreement, consent: consentJson(consent) }])
  return { index: first, consent }
}

/**
 * Carries every consent of a nation that names a recipient into our relation with that recipient, where it is not there yet, so that
 * both decide on it. Returns the entries that carry them.
 */
export async function carryConsents(
  desk: Desk,
  { from, to, person }: { readonly from: string; readonly to: string; readonly person: string },
): Promise<readonly number[]> {
  mustHoldPost(desk, person)
  const { node } = desk
  const [source, into] = [relationWith(node, from), relationWith(node, to)]
  const now = nextAt(node, into)
  const there = carriedNow(node, into).flatMap((one) =>
    one.kind === 'proved' && one.side === 'ours' ? [JSON.stringify(one.consent)] : [],
  )
  const entries: number[] = []
  for (const { index, consent } of consentsFrom(source, 'theirs')) {
    if (consent.recipient !== to || !standsAt(consent, now) || there.includes(JSON.stringify(consent))) continue
    entries.push(await carryConsent(node, { from: source, index, into }))
  }
  return entries
}

/** What we gave a partner, what it gave us, and what was carried between us. */
export interface Consents {
  readonly given: readonly ConsentOnFile[]
  readonly received: readonly ConsentOnFile[]
  readonly carried: readonly CarriedConsent[]
}

/** Every consent of one relation. */
export function consentsWith({ node }: Desk, nation: string): Consents {
  const relation = relationWith(node, nation)
  return {
    given: consentsFrom(relation, 'ours'),
    received: consentsFrom(relation, 'theirs'),
    carried: carriedNow(node, relation),
  }
}

function carriedNow(node: Node, relation: Relation): readonly CarriedConsent[] {
  return carriedConsents(node, relation, { ours: relation.ours.edge.size, theirs: relation.theirs.edge.size })
}

function consentsFrom({ fold }: Relation, side: 'ours' | 'theirs'): readonly ConsentOnFile[] {
  const { nations } = fold
  const [originator, holder] = side === 'ours' ? [nations.ours, nations.theirs] : [nations.theirs, nations.ours]
  return fold.control[side].flatMap(({ index, event: { act } }) => {
    if (act.kind !== 'consent' || isCarried(act.consent)) return []
    try {
      return [{ index, consent: decodeConsent(act.consent, { originator, holder }) }]
    } catch (error) {
      // What does not read has no effect on either node; it stays in the log as what it is.
      if (error instanceof Fault) return []
      throw error
    }
  })
}
