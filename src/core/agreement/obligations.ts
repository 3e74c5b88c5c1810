import type { Instant } from '../instant.ts'
import type { Nation } from '../marking/name.ts'
import type { Text } from '../text.ts'
import { inForce, type OnTable } from './agreement.ts'
import { settingAt, type GroupName } from './parameters.ts'

/** What a receiver owes for what it holds, whether or not the agreement is still in force: the end stops provision only. */
const DUTIES = {
  protect: {
    en: 'keep it protected as the agreement says',
    ko: '협정에 따라 계속 보호',
    ja: '協定に従って引き続き保護する',
  },
  mark: {
    en: 'keep the originator’s name and marking, and the equivalent beside it',
    ko: '생산국 명칭과 비밀표지, 상응 표지를 유지',
    ja: '作成国の名称と表示、対応する表示を保つ',
  },
  'third-party': {
    en: 'give it to no third party without prior written consent',
    ko: '사전 서면 동의 없이 제3자에게 제공 금지',
    ja: '事前の書面による同意なく第三者に提供しない',
  },
  purpose: {
    en: 'use it only for what it was given for',
    ko: '제공 목적으로만 사용',
    ja: '提供された目的にのみ用いる',
  },
  receipts: {
    en: 'confirm arrival, acceptance and opening',
    ko: '도착·수락·열람 확인',
    ja: '到着・受諾・開封を確認する',
  },
  access: {
    en: 'admit only cleared people whose duty needs it',
    ko: '인가되고 직무상 필요한 사람만 접근',
    ja: '資格と職務上の必要のある者だけに触れさせる',
  },
  storage: {
    en: 'store it where only they can reach it',
    ko: '인가된 사람만 접근하는 곳에 보관',
    ja: '権限のある者だけが近づける場所に保管する',
  },
  inventory: { en: 'account for every copy', ko: '모든 사본을 점검', ja: '全ての写しを点検する' },
  reproduction: {
    en: 'copy it as little as the duty needs',
    ko: '직무에 필요한 만큼만 복제',
    ja: '職務に必要な限りで複製する',
  },
  translation: { en: 'mark every translation', ko: '번역본에 표시', ja: '翻訳に表示する' },
  destruction: {
    en: 'return it or destroy it when its purpose is served',
    ko: '목적 달성 시 반환 또는 파기',
    ja: '目的を果たしたら返却又は破棄する',
  },
  contractors: {
    en: 'keep contractors to the same rules',
    ko: '계약자에게 동일한 규칙 적용',
    ja: '契約者にも同じ規則を守らせる',
  },
  incidents: {
    en: 'report a loss, or the possibility of one, at once',
    ko: '분실 또는 그 가능성을 즉시 통보',
    ja: '紛失又はその可能性を直ちに通報する',
  },
  regrading: {
    en: 'apply every change of level the originator notifies',
    ko: '생산국이 통보한 등급 변경을 적용',
    ja: '作成国が通知した区分の変更を適用する',
  },
  disputes: { en: 'settle differences by consultation', ko: '이견은 협의로 해결', ja: '相違は協議によって解決する' },
} as const satisfies Readonly<Record<string, Text>>

export type DutyId = keyof typeof DUTIES

/** What a duty is, per language. */
export function dutyText(duty: DutyId): Text {
  return DUTIES[duty]
}

export interface Duty {
  readonly id: DutyId
  readonly cites: string
  /** The time the Parties agreed for it; null where the text gives none. */
  readonly within: { readonly unit: 'hours' | 'days' | 'months'; readonly count: number } | null
}

/** One item that a nation holds from another, or that another holds from it. */
export interface Held {
  readonly item: string
  readonly holder: Nation
  readonly originators: readonly Nation[]
  /** The version it was given under: that version's words go on applying to it. */
  readonly agreement: string
  readonly marking: string
  readonly since: Instant
}

/** What stands under one agreement, at one instant: whether or not anything may still be provided. */
export interface Obligations {
  readonly agreement: string
  readonly at: Instant
  readonly provision: 'possible' | 'ended'
  readonly duties: readonly Duty[]
  readonly held: readonly Held[]
  /** Nothing may be provided and nothing is held: only then is there nothing left to do. */
  readonly closed: boolean
}

/** The statement of standing obligations under one version, for what was given under it. */
export function obligations(
  state: OnTable,
  { held, at }: { readonly held: readonly Held[]; readonly at: Instant },
): Obligations {
  const own = held.filter(({ agreement }) => agreement === state.hash)
  const provision = inForce(state, at) === null ? 'ended' : 'possible'
  return {
    agreement: state.hash,
    at,
    provision,
    duties: own.length === 0 ? [] : duties(state, at),
    held: own,
    closed: provision === 'ended' && own.length === 0,
  }
}

function duties({ terms }: OnTable, at: Instant): readonly Duty[] {
  const always: readonly Duty[] = [
    { id: 'protect', cites: terms.survival.cites, within: null },
    { id: 'mark', cites: terms.levels[0]?.cites ?? terms.scope.cites, within: null },
    { id: 'third-party', cites: terms.thirdParty.cites, within: null },
    { id: 'purpose', cites: terms.purposes[0]?.cites ?? terms.scope.cites, within: null },
    { id: 'receipts', cites: terms.receipts.cites, within: null },
  ]
  const carriedOut = BY_PEOPLE.flatMap((id) => {
    const setting = settingAt(terms.parameters, id, at)
    return setting === null ? [] : [{ id, cites: setting.cites, within: withinOf(terms, id, at) }]
  })
  return [...always, ...carriedOut]
}

const BY_PEOPLE = [
  'access',
  'storage',
  'inventory',
  'reproduction',
  'translation',
  'destruction',
  'contractors',
  'incidents',
  'regrading',
  'disputes',
] as const satisfies readonly (DutyId & GroupName)[]

function withinOf({ parameters }: OnTable['terms'], id: (typeof BY_PEOPLE)[number], at: Instant): Duty['within'] {
  const of = (unit: 'hours' | 'days' | 'months', count: number | undefined): Duty['within'] =>
    count === undefined ? null : { unit, count }
  switch (id) {
    case 'inventory':
      return of('months', settingAt(parameters, id, at)?.musterMonths)
    case 'destruction':
      return of('days', settingAt(parameters, id, at)?.certificateDays)
    case 'contractors':
      return of('months', settingAt(parameters, id, at)?.inspectionMonths)
    case 'incidents':
      return of('hours', settingAt(parameters, id, at)?.firstReportHours)
    case 'regrading':
      return of('days', settingAt(parameters, id, at)?.applyDays)
    case 'access':
    case 'storage':
    case 'reproduction':
    case 'translation':
    case 'disputes':
      return null
  }
}
