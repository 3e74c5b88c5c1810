import { readFileSync } from 'node:fs'
import { ABSENT, type Agreement } from '../src/core/agreement/agreement.ts'
import { decodeTerms } from '../src/core/agreement/decode-terms.ts'
import { agreementHash } from '../src/core/agreement/hash.ts'
import type { Terms } from '../src/core/agreement/terms.ts'
import type { Instant } from '../src/core/instant.ts'
import { compileFacts, type CompiledFacts, type Facts } from '../src/core/policy/facts.ts'
import type { ItemFacts } from '../src/core/policy/item.ts'
import type { Assurance, Consent } from '../src/core/policy/statement.ts'
import { LANGUAGES } from '../src/core/text.ts'
import { decodeYaml } from '../src/io/yaml.ts'
import { ASSURANCE, enact, hash, item, JP, KR, KR_TOP_SECRET, NOTIFIED, portion, US, utc } from './exercise.ts'

/*
 * Korea, the United States and Japan under the three shipped exercise agreements: the arrangement of 2014 as data. Everything an item
 * says here is fictional.
 */

const ROOT = new URL('../', import.meta.url)

/** An agreement of the folder `agreements/`, with its hash. */
function shipped(id: string): { readonly terms: Terms; readonly hash: string } {
  const path = `agreements/${id}/terms.yaml`
  const terms = decodeTerms(decodeYaml(readFileSync(new URL(path, ROOT)), path))
  return { terms, hash: agreementHash(hash, terms) }
}

/** The agreement in force from `at`: proposed, its texts filed, signed and notified by both. */
function inForceFrom(id: string, at: Instant): Agreement {
  const { terms, hash: agreement } = shipped(id)
  const [proposer = { nation: '' }] = terms.parties
  const text = (language: string): string => readFileSync(new URL(`agreements/${id}/${language}.md`, ROOT), 'utf8')
  const nations = terms.parties.map(({ nation }) => nation)
  const both = (kind: 'sign' | 'notify') =>
    nations.map((party) => ({ party, act: { kind, hash: agreement }, at }) as const)
  return enact(ABSENT, [
    { party: proposer.nation, act: { kind: 'propose', hash: agreement, terms }, at },
    ...LANGUAGES.map((language) => ({
      party: proposer.nation,
      act: { kind: 'text', hash: agreement, language, text: text(language) } as const,
      at,
    })),
    ...both('sign'),
    ...both('notify'),
  ])
}

export const KR_US = shipped('exercise-kr-us')
export const US_JP = shipped('exercise-us-jp')
export const KR_US_IN_FORCE = inForceFrom('exercise-kr-us', utc('2014-12-29T00:00:00Z'))
export const US_JP_IN_FORCE = inForceFrom('exercise-us-jp', utc('2014-12-29T00:00:00Z'))

const assured = (by: string, { to, agreement, level }: Pick<Assurance, 'to' | 'agreement' | 'level'>): Assurance => ({
  by,
  to,
  agreement,
  item: null,
  level,
  from: null,
  until: null,
})

/** Each receiver's word to each giver, up to the top. */
export const ASSURANCES: readonly Assurance[] = [
  ASSURANCE,
  { ...ASSURANCE, by: 'KR', to: 'JP', level: '군사Ⅱ급비밀' },
  assured('US', { to: 'KR', agreement: KR_US.hash, level: 'TOP SECRET' }),
  assured('KR', { to: 'US', agreement: KR_US.hash, level: '군사Ⅰ급비밀' }),
  assured('JP', { to: 'US', agreement: US_JP.hash, level: '機密' }),
  assured('US', { to: 'JP', agreement: US_JP.hash, level: 'TOP SECRET' }),
]

/** Korea's standing consent, limited to one subject, as in 2014: what it gave the United States may go on to Japan. */
export const STANDING: Consent = {
  originator: 'KR',
  holder: 'US',
  recipient: 'JP',
  purpose: 'early-warning',
  covers: { kind: 'subject', subject: 'dprk-missile' },
  from: null,
  until: null,
}

/** The facts of all three; what is given replaces a part of them. */
export function threeNations(given: Partial<Facts> = {}): CompiledFacts {
  return compileFacts({
    agreements: [NOTIFIED, KR_US_IN_FORCE, US_JP_IN_FORCE],
    policies: [KR, JP, US],
    assurances: ASSURANCES,
    consents: [],
    ...given,
  })
}

/** A Korean item of Korea's highest level: too high for the agreement with Japan, not for the two others. */
export const TOP: ItemFacts = item({ purpose: 'early-warning', portions: [portion({ label: KR_TOP_SECRET })] })
