import { buildCommand, type Command } from '@stricli/core'
import { countOf } from '../../core/bytes/shape.ts'
import type { Text } from '../../core/text.ts'
import type { Context } from '../context.ts'
import type { Say } from '../language.ts'
import { actFlags, answeredList, ask, type ActFlags } from '../node-options.ts'
import { nationFlag, toFlag } from '../parameters.ts'

const BRIEF: Text = {
  en: 'Carries the consents of a nation to the recipient they name, each with its proof, so that both decide on them.',
  ko: '한 국가의 동의를 증명과 함께 동의에 명시된 수령국에 전달합니다. 양측이 이를 근거로 판정합니다.',
  ja: '一国の同意を証明とともに同意が示す受領国に伝達します。双方がこれに基づき判定します。',
}
const FROM: Text = { en: 'the nation whose consents they are', ko: '동의한 국가', ja: '同意した国' }
const CARRIED: Text = { en: 'carried', ko: '전달함', ja: '伝達しました' }
const NOTHING: Text = {
  en: 'nothing new to carry',
  ko: '새로 전달할 동의가 없습니다',
  ja: '新たに伝達する同意はありません',
}

interface Flags extends ActFlags {
  readonly from: string
  readonly to: string
}

/** `comity consent carry`: `comity/consent-carry/v1` with `entries`, each with the `index` of the entry that carries it. */
export function command(say: Say): Command<Context> {
  return buildCommand<Flags, [], Context>({
    docs: { brief: say(BRIEF), customUsage: ['--from KR --to JP --as registry-officer --dir us'] },
    parameters: { flags: { ...actFlags(say), from: nationFlag(say(FROM)), to: toFlag(say) } },
    async func(flags) {
      const { from, to } = flags
      const answer = await ask(flags, 'consent.carry', { from, to, person: flags.as })
      const entries = answeredList(answer, 'entries')
      const lines =
        entries.length === 0
          ? [say(NOTHING)]
          : entries.map((entry) => `${say(CARRIED)}: ${from} → ${to}  #${countOf(entry, 'index')}`)
      this.print.data({ schema: 'comity/consent-carry/v1', value: answer.object, lines })
    },
  })
}
