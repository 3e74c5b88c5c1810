import { buildCommand, type Command } from '@stricli/core'
import { stringOf } from '../../core/bytes/shape.ts'
import type { Text } from '../../core/text.ts'
import type { Context } from '../context.ts'
import { EXIT } from '../exit.ts'
import type { Say } from '../language.ts'
import { actFlags, answered, ask, type ActFlags } from '../node-options.ts'
import { itemArgument, toFlag } from '../parameters.ts'
import { withheldByAgreement } from '../withheld.ts'

const BRIEF: Text = {
  en: 'Asks the agreement gate whether a nation may hold an item, and proposes its release. Nothing leaves the node.',
  ko: '해당 국가가 문서를 보유해도 되는지 협정에 따라 판정하고 제공을 제안합니다. 노드 밖으로 나가는 것은 없습니다.',
  ja: '相手国が案件を保有してよいかを協定に照らして判定し、提供を起案します。ノードの外へは何も出ません。',
}
const MAY: Text = { en: 'the agreement allows it', ko: '협정상 제공할 수 있습니다', ja: '協定上、提供できます' }
const PROPOSED: Text = {
  en: 'proposed; approval is next',
  ko: '제안했습니다. 다음은 승인입니다',
  ja: '起案しました。次は承認です',
}

interface Flags extends ActFlags {
  readonly to: string
}

/** `comity release propose`: `comity/release-propose/v1` with the whole `verdict`; ends with 3 or 4 where it withheld. */
export function command(say: Say): Command<Context> {
  return buildCommand<Flags, [string], Context>({
    docs: { brief: say(BRIEF), customUsage: ['KR-2026-A1B2C3D4E5 --to JP --as analyst --dir kr'] },
    parameters: {
      flags: { ...actFlags(say), to: toFlag(say) },
      positional: { kind: 'tuple', parameters: [itemArgument(say)] },
    },
    async func(flags, item) {
      const answer = await ask(flags, 'release.propose', { item, to: flags.to, person: flags.as })
      const verdict = answered(answer.object['verdict'], 'verdict')
      const withheld = withheldByAgreement(this, verdict)
      const equivalent = (): string => stringOf(answered(verdict.object['equivalent'], 'equivalent'), 'level')
      const lines = withheld?.lines ?? [
        `${say(MAY)}: ${stringOf(verdict, 'agreementId')}, → ${equivalent()}`,
        say(PROPOSED),
      ]
      this.print.data({ schema: 'comity/release-propose/v1', value: answer.object, lines })
      this.leave(withheld?.status ?? EXIT.ok)
    },
  })
}
