import type { Command } from '@stricli/core'
import type { Text } from '../../core/text.ts'
import { agreementActCommand } from '../agreement-act.ts'
import type { Context } from '../context.ts'
import type { Say } from '../language.ts'

const BRIEF: Text = {
  en: 'Notifies that the domestic requirements are met. The agreement enters into force with the later notification.',
  ko: '국내 절차를 완료하였음을 통보합니다. 나중에 이루어진 통보로 협정이 발효됩니다.',
  ja: '国内手続の完了を通告します。協定は後の通告により効力を生じます。',
}

/** `comity agreement notify`: `comity/agreement-notify/v1`. */
export function command(say: Say): Command<Context> {
  return agreementActCommand({ name: 'notify', kind: 'notify', brief: say(BRIEF) }, say)
}
