import type { Row } from './tree-row.ts'

/** The commands that ask over all agreements at once, and those of consents; `tree.ts` says where help lists them. */
export const PORTFOLIO: Readonly<Record<string, Row>> = {
  'agreement matrix': {
    brief: {
      en: 'who may share what with whom',
      ko: '누가 누구에게 무엇을 제공할 수 있는지 표시합니다',
      ja: '誰が誰に何を提供できるかを表示します',
    },
    example: 'agreement matrix --dir kr',
    load: () => import('./commands/agreement-matrix.ts'),
  },
  'agreement coverage': {
    brief: {
      en: 'exchanges and plans without a legal basis',
      ko: '법적 근거가 없는 교환과 계획을 찾습니다',
      ja: '法的根拠のない交換と計画を見つけます',
    },
    example: 'agreement coverage --plans plans.yaml --dir kr',
    load: () => import('./commands/agreement-coverage.ts'),
  },
  'agreement what-if': {
    brief: {
      en: 'what would follow if an agreement ended',
      ko: '협정이 종료되면 생길 결과를 표시합니다',
      ja: '協定が終了した場合の結果を表示します',
    },
    example: 'agreement what-if exercise-kr-jp --ended 2026-11-23 --dir kr',
    load: () => import('./commands/agreement-what-if.ts'),
  },
  'agreement deadlines': {
    brief: {
      en: 'what has a date, also as a calendar',
      ko: '기한을 표시하고 달력 파일을 만듭니다',
      ja: '期限を表示し、暦のファイルを作ります',
    },
    example: 'agreement deadlines --ics deadlines.ics --dir kr',
    load: () => import('./commands/agreement-deadlines.ts'),
  },
  'group load': {
    brief: {
      en: 'puts an agreement on the table with every Party',
      ko: '협정을 모든 당사국에 상정합니다',
      ja: '協定を全ての締約国に上程します',
    },
    example: 'group load agreements/exercise-group --as treaty-officer --dir kr',
    load: () => import('./commands/group-load.ts'),
  },
  'group act': {
    brief: {
      en: 'one act with every Party of an agreement',
      ko: '모든 당사국에 대해 한 가지 행위를 합니다',
      ja: '全ての締約国に対し一つの行為を行います',
    },
    example: 'group act exercise-group --do sign --as treaty-officer --dir kr',
    load: () => import('./commands/group-act.ts'),
  },
  'group show': {
    brief: {
      en: 'how an agreement stands with each Party',
      ko: '당사국별 협정 상태를 표시합니다',
      ja: '締約国ごとの協定の状態を表示します',
    },
    example: 'group show exercise-group --dir kr',
    load: () => import('./commands/group-show.ts'),
  },
  'consent give': {
    brief: {
      en: 'consents to onward release by a partner',
      ko: '상대국의 재제공에 동의합니다',
      ja: '相手国による再提供に同意します',
    },
    example:
      'consent give US --for JP --purpose early-warning --subject dprk-missile --as approving-authority --dir kr',
    load: () => import('./commands/consent-give.ts'),
  },
  'consent carry': {
    brief: {
      en: 'carries consents to the recipient they name',
      ko: '동의를 수령국에 전달합니다',
      ja: '同意を受領国に伝達します',
    },
    example: 'consent carry --from KR --to JP --as registry-officer --dir us',
    load: () => import('./commands/consent-carry.ts'),
  },
  'consent list': {
    brief: {
      en: 'consents given, received and carried',
      ko: '동의 현황을 표시합니다',
      ja: '同意の状況を表示します',
    },
    example: 'consent list --with US --dir kr',
    load: () => import('./commands/consent-list.ts'),
  },
  'route find': {
    brief: {
      en: 'every lawful way for an item',
      ko: '문서의 모든 적법한 경로를 찾습니다',
      ja: '案件の適法な経路を全て探します',
    },
    example: 'route find KR-2026-A1B2C3D4E5 --to JP --dir kr',
    load: () => import('./commands/route-find.ts'),
  },
}
