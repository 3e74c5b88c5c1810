import type { Text } from '../text.ts'

/** The rules of the disclosure gate, in the order they are tried. */
const DISCLOSURE_RULES = {
  proposer: {
    en: 'proposed by a person whose post may propose',
    ko: '제안 권한이 있는 직위자의 제안',
    ja: '起案の権限がある職にある者の起案',
  },
  'not-refused': { en: 'no approver has refused it', ko: '승인권자의 거부 없음', ja: '承認者による拒否がない' },
  approval: {
    en: 'approved within a delegation, by others than the proposer',
    ko: '제안자가 아닌 사람이 위임 범위 내에서 승인',
    ja: '起案者以外の者が委任の範囲内で承認',
  },
  sender: {
    en: 'carried out by someone who did not decide',
    ko: '결정에 참여하지 않은 사람이 송부',
    ja: '決定に加わっていない者が送付',
  },
} as const satisfies Readonly<Record<string, Text>>

export type DisclosureRuleId = keyof typeof DISCLOSURE_RULES

/** Why the nation's own rules withhold, and what would have to change. */
const DISCLOSURE_REASONS = {
  'proposer-without-post': {
    text: {
      en: 'the proposer holds no post that may propose',
      ko: '제안자에게 제안 권한이 있는 직위가 없습니다',
      ja: '起案者は起案の権限がある職にありません',
    },
    remedy: {
      en: 'have an analyst, disclosure officer or watch officer propose it',
      ko: '분석관, 공개 담당관 또는 상황 담당관이 제안해야 합니다',
      ja: '分析官、開示担当官または当直担当官が起案してください',
    },
  },
  refused: {
    text: { en: 'an approver has refused it', ko: '승인권자가 거부하였습니다', ja: '承認者が拒否しました' },
    remedy: {
      en: 'change the item and propose it anew',
      ko: '자료를 수정하여 다시 제안해야 합니다',
      ja: '資料を修正して改めて起案してください',
    },
  },
  'approval-missing': {
    text: { en: 'not enough persons have approved it', ko: '승인한 사람이 부족합니다', ja: '承認した者が足りません' },
    remedy: {
      en: 'obtain the approvals the national rules require',
      ko: '국내 규정이 요구하는 승인을 받아야 합니다',
      ja: '国内の規則が求める承認を得てください',
    },
  },
  'approver-is-proposer': {
    text: {
      en: 'the proposer may not approve the own proposal',
      ko: '제안자는 자신의 제안을 승인할 수 없습니다',
      ja: '起案者は自らの起案を承認できません',
    },
    remedy: { en: 'another person decides', ko: '다른 사람이 결정해야 합니다', ja: '別の者が決定してください' },
  },
  'approver-without-post': {
    text: {
      en: 'the approver held no post that may approve',
      ko: '승인자에게 승인 권한이 있는 직위가 없었습니다',
      ja: '承認者は承認の権限がある職にありませんでした',
    },
    remedy: {
      en: 'have the holder of an approving post decide',
      ko: '승인 권한이 있는 직위자가 결정해야 합니다',
      ja: '承認の権限がある職にある者が決定してください',
    },
  },
  'approval-of-something-else': {
    text: {
      en: 'the approval was given to another version',
      ko: '다른 판본에 대한 승인입니다',
      ja: '別の版に対する承認です',
    },
    remedy: {
      en: 'have this version read and approved',
      ko: '현재 판본을 검토하고 승인해야 합니다',
      ja: 'この版を確認のうえ承認してください',
    },
  },
  'delegation-exceeded': {
    text: {
      en: 'no delegation of the post covers this recipient, subject and level',
      ko: '해당 직위의 위임에 이 수령국·주제·등급이 포함되지 않습니다',
      ja: 'その職への委任はこの受領国・主題・区分に及びません',
    },
    remedy: {
      en: 'refer it to an authority whose delegation does',
      ko: '위임 범위가 미치는 승인권자에게 상신해야 합니다',
      ja: '委任の範囲に含む権限者に上申してください',
    },
  },
  'sender-is-approver': {
    text: {
      en: 'nobody both decides a release and carries it out',
      ko: '제공을 결정한 사람이 직접 송부할 수 없습니다',
      ja: '提供を決定した者が自ら送付することはできません',
    },
    remedy: {
      en: 'another registry officer sends it',
      ko: '다른 등록 담당관이 송부해야 합니다',
      ja: '別の登録担当官が送付してください',
    },
  },
  'sender-without-post': {
    text: {
      en: 'the sender holds no post that may send',
      ko: '송부자에게 송부 권한이 있는 직위가 없습니다',
      ja: '送付者は送付の権限がある職にありません',
    },
    remedy: {
      en: 'a registry officer or watch officer sends it',
      ko: '등록 담당관 또는 상황 담당관이 송부해야 합니다',
      ja: '登録担当官または当直担当官が送付してください',
    },
  },
} as const satisfies Readonly<Record<string, { readonly text: Text; readonly remedy: Text }>>

export type DisclosureReason = keyof typeof DISCLOSURE_REASONS

/** Every reason, for the generated reference and the completeness test. */
export const DISCLOSURE_REASON_CODES: readonly DisclosureReason[] =
  Object.keys(DISCLOSURE_REASONS).filter(isDisclosureReason)

function isDisclosureReason(code: string): code is DisclosureReason {
  return Object.hasOwn(DISCLOSURE_REASONS, code)
}

/** What a reason says to a person, and what would have to change. */
export function disclosureReasonText(reason: DisclosureReason): { readonly text: Text; readonly remedy: Text } {
  return DISCLOSURE_REASONS[reason]
}

/** What a rule of this gate asks, per language. */
export function disclosureRuleText(rule: DisclosureRuleId): Text {
  return DISCLOSURE_RULES[rule]
}
