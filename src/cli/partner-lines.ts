import { countOf, stringOf, stringOrNull, type Shape } from '../core/bytes/shape.ts'
import type { Text } from '../core/text.ts'
import type { Say } from './language.ts'
import { answered } from './node-options.ts'

const STATES: Readonly<Record<string, Text>> = {
  open: { en: 'open', ko: '연결됨', ja: '接続中' },
  unconfirmed: { en: 'not in contact yet', ko: '아직 연결되지 않음', ja: '未接続' },
  'keys-awaited': { en: "awaiting the partner's keys", ko: '상대국의 키를 기다리는 중', ja: '相手国の鍵を待機中' },
  frozen: { en: 'frozen: two histories', ko: '동결: 기록이 둘로 갈라짐', ja: '凍結: 履歴が二つ存在' },
  amnesia: { en: 'recovering what it forgot', ko: '잃은 기록을 복구하는 중', ja: '失った記録を復旧中' },
}
const DELIVERED: Text = { en: 'all delivered', ko: '모두 전달됨', ja: 'すべて送達済み' }
const WAITING: Text = { en: 'not delivered yet', ko: '전달 대기 중', ja: '送達待ち' }
const OURS: Text = { en: 'our log', ko: '우리 기록', ja: '自国のログ' }
const THEIRS: Text = { en: 'their log', ko: '상대국 기록', ja: '相手国のログ' }
const BOUND: Text = { en: 'signed by both up to', ko: '양측 서명 완료', ja: '双方署名済み' }

/** How the line to one partner stands. */
export function partnerLines(partner: Shape, say: Say): readonly string[] {
  const state = stringOf(partner, 'state')
  const trouble = stringOrNull(partner, 'trouble')
  const [ours, theirs] = [answered(partner.object['ours'], 'ours'), answered(partner.object['theirs'], 'theirs')]
  const word = STATES[state]
  const facts = [
    word === undefined ? state : say(word),
    say(partner.object['delivered'] === true ? DELIVERED : WAITING),
  ]
  return [
    `${stringOf(partner, 'nation')}  ${stringOf(partner, 'node')}  ${stringOf(partner, 'url')}`,
    `  ${[...facts, ...(trouble === null ? [] : [trouble])].join(', ')}`,
    `  ${say(OURS)}: ${countOf(ours, 'size')} (${say(BOUND)}: ${countOf(partner, 'bound')})  ${stringOrNull(ours, 'url') ?? stringOf(ours, 'path', 4096)}`,
    `  ${say(THEIRS)}: ${countOf(theirs, 'size')}  ${stringOrNull(theirs, 'url') ?? stringOf(theirs, 'path', 4096)}`,
  ]
}
