import { buildCommand, type Command } from '@stricli/core'
import type { Text } from '../../core/text.ts'
import type { Context } from '../context.ts'
import type { Say } from '../language.ts'
import { answeredList, ask, nodeFlags, type NodeFlags } from '../node-options.ts'
import { partnerLines } from '../partner-lines.ts'

const BRIEF: Text = {
  en: 'Every partner, how the line to it stands, and where both logs are.',
  ko: '모든 상대국과 연결 상태, 양측 기록의 위치를 표시합니다.',
  ja: '全ての相手国、接続の状態、双方のログの場所を表示します。',
}

/** `comity partner list`: `comity/partner-list/v1` with `partners`; each log has its public `keys` and `cosigners` as vkeys. */
export function command(say: Say): Command<Context> {
  return buildCommand<NodeFlags, [], Context>({
    docs: { brief: say(BRIEF), customUsage: ['--dir kr'] },
    parameters: { flags: nodeFlags(say) },
    async func(flags) {
      const answer = await ask(flags, 'partner.list', {})
      const lines = answeredList(answer, 'partners').flatMap((partner) => partnerLines(partner, say))
      this.print.data({ schema: 'comity/partner-list/v1', value: answer.object, lines })
    },
  })
}
