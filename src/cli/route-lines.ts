import { stringOf, stringOrNull, type Shape } from '../core/bytes/shape.ts'
import type { Text } from '../core/text.ts'
import type { Say } from './language.ts'
import { answered, answeredList } from './node-options.ts'

const CONSENT: Text = { en: 'needs the written consent of', ko: '서면 동의 필요', ja: '書面による同意が必要' }
const ASSURANCE: Text = { en: 'needs the assurance of', ko: '보증 필요', ja: '保証が必要' }
const OR_SUBJECT: Text = { en: 'or standing, for', ko: '또는 주제에 대한 상시 동의', ja: '又は主題についての常時同意' }
const OPEN: Text = { en: 'open now', ko: '현재 가능', ja: '現在可能' }
const NOT_OPEN: Text = {
  en: 'lawful once what it needs is there',
  ko: '필요한 조건이 갖추어지면 적법',
  ja: '必要な条件が整えば適法',
}
const AS_KNOWN: Text = {
  en: 'lawful as far as is known here',
  ko: '여기서 알려진 범위에서 적법',
  ja: 'ここで知られている限りで適法',
}
const REPORTED: Text = {
  en: 'by report only; theirs to decide',
  ko: '보도로만 알려짐, 해당국이 판정',
  ja: '報道のみ、当該国が判定',
}

/** One lawful way, leg by leg, with what each needs. */
export function routeLines(route: Shape, say: Say): readonly string[] {
  const legs = answeredList(route, 'legs')
  const path = [stringOf(legs[0] ?? route, 'from'), ...legs.map((leg) => stringOf(leg, 'to'))].join(' → ')
  return [
    `${path}  (${say(stateOf(route, legs))})`,
    ...legs.flatMap((leg) => [
      `  ${legLine(leg, say)}`,
      ...answeredList(leg, 'needs').map((need) => `    ${needLine(need, say)}`),
    ]),
  ]
}

function stateOf(route: Shape, legs: readonly Shape[]): Text {
  if (route.object['open'] === true) return OPEN
  return legs.some((leg) => answeredList(leg, 'needs').length > 0) ? NOT_OPEN : AS_KNOWN
}

function legLine(leg: Shape, say: Say): string {
  const marking = stringOrNull(leg, 'marking')
  const ground = stringOf(leg, 'ground') === 'acts' ? '' : `  (${say(REPORTED)})`
  return `${stringOf(leg, 'from')} → ${stringOf(leg, 'to')}  ${stringOf(leg, 'agreement')}${marking === null ? '' : `  ${marking}`}${ground}`
}

/** One statement that is missing: whose, to whom, for what. */
export function needLine(need: Shape, say: Say): string {
  if (stringOf(need, 'kind') === 'assurance')
    return `${say(ASSURANCE)}: ${stringOf(need, 'by')} → ${stringOf(need, 'to')}, ≤ ${stringOf(need, 'level')}`
  const consent = answered(need.object['consent'], 'consent')
  const covers = answered(consent.object['covers'], 'covers')
  const item = stringOrNull(covers, 'item') ?? ''
  const what = item === '' ? stringOf(need, 'subject') : `${item} (${say(OR_SUBJECT)}: ${stringOf(need, 'subject')})`
  return `${say(CONSENT)}: ${stringOf(need, 'originator')} → ${stringOf(need, 'holder')}, → ${stringOf(consent, 'recipient')}, ${stringOf(consent, 'purpose')}, ${what}`
}
