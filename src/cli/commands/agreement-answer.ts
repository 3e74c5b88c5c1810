import { buildCommand, type Command } from '@stricli/core'
import type { Json } from '../../core/bytes/canonical.ts'
import { Fault } from '../../core/fault.ts'
import type { Text } from '../../core/text.ts'
import type { Context } from '../context.ts'
import { readDraft } from '../given-agreement.ts'
import type { Say } from '../language.ts'
import { actFlags, ask, optionalTextFlag, type ActFlags } from '../node-options.ts'
import { agreementArgument } from '../parameters.ts'
import { talksLines } from '../talks-lines.ts'

const BRIEF: Text = {
  en: 'Answers a proposal: accepts, reserves, remarks, or counters. Without --clause, --accept takes every clause we have not spoken about, and --counter all that differs in the folder.',
  ko: '제안에 답합니다. 수락, 유보, 의견 또는 수정안을 냅니다. --clause가 없으면 --accept는 우리가 아직 답하지 않은 조항 전부를, --counter는 폴더에서 다른 조항 전부를 다룹니다.',
  ja: '提案に回答します。受諾、留保、意見、対案です。--clause がなければ、--accept は自国がまだ答えていない条項の全てを、--counter はフォルダーで異なる全てを対象とします。',
}
const CLAUSE: Text = { en: 'one clause, such as art_6', ko: '조항 하나 (예: art_6)', ja: '一つの条項 (例: art_6)' }
const ACCEPT: Text = { en: 'accept', ko: '수락', ja: '受諾' }
const VERSION: Text = {
  en: 'which version to accept, by its digest',
  ko: '수락할 안의 다이제스트',
  ja: '受諾する案のダイジェスト',
}
const RESERVE: Text = { en: 'reserve our position, with the reason', ko: '사유를 들어 유보', ja: '理由を付して留保' }
const COMMENT: Text = { en: 'a remark', ko: '의견', ja: '意見' }
const COUNTER: Text = {
  en: 'a folder with the document as we would have it',
  ko: '우리 안이 담긴 폴더',
  ja: '自国の案を収めたフォルダー',
}

interface Flags extends ActFlags {
  readonly accept: boolean
  readonly clause?: string
  readonly version?: string
  readonly reserve?: string
  readonly comment?: string
  readonly counter?: string
}

/** `comity agreement answer`: `comity/agreement-answer/v1`, the talks as they then stand. */
export function command(say: Say): Command<Context> {
  return buildCommand<Flags, [string], Context>({
    docs: {
      brief: say(BRIEF),
      customUsage: [
        'exercise-kr-jp --accept --as treaty-officer --dir jp',
        'exercise-kr-jp --counter our-draft --clause art_21 --as treaty-officer --dir jp',
        'exercise-kr-jp --reserve "under legal review" --clause art_6 --as treaty-officer --dir jp',
      ],
    },
    parameters: {
      flags: {
        ...actFlags(say),
        accept: { kind: 'boolean', default: false, brief: say(ACCEPT), withNegated: false },
        clause: optionalTextFlag(say(CLAUSE), 'clause'),
        version: optionalTextFlag(say(VERSION), 'digest'),
        reserve: optionalTextFlag(say(RESERVE), 'words'),
        comment: optionalTextFlag(say(COMMENT), 'words'),
        counter: optionalTextFlag(say(COUNTER), 'folder'),
      },
      positional: { kind: 'tuple', parameters: [agreementArgument(say)] },
    },
    async func(flags, agreement) {
      const talked = await ask(flags, 'agreement.answer', { agreement, person: flags.as, answer: answerOf(flags) })
      this.print.data({ schema: 'comity/agreement-answer/v1', value: talked.object, lines: talksLines(talked, this) })
    },
  })
}

function answerOf({ accept, clause, version, reserve, comment, counter }: Flags): Json {
  const said = [accept ? 'accept' : undefined, reserve, comment, counter].filter((one) => one !== undefined)
  if (said.length !== 1) throw new Fault('usage-invalid', 'one of --accept, --reserve, --comment and --counter')
  const about = clause ?? null
  if (accept) return { kind: 'accept', clause: about, version: version ?? null }
  if (counter !== undefined) return { kind: 'counter', clause: about, ...readDraft(counter) }
  if (about === null) throw new Fault('usage-invalid', 'words are about one --clause')
  return reserve === undefined
    ? { kind: 'comment', clause: about, words: comment ?? '' }
    : { kind: 'reserve', clause: about, words: reserve }
}
