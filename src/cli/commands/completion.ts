import type { Command } from '@stricli/core'
import type { Text } from '../../core/text.ts'
import type { Shell } from '../completion.ts'
import type { Context } from '../context.ts'
import type { Say } from '../language.ts'
import { buildChoiceParser, buildCommand } from '@stricli/core'
import { SHELLS, completionScript } from '../completion.ts'

const BRIEF: Text = {
  en: 'Prints a script. Load it with `source <(comity completion bash)`, or keep it where your shell looks for completions.',
  ko: '스크립트를 출력합니다. `source <(comity completion bash)`로 불러오거나 셸이 자동 완성을 찾는 위치에 저장하십시오.',
  ja: 'スクリプトを出力します。`source <(comity completion bash)` で読み込むか、シェルの補完用の場所に保存してください。',
}
const SHELL: Text = { en: 'the shell to write for', ko: '대상 셸', ja: '対象のシェル' }

/** `comity completion SHELL`: a program text, so it is the same with and without `--json`. */
export function command(say: Say): Command<Context> {
  return buildCommand<object, [Shell], Context>({
    docs: { brief: say(BRIEF), customUsage: SHELLS },
    parameters: {
      positional: {
        kind: 'tuple',
        parameters: [
          {
            brief: `${say(SHELL)} (${SHELLS.join(', ')})`,
            placeholder: 'shell',
            parse: buildChoiceParser(SHELLS),
            proposeCompletions: () => SHELLS,
          },
        ],
      },
    },
    func(_flags, shell) {
      this.process.stdout.write(completionScript(shell))
    },
  })
}
