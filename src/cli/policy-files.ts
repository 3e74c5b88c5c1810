import { readdirSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { Fault } from '../core/fault.ts'
import type { ConfidentialityLabel } from '../core/marking/confidentiality-label.ts'
import { ruleText, type Finding } from '../core/marking/finding.ts'
import { markingLine } from '../core/marking/marking-line.ts'
import type { Marked } from '../core/marking/resolve.ts'
import { isPolicy } from '../core/marking/spif-names.ts'
import type { Spif } from '../core/marking/spif.ts'
import { LANGUAGES, type Text } from '../core/text.ts'
import { decodeSpif } from '../io/spif-xml.ts'
import { readGiven } from './given-file.ts'
import type { Say } from './language.ts'

export const POLICY: Text = {
  en: 'a policy file, Open XML SPIF (otherwise those that come with Comity)',
  ko: '정책 파일, Open XML SPIF (지정하지 않으면 Comity에 포함된 정책)',
  ja: 'ポリシーファイル、Open XML SPIF (指定がなければ Comity 付属のもの)',
}

/** The policy files that come with Comity; as deep in a checkout as in `dist`. */
const SHIPPED = resolve(import.meta.dirname, '..', '..', 'policies', 'spif')

/** The policies a command goes by: the one a person named, else those that come with Comity. */
export function policiesGiven(path: string | undefined): readonly Spif[] {
  if (path !== undefined) return [decodeSpif(readGiven(path), 'interop').spif]
  return readdirSync(SHIPPED)
    .filter((name) => name.endsWith('.xml'))
    .sort()
    .map((name) => decodeSpif(readGiven(join(SHIPPED, name))).spif)
}

/** The policy of a label among those, or null. */
export function policyOfLabel(policies: readonly Spif[], { information }: ConfidentialityLabel): Spif | null {
  return policies.find((spif) => isPolicy(spif, information.policy)) ?? null
}

/** The one policy that has this classification; `usage-invalid` where none or several have it. */
export function policyWith(policies: readonly Spif[], classification: string): Spif {
  const [found, ...others] = policies.filter((spif) => spif.classifications.some(({ name }) => name === classification))
  if (found === undefined || others.length > 0)
    throw new Fault(
      'usage-invalid',
      `--level: \`${classification}\` is a level of ${found === undefined ? 'no policy' : 'several policies'}; name one with --policy`,
    )
  return found
}

/** How a document carries a marking, in every language. */
export function linesOf(marked: Marked): Text {
  const [en, ko, ja] = LANGUAGES.map((language) => markingLine(marked, { place: 'pageTop', language }))
  return { en: en ?? '', ko: ko ?? '', ja: ja ?? '' }
}

/** What did not hold, for a reader. */
export function failedLines(findings: readonly Finding[], say: Say): readonly string[] {
  return findings.filter(({ holds }) => !holds).map(({ rule, on }) => `${say(ruleText(rule))}: ${on}`)
}
