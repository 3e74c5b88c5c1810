import { buildCommand, type Command } from '@stricli/core'
import { countOf, stringOf, type Shape } from '../../core/bytes/shape.ts'
import type { Text } from '../../core/text.ts'
import { laneLines } from '../cell-lines.ts'
import type { Context } from '../context.ts'
import type { Say } from '../language.ts'
import { answered, answeredList, ask, said, textFlag, wordsIn } from '../node-options.ts'
import { agreementArgument } from '../parameters.ts'
import { instantText, portfolioFlags, readYamlOrNull, type PortfolioFlags } from '../portfolio-options.ts'
import { routeLines } from '../route-lines.ts'

const BRIEF: Text = {
  en: 'What would follow if an agreement had ended by a date, for us and for the partner. Nothing is recorded and nobody is told.',
  ko: '협정이 그 날짜에 종료되었다면 양측에 어떤 결과가 생기는지 표시합니다. 기록되거나 통지되는 것은 없습니다.',
  ja: '協定がその日に終了していた場合に双方に何が生じるかを表示します。記録も通知も行いません。',
}
const ENDED: Text = { en: 'the day, or an instant in UTC', ko: '날짜 또는 UTC 시각', ja: '日付又は UTC の時刻' }
const STREAMS: Text = { en: 'streams that stop', ko: '중단되는 제공', ja: '停止する提供' }
const PASSED: Text = { en: 'passed so far', ko: '현재까지 제공', ja: 'これまでの提供' }
const ALTERNATIVES: Text = { en: 'lawful alternative', ko: '적법한 대안', ja: '適法な代替' }
const NO_ALTERNATIVE: Text = {
  en: 'no lawful alternative is known',
  ko: '알려진 적법한 대안 없음',
  ja: '適法な代替は知られていません',
}
const RELAYS: Text = { en: 'relays that stop', ko: '중단되는 중계', ja: '停止する中継' }
const PROPOSALS: Text = { en: 'proposals that become impossible', ko: '불가능해지는 제안', ja: '不可能となる起案' }
const HOLDINGS: Text = {
  en: 'holdings: they stay protected; returned or destroyed when their purpose is served',
  ko: '보유 문서: 계속 보호되며 목적이 달성되면 반환 또는 파기',
  ja: '保有案件: 引き続き保護され、目的が達せられたとき返還又は破棄',
}
const ORIGINATOR: Text = { en: 'originator', ko: '생산자', ja: '作成元' }
const DUTIES: Text = { en: 'duties that stay', ko: '존속하는 의무', ja: '存続する義務' }
const DUTY: Readonly<Record<string, Text>> = {
  protection: { en: 'protection continues', ko: '보호 계속', ja: '保護の継続' },
  'onward-release': {
    en: 'no onward release without consent',
    ko: '동의 없는 재제공 금지',
    ja: '同意なき再提供の禁止',
  },
  purpose: { en: 'use for the agreed purpose only', ko: '합의된 목적으로만 사용', ja: '合意した目的に限る使用' },
  receipts: { en: 'receipts that are still owed', ko: '남은 수령 확인', ja: '未了の受領確認' },
  'done-by-people': {
    en: 'kept by people; whether it goes on is theirs to read',
    ko: '사람이 이행, 존속 여부는 사람이 해석',
    ja: '人が履行、存続するかは人が解釈',
  },
}

interface Flags extends PortfolioFlags {
  readonly ended: string
}

/** `comity agreement what-if`: `comity/agreement-what-if/v1` with `streams`, `relays`, `proposals`, `holdings`, `duties`. */
export function command(say: Say): Command<Context> {
  return buildCommand<Flags, [string], Context>({
    docs: { brief: say(BRIEF), customUsage: ['exercise-kr-jp --ended 2026-11-23 --dir kr'] },
    parameters: {
      flags: { ...portfolioFlags(say), ended: textFlag(say(ENDED), 'date') },
      positional: { kind: 'tuple', parameters: [agreementArgument(say)] },
    },
    async func(flags, agreement) {
      const ended = instantText(flags.ended, '--ended')
      const answer = await ask(flags, 'agreement.what-if', {
        agreement,
        ended,
        portfolio: readYamlOrNull(flags.portfolio),
      })
      this.print.data({ schema: 'comity/agreement-what-if/v1', value: answer.object, lines: lines(answer, this) })
    },
  })
}

function lines(answer: Shape, context: Context): readonly string[] {
  const { say, print } = context
  const section = (head: Text, list: readonly string[]): readonly string[] =>
    list.length === 0 ? [] : ['', say(head), ...list]
  const relays = answeredList(answer, 'relays').map(
    (relay) => `  ${wordsIn(relay, 'path').join(' → ')}  ${stringOf(relay, 'subject')}  ${stringOf(relay, 'level')}`,
  )
  const proposals = answeredList(answer, 'proposals').flatMap((proposal) => [
    `  ${stringOf(proposal, 'item')} → ${stringOf(proposal, 'to')}: ${said(answered(proposal.object['because'], 'because'), 'text', print.language)}`,
    ...alternativeLines(proposal, say),
  ])
  const holdings = answeredList(answer, 'holdings').map(
    (group) =>
      `  ${stringOf(group, 'holder')}  ${say(ORIGINATOR)} ${stringOf(group, 'originator')}  ${stringOf(group, 'level')}: ${wordsIn(group, 'items').length}`,
  )
  const duties = answeredList(answer, 'duties').map((duty) => {
    const kind = stringOf(duty, 'kind')
    const word = DUTY[kind]
    return `  ${stringOf(duty, 'cites')}  ${word === undefined ? kind : say(word)}`
  })
  return [
    `${stringOf(answer, 'agreement')}  ${stringOf(answer, 'ended')}`,
    ...section(
      STREAMS,
      laneLines(answeredList(answer, 'streams'), (stream) => streamLines(stream, say)),
    ),
    ...section(RELAYS, relays),
    ...section(PROPOSALS, proposals),
    ...section(HOLDINGS, holdings),
    ...section(DUTIES, duties),
  ]
}

function streamLines(stream: Shape, say: Say): readonly string[] {
  return [
    `  ${stringOf(stream, 'level')}  (${say(PASSED)}: ${countOf(stream, 'passed')})`,
    ...alternativeLines(stream, say),
  ]
}

function alternativeLines(of: Shape, say: Say): readonly string[] {
  const routes = answeredList(of, 'alternatives')
  if (routes.length === 0) return [`    ${say(NO_ALTERNATIVE)}`]
  return routes.flatMap((route) =>
    routeLines(route, say).map((line, i) => (i === 0 ? `    ${say(ALTERNATIVES)}: ${line}` : `    ${line}`)),
  )
}
