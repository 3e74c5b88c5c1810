import { buildCommand, type Command } from '@stricli/core'
import { stringOf, type Shape } from '../../core/bytes/shape.ts'
import type { Text } from '../../core/text.ts'
import { cellLines, laneLines } from '../cell-lines.ts'
import type { Context } from '../context.ts'
import type { Say } from '../language.ts'
import { answered, answeredList, ask, said, wordsIn } from '../node-options.ts'
import { portfolioFlags, readYamlOrNull, type PortfolioFlags } from '../portfolio-options.ts'

const BRIEF: Text = {
  en: 'Who may share what with whom, at this moment: computed by the agreement gate, each cell with its ground.',
  ko: '현재 누가 누구에게 무엇을 제공할 수 있는지 표시합니다. 협정 판정으로 산출하며 각 항목에 근거를 붙입니다.',
  ja: '現在、誰が誰に何を提供できるかを表示します。協定の判定により算出し、各欄に根拠を付けます。',
}
const REPORTED: Text = {
  en: 'known by report only; no ground to release anything',
  ko: '보도로만 알려짐, 제공의 근거가 되지 않음',
  ja: '報道でのみ知られるもの、提供の根拠にはならない',
}
const UNKNOWN: Text = { en: 'unknown', ko: '미상', ja: '不明' }
const DISPUTED: Text = { en: 'sources differ', ko: '자료마다 다름', ja: '資料により異なる' }
/** What of a row is shown, by the name it has in an answer. */
const FIELDS: Readonly<Record<string, Text>> = {
  status: { en: 'status', ko: '상태', ja: '状態' },
  topLevel: { en: 'top level', ko: '최고 등급', ja: '最高区分' },
  scope: { en: 'scope', ko: '범위', ja: '範囲' },
  signed: { en: 'signed', ko: '서명', ja: '署名' },
  inForce: { en: 'in force', ko: '발효', ja: '発効' },
  owner: { en: 'owner', ko: '담당', ja: '担当' },
}

/** `comity agreement matrix`: `comity/agreement-matrix/v1` with `cells`, and `rows` of the portfolio. */
export function command(say: Say): Command<Context> {
  return buildCommand<PortfolioFlags, [], Context>({
    docs: { brief: say(BRIEF), customUsage: ['--dir kr', '--portfolio portfolio/kr.yaml --dir kr --json'] },
    parameters: { flags: portfolioFlags(say) },
    async func(flags) {
      const answer = await ask(flags, 'agreement.matrix', { portfolio: readYamlOrNull(flags.portfolio) })
      const rows = answeredList(answer, 'rows')
      const lines = [
        ...laneLines(answeredList(answer, 'cells'), (cell) => cellLines(cell, this)),
        ...(rows.length === 0 ? [] : [say(REPORTED), ...rows.flatMap((row) => rowLines(row, this))]),
      ]
      this.print.data({ schema: 'comity/agreement-matrix/v1', value: answer.object, lines })
    },
  })
}

function rowLines(row: Shape, { print, say }: Context): readonly string[] {
  const fields = Object.entries(FIELDS).map(([name, word]) => `${say(word)}: ${fieldText(row, name, say)}`)
  const notes = answeredList(row, 'notes').map(
    (note) => `    ${said({ object: { note: note.object }, where: 'row' }, 'note', print.language)}`,
  )
  const sources = answeredList(row, 'sources').map(
    (one) => `    ${stringOf(one, 'source')} (${stringOf(one, 'confidence')})`,
  )
  const title = fieldText(row, 'title', say)
  return [
    `  ${stringOf(row, 'id')}  ${wordsIn(row, 'parties').join(', ')}  ${title}`,
    `    ${fields.join('  ')}`,
    ...notes,
    ...sources,
  ]
}

/** What is not known is said to be so, and what sources differ on is shown with all of them. */
function fieldText(row: Shape, name: string, say: Say): string {
  const value = row.object[name]
  if (typeof value === 'string') return value
  const field = answered(value, name)
  if (stringOf(field, 'kind') === 'unknown') return say(UNKNOWN)
  if (stringOf(field, 'kind') === 'known') return stringOf(field, 'value')
  return `${say(DISPUTED)}: ${answeredList(field, 'values')
    .map((one) => `${stringOf(one, 'value')} (${stringOf(one, 'source')})`)
    .join(' / ')}`
}
