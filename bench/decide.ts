import type { Agreement } from '../src/core/agreement/agreement.ts'
import { decodeTerms } from '../src/core/agreement/decode-terms.ts'
import { agreementHash } from '../src/core/agreement/hash.ts'
import type { Json } from '../src/core/bytes/canonical.ts'
import type { MarkingPolicy } from '../src/core/marking/policy.ts'
import { decide } from '../src/core/policy/decide.ts'
import { compileFacts, type CompiledFacts } from '../src/core/policy/facts.ts'
import type { ReleaseRequest } from '../src/core/policy/rules.ts'
import {
  hash,
  item,
  JP,
  KR,
  KR_TOP_SECRET,
  NOTIFIED,
  NOW,
  onTable,
  portion,
  terms,
  termsValue,
} from '../test/exercise.ts'
import { atLeast, atMost, type Measure } from './measure.ts'

/** Decisions per second and core with the full proof object, by the number of agreements the node holds; one in eight withholds. */
export async function decisions(): Promise<readonly Measure[]> {
  return [
    measure('decide, 20 agreements', { agreements: 20, goal: 1_000_000 }),
    measure('decide, 1,000 agreements', { agreements: 1000, goal: 500_000 }),
  ]
}

/** How long the facts of a node take to be indexed anew. */
export async function compiling(): Promise<readonly Measure[]> {
  const runs = [1, 2, 3, 4, 5].map(() => {
    const begun = performance.now()
    world(1000)
    return performance.now() - begun
  })
  return [atMost({ name: 'build and compile 1,000 agreements', unit: 'ms', values: runs })]
}

const RUNS = 7
const ROUND = 200_000

function measure(name: string, { agreements, goal }: { agreements: number; goal: number }): Measure {
  const { facts, requests } = world(agreements)
  const rate = (): number => {
    const begun = performance.now()
    let released = 0
    for (let i = 0; i < ROUND; i++) {
      const request = requests[i % requests.length]
      if (request !== undefined && decide(facts, request, NOW).kind === 'release') released += 1
    }
    const seconds = (performance.now() - begun) / 1000
    if (released !== (ROUND * 7) / 8)
      throw new Error(`${released} of ${ROUND} released: this bench measures something else`)
    return ROUND / seconds
  }
  rate()
  return atLeast({ name, unit: 'decisions/s/core', values: Array.from({ length: RUNS }, rate), goal })
}

// Partners are spread so that the next decision is under another agreement: memory, not the cache, answers.
function world(count: number): { readonly facts: CompiledFacts; readonly requests: readonly ReleaseRequest[] } {
  const partners = Array.from({ length: count }, (_, i) => `X${letter(i / 676)}${letter(i / 26)}${letter(i)}`)
  const agreements = partners.map(agreementWith)
  const policies: MarkingPolicy[] = [KR, ...partners.map((nation) => ({ ...JP, nation, id: `${nation}-DEF` }))]
  const assurances = agreements.map((agreement, i) => ({
    by: partners[i] ?? '',
    to: 'KR',
    agreement: onTable(agreement).hash,
    item: null,
    level: '特定秘密',
    from: null,
    until: null,
  }))
  const requests = Array.from({ length: 8 * count }, (_, i) => {
    const portions = [
      portion(),
      portion({ id: 'p2' }),
      ...(i % 8 === 7 ? [portion({ id: 'p3', label: KR_TOP_SECRET })] : []),
    ]
    const to = partners[(i * 7919) % count] ?? ''
    return { item: item({ id: `item-${i}`, portions }), from: 'KR', to, purpose: 'joint-analysis', channel: 'online' }
  })
  return { facts: compileFacts({ agreements, policies, assurances, consents: [] }), requests }
}

function agreementWith(nation: string): Agreement {
  const text = JSON.stringify(termsValue)
    .replaceAll('"JP-DEF"', `"${nation}-DEF"`)
    .replaceAll('"nation":"JP"', `"nation":"${nation}"`)
  const value: Json = JSON.parse(text)
  const changed = decodeTerms(value)
  const state = onTable(NOTIFIED)
  const acts = (list: typeof state.signatures): typeof state.signatures =>
    list.map(({ party, at }) => ({ party: party === 'JP' ? nation : party, at }))
  return {
    ...state,
    terms: { ...changed, id: `${terms.id}-${nation.toLowerCase()}` },
    hash: agreementHash(hash, changed),
    between: changed.parties.map((party) => party.nation),
    signatures: acts(state.signatures),
    notifications: acts(state.notifications),
  }
}

function letter(i: number): string {
  return String.fromCharCode(65 + (Math.floor(i) % 26))
}
