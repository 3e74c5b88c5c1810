import { buildCommand, type Command } from '@stricli/core'
import { toBase64 } from '../../core/bytes/bytes.ts'
import { stringOf } from '../../core/bytes/shape.ts'
import type { Text } from '../../core/text.ts'
import type { Context } from '../context.ts'
import { readGiven } from '../given-file.ts'
import type { Say } from '../language.ts'
import { ask, nodeFlags, textArgument, textFlag, type NodeFlags } from '../node-options.ts'

const BRIEF: Text = {
  en: "Adds a partner. Type the fingerprint as the partner's officer reads it aloud, never as it stands in the file.",
  ko: '상대국을 추가합니다. 지문은 파일이 아니라 상대국 담당자가 읽어 주는 대로 입력하십시오.',
  ja: '相手国を追加します。フィンガープリントはファイルからではなく、相手国の担当者が読み上げたとおりに入力してください。',
}
const FILE: Text = { en: "the partner's identity document", ko: '상대국의 신원 문서', ja: '相手国の身元文書' }
const FINGERPRINT: Text = {
  en: 'twelve groups of five digits',
  ko: '다섯 자리 숫자 열두 묶음',
  ja: '五桁の数字、十二組',
}
const ADDED: Text = { en: 'added', ko: '추가했습니다', ja: '追加しました' }

interface Flags extends NodeFlags {
  readonly fingerprint: string
}

/** `comity partner add`: `comity/partner-add/v1`, the partner as `partner list` has it. */
export function command(say: Say): Command<Context> {
  return buildCommand<Flags, [string], Context>({
    docs: { brief: say(BRIEF), customUsage: ['jp-identity.json --fingerprint "12345 67890 ..." --dir kr'] },
    parameters: {
      flags: { ...nodeFlags(say), fingerprint: textFlag(say(FINGERPRINT), 'digits') },
      positional: { kind: 'tuple', parameters: [textArgument(say(FILE), 'file')] },
    },
    async func(flags, file) {
      const partner = await ask(flags, 'partner.add', {
        document: toBase64(readGiven(file)),
        fingerprint: flags.fingerprint,
      })
      const names = [stringOf(partner, 'nation'), stringOf(partner, 'node'), stringOf(partner, 'relation')]
      this.print.data({
        schema: 'comity/partner-add/v1',
        value: partner.object,
        lines: [`${say(ADDED)}: ${names.join('  ')}`],
      })
    },
  })
}
