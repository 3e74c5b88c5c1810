import { buildCommand, type Command } from '@stricli/core'
import { phraseOf } from '../../core/marking/marking-line.ts'
import type { Spif } from '../../core/marking/spif.ts'
import { LANGUAGES, type Text } from '../../core/text.ts'
import { decodeSpif } from '../../io/spif-xml.ts'
import type { Context } from '../context.ts'
import { readGiven } from '../given-file.ts'
import type { Say } from '../language.ts'
import { textArgument } from '../node-options.ts'

const BRIEF: Text = {
  en: 'Checks a policy file (Open XML SPIF 2.1; older ones are read with warnings) and says its version and digest. --explain lists what is in it.',
  ko: '정책 파일(Open XML SPIF 2.1, 이전 판은 경고와 함께 읽음)을 검사하고 버전과 다이제스트를 표시합니다. --explain은 내용을 나열합니다.',
  ja: 'ポリシーファイル(Open XML SPIF 2.1、旧版は警告付きで読む)を検査し、版とダイジェストを表示します。--explain は内容を列挙します。',
}
const FILE: Text = { en: 'a policy file', ko: '정책 파일', ja: 'ポリシーファイル' }
const EXPLAIN: Text = { en: 'list its levels and values', ko: '등급과 값을 나열', ja: '区分と値を列挙する' }
const SOUND: Text = { en: 'sound', ko: '이상 없음', ja: '異常なし' }
const WARNING: Text = { en: 'unusual', ko: '특이 사항', ja: '変則' }
const OBSOLETE: Text = { en: 'obsolete', ko: '폐지', ja: '廃止' }

/** `comity policy check`: `comity/policy-check/v1`; ends with 8 where the file is malformed or contradicts itself. */
export function command(say: Say): Command<Context> {
  return buildCommand<{ readonly explain: boolean }, [string], Context>({
    docs: { brief: say(BRIEF), customUsage: ['policies/spif/kr.xml --explain'] },
    parameters: {
      flags: { explain: { kind: 'boolean', default: false, withNegated: false, brief: say(EXPLAIN) } },
      positional: { kind: 'tuple', parameters: [textArgument(say(FILE), 'file')] },
    },
    func({ explain }, file) {
      const { spif, warnings } = decodeSpif(readGiven(file), 'interop')
      const values = spif.tagSets.flatMap(({ tags }) => tags.flatMap((tag) => tag.values))
      const counts = {
        classifications: spif.classifications.length,
        tagSets: spif.tagSets.length,
        values: values.length,
      }
      this.print.data({
        schema: 'comity/policy-check/v1',
        value: {
          policy: spif.name,
          oid: spif.oid,
          version: spif.version,
          digest: spif.digest,
          ...counts,
          equivalentPolicies: spif.equivalentPolicies.map(({ name }) => name),
          warnings: [...warnings],
        },
        lines: [
          `${say(SOUND)}: ${spif.name} (${spif.oid})  ${spif.version}`,
          `SHA-384 ${spif.digest}`,
          ...(explain ? explained(spif, say) : []),
          ...warnings.map((text) => `${say(WARNING)}: ${text}`),
        ],
      })
    },
  })
}

function explained(spif: Spif, say: Say): readonly string[] {
  const line = (
    element: Spif['classifications'][number] | Spif['tagSets'][number]['tags'][number]['values'][number],
  ): string => {
    const phrases = LANGUAGES.map(
      (language) => `${language} ${phraseOf(element, { place: 'pageTop', language }) ?? '-'}`,
    )
    return `  ${element.name}${element.obsolete ? ` (${say(OBSOLETE)})` : ''}  ${phrases.join('  ')}`
  }
  return [
    ...spif.classifications.toSorted((a, b) => a.hierarchy - b.hierarchy).map(line),
    ...spif.tagSets.flatMap(({ name, oid, tags }) => [
      `${name} (${oid})`,
      ...tags.flatMap((tag) => [` ${tag.name}: ${tag.type}`, ...tag.values.map(line)]),
    ]),
    ...spif.equivalentPolicies.map(({ name, oid }) => `-> ${name} (${oid})`),
  ]
}
