import { resolve } from 'node:path'
import { buildCommand, type Command } from '@stricli/core'
import { countOf, stringOf } from '../../core/bytes/shape.ts'
import type { Text } from '../../core/text.ts'
import type { Context } from '../context.ts'
import { holdingLines } from '../item-lines.ts'
import type { Say } from '../language.ts'
import { actFlags, answered, ask, textFlag, type ActFlags } from '../node-options.ts'
import { fromFlag, receivedArgument } from '../parameters.ts'

const BRIEF: Text = {
  en: 'Opens a received item into a new folder, once every byte has been checked, and records who opened it; the giver sees that.',
  ko: '받은 문서를 모든 바이트를 확인한 뒤 새 폴더에 열고, 누가 열었는지 기록합니다. 제공국이 이를 확인합니다.',
  ja: '受領した案件を、全てのバイトを検証したうえで新しいフォルダーに開き、誰が開いたかを記録します。提供国にも伝わります。',
}
const OUT: Text = { en: 'a folder that does not exist yet', ko: '아직 없는 폴더', ja: 'まだ存在しないフォルダー' }
const OPENED: Text = { en: 'opened into', ko: '연 위치', ja: '開いた場所' }
const RECORDED: Text = { en: 'recorded as entry', ko: '기록 번호', ja: '記録番号' }

interface Flags extends ActFlags {
  readonly from: string
  readonly out: string
}

/** `comity receive open`: `comity/receive-open/v1` with the `folder`, the `digest` of the content and the `index` of the opening. */
export function command(say: Say): Command<Context> {
  return buildCommand<Flags, [string], Context>({
    docs: {
      brief: say(BRIEF),
      customUsage: ['KR-2026-A1B2C3D4E5 --from KR --out opened --as registry-officer --dir jp'],
    },
    parameters: {
      flags: { ...actFlags(say), from: fromFlag(say), out: textFlag(say(OUT), 'dir') },
      positional: { kind: 'tuple', parameters: [receivedArgument(say)] },
    },
    async func(flags, item) {
      const answer = await ask(flags, 'receive.open', {
        from: flags.from,
        item,
        person: flags.as,
        out: resolve(flags.out),
      })
      this.print.data({
        schema: 'comity/receive-open/v1',
        value: answer.object,
        lines: [
          ...holdingLines(answered(answer.object['item'], 'item'), say),
          `${say(OPENED)}: ${stringOf(answer, 'folder', 4096)}`,
          `SHA-384: ${stringOf(answer, 'digest')}`,
          `${say(RECORDED)}: ${countOf(answer, 'index')}`,
        ],
      })
    },
  })
}
