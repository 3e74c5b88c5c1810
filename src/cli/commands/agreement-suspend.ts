import type { Command } from '@stricli/core'
import type { Text } from '../../core/text.ts'
import { agreementActCommand } from '../agreement-act.ts'
import type { Context } from '../context.ts'
import type { Say } from '../language.ts'

const BRIEF: Text = {
  en: 'Suspends the effect of our notice: it stands and ends nothing until it is revived. The agreement decides whether its text allows that.',
  ko: '통고의 효력을 정지합니다. 통고는 남아 있으나 되살리기 전까지 아무것도 종료시키지 않습니다. 협정 본문이 허용하는지는 협정에 따릅니다.',
  ja: '自国の通告の効力を停止します。通告は残りますが、復活させるまで何も終わらせません。本文が認めるかは協定によります。',
}

/** `comity agreement suspend`: `comity/agreement-suspend/v1`. */
export function command(say: Say): Command<Context> {
  return agreementActCommand({ name: 'suspend', kind: 'suspend-notice', brief: say(BRIEF) }, say)
}
