import type { Command } from '@stricli/core'
import type { Text } from '../../core/text.ts'
import { agreementActCommand } from '../agreement-act.ts'
import type { Context } from '../context.ts'
import type { Say } from '../language.ts'

const BRIEF: Text = {
  en: 'Revives our suspended notice. Where the Parties read that differently, both readings are kept.',
  ko: '정지한 통고를 되살립니다. 양국의 해석이 다르면 두 해석을 모두 보존합니다.',
  ja: '停止した通告を復活させます。両国の読み方が異なれば、双方を残します。',
}

/** `comity agreement revive`: `comity/agreement-revive/v1`. */
export function command(say: Say): Command<Context> {
  return agreementActCommand({ name: 'revive', kind: 'revive-notice', brief: say(BRIEF) }, say)
}
