import { existsSync, writeFileSync } from 'node:fs'
import { basename } from 'node:path'
import process from 'node:process'
import { buildCommand, type Command } from '@stricli/core'
import { fromUtc, toUtc } from '../../core/bytes/calendar.ts'
import { Fault } from '../../core/fault.ts'
import type { ConfidentialityLabel } from '../../core/marking/confidentiality-label.ts'
import type { Instant } from '../../core/instant.ts'
import { validity } from '../../core/marking/label-validity.ts'
import { categoriesOf, inOrder, informationOf, type Marked } from '../../core/marking/resolve.ts'
import { classificationNamed, placedValues, type PlacedValue } from '../../core/marking/spif-names.ts'
import type { Spif } from '../../core/marking/spif.ts'
import { LANGUAGES, type Text } from '../../core/text.ts'
import { fileDigest } from '../../io/file-digest.ts'
import { bindLabels } from '../../io/label-binding.ts'
import { openLabelSigner } from '../../io/label-keys.ts'
import { readPassphrase } from '../../io/passphrase.ts'
import { systemClock } from '../../io/system.ts'
import type { Context } from '../context.ts'
import type { Say } from '../language.ts'
import { nodeFlags, nodeOptions, textArgument, textFlag, type NodeFlags } from '../node-options.ts'
import { readOwnIdentity } from '../own-identity.ts'
import { failedLines, linesOf, policiesGiven, policyWith, POLICY } from '../policy-files.ts'

const BRIEF: Text = {
  en: 'Binds a label to a file (STANAG 4774 and 4778): writes FILE.bdo and FILE.bdo.jws, signed by ECDSA P-384 and by ML-DSA-87.',
  ko: '파일에 라벨을 결합합니다(STANAG 4774, 4778). ECDSA P-384와 ML-DSA-87로 서명한 FILE.bdo와 FILE.bdo.jws를 만듭니다.',
  ja: 'ファイルにラベルを結び付けます(STANAG 4774、4778)。ECDSA P-384 と ML-DSA-87 で署名した FILE.bdo と FILE.bdo.jws を書き出します。',
}
const FILE: Text = { en: 'the file to label', ko: '라벨을 붙일 파일', ja: 'ラベルを付けるファイル' }
const LEVEL: Text = {
  en: 'the classification, by its name in the policy',
  ko: '정책에 있는 등급 이름',
  ja: 'ポリシーにある区分の名',
}
const VALUE: Text = {
  en: 'a category value, as "Tag set=Value"; may be given again',
  ko: '범주 값, "태그 집합=값" 형식, 여러 번 지정 가능',
  ja: 'カテゴリー値、"タグ集合=値" の形、複数指定可',
}
const ORIGINATOR: Text = { en: "the originator's mail address", ko: '작성자의 전자우편 주소', ja: '作成者の電子メール' }
const REVIEW: Text = {
  en: 'when the label is to be looked at again, such as 2031-01-01T00:00:00Z',
  ko: '라벨 재검토 시점 (예: 2031-01-01T00:00:00Z)',
  ja: 'ラベルを見直す時点 (例: 2031-01-01T00:00:00Z)',
}

interface Flags extends NodeFlags {
  readonly level: string
  readonly value?: readonly string[]
  readonly originator: string
  readonly review: string
  readonly policy?: string
}

const USAGE = [
  'track.json --level 군사Ⅱ급비밀 --value "Releasable To=JP" --originator desk@kr.example --review 2031-01-01T00:00:00Z --dir kr',
]

/** `comity label bind`: `comity/label-bind/v1` with the files written and the marking in every language. */
export function command(say: Say): Command<Context> {
  return buildCommand<Flags, [string], Context>({
    docs: { brief: say(BRIEF), customUsage: USAGE },
    parameters: {
      flags: {
        ...nodeFlags(say),
        level: textFlag(say(LEVEL), 'name'),
        value: { ...textFlag(say(VALUE), 'set=value'), optional: true, variadic: true },
        originator: textFlag(say(ORIGINATOR), 'mail'),
        review: textFlag(say(REVIEW), 'time'),
        policy: { ...textFlag(say(POLICY), 'file'), optional: true },
      },
      positional: { kind: 'tuple', parameters: [textArgument(say(FILE), 'file')] },
    },
    async func(flags, file) {
      const at = systemClock.now()
      const marked = markedBy(flags, { at, say })
      const { directory, passphrase } = nodeOptions(flags)
      const { identity } = readOwnIdentity(directory)
      const digest = await fileDigest(file)
      const paths = { bdo: `${file}.bdo`, jws: `${file}.bdo.jws` }
      for (const path of Object.values(paths))
        if (existsSync(path)) throw new Fault('usage-invalid', `${path}: there already; a label is never overwritten`)
      const signer = await openLabelSigner({
        directory,
        passphrase: readPassphrase(passphrase, process.env),
        name: identity.node,
        root: identity.root,
        at,
      })
      const data = [{ kind: 'file', name: basename(file), mediaType: null } as const]
      const { bdo, jws } = await bindLabels([{ labels: [labelOf(marked, flags, at)], data }], {
        signer,
        at,
        files: () => digest,
      })
      writeFileSync(paths.bdo, bdo, { flag: 'wx' })
      writeFileSync(paths.jws, `${jws}\n`, { flag: 'wx' })
      const markings = linesOf(marked)
      this.print.data({
        schema: 'comity/label-bind/v1',
        value: {
          ...paths,
          signedAt: toUtc(at),
          markings,
          policy: marked.spif.name,
          policyVersion: marked.spif.version,
          policyDigest: marked.spif.digest,
        },
        lines: [...LANGUAGES.map((language) => `${language}  ${markings[language]}`), paths.bdo, paths.jws],
      })
    },
  })
}

/** The marking that flags name, valid under its policy as a new label; `label-invalid` with every rule that does not hold. */
function markedBy(
  { level, value = [], policy }: Flags,
  { at, say }: { readonly at: Instant; readonly say: Say },
): Marked {
  const spif = policyWith(policiesGiven(policy), level)
  const classification = classificationNamed(spif, level)
  if (classification === null) throw new Fault('usage-invalid', `--level: \`${level}\` is not in ${spif.name}`)
  const marked: Marked = {
    spif,
    classification,
    values: inOrder(
      spif,
      value.map((text) => valueIn(spif, text)),
    ),
    privacyMark: null,
  }
  const { holds, findings } = validity(marked, { at, madeAt: at, isNew: true })
  if (!holds) throw new Fault('label-invalid', failedLines(findings, say).join('; '))
  return marked
}

function valueIn(spif: Spif, text: string): PlacedValue {
  const [set = '', name = ''] = text.split(/=(.*)/s)
  const found = placedValues(spif).find((placed) => placed.set.name === set && placed.value.name === name)
  if (found !== undefined) return found
  const known = categoriesOf(placedValues(spif)).map(({ tagName, values }) => `${tagName}=${values.join('|')}`)
  throw new Fault('usage-invalid', `--value: \`${text}\` is not in ${spif.name}; it has ${known.join(', ')}`)
}

function labelOf(marked: Marked, { originator, review }: Flags, at: Instant): ConfidentialityLabel {
  const reviewAt = fromUtc(review, '--review')
  if (reviewAt <= at) throw new Fault('usage-invalid', '--review: not in the future')
  return {
    kind: 'originator',
    information: informationOf(marked),
    originator: { kind: 'rfc822Name', id: originator },
    created: at,
    review: reviewAt,
    succession: null,
  }
}
