import type { Command } from '@stricli/core'
import type { Text } from '../../core/text.ts'
import { agreementActCommand } from '../agreement-act.ts'
import type { Context } from '../context.ts'
import type { Say } from '../language.ts'

const BRIEF: Text = {
  en: 'Takes the talks up again.',
  ko: '협의를 재개합니다.',
  ja: '協議を再開します。',
}

/** `comity agreement resume`: `comity/agreement-resume/v1`. */
export function command(say: Say): Command<Context> {
  return agreementActCommand({ name: 'resume', kind: 'resume', brief: say(BRIEF) }, say)
}
