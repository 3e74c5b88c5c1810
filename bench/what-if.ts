import { decodeTerms } from '../src/core/agreement/decode-terms.ts'
import type { Agreement } from '../src/core/agreement/agreement.ts'
import { agreementHash } from '../src/core/agreement/hash.ts'
import type { Json } from '../src/core/bytes/canonical.ts'
import type { MarkingPolicy } from '../src/core/marking/policy.ts'
import { compileFacts, type CompiledFacts } from '../src/core/policy/facts.ts'
import { whatIf, type Estate } from '../src/core/policy/what-if.ts'
import { hash, item, JP, KR, NOTIFIED, NOW, onTable, terms, termsValue } from '../test/exercise.ts'
import { atMost, type Measure } from './measure.ts'

const AGREEMENTS = 40
const HOLDINGS = 10_000
const RUNS = 7

/** How long it takes to say what follows from the end of one agreement, with its holdings, proposals, relays and alternatives. */
export async function whatIfs(quick = false): Promise<readonly Measure[]> {
  const { facts, agreement, estate } = world()
  const values = Array.from({ length: quick ? 3 : RUNS }, () => {
    const begun = performance.now()
    const answer = whatIf(facts, { agreement, ended: NOW, exercise: true, channel: 'online' }, estate)
    const ms = performance.now() - begun
    if (
      answer.streams.length === 0 ||
      answer.holdings.length === 0 ||
      answer.proposals.length === 0 ||
      answer.relays.length === 0
    )
      throw new Error('nothing follows: this bench measures something else')
    return ms
  })
  return [atMost({ name: `what-if, ${AGREEMENTS} agreements, ${HOLDINGS} holdings`, unit: 'ms', values, goal: 1000 })]
}

/** Korea in the middle: forty partners, a relay through it between any two of them; every holding and proposal is under the one that ends. */
function world(): { readonly facts: CompiledFacts; readonly agreement: string; readonly estate: Estate } {
  const partners = Array.from(
    { length: AGREEMENTS },
    (_, i) => `X${String.fromCharCode(65 + Math.floor(i / 26), 65 + (i % 26))}`,
  )
  const agreements = partners.map(agreementWith)
  const hashes = agreements.map((agreement) => onTable(agreement).hash)
  const policies: MarkingPolicy[] = [KR, ...partners.map((nation) => ({ ...JP, nation, id: `${nation}-DEF` }))]
  const assurances = partners.flatMap((nation, i) => {
    const given = { agreement: hashes[i] ?? '', item: null, from: null, until: null }
    return [
      { ...given, by: nation, to: 'KR', level: '特定秘密' },
      { ...given, by: 'KR', to: nation, level: '군사Ⅱ급비밀' },
    ]
  })
  const holdings = Array.from({ length: HOLDINGS }, (_, i) => ({
    item: `KR-${i}`,
    agreement: hashes[0] ?? '',
    giver: 'KR',
    holder: partners[0] ?? '',
    originators: ['KR'],
    subject: 'dprk-missile',
    level: '군사Ⅱ급비밀',
  }))
  const proposals = Array.from({ length: 1000 }, (_, i) => ({
    item: item({ id: `KR-P${i}`, purpose: 'early-warning' }),
    from: 'KR',
    to: partners[0] ?? '',
  }))
  const facts = compileFacts({ agreements, policies, assurances, consents: [] })
  return { facts, agreement: hashes[0] ?? '', estate: { holdings, proposals, reported: [] } }
}

function agreementWith(nation: string): Agreement {
  const text = JSON.stringify(NOTIFIED).replaceAll('"JP-DEF"', `"${nation}-DEF"`).replaceAll('"JP"', `"${nation}"`)
  const state = JSON.parse(text) as Agreement & { kind: 'on-table' }
  const value = JSON.parse(
    JSON.stringify(termsValue)
      .replaceAll('"JP-DEF"', `"${nation}-DEF"`)
      .replaceAll('"nation":"JP"', `"nation":"${nation}"`),
  ) as Json
  const changed = decodeTerms(value)
  return {
    ...state,
    terms: { ...changed, id: `${terms.id}-${nation.toLowerCase()}` },
    hash: agreementHash(hash, changed),
  }
}

if (import.meta.main) for (const figure of await whatIfs()) console.log(figure)
