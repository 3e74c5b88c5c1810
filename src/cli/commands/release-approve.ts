import type { Command } from '@stricli/core'
import type { Text } from '../../core/text.ts'
import type { Context } from '../context.ts'
import type { Say } from '../language.ts'
import { releaseDecisionCommand } from '../release-decision.ts'

const BRIEF: Text = {
  en: 'Approves a proposed release, within a delegation. Nobody approves what they proposed.',
  ko: '제안된 제공을 위임 범위 안에서 승인합니다. 자신이 제안한 것은 승인할 수 없습니다.',
  ja: '起案された提供を委任の範囲内で承認します。自らの起案は承認できません。',
}

/** `comity release approve`: `comity/release-approve/v1`. */
export function command(say: Say): Command<Context> {
  return releaseDecisionCommand({ decision: 'approve', brief: say(BRIEF) }, say)
}
