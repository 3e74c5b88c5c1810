import { buildCommand, type Command } from '@stricli/core'
import type { Text } from '../../core/text.ts'
import type { Context } from '../context.ts'
import { holdingLines } from '../item-lines.ts'
import type { Say } from '../language.ts'
import { answeredList, ask, nodeFlags, type NodeFlags } from '../node-options.ts'
import { toFlag } from '../parameters.ts'

const BRIEF: Text = {
  en: 'What was released to a nation, and how far each receipt has come.',
  ko: '한 국가에 제공한 문서와 수령 확인 상태를 표시합니다.',
  ja: '一国に提供した案件と、受領確認の状態を表示します。',
}

interface Flags extends NodeFlags {
  readonly to: string
}

/** `comity release list`: `comity/release-list/v1` with `releases`. */
export function command(say: Say): Command<Context> {
  return buildCommand<Flags, [], Context>({
    docs: { brief: say(BRIEF), customUsage: ['--to JP --dir kr'] },
    parameters: { flags: { ...nodeFlags(say), to: toFlag(say) } },
    async func(flags) {
      const answer = await ask(flags, 'release.list', { to: flags.to })
      const lines = answeredList(answer, 'releases').flatMap((holding) => holdingLines(holding, say))
      this.print.data({ schema: 'comity/release-list/v1', value: answer.object, lines })
    },
  })
}
