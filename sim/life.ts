import { agreementHash } from '../src/core/agreement/hash.ts'
import { decodeTerms, termsJson } from '../src/core/agreement/decode-terms.ts'
import { clausesOf, type Document } from '../src/core/agreement/document.ts'
import { inForce, period, type OnTable } from '../src/core/agreement/agreement.ts'
import { positionJson, positionOf } from '../src/core/agreement/position.ts'
import { standingNotice } from '../src/core/agreement/notice.ts'
import { agreedText, clauseTalks, openClauses, type Talks } from '../src/core/agreement/talks.ts'
import { isObject, type Json } from '../src/core/bytes/canonical.ts'
import { standingNow } from '../src/core/party/fold.ts'
import { actOnAgreement, loadAgreement, statePosition } from '../src/runtime/desk/agreement.ts'
import { addStep, finishStep, procedureOf } from '../src/runtime/desk/procedure.ts'
import { answerProposal, initialText, talksAbout } from '../src/runtime/desk/talks.ts'
import type { Desk } from '../src/runtime/desk/desk.ts'
import crypto from 'node:crypto'
import { relationOf, type Nation } from './nation.ts'
import { terms as simTerms, type Party } from './treaty.ts'
import type { World } from './world.ts'

/*
 * The life of an agreement as two nations live it in bad weather: each looks at what stands before it and does the next thing it has
 * to do, so that what a crash or a lost message undid is simply done again. It is the script of examples/agreement-life.ts, without
 * the releases.
 */

/** What Korea writes into its own procedure; it must never be found anywhere else. */
export const PRIVATE_WORDS = 'minister wavers: hold until Friday'

const hash = { sha384: (data: Uint8Array) => new Uint8Array(crypto.hash('sha384', data, 'buffer')) }
const same = (words: string) => ({ en: words, ko: words, ja: words })
const TEXT = '# Head\n\n## 1 All\n\nEXERCISE\n\n## 2 Costs\n\nEach its own.\n'

function documentWith(text: string, more: { readonly [name: string]: Json }): Document {
  const json = termsJson(simTerms)
  if (!isObject(json)) throw new Error('terms are an object')
  const articles = [
    { id: 'art_1', title: same('All'), paragraphs: [], kind: 'enforced' },
    { id: 'art_2', title: same('Costs'), paragraphs: [], kind: 'manual' },
  ]
  const texts = [{ language: 'en', sha384: crypto.hash('sha384', text, 'hex'), authentic: true, cites: 'art_1' }]
  return { terms: decodeTerms({ ...json, id: 'exercise-life', articles, texts, ...more }), texts: { en: text } }
}

const PROPOSAL = documentWith(TEXT, {})
const OUR_COSTS = documentWith(TEXT.replace('Each its own.', 'Visits are shared.'), {})
const THEIR_COSTS = documentWith(TEXT.replace('Each its own.', 'Officials by their own.'), {})
/** The hash of the proposal. */
export const OPENED = agreementHash(hash, PROPOSAL.terms)

const BY = { person: 'treaty' } as const
const ID = 'exercise-life'

/** What one nation sees before it. */
interface View {
  readonly name: Party
  readonly desk: Desk
  readonly proposal: OnTable | null
  readonly talks: Talks | null
  /** The text both agreed, once it is on the table. */
  readonly agreed: OnTable | null
  readonly amendment: OnTable | null
}

/** The next thing a nation does; null while it waits for the other. */
function nextDeed(view: View): { readonly name: string; readonly deed: () => Promise<unknown> } | null {
  return negotiate(view) ?? (view.agreed === null ? null : (conclude(view, view.agreed) ?? carryOn(view, view.agreed)))
}

