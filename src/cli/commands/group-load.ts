import { buildCommand, type Command } from '@stricli/core'
import type { Text } from '../../core/text.ts'
import type { Context } from '../context.ts'
import { readAgreement } from '../given-agreement.ts'
import { outcomeLines, outcomeStatus } from '../group-lines.ts'
import type { Say } from '../language.ts'
import { actFlags, ask, textArgument, type ActFlags } from '../node-options.ts'

const BRIEF: Text = {
  en: 'Puts an agreement of up to six Parties on the table with each of the others. Each pair stands by itself.',
  ko: '최대 6개 당사국의 협정을 다른 모든 당사국과의 관계에 상정합니다. 각 쌍은 독립적으로 성립합니다.',
  ja: '最大六か国の協定を他の全ての締約国との関係に上程します。各二国間は独立して成立します。',
}
const PATH: Text = {
  en: 'the folder with the terms and the texts',
  ko: '조건과 본문이 있는 폴더',
  ja: '条件と本文のあるフォルダー',
}

/** `comity group load`: `comity/group-load/v1` with `with`, what it came to with each; ends with 3 where it was not done with all. */
export function command(say: Say): Command<Context> {
  return buildCommand<ActFlags, [string], Context>({
    docs: { brief: say(BRIEF), customUsage: ['agreements/exercise-group --as treaty-officer --dir kr'] },
    parameters: { flags: actFlags(say), positional: { kind: 'tuple', parameters: [textArgument(say(PATH), 'path')] } },
    async func(flags, path) {
      const answer = await ask(flags, 'group.load', { ...readAgreement(path), person: flags.as })
      this.print.data({ schema: 'comity/group-load/v1', value: answer.object, lines: outcomeLines(answer, this) })
      this.leave(outcomeStatus(answer))
    },
  })
}
