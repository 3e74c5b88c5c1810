import type { Command } from '@stricli/core'
import type { Text } from '../../core/text.ts'
import { agreementActCommand } from '../agreement-act.ts'
import type { Context } from '../context.ts'
import type { Say } from '../language.ts'

const BRIEF: Text = {
  en: 'Puts the talks aside; what was accepted stays accepted.',
  ko: '협의를 연기합니다. 이미 수락한 조항은 그대로 유지됩니다.',
  ja: '協議を延期します。受諾済みの条項はそのままです。',
}

/** `comity agreement postpone`: `comity/agreement-postpone/v1`. */
export function command(say: Say): Command<Context> {
  return agreementActCommand({ name: 'postpone', kind: 'postpone', brief: say(BRIEF) }, say)
}
