import assert from 'node:assert/strict'
import { test } from 'node:test'
import { enact, hash, KR, NOW, texts, termsValue, utc } from '../../../test/exercise.ts'
import { ABSENT } from '../agreement/agreement.ts'
import { decodeTerms } from '../agreement/decode-terms.ts'
import { agreementHash } from '../agreement/hash.ts'
import type { Terms } from '../agreement/terms.ts'
import { dominant } from '../marking/dominant.ts'
import { LANGUAGES } from '../text.ts'
import { compileFacts } from './facts.ts'
import { matrix } from './matrix.ts'

const SIX = ['AA', 'BB', 'CC', 'DD', 'EE', 'FF'] as const
const SILENT = 'FF'
const AT = utc('2016-11-23T05:00:00Z')

/** The exercise agreement among six, each with Korea's scale as its own. */
function termsOfSix(): Terms {
  const value = JSON.parse(JSON.stringify(termsValue))
  const [party] = value.parties
  const policy = (nation: string): string => `${nation}-MIL`
  value.parties = SIX.map((nation) => ({ ...party, nation, policy: policy(nation) }))
  value.levels = SIX.flatMap((from) =>
    SIX.filter((to) => to !== from).flatMap((to) =>
      ['군사Ⅱ급비밀', '군사Ⅲ급비밀'].map((name) => ({
        from: { policy: policy(from), name },
        to: { policy: policy(to), name },
        validFrom: null,
        validUntil: null,
        cites: 'art_4__para_1',
      })),
    ),
  )
  value.top = SIX.map((nation) => ({ policy: policy(nation), level: '군사Ⅱ급비밀', cites: 'art_4__para_3' }))
  return decodeTerms(value)
}

test('a group agreement of six Parties: the silence of one blocks no pair of the other five, and nothing passes to or from it', () => {
  const terms = termsOfSix()
  const agreement = agreementHash(hash, terms)
  const speaking = SIX.filter((nation) => nation !== SILENT)
  const state = enact(ABSENT, [
    { party: 'AA', act: { kind: 'propose', hash: agreement, terms }, at: AT },
    ...LANGUAGES.map((language) => ({
      party: 'AA',
      act: { kind: 'text', hash: agreement, language, text: texts[language] } as const,
      at: AT,
    })),
    ...(['sign', 'notify'] as const).flatMap((kind) =>
      speaking.map((party) => ({ party, act: { kind, hash: agreement } as const, at: AT })),
    ),
  ])
  const assurances = SIX.flatMap((by) =>
    SIX.filter((to) => to !== by).map((to) => ({
      by,
      to,
      agreement,
      item: null,
      level: '군사Ⅱ급비밀',
      from: null,
      until: null,
    })),
  )
  const policies = SIX.map((nation) => ({
    ...KR,
    nation,
    id: `${nation}-MIL`,
    levels: KR.levels.map((level) => ({ ...level })),
  }))
  const facts = compileFacts({ agreements: [state], policies, assurances, consents: [] })
  const cells = matrix(facts, { nations: SIX, at: NOW, exercise: true, channel: 'online' }).filter(
    ({ level }) => level === '군사Ⅱ급비밀',
  )
  assert.equal(cells.length, 6 * 5 * terms.scope.subjects.length)
  for (const { from, to, ground } of cells) {
    const isSilent = from === SILENT || to === SILENT
    assert.equal(ground.kind, isSilent ? 'may-not' : 'may', `${from} → ${to}: ${JSON.stringify(ground)}`)
    if (ground.kind === 'may-not') assert.equal(ground.reason, 'not-yet-in-force')
  }
})

test('two policies made of one list of levels keep their own labels: no verdict carries another nation’s policy', () => {
  const [one, other] = ['AA', 'BB'].map((nation) => ({ ...KR, nation, id: `${nation}-MIL` }))
  assert.ok(one !== undefined && other !== undefined)
  for (const policy of [one, other, one]) {
    const found = dominant(policy, [{ policy: policy.id, level: '군사Ⅱ급비밀', caveats: [], releasableTo: null }])
    assert.ok(found.kind === 'dominant' && found.label.policy === policy.id)
  }
})
