import type { Command } from '@stricli/core'
import type { Text } from '../../core/text.ts'
import type { Context } from '../context.ts'
import type { Say } from '../language.ts'
import { releaseDecisionCommand } from '../release-decision.ts'

const BRIEF: Text = {
  en: 'Refuses a proposed release. One refusal stops it; the partner never learns of it.',
  ko: '제안된 제공을 거부합니다. 한 사람의 거부로 중단되며 상대국에는 알려지지 않습니다.',
  ja: '起案された提供を拒否します。一人の拒否で止まり、相手国には知られません。',
}

/** `comity release refuse`: `comity/release-refuse/v1`. */
export function command(say: Say): Command<Context> {
  return releaseDecisionCommand({ decision: 'refuse', brief: say(BRIEF) }, say)
}
