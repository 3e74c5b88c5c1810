import type { Command } from '@stricli/core'
import type { Text } from '../../core/text.ts'
import { agreementActCommand } from '../agreement-act.ts'
import type { Context } from '../context.ts'
import type { Say } from '../language.ts'

const BRIEF: Text = {
  en: 'Withdraws our notice: the agreement goes on as if it had not been given.',
  ko: '통고를 철회합니다. 통고가 없었던 것처럼 협정이 계속됩니다.',
  ja: '自国の通告を撤回します。通告がなかったものとして協定は続きます。',
}

/** `comity agreement withdraw-notice`: `comity/agreement-withdraw-notice/v1`. */
export function command(say: Say): Command<Context> {
  return agreementActCommand({ name: 'withdraw-notice', kind: 'withdraw-notice', brief: say(BRIEF) }, say)
}
