import { buildCommand, type Command } from '@stricli/core'
import { stringOf, type Shape } from '../../core/bytes/shape.ts'
import type { Json } from '../../core/bytes/canonical.ts'
import { Fault } from '../../core/fault.ts'
import type { Text } from '../../core/text.ts'
import type { Context } from '../context.ts'
import type { Say } from '../language.ts'
import { actFlags, answered, answeredList, ask, optionalTextFlag, type ActFlags } from '../node-options.ts'
import { agreementArgument } from '../parameters.ts'

const BRIEF: Text = {
  en: 'Our own steps towards an agreement: legal review, cabinet, legislature. Kept sealed on this node; the partner never learns of them. An act waits for its steps, done for that very text.',
  ko: '협정에 관한 우리 국내 절차를 표시합니다. 법률 검토, 국무회의, 국회 등입니다. 이 노드에 봉인되어 상대국에 알려지지 않으며, 해당 본문에 대한 단계가 끝나야 행위를 할 수 있습니다.',
  ja: '協定に向けた自国の手続です。法的審査、閣議、国会など。このノードに封印され、相手国に知られることはなく、その本文についての段階が済むまで行為は待たされます。',
}
const ADD: Text = { en: 'adds a step of this name', ko: '이 이름의 단계를 추가', ja: 'この名の段階を加える' }
const BEFORE: Text = {
  en: 'the act that waits for it: initial, sign or notify',
  ko: '이 단계를 기다리는 행위: initial, sign, notify',
  ja: 'これを待つ行為: initial、sign、notify',
}
const DONE: Text = {
  en: 'records that the step of this name is done',
  ko: '이 단계의 완료를 기록',
  ja: 'この段階の完了を記録',
}
const NOTE: Text = { en: 'a note beside it', ko: '비고', ja: '備考' }
const OPEN: Text = { en: 'open', ko: '미완료', ja: '未了' }
const NONE: Text = { en: 'no steps are kept', ko: '등록된 단계가 없습니다', ja: '登録された段階はありません' }

interface Flags extends ActFlags {
  readonly add?: string
  readonly before?: string
  readonly done?: string
  readonly note?: string
}

/** `comity agreement procedure`: `comity/agreement-procedure/v1` with `steps`. */
export function command(say: Say): Command<Context> {
  return buildCommand<Flags, [string], Context>({
    docs: {
      brief: say(BRIEF),
      customUsage: [
        'exercise-kr-jp --as treaty-officer --dir kr',
        'exercise-kr-jp --add "legal review" --before initial --as treaty-officer --dir kr',
        'exercise-kr-jp --done "legal review" --note "no objection" --as treaty-officer --dir kr',
      ],
    },
    parameters: {
      flags: {
        ...actFlags(say),
        add: optionalTextFlag(say(ADD), 'step'),
        before: optionalTextFlag(say(BEFORE), 'act'),
        done: optionalTextFlag(say(DONE), 'step'),
        note: optionalTextFlag(say(NOTE), 'words'),
      },
      positional: { kind: 'tuple', parameters: [agreementArgument(say)] },
    },
    async func(flags, agreement) {
      const answer = await ask(flags, 'agreement.procedure', { agreement, person: flags.as, step: stepOf(flags) })
      const steps = answeredList(answer, 'steps')
      const lines = steps.length === 0 ? [say(NONE)] : steps.map((step) => stepLine(step, this))
      this.print.data({ schema: 'comity/agreement-procedure/v1', value: answer.object, lines })
    },
  })
}

function stepOf({ add, before, done, note }: Flags): Json {
  if (add !== undefined && done !== undefined) throw new Fault('usage-invalid', '--add or --done, not both')
  if (add !== undefined) return { name: add, before: before ?? 'sign' }
  return done === undefined ? null : { name: done, note: note ?? '' }
}

function stepLine(step: Shape, { say }: Context): string {
  const done = step.object['done']
  const state =
    done === null
      ? say(OPEN)
      : `${stringOf(answered(done, 'done'), 'by')} ${stringOf(answered(done, 'done'), 'text').slice(0, 12)}`
  return `${stringOf(step, 'before').padEnd(8)} ${stringOf(step, 'name')}: ${state}`
}
