import type { Command } from '@stricli/core'
import type { Text } from '../../core/text.ts'
import { agreementActCommand } from '../agreement-act.ts'
import type { Context } from '../context.ts'
import type { Say } from '../language.ts'

const BRIEF: Text = {
  en: 'Withdraws from the talks about a proposal: whatever is answered afterwards has no effect.',
  ko: '제안에 관한 협의에서 물러납니다. 이후의 답변은 효력이 없습니다.',
  ja: '提案の協議から退きます。その後の回答に効力はありません。',
}

/** `comity agreement withdraw`: `comity/agreement-withdraw/v1`. */
export function command(say: Say): Command<Context> {
  return agreementActCommand({ name: 'withdraw', kind: 'withdraw', brief: say(BRIEF) }, say)
}
