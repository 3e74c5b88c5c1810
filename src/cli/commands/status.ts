import { buildCommand, type Command } from '@stricli/core'
import { stringOf } from '../../core/bytes/shape.ts'
import type { Text } from '../../core/text.ts'
import type { Context } from '../context.ts'
import type { Say } from '../language.ts'
import { answeredList, ask, nodeFlags, type NodeFlags } from '../node-options.ts'
import { partnerLines } from '../partner-lines.ts'

const BRIEF: Text = {
  en: 'Who this node is, who works here, and how the line to each partner stands.',
  ko: '이 노드의 신원, 담당자, 상대국별 연결 상태를 표시합니다.',
  ja: 'このノードの身元、担当者、相手国ごとの接続状態を表示します。',
}
const EXERCISE: Text = { en: 'EXERCISE', ko: '훈련', ja: '訓練' }
const FINGERPRINT: Text = { en: 'fingerprint', ko: '지문', ja: 'フィンガープリント' }
const PEOPLE: Text = { en: 'people (use with --as)', ko: '담당자 (--as 로 지정)', ja: '担当者 (--as で指定)' }

/** `comity status`: `comity/status/v1`. */
export function command(say: Say): Command<Context> {
  return buildCommand<NodeFlags, [], Context>({
    docs: { brief: say(BRIEF), customUsage: ['--dir kr', '--dir kr --json'] },
    parameters: { flags: nodeFlags(say) },
    async func(flags) {
      const answer = await ask(flags, 'status', {})
      const people = answeredList(answer, 'people').map((holder) => stringOf(holder, 'person'))
      const mode = answer.object['exercise'] === true ? `  ${say(EXERCISE)}` : ''
      this.print.data({
        schema: 'comity/status/v1',
        value: answer.object,
        lines: [
          `${stringOf(answer, 'nation')}  ${stringOf(answer, 'node')}${mode}`,
          `${say(FINGERPRINT)}: ${stringOf(answer, 'fingerprint')}`,
          `${say(PEOPLE)}: ${[...new Set(people)].join(', ')}`,
          ...answeredList(answer, 'partners').flatMap((partner) => partnerLines(partner, say)),
        ],
      })
    },
  })
}
