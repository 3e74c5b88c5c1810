import { buildCommand, type Command } from '@stricli/core'
import { toUtc } from '../../core/bytes/calendar.ts'
import { Fault } from '../../core/fault.ts'
import { governing, type ConfidentialityLabel } from '../../core/marking/confidentiality-label.ts'
import { validity } from '../../core/marking/label-validity.ts'
import { resolve } from '../../core/marking/resolve.ts'
import type { Spif } from '../../core/marking/spif.ts'
import type { Instant } from '../../core/instant.ts'
import { LANGUAGES, type Text } from '../../core/text.ts'
import { decodeBinding } from '../../io/binding-xml.ts'
import { decodeClearanceXml } from '../../io/clearance-xml.ts'
import { decodeLabelXml } from '../../io/label-xml.ts'
import { decodeSpif } from '../../io/spif-xml.ts'
import { systemClock } from '../../io/system.ts'
import { decodeXml } from '../../io/xml.ts'
import type { Context } from '../context.ts'
import { readGiven } from '../given-file.ts'
import { judge, type Judgement, type Questions } from '../label-judgements.ts'
import type { Say } from '../language.ts'
import { textArgument, textFlag } from '../node-options.ts'
import { failedLines, linesOf, policiesGiven, policyOfLabel, POLICY } from '../policy-files.ts'

const BRIEF: Text = {
  en: 'Shows the labels in a file of STANAG 4774 or 4778, whoever wrote it: how they are marked, whether their policy allows them, what is unusual. Proves nothing: see `label verify`.',
  ko: 'STANAG 4774 또는 4778 파일의 라벨을 표시합니다. 표시 문구, 정책상 유효 여부, 특이 사항을 보여 줍니다. 증명은 하지 않습니다(`label verify` 참조).',
  ja: 'STANAG 4774 または 4778 のファイルにあるラベルを表示します。表示文言、ポリシー上の有効性、変則的な点を示します。証明はしません(`label verify` を参照)。',
}
const FILE: Text = { en: 'a label or a .bdo', ko: '라벨 또는 .bdo 파일', ja: 'ラベルまたは .bdo ファイル' }
const UNKNOWN: Text = { en: 'no policy on file for it', ko: '등록된 정책이 없음', ja: '該当ポリシーなし' }
const VALID: Text = { en: 'valid', ko: '유효', ja: '有効' }
const INVALID: Text = { en: 'NOT valid', ko: '유효하지 않음', ja: '無効' }
const SUCCEEDED: Text = {
  en: 'its successor governs now',
  ko: '현재는 승계 라벨이 적용됨',
  ja: '現在は後継ラベルが適用される',
}
const WARNING: Text = { en: 'unusual', ko: '특이 사항', ja: '変則' }
const CREATED: Text = { en: 'made', ko: '작성', ja: '作成' }
const REVIEW: Text = { en: 'review', ko: '재검토', ja: '見直し' }

const CLEARANCE: Text = {
  en: 'a clearance (STANAG 4774): may its holder read it?',
  ko: '인가 파일(STANAG 4774): 소지자가 열람할 수 있는지 판정',
  ja: 'クリアランス(STANAG 4774): 保持者が閲覧できるかを判定',
}
const UNDER: Text = {
  en: 'another policy file: what is it under that one, by the rows of its own?',
  ko: '다른 정책 파일: 자체 정책의 대응 행에 따른 상대 정책의 라벨',
  ja: '別のポリシーファイル: 自らのポリシーの対応行による相手側のラベル',
}

interface Flags {
  readonly policy?: string
  readonly clearance?: string
  readonly under?: string
}

/** `comity label show`: `comity/label-show/v1` with `labels` and `warnings`. */
export function command(say: Say): Command<Context> {
  return buildCommand<Flags, [string], Context>({
    docs: {
      brief: say(BRIEF),
      customUsage: ['track.json.bdo', 'label.xml --policy arcadia.xml --clearance reader.xml --under boreas.xml'],
    },
    parameters: {
      flags: {
        policy: { ...textFlag(say(POLICY), 'file'), optional: true },
        clearance: { ...textFlag(say(CLEARANCE), 'file'), optional: true },
        under: { ...textFlag(say(UNDER), 'file'), optional: true },
      },
      positional: { kind: 'tuple', parameters: [textArgument(say(FILE), 'file')] },
    },
    func({ policy, clearance, under }, file) {
      const { labels, warnings } = labelsIn(readGiven(file))
      const policies = policiesGiven(policy)
      const questions: Questions = {
        clearance: clearance === undefined ? null : decodeClearanceXml(readGiven(clearance)),
        under: under === undefined ? null : decodeSpif(readGiven(under), 'interop').spif,
      }
      const at = systemClock.now()
      const shown = labels.map((label) => show(label, { spif: policyOfLabel(policies, label), questions, at, say }))
      this.print.data({
        schema: 'comity/label-show/v1',
        value: { labels: shown.map(({ value }) => value), warnings: [...warnings] },
        lines: [...shown.flatMap(({ lines }) => lines), ...warnings.map((text) => `${say(WARNING)}: ${text}`)],
      })
    },
  })
}

function labelsIn(bytes: Uint8Array): {
  readonly labels: readonly ConfidentialityLabel[]
  readonly warnings: readonly string[]
} {
  if (decodeXml(bytes, 'file').name !== 'BindingInformation') {
    const { label, warnings } = decodeLabelXml(bytes, 'interop')
    return { labels: [label], warnings }
  }
  const { bindings, warnings } = decodeBinding(bytes, 'interop')
  const labels = bindings.flatMap((binding) => binding.labels)
  if (labels.length === 0) throw new Fault('label-invalid', 'no label in it')
  return { labels, warnings }
}

function show(
  label: ConfidentialityLabel,
  {
    spif,
    questions,
    at,
    say,
  }: { readonly spif: Spif | null; readonly questions: Questions; readonly at: Instant; readonly say: Say },
): Judgement {
  const { statement, succeeded } = governing(label, at)
  const { information, originator, created, review } = statement
  const plain = {
    kind: label.kind,
    policy: information.policy.name,
    classification: information.classification,
    originator: originator?.id ?? null,
    created: created === null ? null : toUtc(created),
    review: review === null ? null : toUtc(review),
    succeeded,
  }
  const resolved = spif === null ? null : resolve(spif, information)
  const marked = resolved?.marked ?? null
  const findings = [
    ...(resolved?.findings ?? []),
    ...(marked === null ? [] : validity(marked, { at, madeAt: created ?? at, isNew: false }).findings),
  ]
  const isValid = marked !== null && findings.every(({ holds }) => holds)
  const markings = marked === null ? null : linesOf(marked)
  const judged = marked === null ? null : judge(marked, questions, { at, madeAt: created ?? at, say })
  return {
    value: {
      ...plain,
      policyVersion: spif?.version ?? null,
      policyDigest: spif?.digest ?? null,
      valid: isValid,
      markings,
      ...judged?.value,
    },
    lines: [
      `${label.kind}: ${information.policy.name} ${information.classification}`,
      ...(markings === null ? [] : LANGUAGES.map((language) => `  ${language}  ${markings[language]}`)),
      `  ${spif === null ? say(UNKNOWN) : say(isValid ? VALID : INVALID)}`,
      ...failedLines(findings, say).map((text) => `    ${text}`),
      ...(judged?.lines ?? []),
      ...(succeeded ? [`  ${say(SUCCEEDED)}`] : []),
      `  ${originator?.id ?? '-'}  ${say(CREATED)} ${plain.created ?? '-'}  ${say(REVIEW)} ${plain.review ?? '-'}`,
    ],
  }
}
