import { buildCommand, type Command } from '@stricli/core'
import { countOf } from '../../core/bytes/shape.ts'
import type { Text } from '../../core/text.ts'
import type { Context } from '../context.ts'
import { EXIT } from '../exit.ts'
import type { Say } from '../language.ts'
import { actFlags, answered, ask, type ActFlags } from '../node-options.ts'
import { itemArgument, toFlag } from '../parameters.ts'
import { withheldByAgreement, withheldByNation } from '../withheld.ts'

const BRIEF: Text = {
  en: 'Carries an approved release out: both gates are asked again, the content is sealed, and the release is recorded.',
  ko: '승인된 제공을 실행합니다. 두 관문을 다시 판정하고, 내용을 봉인하며, 제공을 기록합니다.',
  ja: '承認された提供を実行します。二つの関門を改めて判定し、内容を封緘し、提供を記録します。',
}
const WRAP: Text = {
  en: 'how small content is sealed: with its parcel, or as an item of its own',
  ko: '작은 내용의 봉인 방식: 묶음과 함께(parcel) 또는 문서별로(item)',
  ja: '小さな内容の封緘方式: 小包ごと (parcel) または案件ごと (item)',
}
const RELEASED: Text = { en: 'released as entry', ko: '제공했습니다. 기록 번호', ja: '提供しました。記録番号' }
const REPEATED: Text = {
  en: 'already released; nothing was sent twice. Entry',
  ko: '이미 제공된 문서입니다. 다시 보내지 않았습니다. 기록 번호',
  ja: '既に提供済みで、再送していません。記録番号',
}

interface Flags extends ActFlags {
  readonly to: string
  readonly wrap: 'parcel' | 'item'
}

/** `comity release send`: `comity/release-send/v1` with both gates' answers; ends with 3 or 4 where one withheld. */
export function command(say: Say): Command<Context> {
  return buildCommand<Flags, [string], Context>({
    docs: { brief: say(BRIEF), customUsage: ['KR-2026-A1B2C3D4E5 --to JP --as registry-officer --dir kr'] },
    parameters: {
      flags: {
        ...actFlags(say),
        to: toFlag(say),
        wrap: { kind: 'enum', values: ['parcel', 'item'], default: 'parcel', brief: say(WRAP) },
      },
      positional: { kind: 'tuple', parameters: [itemArgument(say)] },
    },
    async func(flags, item) {
      const answer = await ask(flags, 'release.send', { item, to: flags.to, person: flags.as, wrap: flags.wrap })
      const isReleased = answer.object['kind'] === 'released'
      const withheld = isReleased
        ? []
        : [
            withheldByAgreement(this, answered(answer.object['verdict'], 'verdict')),
            withheldByNation(this, answered(answer.object['disclosure'], 'disclosure')),
          ].filter((gate) => gate !== null)
      const entry = (): string =>
        `${say(answer.object['repeated'] === true ? REPEATED : RELEASED)} ${countOf(answer, 'index')}`
      this.print.data({
        schema: 'comity/release-send/v1',
        value: { item, to: flags.to, ...answer.object },
        lines: isReleased ? [entry()] : withheld.flatMap(({ lines }) => lines),
      })
      // What no agreement allows is said before what our own people have not decided.
      this.leave(isReleased ? EXIT.ok : (withheld[0]?.status ?? EXIT.denied))
    },
  })
}
