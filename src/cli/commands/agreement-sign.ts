import type { Command } from '@stricli/core'
import type { Text } from '../../core/text.ts'
import { agreementActCommand } from '../agreement-act.ts'
import type { Context } from '../context.ts'
import type { Say } from '../language.ts'

const BRIEF: Text = {
  en: 'Signs an agreement for this nation. Both Parties sign the same hash, once every text is on file.',
  ko: '이 나라를 대표하여 협정에 서명합니다. 모든 본문이 등록된 뒤 양 당사국이 같은 해시에 서명합니다.',
  ja: 'この国を代表して協定に署名します。全ての本文の登録後、両当事国が同じハッシュに署名します。',
}

/** `comity agreement sign`: `comity/agreement-sign/v1`. */
export function command(say: Say): Command<Context> {
  return agreementActCommand({ name: 'sign', kind: 'sign', brief: say(BRIEF) }, say)
}
