import { buildCommand, type Command } from '@stricli/core'
import type { Text } from '../../core/text.ts'
import type { Context } from '../context.ts'
import type { Say } from '../language.ts'
import { ask, nodeFlags, type NodeFlags } from '../node-options.ts'
import { agreementArgument } from '../parameters.ts'
import { talksLines } from '../talks-lines.ts'

const BRIEF: Text = {
  en: 'Where the talks about a proposal stand: each clause, its versions, and what each nation holds.',
  ko: '제안에 관한 협의 상황을 표시합니다. 조항별 안과 각국의 입장을 보여 줍니다.',
  ja: '提案の協議の状況を表示します。条項ごとの案と各国の立場です。',
}

/** `comity agreement talks`: `comity/agreement-talks/v1`. */
export function command(say: Say): Command<Context> {
  return buildCommand<NodeFlags, [string], Context>({
    docs: { brief: say(BRIEF), customUsage: ['exercise-kr-jp --dir kr'] },
    parameters: { flags: nodeFlags(say), positional: { kind: 'tuple', parameters: [agreementArgument(say)] } },
    async func(flags, agreement) {
      const talked = await ask(flags, 'agreement.talks', { agreement })
      this.print.data({ schema: 'comity/agreement-talks/v1', value: talked.object, lines: talksLines(talked, this) })
    },
  })
}
