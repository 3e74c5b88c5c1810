// Asks the agreement gate, and nothing else: may Japan hold this item of Korea's, now? Run it: npm run example -- decide
import { readFileSync } from 'node:fs'
import {
  ABSENT,
  agreementHash,
  compileFacts,
  decide,
  decodePolicy,
  decodeTerms,
  evolve,
  instant,
  reasonText,
} from '../src/core/mod.ts'
import { nodePrimitives } from '../src/io/primitives.ts'
import { decodeYaml } from '../src/io/yaml.ts'

const read = (path: string) => decodeYaml(readFileSync(new URL(`../${path}`, import.meta.url)), path)
const terms = decodeTerms(read('agreements/exercise-kr-jp/terms.yaml'))
const policies = ['kr', 'jp'].map((nation) => decodePolicy(read(`policies/${nation}.yaml`)))
const hash = agreementHash(nodePrimitives, terms)
const at = instant(Date.UTC(2026, 10, 23))

// "In force" is computed from acts: texts filed, signed by both, notified by both.
let agreement = evolve(ABSENT, { kind: 'proposed', hash, terms, party: 'KR', at })
for (const { language, sha384 } of terms.texts)
  agreement = evolve(agreement, { kind: 'text-filed', language, digest: sha384, party: 'KR', at })
for (const { nation } of terms.parties) agreement = evolve(agreement, { kind: 'signed', hash, party: nation, at })
for (const { nation } of terms.parties) agreement = evolve(agreement, { kind: 'notified', party: nation, at })

const assured = { by: 'JP', to: 'KR', agreement: hash, item: null, level: '極秘', from: null, until: null }
const facts = compileFacts({ agreements: [agreement], policies, assurances: [assured], consents: [] })

for (const level of ['군사Ⅱ급비밀', '군사Ⅰ급비밀']) {
  const label = { policy: 'KR-MIL', level, caveats: [], releasableTo: null }
  const portion = {
    id: 'p1',
    originator: 'KR',
    label,
    equivalent: null,
    marked: at,
    mediaType: 'text/plain',
    digest: null,
  }
  const item = { id: 'KR-1', portions: [portion], subject: 'dprk-missile', purpose: 'early-warning', exercise: true }
  const verdict = decide(facts, { item, from: 'KR', to: 'JP', purpose: item.purpose, channel: 'online' }, at)
  console.log(
    level,
    verdict.kind,
    verdict.rules.at(-1)?.cites,
    verdict.kind === 'withhold' ? reasonText(verdict.reason).text.en : '',
  )
}
