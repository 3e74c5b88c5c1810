import { buildCommand, type Command } from '@stricli/core'
import { stringOf, type Shape } from '../../core/bytes/shape.ts'
import type { Text } from '../../core/text.ts'
import type { Context } from '../context.ts'
import type { Say } from '../language.ts'
import { answered, answeredList, ask, nodeFlags, type NodeFlags } from '../node-options.ts'
import { agreementArgument } from '../parameters.ts'

const BRIEF: Text = {
  en: 'The last dates for a notice, and how each notice on file is counted: every date looked at, under the agreed convention and the others.',
  ko: '통고 시한과 접수된 통고의 계산을 표시합니다. 합의된 방식과 다른 방식으로 따진 날짜를 모두 보여 줍니다.',
  ja: '通告の期限と、提出済みの通告の数え方を表示します。合意した数え方と他の数え方による日付を全て示します。',
}
const DEADLINE: Text = { en: 'a notice dated by', ko: '통고 시한', ja: '通告の期限' }
const ENDS: Text = { en: 'ends it on', ko: '종료일', ja: '終了日' }
const NOTICE: Text = { en: 'notice', ko: '통고', ja: '通告' }
const IN_TIME: Text = { en: 'in time', ko: '기한 내', ja: '期限内' }
const LATE: Text = { en: 'late', ko: '기한 경과', ja: '期限後' }
const AGREED: Text = { en: 'agreed', ko: '합의된 방식', ja: '合意した数え方' }
const CLEAR: Text = { en: 'clear days', ko: '양 끝날 제외', ja: '両端の日を除く' }
const REVIVED: Text = {
  en: 'if it were revived now: at once, or',
  ko: '지금 되살리면: 즉시, 또는',
  ja: '今復活させれば: 直ちに、または',
}

/** `comity agreement calendar`: `comity/agreement-calendar/v1` with `deadlines` and `notices`. */
export function command(say: Say): Command<Context> {
  return buildCommand<NodeFlags, [string], Context>({
    docs: { brief: say(BRIEF), customUsage: ['exercise-kr-jp --dir kr'] },
    parameters: { flags: nodeFlags(say), positional: { kind: 'tuple', parameters: [agreementArgument(say)] } },
    async func(flags, agreement) {
      const answer = await ask(flags, 'agreement.calendar', { agreement })
      const lines = [
        ...answeredList(answer, 'deadlines').map(
          (one) => `${say(DEADLINE)} ${stringOf(one, 'deadline')}  ${say(ENDS)} ${stringOf(one, 'endDay')}`,
        ),
        ...answeredList(answer, 'notices').flatMap((notice) => noticeLines(notice, this)),
      ]
      this.print.data({ schema: 'comity/agreement-calendar/v1', value: answer.object, lines })
    },
  })
}

function noticeLines(notice: Shape, { say }: Context): readonly string[] {
  const counting = answered(notice.object['counting'], 'counting')
  const word = (one: Shape): string => say(one.object['inTime'] === true ? IN_TIME : LATE)
  const revived = notice.object['ifRevived']
  return [
    `${say(NOTICE)} ${stringOf(notice, 'party')} ${stringOf(counting, 'noted')} (${stringOf(counting, 'zone')})`,
    ...answeredList(counting, 'terms').map(
      (term) => `  ${say(ENDS)} ${stringOf(term, 'endDay')}: ${stringOf(term, 'deadline')}  ${word(term)}`,
    ),
    ...answeredList(counting, 'conventions').map((one) => {
      const clear = one.object['clearDays'] === true ? `, ${say(CLEAR)}` : ''
      const agreed = one.object['agreed'] === true ? `  (${say(AGREED)})` : ''
      return `    ${stringOf(one, 'countedFrom')}${clear}: ${stringOf(one, 'deadline')}  ${word(one)}${agreed}`
    }),
    ...(revived === null ? [] : [`  ${say(REVIVED)} ${stringOf(answered(revived, 'ifRevived'), 'endOfTerm')}`]),
  ]
}
