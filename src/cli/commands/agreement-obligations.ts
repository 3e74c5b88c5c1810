import { buildCommand, type Command } from '@stricli/core'
import { countOf, stringOf, type Shape } from '../../core/bytes/shape.ts'
import type { Text } from '../../core/text.ts'
import type { Context } from '../context.ts'
import type { Say } from '../language.ts'
import { answered, answeredList, ask, nodeFlags, said, type NodeFlags } from '../node-options.ts'
import { agreementArgument } from '../parameters.ts'

const BRIEF: Text = {
  en: 'The statement of standing obligations: what each nation holds, under which version, and every duty that stays, in force or ended.',
  ko: '존속 의무 명세를 표시합니다. 각국의 보유 문서, 적용되는 판, 발효 여부와 관계없이 남는 의무를 모두 보여 줍니다.',
  ja: '存続する義務の一覧を表示します。各国が保有するもの、適用される版、発効中か終了後かを問わず残る義務の全てです。',
}
const PROVISION: Readonly<Record<string, Text>> = {
  possible: { en: 'provision is possible', ko: '제공 가능', ja: '提供できます' },
  ended: { en: 'provision has ended', ko: '제공 종료', ja: '提供は終わりました' },
}
const CLOSED: Text = {
  en: 'nothing is held and nothing is owed',
  ko: '보유 문서와 남은 의무가 없습니다',
  ja: '保有も義務も残っていません',
}
const HOLDS: Text = { en: 'holds', ko: '보유', ja: '保有' }
const UNITS: Readonly<Record<string, Text>> = {
  hours: { en: 'hours', ko: '시간', ja: '時間' },
  days: { en: 'days', ko: '일', ja: '日' },
  months: { en: 'months', ko: '개월', ja: 'か月' },
}

/** `comity agreement obligations`: `comity/agreement-obligations/v1`, a statement for each version anything was given under. */
export function command(say: Say): Command<Context> {
  return buildCommand<NodeFlags, [string], Context>({
    docs: { brief: say(BRIEF), customUsage: ['exercise-kr-jp --dir kr'] },
    parameters: { flags: nodeFlags(say), positional: { kind: 'tuple', parameters: [agreementArgument(say)] } },
    async func(flags, agreement) {
      const answer = await ask(flags, 'agreement.obligations', { agreement })
      const lines = answeredList(answer, 'versions').flatMap((version) => versionLines(version, this))
      this.print.data({ schema: 'comity/agreement-obligations/v1', value: answer.object, lines })
    },
  })
}

function versionLines(version: Shape, { say, print }: Context): readonly string[] {
  const provision = PROVISION[stringOf(version, 'provision')]
  return [
    `${stringOf(version, 'agreement').slice(0, 12)}  ${provision === undefined ? '' : say(provision)}  ${stringOf(version, 'at')}`,
    ...(version.object['closed'] === true ? [`  ${say(CLOSED)}`] : []),
    ...answeredList(version, 'held').map(
      (held) =>
        `  ${stringOf(held, 'holder')} ${say(HOLDS)} ${stringOf(held, 'item')}  ${stringOf(held, 'marking')}  ${stringOf(held, 'since')}`,
    ),
    ...answeredList(version, 'duties').map(
      (duty) => `    ${stringOf(duty, 'cites')}: ${said(duty, 'text', print.language)}${withinText(duty, say)}`,
    ),
  ]
}

function withinText(duty: Shape, say: Say): string {
  if (duty.object['within'] === null) return ''
  const within = answered(duty.object['within'], 'within')
  const unit = UNITS[stringOf(within, 'unit')]
  return unit === undefined ? '' : ` (${countOf(within, 'count')} ${say(unit)})`
}
