import { buildCommand, type Command } from '@stricli/core'
import { stringOf, stringOrNull, type Shape } from '../../core/bytes/shape.ts'
import type { Text } from '../../core/text.ts'
import type { Context } from '../context.ts'
import type { Say } from '../language.ts'
import { answeredList, ask, nodeFlags, optionalTextFlag, type NodeFlags } from '../node-options.ts'
import { agreementArgument } from '../parameters.ts'

const BRIEF: Text = {
  en: 'What differs, clause by clause and word by word: the versions on the table, or one agreement against another. In your language; --json has all.',
  ko: '조항별·단어별 차이를 표시합니다. 상정된 안들, 또는 두 협정을 비교합니다. 사용자의 언어로 보이며 --json에는 전부 담깁니다.',
  ja: '条項ごと、語ごとの違いを表示します。上程された案同士、または二つの協定を比べます。利用者の言語で示し、--json には全てが入ります。',
}
const AGAINST: Text = {
  en: 'another agreement, by id or hash',
  ko: '비교할 협정의 식별자 또는 해시',
  ja: '比べる協定の識別子またはハッシュ',
}
const SAME: Text = { en: 'nothing differs', ko: '차이가 없습니다', ja: '違いはありません' }

interface Flags extends NodeFlags {
  readonly against?: string
}

/** `comity agreement diff`: `comity/agreement-diff/v1` with `changes`. Added words stand in `{+ +}`, removed ones in `[- -]`. */
export function command(say: Say): Command<Context> {
  return buildCommand<Flags, [string], Context>({
    docs: { brief: say(BRIEF), customUsage: ['exercise-kr-jp --dir kr', 'exercise-kr-jp --against 763386a8 --dir kr'] },
    parameters: {
      flags: { ...nodeFlags(say), against: optionalTextFlag(say(AGAINST), 'agreement') },
      positional: { kind: 'tuple', parameters: [agreementArgument(say)] },
    },
    async func({ against, ...flags }, agreement) {
      const answer = await ask(flags, 'agreement.diff', { agreement, against: against ?? null })
      const changes = answeredList(answer, 'changes')
      const lines = changes.length === 0 ? [say(SAME)] : changes.flatMap((change) => changeLines(change, this))
      this.print.data({ schema: 'comity/agreement-diff/v1', value: answer.object, lines })
    },
  })
}

function changeLines(change: Shape, { print }: Context): readonly string[] {
  const version = stringOrNull(change, 'version')
  const by = version === null ? '' : `  ${version.slice(0, 12)} (${stringOf(change, 'party')})`
  const words = answeredList(change, 'words').filter((one) => stringOf(one, 'language') === print.language)
  return [
    `${stringOf(change, 'address')}${by}`,
    ...words
      .flatMap((one) => answeredList(one, 'pieces').map(pieceText).join('').trim().split('\n'))
      .map((line) => `  ${line}`),
    ...answeredList(change, 'rules').map(
      (rule) =>
        `  ${stringOf(rule, 'path')}: ${stringOrNull(rule, 'before', TEXT_MAX) ?? '-'} → ${stringOrNull(rule, 'after', TEXT_MAX) ?? '-'}`,
    ),
  ]
}

const TEXT_MAX = 64 * 1024

function pieceText(piece: Shape): string {
  const text = stringOf(piece, 'text', TEXT_MAX)
  switch (stringOf(piece, 'kind')) {
    case 'added':
      return `{+${text}+}`
    case 'removed':
      return `[-${text}-]`
    default:
      return text
  }
}
