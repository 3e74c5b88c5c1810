import { buildCommand, type Command } from '@stricli/core'
import type { Text } from '../../core/text.ts'
import { consentLine } from '../consent-lines.ts'
import type { Context } from '../context.ts'
import type { Say } from '../language.ts'
import { actFlags, ask, textArgument, textFlag, type ActFlags } from '../node-options.ts'
import { nationFlag } from '../parameters.ts'
import { instantText } from '../portfolio-options.ts'

const BRIEF: Text = {
  en: 'Gives a partner our written consent to pass our information on: to one nation, for one purpose, one item or one subject.',
  ko: '우리 정보의 재제공에 서면으로 동의합니다. 한 국가, 한 목적, 문서 하나 또는 주제 하나에 한정됩니다.',
  ja: '我が国の情報の再提供に書面で同意します。一国、一目的、案件一件又は主題一つに限ります。',
}
const HOLDER: Text = { en: 'the partner who may pass it on', ko: '재제공할 상대국', ja: '再提供する相手国' }
const FOR: Text = { en: 'the nation it may go to', ko: '제공받을 제3국', ja: '提供を受ける第三国' }
const PURPOSE: Text = { en: 'the purpose', ko: '목적', ja: '目的' }
const ITEM: Text = {
  en: "one item, by the holder's number for it",
  ko: '문서 하나 (보유국의 번호)',
  ja: '案件一件 (保有国の番号)',
}
const SUBJECT: Text = {
  en: 'or, as a standing consent, one subject',
  ko: '또는 상시 동의로서 주제 하나',
  ja: '又は常時同意として主題一つ',
}
const UNTIL: Text = {
  en: 'when it lapses (otherwise it stands)',
  ko: '만료 시각 (지정하지 않으면 계속 유효)',
  ja: '満了の時刻 (指定がなければ存続)',
}

interface Flags extends ActFlags {
  readonly for: string
  readonly purpose: string
  readonly item?: string
  readonly subject?: string
  readonly until?: string
}

/** `comity consent give`: `comity/consent-give/v1`, the consent with the entry that gives it. */
export function command(say: Say): Command<Context> {
  return buildCommand<Flags, [string], Context>({
    docs: {
      brief: say(BRIEF),
      customUsage: ['US --for JP --purpose early-warning --subject dprk-missile --as approving-authority --dir kr'],
    },
    parameters: {
      flags: {
        ...actFlags(say),
        for: nationFlag(say(FOR)),
        purpose: textFlag(say(PURPOSE), 'purpose'),
        item: { ...textFlag(say(ITEM), 'item'), optional: true },
        subject: { ...textFlag(say(SUBJECT), 'subject'), optional: true },
        until: { ...textFlag(say(UNTIL), 'date'), optional: true },
      },
      positional: { kind: 'tuple', parameters: [textArgument(say(HOLDER), 'nation')] },
    },
    async func(flags, holder) {
      const { purpose, item = null, subject = null, until } = flags
      const given = await ask(flags, 'consent.give', {
        holder,
        recipient: flags.for,
        purpose,
        item,
        subject,
        until: until === undefined ? null : instantText(until, '--until'),
        person: flags.as,
      })
      this.print.data({ schema: 'comity/consent-give/v1', value: given.object, lines: [consentLine(given, say)] })
    },
  })
}
