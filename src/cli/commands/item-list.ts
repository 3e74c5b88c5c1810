import { buildCommand, type Command } from '@stricli/core'
import type { Text } from '../../core/text.ts'
import type { Context } from '../context.ts'
import { itemLines } from '../item-lines.ts'
import type { Say } from '../language.ts'
import { answeredList, ask, nodeFlags, type NodeFlags } from '../node-options.ts'

const BRIEF: Text = {
  en: 'Every item of ours.',
  ko: '우리 문서를 모두 표시합니다.',
  ja: '自国の案件を全て表示します。',
}

/** `comity item list`: `comity/item-list/v1` with `items`. */
export function command(say: Say): Command<Context> {
  return buildCommand<NodeFlags, [], Context>({
    docs: { brief: say(BRIEF), customUsage: ['--dir kr'] },
    parameters: { flags: nodeFlags(say) },
    async func(flags) {
      const answer = await ask(flags, 'item.list', {})
      this.print.data({
        schema: 'comity/item-list/v1',
        value: answer.object,
        lines: answeredList(answer, 'items').flatMap(itemLines),
      })
    },
  })
}
