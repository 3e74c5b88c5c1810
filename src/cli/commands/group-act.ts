import { buildCommand, type Command } from '@stricli/core'
import type { Text } from '../../core/text.ts'
import type { Context } from '../context.ts'
import { outcomeLines, outcomeStatus } from '../group-lines.ts'
import type { Say } from '../language.ts'
import { actFlags, ask, textFlag, type ActFlags } from '../node-options.ts'
import { agreementArgument } from '../parameters.ts'

const BRIEF: Text = {
  en: 'Signs an agreement of several Parties, notifies, gives notice or assures: with every other Party, each by itself.',
  ko: '다자 협정에 서명, 통보, 종료 통고 또는 보증합니다. 다른 모든 당사국에 대하여 각각 이루어집니다.',
  ja: '多国間協定に署名、通告、終了通告又は保証を行います。他の全ての締約国に対し、それぞれ行われます。',
}
const DO: Text = { en: 'what this nation does', ko: '우리 국가의 행위', ja: '自国の行為' }
const LEVEL: Text = {
  en: 'for an assurance: the highest level it covers, in our own marking',
  ko: '보증의 경우: 우리 표지로 나타낸 최고 등급',
  ja: '保証の場合: 自国の表示による最高区分',
}

interface Flags extends ActFlags {
  readonly do: 'sign' | 'notify' | 'notice' | 'assure'
  readonly level?: string
}

/** `comity group act`: `comity/group-act/v1` with `with`, what it came to with each; ends with 3 where it was not done with all. */
export function command(say: Say): Command<Context> {
  return buildCommand<Flags, [string], Context>({
    docs: { brief: say(BRIEF), customUsage: ['exercise-group --do sign --as treaty-officer --dir kr'] },
    parameters: {
      flags: {
        ...actFlags(say),
        do: { kind: 'enum', values: ['sign', 'notify', 'notice', 'assure'], brief: say(DO) },
        level: { ...textFlag(say(LEVEL), 'marking'), optional: true },
      },
      positional: { kind: 'tuple', parameters: [agreementArgument(say)] },
    },
    async func(flags, agreement) {
      const given = { kind: flags.do, agreement, level: flags.level ?? null, person: flags.as }
      const answer = await ask(flags, 'group.act', given)
      this.print.data({ schema: 'comity/group-act/v1', value: answer.object, lines: outcomeLines(answer, this) })
      this.leave(outcomeStatus(answer))
    },
  })
}
