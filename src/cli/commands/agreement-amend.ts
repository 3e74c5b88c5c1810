import { buildCommand, type Command } from '@stricli/core'
import { isObject, type Json } from '../../core/bytes/canonical.ts'
import { stringOf } from '../../core/bytes/shape.ts'
import { Fault } from '../../core/fault.ts'
import type { Text } from '../../core/text.ts'
import { agreementLines } from '../agreement-lines.ts'
import type { Context } from '../context.ts'
import { readDraft } from '../given-agreement.ts'
import type { Say } from '../language.ts'
import { actFlags, answered, ask, textArgument, textFlag, type ActFlags } from '../node-options.ts'

const BRIEF: Text = {
  en: 'Puts an amendment on the table: the folder with the agreement as it would read. It is signed like an agreement and stands from its own entry into force.',
  ko: '개정안을 상정합니다. 개정 후의 협정이 담긴 폴더를 지정합니다. 협정과 같이 서명하며 자체 발효 시점부터 적용됩니다.',
  ja: '改正案を上程します。改正後の協定を収めたフォルダーを指定します。協定と同じく署名し、その発効の時から適用されます。',
}
const PATH: Text = {
  en: 'the folder with the amended agreement',
  ko: '개정된 협정이 담긴 폴더',
  ja: '改正後の協定を収めたフォルダー',
}
const OF: Text = { en: 'the agreement it amends', ko: '개정 대상 협정', ja: '改正する協定' }
const CITES: Text = {
  en: 'the article that allows it, such as art_21__para_2',
  ko: '근거 조항 (예: art_21__para_2)',
  ja: '根拠の条項 (例: art_21__para_2)',
}

interface Flags extends ActFlags {
  readonly of: string
  readonly cites: string
}

/** `comity agreement amend`: `comity/agreement-amend/v1`, the amendment as it then stands. */
export function command(say: Say): Command<Context> {
  return buildCommand<Flags, [string], Context>({
    docs: {
      brief: say(BRIEF),
      customUsage: ['amended --of exercise-kr-jp --cites art_21__para_2 --as treaty-officer --dir kr'],
    },
    parameters: {
      flags: { ...actFlags(say), of: textFlag(say(OF), 'agreement'), cites: textFlag(say(CITES), 'article') },
      positional: { kind: 'tuple', parameters: [textArgument(say(PATH), 'path')] },
    },
    async func({ of, cites, ...flags }, path) {
      const known = answered((await ask(flags, 'agreement.show', { agreement: of })).object['agreement'], 'agreement')
      const { terms, texts } = readDraft(path)
      const predecessor = { hash: stringOf(known, 'hash'), relation: 'amends', cites }
      const amended = await ask(flags, 'agreement.load', {
        terms: withPredecessor(terms, predecessor),
        texts,
        person: flags.as,
      })
      this.print.data({
        schema: 'comity/agreement-amend/v1',
        value: amended.object,
        lines: agreementLines(amended, this),
      })
    },
  })
}

function withPredecessor(terms: Json, predecessor: Json): Json {
  if (!isObject(terms)) throw new Fault('bytes-malformed', 'terms: not an object')
  return { ...terms, predecessor }
}
