import type { Command } from '@stricli/core'
import type { Text } from '../../core/text.ts'
import { agreementActCommand } from '../agreement-act.ts'
import type { Context } from '../context.ts'
import type { Say } from '../language.ts'

const BRIEF: Text = {
  en: 'Gives notice of termination. Everything works until the agreement ends as its term rule says; protection goes on after that.',
  ko: '종료를 통고합니다. 협정에서 정한 종료일까지는 그대로 유효하며, 보호 의무는 그 뒤에도 계속됩니다.',
  ja: '終了を通告します。協定の定める終了日までは全て有効で、保護の義務はその後も続きます。',
}

/** `comity agreement notice`: `comity/agreement-notice/v1`. */
export function command(say: Say): Command<Context> {
  return agreementActCommand({ name: 'notice', kind: 'notice', brief: say(BRIEF) }, say)
}
