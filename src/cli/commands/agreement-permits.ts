import { buildCommand, type Command } from '@stricli/core'
import { countOf, stringOf, type Shape } from '../../core/bytes/shape.ts'
import type { Text } from '../../core/text.ts'
import type { Context } from '../context.ts'
import type { Say } from '../language.ts'
import { answered, answeredList, ask, nodeFlags, optionalTextFlag, wordsIn, type NodeFlags } from '../node-options.ts'
import { agreementArgument } from '../parameters.ts'

const BRIEF: Text = {
  en: 'Everything an agreement would newly permit or bar, against the one before it: exact, before anybody signs.',
  ko: '서명 전에, 이전 협정과 비교하여 새로 허용되거나 금지되는 것을 빠짐없이 표시합니다.',
  ja: '署名の前に、以前の協定と比べて新たに許されるもの、禁じられるものを漏れなく表示します。',
}
const AGAINST: Text = {
  en: 'another agreement than its predecessor',
  ko: '이전 협정 대신 비교할 협정',
  ja: '前の協定の代わりに比べる協定',
}
const PERMITTED: Text = { en: 'newly permitted', ko: '새로 허용', ja: '新たに許される' }
const BARRED: Text = { en: 'newly barred', ko: '새로 금지', ja: '新たに禁じられる' }
const NOTHING: Text = { en: 'nothing', ko: '없음', ja: 'なし' }
const COMBINATIONS: Text = { en: 'combinations', ko: '가지 조합', ja: '通り' }

interface Flags extends NodeFlags {
  readonly against?: string
}

/** `comity agreement permits`: `comity/agreement-permits/v1` with `permitted` and `barred`, each a list of blocks without overlap. */
export function command(say: Say): Command<Context> {
  return buildCommand<Flags, [string], Context>({
    docs: { brief: say(BRIEF), customUsage: ['exercise-kr-jp --dir kr'] },
    parameters: {
      flags: { ...nodeFlags(say), against: optionalTextFlag(say(AGAINST), 'agreement') },
      positional: { kind: 'tuple', parameters: [agreementArgument(say)] },
    },
    async func({ against, ...flags }, agreement) {
      const answer = await ask(flags, 'agreement.permits', { agreement, against: against ?? null })
      const lines = (
        [
          ['permitted', PERMITTED],
          ['barred', BARRED],
        ] as const
      ).flatMap(([name, word]) => {
        const blocks = answeredList(answer, name)
        return [
          `${say(word)}:`,
          ...(blocks.length === 0 ? [`  ${say(NOTHING)}`] : blocks.flatMap((block) => blockLines(block, this))),
        ]
      })
      this.print.data({ schema: 'comity/agreement-permits/v1', value: answer.object, lines })
    },
  })
}

function blockLines(block: Shape, { say }: Context): readonly string[] {
  const values = answered(block.object['values'], 'values')
  return [
    `  ${stringOf(block, 'from')} → ${stringOf(block, 'to')}  ${countOf(block, 'count')} ${say(COMBINATIONS)}  (${wordsIn(block, 'cites').join(', ')})`,
    ...Object.keys(values.object).map((name) => `    ${name}: ${wordsIn(values, name).join(', ')}`),
  ]
}
