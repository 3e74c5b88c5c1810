import { buildCommand, type Command } from '@stricli/core'
import type { Text } from '../../core/text.ts'
import { agreementLines } from '../agreement-lines.ts'
import type { Context } from '../context.ts'
import type { Say } from '../language.ts'
import { answeredList, ask, nodeFlags, type NodeFlags } from '../node-options.ts'

const BRIEF: Text = {
  en: 'Every agreement on the table, and whether it is in force at this moment.',
  ko: '상정된 모든 협정과 현재 발효 여부를 표시합니다.',
  ja: '上程された全ての協定と、現在発効しているかを表示します。',
}

/** `comity agreement list`: `comity/agreement-list/v1` with `agreements`. */
export function command(say: Say): Command<Context> {
  return buildCommand<NodeFlags, [], Context>({
    docs: { brief: say(BRIEF), customUsage: ['--dir kr'] },
    parameters: { flags: nodeFlags(say) },
    async func(flags) {
      const answer = await ask(flags, 'agreement.list', {})
      const lines = answeredList(answer, 'agreements').flatMap((agreed) => agreementLines(agreed, this))
      this.print.data({ schema: 'comity/agreement-list/v1', value: answer.object, lines })
    },
  })
}
