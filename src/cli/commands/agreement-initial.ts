import { buildCommand, type Command } from '@stricli/core'
import type { Text } from '../../core/text.ts'
import type { Context } from '../context.ts'
import type { Say } from '../language.ts'
import { actFlags, ask, type ActFlags } from '../node-options.ts'
import { agreementArgument } from '../parameters.ts'
import { talksLines } from '../talks-lines.ts'

const BRIEF: Text = {
  en: 'Initials the agreed text by the hash this node computed itself. Any change afterwards reopens it.',
  ko: '이 노드가 직접 계산한 해시로 합의된 본문에 가서명합니다. 이후 변경이 있으면 다시 협의합니다.',
  ja: 'このノードが自ら計算したハッシュで合意済みの本文に仮署名します。その後の変更で協議に戻ります。',
}

/** `comity agreement initial`: `comity/agreement-initial/v1`. */
export function command(say: Say): Command<Context> {
  return buildCommand<ActFlags, [string], Context>({
    docs: { brief: say(BRIEF), customUsage: ['exercise-kr-jp --as treaty-officer --dir kr'] },
    parameters: { flags: actFlags(say), positional: { kind: 'tuple', parameters: [agreementArgument(say)] } },
    async func(flags, agreement) {
      const talked = await ask(flags, 'agreement.initial', { agreement, person: flags.as })
      this.print.data({ schema: 'comity/agreement-initial/v1', value: talked.object, lines: talksLines(talked, this) })
    },
  })
}
