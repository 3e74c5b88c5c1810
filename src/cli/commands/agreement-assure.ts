import { buildCommand, type Command } from '@stricli/core'
import type { Text } from '../../core/text.ts'
import { agreementLines } from '../agreement-lines.ts'
import type { Context } from '../context.ts'
import type { Say } from '../language.ts'
import { actFlags, ask, textFlag, type ActFlags } from '../node-options.ts'
import { agreementArgument } from '../parameters.ts'

const BRIEF: Text = {
  en: 'Gives the assurance that must be on file before the first provision: our readers are cleared up to this level of ours.',
  ko: '첫 제공 전에 필요한 보증을 합니다. 우리 열람자가 이 등급까지 인가되었고 보호한다는 보증입니다.',
  ja: '最初の提供に先立つ保証を行います。自国の閲覧者がこの区分まで資格を持ち、保護することの保証です。',
}
const LEVEL: Text = {
  en: 'the highest level, in our own marking',
  ko: '우리 비밀표지의 최고 등급',
  ja: '自国の秘密表示による最高区分',
}

interface Flags extends ActFlags {
  readonly level: string
}

/** `comity agreement assure`: `comity/agreement-assure/v1`, the agreement as it then stands. */
export function command(say: Say): Command<Context> {
  return buildCommand<Flags, [string], Context>({
    docs: { brief: say(BRIEF), customUsage: ['exercise-kr-jp --level 極秘 --as approving-authority --dir jp'] },
    parameters: {
      flags: { ...actFlags(say), level: textFlag(say(LEVEL), 'level') },
      positional: { kind: 'tuple', parameters: [agreementArgument(say)] },
    },
    async func(flags, agreement) {
      const agreed = await ask(flags, 'agreement.assure', { agreement, level: flags.level, person: flags.as })
      this.print.data({
        schema: 'comity/agreement-assure/v1',
        value: agreed.object,
        lines: agreementLines(agreed, this),
      })
    },
  })
}
