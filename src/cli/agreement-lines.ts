import { stringOf, stringOrNull, type Shape } from '../core/bytes/shape.ts'
import type { Text } from '../core/text.ts'
import type { Context } from './context.ts'
import { answered, answeredList, said, wordsIn } from './node-options.ts'

const WITH: Text = { en: 'with', ko: '상대국', ja: '相手国' }
const STAGES: Readonly<Record<string, Text>> = {
  'on-table': { en: 'not in force: on the table', ko: '발효 중이 아님: 상정됨', ja: '発効していません: 上程中' },
  signed: { en: 'not in force: signed', ko: '발효 중이 아님: 서명됨', ja: '発効していません: 署名済み' },
  'in-force': { en: 'in force', ko: '발효 중', ja: '発効中' },
  'notice-pending': { en: 'in force; a notice is pending', ko: '발효 중, 종료 통고 있음', ja: '発効中、終了通告あり' },
  'notice-suspended': {
    en: 'in force; a notice is suspended',
    ko: '발효 중, 통고 효력 정지',
    ja: '発効中、通告の効力停止',
  },
  superseded: { en: 'amended: a later version stands', ko: '개정됨: 후속 판이 적용됨', ja: '改正済み: 後の版が適用' },
  ended: { en: 'ended: only protection goes on', ko: '종료됨: 보호 의무만 존속', ja: '終了: 保護の義務のみ存続' },
}
const NOTICE: Text = { en: 'notice of termination', ko: '종료 통고', ja: '終了の通告' }
/** What became of a notice, by the name it has in an answer. */
const AFTERWARDS: Readonly<Record<string, Text>> = {
  suspended: { en: 'suspended', ko: '효력 정지', ja: '効力停止' },
  revived: { en: 'revived', ko: '효력 재개', ja: '効力再開' },
  withdrawn: { en: 'withdrawn', ko: '철회', ja: '撤回' },
}
const CONTESTED: Text = { en: 'positions differ', ko: '양국 입장이 다름', ja: '両国の立場が異なる' }
const HELD: Text = { en: 'holds', ko: '입장', ja: '立場' }
const WITHOUT_EFFECT: Text = { en: 'without effect', ko: '효력 없음', ja: '効力なし' }
const FROM: Text = { en: 'from', ko: '시작', ja: '開始' }
const UNTIL: Text = { en: 'until', ko: '종료', ja: '終了' }
const TEXTS: Text = { en: 'texts on file', ko: '등록된 본문', ja: '登録済みの本文' }
const HASH: Text = { en: 'hash', ko: '해시', ja: 'ハッシュ' }
/** What a Party does about an agreement, by the name it has in an answer. */
const ACTS: Readonly<Record<string, Text>> = {
  signatures: { en: 'signed', ko: '서명', ja: '署名' },
  notifications: { en: 'notified', ko: '국내 절차 완료 통보', ja: '国内手続完了の通告' },
}

/** Where one agreement stands, for a person. */
export function agreementLines(agreed: Shape, { print, say }: Context): readonly string[] {
  const stage = STAGES[stringOf(agreed, 'stage')]
  const state = stage === undefined ? stringOf(agreed, 'stage') : say(stage)
  const during = (
    [
      ['from', FROM],
      ['until', UNTIL],
    ] as const
  ).flatMap(([name, word]) => {
    const at = stringOrNull(agreed, name)
    return at === null ? [] : [`${say(word)} ${at}`]
  })
  return [
    `${stringOf(agreed, 'id')}  ${said(agreed, 'title', print.language)}`,
    `  ${[state, ...during].join('  ')}`,
    `  ${say(WITH)}: ${stringOf(agreed, 'partner')}`,
    ...Object.entries(ACTS).flatMap(([name, word]) => actLines(answeredList(agreed, name), say(word))),
    ...answeredList(agreed, 'notices').map((notice) => noticeLine(notice, say)),
    ...positionLines(agreed, say),
    `  ${say(TEXTS)}: ${wordsIn(agreed, 'texts').join(', ')}`,
    `  ${say(HASH)}: ${stringOf(agreed, 'hash')}`,
  ]
}

function noticeLine(notice: Shape, say: Context['say']): string {
  const after = Object.entries(AFTERWARDS).flatMap(([name, word]) => {
    const at = stringOrNull(notice, name)
    return at === null ? [] : [`, ${say(word)} ${at}`]
  })
  return `  ${say(NOTICE)}: ${stringOf(notice, 'party')} ${stringOf(notice, 'at')}${after.join('')}`
}

// Two positions are two lines; neither is called the right one.
function positionLines(agreed: Shape, say: Context['say']): readonly string[] {
  const held = answeredList(agreed, 'readings').filter((reading) => reading.object['position'] !== null)
  const lost = answeredList(agreed, 'withoutEffect')
  return [
    ...(agreed.object['contested'] === true ? [`  ${say(CONTESTED)}`] : []),
    ...held.map((reading) => {
      const position = answered(reading.object['position'], 'position')
      return `  ${stringOf(reading, 'party')} ${say(HELD)}: ${stringOf(position, 'claim')}, ${stringOf(position, 'terminable')}, ${say(UNTIL)} ${stringOrNull(reading, 'until') ?? '-'}`
    }),
    ...lost.map(
      (act) =>
        `  ${say(WITHOUT_EFFECT)}: ${stringOf(act, 'party')} ${stringOf(act, 'kind')} ${stringOf(act, 'at')} (${stringOf(act, 'code')})`,
    ),
  ]
}

function actLines(acts: readonly Shape[], word: string): readonly string[] {
  return acts.length === 0
    ? []
    : [`  ${word}: ${acts.map((act) => `${stringOf(act, 'party')} ${stringOf(act, 'at')}`).join(', ')}`]
}