function negotiate({ name, desk, proposal, talks, agreed }: View): ReturnType<typeof nextDeed> {
  if (proposal === null) {
    const load = () => loadAgreement(desk, { terms: PROPOSAL.terms, texts: new Map([['en', TEXT]]), ...BY })
    return name === 'KR' ? { name: 'propose', deed: load } : null
  }
  if (agreed !== null) return null
  if (proposal.texts.length === 0) return null
  const counters =
    talks === null ? [] : (clauseTalks(talks, 'art_2')?.versions ?? []).filter(({ clause }) => clause !== undefined)
  const own = name === 'KR' ? OUR_COSTS : THEIR_COSTS
  // Each counters once, as soon as it can: sometimes at the same time.
  if (!counters.slice(1).some(({ party }) => party === name))
    return {
      name: 'counter',
      deed: () =>
        answerProposal(desk, { agreement: OPENED, ...BY, answer: { kind: 'counter', clause: 'art_2', document: own } }),
    }
  if (talks === null) return null
  // Korea gives way on the costs; Japan on everything else.
  const theirs = counters.slice(1).find(({ party }) => party === 'JP')
  if (name === 'KR' && theirs !== undefined && openClauses(talks).includes('art_2'))
    return {
      name: 'accept',
      deed: () =>
        answerProposal(desk, {
          agreement: OPENED,
          ...BY,
          answer: { kind: 'accept', clause: 'art_2', version: theirs.id },
        }),
    }
  const rest = openClauses(talks).filter((address) => address !== 'art_2')
  if (name === 'JP' && rest.length > 0)
    return {
      name: 'accept',
      deed: () =>
        answerProposal(desk, {
          agreement: OPENED,
          ...BY,
          answer: { kind: 'accept', clause: rest[0] ?? null, version: null },
        }),
    }
  return null
}

function conclude({ name, desk, talks }: View, agreed: OnTable): ReturnType<typeof nextDeed> {
  const has = (acts: readonly { readonly party: string }[], party: string = name): boolean =>
    acts.some((act) => act.party === party)
  if (agreed.signatures.length === 0 && talks !== null && !has(talks.initials))
    return { name: 'initial', deed: () => initialText(desk, { agreement: OPENED, ...BY }) }
  if (!has(agreed.signatures))
    return talks !== null && (agreed.signatures.length > 0 || talks.initials.length === 2)
      ? { name: 'sign', deed: () => sign(desk, name, agreed.hash) }
      : null
  if (!has(agreed.notifications))
    return { name: 'notify', deed: () => actOnAgreement(desk, { kind: 'notify', agreement: agreed.hash, ...BY }) }
  return null
}

// Korea has its own procedure, and says nothing of it: its first attempt comes before the step is done, and is refused.
async function sign(desk: Desk, name: Party, agreement: string): Promise<unknown> {
  const { relation } = talksAbout(desk, OPENED)
  const state = standingNow(relation.fold).agreements.get(agreement)
  if (name === 'KR' && state?.kind === 'on-table') {
    const agreed = { relation, state }
    const { steps } = await procedureOf(desk, agreed)
    if (steps.length === 0) await addStep(desk, agreed, { name: PRIVATE_WORDS, before: 'sign', ...BY })
    else await finishStep(desk, agreed, { name: PRIVATE_WORDS, note: PRIVATE_WORDS, ...BY })
  }
  return await actOnAgreement(desk, { kind: 'sign', agreement, ...BY })
}

function carryOn({ name, desk, amendment }: View, agreed: OnTable): ReturnType<typeof nextDeed> {
  const now = desk.node.ports.clock.now()
  if (inForce(agreed, now) === null && amendment === null) return null
  if (amendment === null) {
    const text = agreedWords(desk)
    const predecessor = { hash: agreed.hash, relation: 'amends', cites: 'art_1' }
    const amended = documentWith(text, {
      predecessor,
      channels: [
        { id: 'online', cites: 'art_1' },
        { id: 'courier', cites: 'art_1' },
      ],
    })
    const load = () => loadAgreement(desk, { terms: amended.terms, texts: new Map([['en', text]]), ...BY })
    return name === 'KR' ? { name: 'amend', deed: load } : null
  }
  if (amendment.texts.length === 0) return null
  const has = (acts: readonly { readonly party: string }[]): boolean => acts.some((act) => act.party === name)
  const plain = (kind: Parameters<typeof actOnAgreement>[1]['kind']) => ({
    name: kind,
    deed: () => actOnAgreement(desk, { kind, agreement: amendment.hash, ...BY }),
  })
  if (!has(amendment.signatures)) return { name: 'sign', deed: () => sign(desk, name, amendment.hash) }
  if (!has(amendment.notifications)) return plain('notify')
  if (period(amendment) === null || inForce(amendment, now) === null) return null
  return name === 'KR' ? noticed(amendment, plain, desk) : positioned(amendment, desk, name)
}

