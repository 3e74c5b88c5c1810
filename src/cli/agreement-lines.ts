import { stringOf, stringOrNull, type Shape } from '../core/bytes/shape.ts'
import type { Text } from '../core/text.ts'
import type { Context } from './context.ts'
import { answeredList, said, wordsIn } from './node-options.ts'

const WITH: Text = { en: 'with', ko: '상대국', ja: '相手国' }
const IN_FORCE: Text = { en: 'in force', ko: '발효 중', ja: '発効中' }
const NOT_IN_FORCE: Text = { en: 'not in force', ko: '발효 중이 아님', ja: '発効していません' }
const FROM: Text = { en: 'from', ko: '시작', ja: '開始' }
const UNTIL: Text = { en: 'until', ko: '종료', ja: '終了' }
const TEXTS: Text = { en: 'texts on file', ko: '등록된 본문', ja: '登録済みの本文' }
const HASH: Text = { en: 'hash', ko: '해시', ja: 'ハッシュ' }
/** What a Party does about an agreement, by the name it has in an answer. */
const ACTS: Readonly<Record<string, Text>> = {
  signatures: { en: 'signed', ko: '서명', ja: '署名' },
  notifications: { en: 'notified', ko: '국내 절차 완료 통보', ja: '国内手続完了の通告' },
  notices: { en: 'notice of termination', ko: '종료 통고', ja: '終了の通告' },
}

/** Where one agreement stands, for a person. */
export function agreementLines(agreed: Shape, { print, say }: Context): readonly string[] {
  const state = say(agreed.object['inForce'] === true ? IN_FORCE : NOT_IN_FORCE)
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
    `  ${say(TEXTS)}: ${wordsIn(agreed, 'texts').join(', ')}`,
    `  ${say(HASH)}: ${stringOf(agreed, 'hash')}`,
  ]
}

function actLines(acts: readonly Shape[], word: string): readonly string[] {
  return acts.length === 0
    ? []
    : [`  ${word}: ${acts.map((act) => `${stringOf(act, 'party')} ${stringOf(act, 'at')}`).join(', ')}`]
}
