import { countOf, stringOf, stringOrNull, type Shape } from '../core/bytes/shape.ts'
import type { Text } from '../core/text.ts'
import type { Say } from './language.ts'
import { answeredList } from './node-options.ts'

const RUNGS: Readonly<Record<string, Text>> = {
  arrived: { en: 'arrived', ko: '도착', ja: '到着' },
  accepted: { en: 'accepted', ko: '수락', ja: '受理' },
  refused: { en: 'refused', ko: '거부', ja: '拒否' },
  dissent: { en: 'dissent', ko: '이견', ja: '異議' },
  opened: { en: 'opened', ko: '열람', ja: '開封' },
}
const NO_RUNG: Text = { en: 'no receipt yet', ko: '수령 확인 전', ja: '受領確認前' }

/** An item: its number, what it is about and for, and each portion with its marking. */
export function itemLines(item: Shape): readonly string[] {
  return [
    `${stringOf(item, 'item')}  ${stringOf(item, 'subject')}  ${stringOf(item, 'purpose')}  ${stringOf(item, 'at')}`,
    ...portionLines(item),
  ]
}

/** One line of a register, which says how far up the receipt ladder the item stands. */
export function holdingLines(holding: Shape, say: Say): readonly string[] {
  const rung = stringOrNull(holding, 'rung')
  const word = rung === null ? NO_RUNG : RUNGS[rung]
  const [first = '', ...portions] = itemLines(holding)
  return [`${first}  #${countOf(holding, 'index')}  ${word === undefined ? rung : say(word)}`, ...portions]
}

function portionLines(item: Shape): readonly string[] {
  return answeredList(item, 'portions').map((portion, i) =>
    [
      `  ${i + 1}`,
      stringOf(portion, 'marking'),
      stringOf(portion, 'originator'),
      stringOf(portion, 'name'),
      `${countOf(portion, 'bytes')} B`,
    ].join('  '),
  )
}
