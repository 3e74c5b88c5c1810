import type { Text } from '../text.ts'

/** The rules of the agreement gate, in the order they are tried, and what each asks. */
export const RULES = {
  agreement: { en: 'an agreement exists between the two nations', ko: '양국 간 협정 존재', ja: '両国間に協定がある' },
  'in-force': {
    en: 'the agreement is in force at this instant',
    ko: '현재 협정 발효 중',
    ja: '現時点で協定が効力を有する',
  },
  exercise: {
    en: 'exercise material moves only under an exercise agreement',
    ko: '훈련 자료와 훈련용 협정의 일치',
    ja: '訓練資料と訓練用協定が一致する',
  },
  subject: { en: 'the subject is within the scope', ko: '주제가 적용 범위에 포함', ja: '主題が適用範囲に含まれる' },
  purpose: {
    en: 'the purpose is agreed and is the item’s own',
    ko: '합의된 목적이며 자료의 목적과 일치',
    ja: '目的が合意済みで、資料の目的と一致する',
  },
  channel: { en: 'the channel is permitted', ko: '허용된 전달 경로', ja: '許可された伝達経路である' },
  markings: {
    en: 'every portion’s marking is known and was valid when applied',
    ko: '모든 부분의 비밀표지가 확인되고 표시 당시 유효',
    ja: '全ての部分の秘密表示が既知で、表示時に有効である',
  },
  'national-only': { en: 'no caveat keeps it at home', ko: '자국 한정 표지 없음', ja: '自国限定の表示がない' },
  banner: {
    en: 'one banner covers every portion',
    ko: '모든 부분을 포괄하는 전체 표지 산정',
    ja: '全ての部分を覆う全体表示が定まる',
  },
  top: {
    en: 'the level is within the agreement’s highest',
    ko: '협정상 최고 등급 이내',
    ja: '協定の最高区分以内である',
  },
  equivalence: {
    en: 'every marking has an equivalent in this direction',
    ko: '이 방향의 상응 표지 존재',
    ja: 'この方向に対応する表示がある',
  },
  'releasable-to': {
    en: 'the label does not exclude the recipient',
    ko: '표지가 수령국을 배제하지 않음',
    ja: '表示が受領国を除外していない',
  },
  'third-party': {
    en: 'every third originator has consented',
    ko: '모든 제3국 생산자의 동의',
    ja: '全ての第三国の作成元が同意している',
  },
  assurance: {
    en: 'the receiver’s assurance is on file',
    ko: '수령국의 보증 접수',
    ja: '受領国の保証が提出されている',
  },
  error: { en: 'the decision could be made', ko: '판정 수행 가능', ja: '判定を行うことができる' },
} as const satisfies Readonly<Record<string, Text>>

export type RuleId = keyof typeof RULES

/** What a rule asks, per language. */
export function ruleText(rule: RuleId): Text {
  return RULES[rule]
}
