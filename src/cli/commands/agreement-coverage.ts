import { buildCommand, type Command } from '@stricli/core'
import { stringOf, stringOrNull, type Shape } from '../../core/bytes/shape.ts'
import type { Text } from '../../core/text.ts'
import type { Context } from '../context.ts'
import { EXIT } from '../exit.ts'
import type { Say } from '../language.ts'
import { answeredList, ask, said, textFlag, wordsIn } from '../node-options.ts'
import { portfolioFlags, readYamlOrNull, type PortfolioFlags } from '../portfolio-options.ts'
import { needLine } from '../route-lines.ts'

const BRIEF: Text = {
  en: 'Which exchanges and plans have a legal basis at their date, and why the others have none. Ends with 3 where one has none.',
  ko: '교환과 계획에 해당 일자의 법적 근거가 있는지, 없으면 그 이유를 표시합니다. 근거 없는 것이 있으면 3으로 종료합니다.',
  ja: '交換と計画にその日付での法的根拠があるか、なければその理由を表示します。根拠のないものがあれば 3 で終了します。',
}
const PLANS: Text = {
  en: 'what is planned: a file of the form comity/plans/1',
  ko: '계획 파일 (comity/plans/1 형식)',
  ja: '計画のファイル (comity/plans/1 形式)',
}
const BASES: Readonly<Record<string, Text>> = {
  covered: { en: 'covered', ko: '근거 있음', ja: '根拠あり' },
  'in-part': { en: 'covered for a part of the time', ko: '일부 기간만 근거 있음', ja: '一部の期間のみ根拠あり' },
  reported: { en: 'an agreement is only reported', ko: '협정이 보도로만 알려짐', ja: '協定は報道のみ' },
  none: { en: 'NO LEGAL BASIS', ko: '법적 근거 없음', ja: '法的根拠なし' },
}

interface Flags extends PortfolioFlags {
  readonly plans?: string
}

/** `comity agreement coverage`: `comity/agreement-coverage/v1` with `exchanges`, each with its `basis`. */
export function command(say: Say): Command<Context> {
  return buildCommand<Flags, [], Context>({
    docs: { brief: say(BRIEF), customUsage: ['--dir kr', '--plans plans.yaml --portfolio portfolio/kr.yaml --dir kr'] },
    parameters: { flags: { ...portfolioFlags(say), plans: { ...textFlag(say(PLANS), 'file'), optional: true } } },
    async func(flags) {
      const given = { portfolio: readYamlOrNull(flags.portfolio), plans: readYamlOrNull(flags.plans) }
      const answer = await ask(flags, 'agreement.coverage', given)
      const exchanges = answeredList(answer, 'exchanges')
      const lines = exchanges.flatMap((exchange) => exchangeLines(exchange, this))
      this.print.data({ schema: 'comity/agreement-coverage/v1', value: answer.object, lines })
      this.leave(exchanges.every((exchange) => stringOf(exchange, 'basis') === 'covered') ? EXIT.ok : EXIT.denied)
    },
  })
}

function exchangeLines(exchange: Shape, { print, say }: Context): readonly string[] {
  const basis = stringOf(exchange, 'basis')
  const word = BASES[basis]
  const optional = (name: string): string | null =>
    Object.hasOwn(exchange.object, name) ? stringOrNull(exchange, name) : null
  const ground = [optional('agreement'), optional('article')].filter((one) => one !== null).join(' ')
  const rows = basis === 'reported' ? wordsIn(exchange, 'rows').join(', ') : ''
  const why = basis === 'covered' ? [] : [`  ${said(exchange, 'text', print.language)}${wanted(optional('wanted'))}`]
  return [
    `${stringOf(exchange, 'id')}  ${stringOf(exchange, 'from')} → ${stringOf(exchange, 'to')}  ${stringOf(exchange, 'subject')}  ${stringOf(exchange, 'at')}`,
    `  ${[word === undefined ? basis : say(word), ground, rows].filter((one) => one !== '').join('  ')}`,
    ...why,
    ...(basis === 'covered' ? answeredList(exchange, 'needs').map((need) => `  ${needLine(need, say)}`) : []),
  ]
}

function wanted(text: string | null): string {
  return text === null || text === '' ? '' : `: ${text}`
}
