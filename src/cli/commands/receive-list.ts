import { buildCommand, type Command } from '@stricli/core'
import type { Text } from '../../core/text.ts'
import type { Context } from '../context.ts'
import { holdingLines } from '../item-lines.ts'
import type { Say } from '../language.ts'
import { answeredList, ask, nodeFlags, type NodeFlags } from '../node-options.ts'
import { fromFlag } from '../parameters.ts'

const BRIEF: Text = {
  en: 'What came from a nation, and how far each item has come here.',
  ko: '한 국가에서 받은 문서와 처리 상태를 표시합니다.',
  ja: '一国から受領した案件と、処理の状態を表示します。',
}

interface Flags extends NodeFlags {
  readonly from: string
}

/** `comity receive list`: `comity/receive-list/v1` with `items`. */
export function command(say: Say): Command<Context> {
  return buildCommand<Flags, [], Context>({
    docs: { brief: say(BRIEF), customUsage: ['--from KR --dir jp'] },
    parameters: { flags: { ...nodeFlags(say), from: fromFlag(say) } },
    async func(flags) {
      const answer = await ask(flags, 'receive.list', { from: flags.from })
      const lines = answeredList(answer, 'items').flatMap((holding) => holdingLines(holding, say))
      this.print.data({ schema: 'comity/receive-list/v1', value: answer.object, lines })
    },
  })
}
