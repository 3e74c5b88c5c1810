import type { Text } from '../text.ts'

/** Why an item may be withheld, and what would have to change: the closed list of the agreement gate. */
const REASONS = {
  'no-agreement': {
    text: {
      en: 'no agreement exists between the two nations',
      ko: '양국 간에 협정이 없습니다',
      ja: '両国間に協定がありません',
    },
    remedy: {
      en: 'conclude an agreement; until then nothing may pass directly',
      ko: '협정을 체결해야 합니다. 그 전에는 직접 제공할 수 없습니다',
      ja: '協定の締結が必要です。それまでは直接提供できません',
    },
  },
  'not-yet-in-force': {
    text: {
      en: 'the agreement is not yet in force',
      ko: '협정이 아직 발효되지 않았습니다',
      ja: '協定はまだ効力を生じていません',
    },
    remedy: {
      en: 'file what is missing: texts, signatures, or the notifications of both Parties',
      ko: '누락된 본문, 서명 또는 양 당사국의 통보를 완료해야 합니다',
      ja: '不足している本文、署名、または両当事国の通告を完了してください',
    },
  },
  terminated: {
    text: { en: 'the agreement has ended', ko: '협정이 종료되었습니다', ja: '協定は終了しています' },
    remedy: {
      en: 'a new agreement is needed; what is held stays protected under the old one',
      ko: '새 협정이 필요합니다. 이미 보유한 정보는 종전 협정에 따라 계속 보호됩니다',
      ja: '新たな協定が必要です。保有中の情報は従前の協定により引き続き保護されます',
    },
  },
  'positions-differ': {
    text: {
      en: 'the Parties hold different positions on this agreement, and our rule is to hold',
      ko: '협정에 관한 양국의 입장이 다르며, 우리 규칙에 따라 보류합니다',
      ja: '協定に関する両国の立場が異なり、自国の規則により保留します',
    },
    remedy: {
      en: 'consult the other Party, or decide that your own rule is to go on by your own position',
      ko: '상대국과 협의하거나, 자국의 입장에 따라 계속하기로 규칙을 정해야 합니다',
      ja: '相手国と協議するか、自国の立場に従って続けると定めてください',
    },
  },
  'exercise-mismatch': {
    text: {
      en: 'exercise and real material may not be mixed',
      ko: '훈련 자료와 실제 자료를 혼용할 수 없습니다',
      ja: '訓練資料と実資料を混在させることはできません',
    },
    remedy: {
      en: 'use an agreement of the same kind as the item',
      ko: '자료와 같은 종류의 협정을 사용해야 합니다',
      ja: '資料と同じ種類の協定を用いてください',
    },
  },
  'subject-out-of-scope': {
    text: {
      en: 'the subject is outside the agreement',
      ko: '주제가 협정의 적용 범위를 벗어납니다',
      ja: '主題が協定の適用範囲外です',
    },
    remedy: {
      en: 'choose an agreement that covers the subject, or amend this one',
      ko: '해당 주제를 포함하는 협정을 선택하거나 협정을 개정해야 합니다',
      ja: '主題を含む協定を選ぶか、協定を改正してください',
    },
  },
  'purpose-not-agreed': {
    text: {
      en: 'the purpose is not one the Parties agreed',
      ko: '당사국이 합의한 목적이 아닙니다',
      ja: '当事国が合意した目的ではありません',
    },
    remedy: {
      en: 'release for an agreed purpose only',
      ko: '합의된 목적으로만 제공할 수 있습니다',
      ja: '合意された目的に限り提供できます',
    },
  },
  'purpose-differs': {
    text: {
      en: 'the item was provided for another purpose',
      ko: '자료가 다른 목적으로 제공되었습니다',
      ja: '資料は別の目的で提供されたものです',
    },
    remedy: {
      en: 'ask the originator for written approval of the new purpose',
      ko: '새로운 목적에 대하여 생산자의 서면 승인을 받아야 합니다',
      ja: '新たな目的について作成元の書面による承認を得てください',
    },
  },
  'channel-not-permitted': {
    text: {
      en: 'the channel is not permitted',
      ko: '허용되지 않은 전달 경로입니다',
      ja: '許可されていない伝達経路です',
    },
    remedy: {
      en: 'send through a channel the agreement names',
      ko: '협정에 명시된 경로로 전달해야 합니다',
      ja: '協定が定める経路で送付してください',
    },
  },
  'item-empty': {
    text: {
      en: 'the item has no marked portion',
      ko: '비밀표지가 있는 부분이 없습니다',
      ja: '秘密表示のある部分がありません',
    },
    remedy: {
      en: 'mark every portion, the title too',
      ko: '제목을 포함한 모든 부분에 비밀표지를 해야 합니다',
      ja: '表題を含む全ての部分に秘密表示をしてください',
    },
  },
  'marking-policy-missing': {
    text: {
      en: 'the marking policy of a nation concerned is not loaded',
      ko: '관련국의 비밀표지 정책이 등록되어 있지 않습니다',
      ja: '関係国の秘密表示ポリシーが登録されていません',
    },
    remedy: {
      en: 'load that nation’s marking policy',
      ko: '해당국의 비밀표지 정책을 등록해야 합니다',
      ja: '当該国の秘密表示ポリシーを登録してください',
    },
  },
  'marking-unknown': {
    text: {
      en: 'a marking is not in its originator’s policy',
      ko: '생산국의 정책에 없는 비밀표지입니다',
      ja: '作成国のポリシーにない秘密表示です',
    },
    remedy: {
      en: 'ask the originator to confirm or correct the marking',
      ko: '생산자에게 비밀표지의 확인 또는 정정을 요청해야 합니다',
      ja: '作成元に秘密表示の確認または訂正を求めてください',
    },
  },
  'marking-not-valid': {
    text: {
      en: 'a marking was not in use when it was applied',
      ko: '표시 당시 사용되지 않던 비밀표지입니다',
      ja: '表示の時点で用いられていなかった秘密表示です',
    },
    remedy: {
      en: 'ask the originator to mark the portion again',
      ko: '생산자에게 다시 표시하도록 요청해야 합니다',
      ja: '作成元に改めて表示するよう求めてください',
    },
  },
  'national-only-caveat': {
    text: {
      en: 'a national-only caveat bars release under any agreement',
      ko: '자국 한정 표지로 인해 어떤 협정으로도 제공할 수 없습니다',
      ja: '自国限定の表示があり、いかなる協定によっても提供できません',
    },
    remedy: {
      en: 'leave the portion out; only its originator may lift the caveat',
      ko: '해당 부분을 제외해야 합니다. 표지는 생산자만 해제할 수 있습니다',
      ja: '該当部分を除いてください。表示を解除できるのは作成元だけです',
    },
  },
  'foreign-portion-unmapped': {
    text: {
      en: 'a foreign portion carries no equivalent marking of the sender',
      ko: '외국 생산 부분에 송부국의 상응 표지가 없습니다',
      ja: '外国作成の部分に送付国の対応表示がありません',
    },
    remedy: {
      en: 'add the equivalent under the agreement it was received by',
      ko: '해당 부분을 받은 협정에 따라 상응 표지를 추가해야 합니다',
      ja: '受領の根拠となった協定に従い対応表示を加えてください',
    },
  },
  'banner-undetermined': {
    text: {
      en: 'no single banner covers the portions',
      ko: '모든 부분을 포괄하는 전체 표지를 정할 수 없습니다',
      ja: '全ての部分を覆う全体表示を定められません',
    },
    remedy: {
      en: 'state for every portion to whom it may go, or release portions apart',
      ko: '각 부분의 제공 가능 대상을 명시하거나 나누어 제공해야 합니다',
      ja: '各部分の提供可能先を明記するか、分けて提供してください',
    },
  },
  'level-above-top': {
    text: {
      en: 'the level is above the highest the agreement allows',
      ko: '협정이 허용하는 최고 등급을 초과합니다',
      ja: '協定が認める最高の区分を超えています',
    },
    remedy: {
      en: 'leave out the portions above the level, or have their originator regrade them',
      ko: '상한을 초과한 부분을 제외하거나 생산자가 등급을 변경해야 합니다',
      ja: '上限を超える部分を除くか、作成元が区分を変更する必要があります',
    },
  },
  'no-equivalence-row': {
    text: {
      en: 'the agreement has no equivalent for this marking in this direction',
      ko: '협정에 이 방향의 상응 표지가 없습니다',
      ja: '協定にこの方向の対応表示がありません',
    },
    remedy: {
      en: 'amend the table; no other marking may stand in',
      ko: '상응표를 개정해야 하며 다른 표지로 대신할 수 없습니다',
      ja: '対応表の改正が必要です。他の表示で代えることはできません',
    },
  },
  'caveat-unmapped': {
    text: {
      en: 'the agreement says nothing of a caveat on the item',
      ko: '자료의 부가 표지에 관한 협정 규정이 없습니다',
      ja: '資料の付加表示について協定に定めがありません',
    },
    remedy: {
      en: 'agree on an equivalent or an explicit discard; a caveat is never dropped silently',
      ko: '상응 표지 또는 명시적 생략을 합의해야 하며, 임의로 제외할 수 없습니다',
      ja: '対応表示または明示の省略に合意してください。黙って落とすことはできません',
    },
  },
  'equivalent-not-valid': {
    text: {
      en: 'the equivalent is not a valid marking of the receiver',
      ko: '상응 표지가 수령국의 유효한 표지가 아닙니다',
      ja: '対応表示が受領国の有効な表示ではありません',
    },
    remedy: {
      en: 'bring the table into line with the receiver’s policy',
      ko: '상응표를 수령국의 정책과 일치시켜야 합니다',
      ja: '対応表を受領国のポリシーに合わせてください',
    },
  },
  'not-releasable-to-recipient': {
    text: {
      en: 'the label names the nations it may go to, and this is not one',
      ko: '표지에 명시된 제공 가능국에 포함되지 않습니다',
      ja: '表示に記された提供可能国に含まれていません',
    },
    remedy: {
      en: 'ask the originator to add the recipient',
      ko: '생산자에게 수령국의 추가를 요청해야 합니다',
      ja: '作成元に受領国の追加を求めてください',
    },
  },
  'third-party-consent-missing': {
    text: {
      en: 'a third originator has not consented to this item, recipient and purpose',
      ko: '이 자료·수령국·목적에 대한 제3국 생산자의 동의가 없습니다',
      ja: 'この資料・受領国・目的について第三国の作成元の同意がありません',
    },
    remedy: {
      en: 'ask that originator for prior written approval, or leave its portions out',
      ko: '해당 생산자의 사전 서면 승인을 받거나 해당 부분을 제외해야 합니다',
      ja: '当該作成元の事前の書面承認を得るか、該当部分を除いてください',
    },
  },
  'assurance-missing': {
    text: {
      en: 'the receiver’s assurance for this level is not on file',
      ko: '이 등급에 대한 수령국의 보증이 접수되지 않았습니다',
      ja: 'この区分についての受領国の保証が提出されていません',
    },
    remedy: {
      en: 'the receiver’s competent authority gives its assurance first',
      ko: '수령국의 권한 있는 당국이 먼저 보증해야 합니다',
      ja: '受領国の権限のある当局が先に保証する必要があります',
    },
  },
  'error-while-deciding': {
    text: {
      en: 'the decision could not be made, so the item is withheld',
      ko: '판정을 수행할 수 없어 제공을 보류합니다',
      ja: '判定を行えないため提供を保留します',
    },
    remedy: {
      en: 'correct the request or report the fault to the node operator',
      ko: '요청을 정정하거나 노드 운영자에게 장애를 보고해야 합니다',
      ja: '要求を訂正するか、ノード運用者に障害を報告してください',
    },
  },
} as const satisfies Readonly<Record<string, { readonly text: Text; readonly remedy: Text }>>

/** One code a reason. */
export type Reason = keyof typeof REASONS

/** Every reason, for the generated reference and the completeness test. */
export const REASON_CODES: readonly Reason[] = Object.keys(REASONS).filter(isReason)

/** Tells whether a string received from outside is one of our reasons. */
export function isReason(code: string): code is Reason {
  return Object.hasOwn(REASONS, code)
}

/** What a reason says to a person, and what would have to change. */
export function reasonText(reason: Reason): { readonly text: Text; readonly remedy: Text } {
  return REASONS[reason]
}
