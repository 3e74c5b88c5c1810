import type { Text } from '../text.ts'

/** One rule tried, what it looked at, and whether it held: the proof behind every answer about a marking. */
export type Finding = { readonly rule: MarkingRule; readonly holds: boolean; readonly on: string }

/** Rules about one label, one clearance, one mapping; the closed list of what can withhold. */
export type MarkingRule = keyof typeof RULES

const RULES = {
  'policy-known': {
    en: 'the label belongs to this policy',
    ko: '라벨이 이 정책에 속합니다',
    ja: 'ラベルがこのポリシーに属する',
  },
  'policy-current': {
    en: 'the policy is valid at this time',
    ko: '정책이 해당 시점에 유효합니다',
    ja: 'ポリシーがその時点で有効である',
  },
  'classification-known': {
    en: 'the policy has this classification',
    ko: '정책에 해당 등급이 있습니다',
    ja: 'ポリシーにこの区分がある',
  },
  'category-known': {
    en: 'the policy has this category value',
    ko: '정책에 해당 범주 값이 있습니다',
    ja: 'ポリシーにこのカテゴリー値がある',
  },
  'privacy-mark-known': {
    en: 'the policy has this privacy mark',
    ko: '정책에 해당 취급 표시가 있습니다',
    ja: 'ポリシーにこの取扱表示がある',
  },
  'not-obsolete': {
    en: 'the marking was not obsolete when the label was made',
    ko: '라벨 작성 당시 폐지된 표시가 아닙니다',
    ja: 'ラベル作成時に廃止された表示ではない',
  },
  'in-period': {
    en: 'the value was in its period when the label was made',
    ko: '라벨 작성 당시 값의 유효 기간 안에 있습니다',
    ja: 'ラベル作成時に値の有効期間内である',
  },
  'class-allowed': {
    en: 'the value may stand with this classification',
    ko: '이 등급과 함께 쓸 수 있는 값입니다',
    ja: 'この区分と併用できる値である',
  },
  'category-allowed': {
    en: 'the value may stand with the others',
    ko: '다른 값과 함께 쓸 수 있습니다',
    ja: '他の値と併用できる',
  },
  'category-present': {
    en: 'the categories that must stand beside it are there',
    ko: '함께 있어야 할 범주가 있습니다',
    ja: '併記すべきカテゴリーがある',
  },
  'selection-allowed': {
    en: 'as many values as the tag allows',
    ko: '태그가 허용하는 개수의 값입니다',
    ja: 'タグが許す個数の値である',
  },
  'classification-held': {
    en: 'the clearance holds this classification',
    ko: '인가에 해당 등급이 포함됩니다',
    ja: 'クリアランスがこの区分を含む',
  },
  'restrictive-held': {
    en: 'the clearance holds this restrictive value',
    ko: '인가에 이 제한 값이 포함됩니다',
    ja: 'クリアランスがこの制限値を含む',
  },
  'permissive-held': {
    en: 'the clearance holds a value of this permissive tag',
    ko: '인가에 이 허용 태그의 값이 하나 이상 포함됩니다',
    ja: 'クリアランスがこの許可タグの値を少なくとも一つ含む',
  },
  'classification-mapped': {
    en: 'a row leads from this classification to the other policy',
    ko: '이 등급에서 상대 정책으로 가는 대응 행이 있습니다',
    ja: 'この区分から相手ポリシーへの対応行がある',
  },
  'category-mapped': {
    en: 'a row or an explicit discard covers this value',
    ko: '이 값에 대응 행 또는 명시적 폐기가 있습니다',
    ja: 'この値に対応行または明示的な破棄がある',
  },
  'injection-clear': {
    en: 'it is unambiguous which values are added',
    ko: '추가되는 값이 명확합니다',
    ja: '追加される値が一義に定まる',
  },
} as const satisfies Readonly<Record<string, Text>>

/** What a rule demands, for the reader of a proof. */
export function ruleText(rule: MarkingRule): Text {
  return RULES[rule]
}

/** An answer with every rule tried. `holds` is true only where every rule held. */
export type Findings = { readonly holds: boolean; readonly findings: readonly Finding[] }

export function conclude(findings: readonly Finding[]): Findings {
  return { holds: findings.every(({ holds }) => holds), findings }
}