function noticed(
  amendment: OnTable,
  plain: (kind: 'notice' | 'suspend-notice' | 'withdraw-notice') => {
    readonly name: string
    readonly deed: () => Promise<unknown>
  },
  desk: Desk,
): ReturnType<typeof nextDeed> {
  const standing = standingNotice(amendment.notices, 'KR')
  if (amendment.notices.length === 0) return plain('notice')
  if (standing === null) return null
  if (standing.suspended === null) return plain('suspend-notice')
  const stated = positioned(amendment, desk, 'KR')
  if (stated !== null) return stated
  return positionOf(amendment.positions, 'JP') === null ? null : plain('withdraw-notice')
}

function positioned(amendment: OnTable, desk: Desk, name: Party): ReturnType<typeof nextDeed> {
  const suspended = amendment.notices.find((notice) => notice.suspended !== null)
  if (
    suspended?.suspended === undefined ||
    suspended.suspended === null ||
    positionOf(amendment.positions, name) !== null
  )
    return null
  const position = positionJson({
    since: suspended.suspended,
    claim: 'in-force',
    terminable: name === 'KR' ? 'any-time' : 'end-of-term',
    differing: 'allow',
    basis: 'our note',
  })
  return { name: 'position', deed: () => statePosition(desk, { agreement: amendment.hash, position, ...BY }) }
}

function agreedWords(desk: Desk): string {
  const agreed = agreedText(hash, talksAbout(desk, OPENED).talks)
  return agreed?.document.texts.en ?? TEXT
}

/** What a nation sees now; null while its node is down or knows nobody. */
function viewOf(nation: Nation): View | null {
  const relation = relationOf(nation)
  const desk = nation.running?.desk
  if (relation === null || desk === undefined) return null
  const { table, agreements } = standingNow(relation.fold)
  const states = [...agreements.values()]
    .filter((state) => state.kind === 'on-table')
    .filter(({ terms }) => terms.id === ID)
  return {
    name: nation.name,
    desk,
    proposal: states.find((state) => state.hash === OPENED) ?? null,
    talks: table.talks.get(OPENED) ?? null,
    agreed: states.find((state) => state.draft === OPENED) ?? null,
    amendment: states.find((state) => state.terms.predecessor !== null) ?? null,
  }
}

/** How far one nation sees the life to have come. */
export function stageOf(nation: Nation): string {
  const view = viewOf(nation)
  if (view?.amendment != null) {
    const { amendment } = view
    if (amendment.notices.some(({ withdrawn }) => withdrawn !== null)) return 'withdrawn'
    if (amendment.positions.length > 1) return 'contested'
    if (amendment.notices.length > 0) return 'noticed'
    return period(amendment) === null ? 'amending' : 'amended'
  }
  if (view?.agreed != null) return period(view.agreed) === null ? 'agreed' : 'in force'
  return view?.proposal == null ? 'nothing' : 'talking'
}

/** One turn of one nation's people. */
export function live(world: World, nation: Nation): void {
  const view = viewOf(nation)
  const next = view === null ? null : nextDeed(view)
  if (next === null) return
  world.say(`${nation.name}: ${next.name}`)
  world.count(`life:${next.name}`)
  world.follow(nation, next.name, next.deed())
}

/** The clauses of the proposal, for whoever looks at it from outside. */
export const CLAUSES: readonly string[] = [...clausesOf(PROPOSAL).keys()]
