import { buildCommand, type Command } from '@stricli/core'
import type { Text } from '../../core/text.ts'
import { agreementLines } from '../agreement-lines.ts'
import type { Context } from '../context.ts'
import { readAgreement } from '../given-agreement.ts'
import type { Say } from '../language.ts'
import { actFlags, ask, textArgument, type ActFlags } from '../node-options.ts'

const BRIEF: Text = {
  en: 'Puts an agreement on the table: its terms, and its text in each language, which the partner then holds too.',
  ko: '협정을 상정합니다. 조건과 언어별 본문이 상대국에도 등록됩니다.',
  ja: '協定を上程します。条件と各言語の本文は相手国にも登録されます。',
}
const PATH: Text = {
  en: 'the folder, or its terms.yaml or terms.json, with en.md, ko.md and ja.md beside it',
  ko: '폴더 또는 그 안의 terms.yaml·terms.json 파일. 옆에 en.md, ko.md, ja.md가 있어야 합니다',
  ja: 'フォルダー、またはその中の terms.yaml・terms.json。同じ場所に en.md、ko.md、ja.md を置きます',
}

/** `comity agreement load`: `comity/agreement-load/v1`, the agreement as it then stands. */
export function command(say: Say): Command<Context> {
  return buildCommand<ActFlags, [string], Context>({
    docs: { brief: say(BRIEF), customUsage: ['agreements/exercise-kr-jp --as treaty-officer --dir kr'] },
    parameters: { flags: actFlags(say), positional: { kind: 'tuple', parameters: [textArgument(say(PATH), 'path')] } },
    async func(flags, path) {
      const agreed = await ask(flags, 'agreement.load', { ...readAgreement(path), person: flags.as })
      this.print.data({ schema: 'comity/agreement-load/v1', value: agreed.object, lines: agreementLines(agreed, this) })
    },
  })
}
