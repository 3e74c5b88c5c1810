import { buildCommand, type Command } from '@stricli/core'
import type { Text } from '../../core/text.ts'
import { agreementLines } from '../agreement-lines.ts'
import type { Context } from '../context.ts'
import type { Say } from '../language.ts'
import { answeredList, ask, nodeFlags, type NodeFlags } from '../node-options.ts'
import { agreementArgument } from '../parameters.ts'

const BRIEF: Text = {
  en: 'Where an agreement of several Parties stands with each of the others.',
  ko: '다자 협정이 다른 각 당사국과의 관계에서 어떤 상태인지 표시합니다.',
  ja: '多国間協定が他の各締約国との間でどの状態にあるかを表示します。',
}

/** `comity group show`: `comity/group-show/v1` with `pairs`, the agreement as it stands with each. */
export function command(say: Say): Command<Context> {
  return buildCommand<NodeFlags, [string], Context>({
    docs: { brief: say(BRIEF), customUsage: ['exercise-group --dir kr'] },
    parameters: { flags: nodeFlags(say), positional: { kind: 'tuple', parameters: [agreementArgument(say)] } },
    async func(flags, agreement) {
      const answer = await ask(flags, 'group.show', { agreement })
      const lines = answeredList(answer, 'pairs').flatMap((pair) => agreementLines(pair, this))
      this.print.data({ schema: 'comity/group-show/v1', value: answer.object, lines })
    },
  })
}
