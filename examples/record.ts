// Replays what Korea and Japan did about one agreement between 2010 and 2023, on the exercise agreement, and says at each date
// whether classified information may pass directly between them. Run it: npm run example -- record
import { readFileSync } from 'node:fs'
import { decodePolicy, decodeTerms, type Language } from '../src/core/mod.ts'
import { nodePrimitives } from '../src/io/primitives.ts'
import { decodeYaml } from '../src/io/yaml.ts'
import { replay } from '../sim/record.ts'

const read = (path: string) => readFileSync(new URL(`../${path}`, import.meta.url))
const yaml = (path: string) => decodeYaml(read(path), path)
const text = (language: Language) => read(`agreements/exercise-kr-jp/${language}.md`).toString('utf8')
const document = {
  terms: decodeTerms(yaml('agreements/exercise-kr-jp/terms.yaml')),
  texts: { en: text('en'), ko: text('ko'), ja: text('ja') },
}
const policies = ['kr', 'jp'].map((nation) => decodePolicy(yaml(`policies/${nation}.yaml`)))

for (const { row, verdicts } of replay({ hash: nodePrimitives, document, policies })) {
  const gate = verdicts.every(({ kind }) => kind === 'release') ? 'yes' : 'no '
  console.log(`${row.date}  may pass: ${gate}  ${row.stage.padEnd(16)}  ${row.what}`)
}
