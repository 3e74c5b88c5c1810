import type { Row } from './tree-row.ts'

/** The commands of an agreement's life, from the first answer to the last duty; `tree.ts` lists them with the others. */
export const LIFE: Readonly<Record<string, Row>> = {
  'agreement talks': {
    brief: {
      en: 'where the talks about a proposal stand',
      ko: '제안에 관한 협의 상황을 표시합니다',
      ja: '提案の協議の状況を表示します',
    },
    example: 'agreement talks exercise-kr-jp --dir kr',
    load: () => import('./commands/agreement-talks.ts'),
  },
  'agreement answer': {
    brief: {
      en: 'answers a proposal, clause by clause',
      ko: '제안에 조항별로 답합니다',
      ja: '提案に条項ごとに回答します',
    },
    example: 'agreement answer exercise-kr-jp --accept --as treaty-officer --dir jp',
    load: () => import('./commands/agreement-answer.ts'),
  },
  'agreement initial': {
    brief: { en: 'initials the agreed text', ko: '합의된 본문에 가서명합니다', ja: '合意済みの本文に仮署名します' },
    example: 'agreement initial exercise-kr-jp --as treaty-officer --dir kr',
    load: () => import('./commands/agreement-initial.ts'),
  },
  'agreement diff': {
    brief: {
      en: 'what differs between two texts',
      ko: '두 본문의 차이를 표시합니다',
      ja: '二つの本文の違いを表示します',
    },
    example: 'agreement diff exercise-kr-jp --dir kr',
    load: () => import('./commands/agreement-diff.ts'),
  },
  'agreement permits': {
    brief: {
      en: 'what it would newly permit or bar',
      ko: '새로 허용·금지되는 것을 표시합니다',
      ja: '新たに許され、禁じられるものを表示します',
    },
    example: 'agreement permits exercise-kr-jp --dir kr',
    load: () => import('./commands/agreement-permits.ts'),
  },
  'agreement procedure': {
    brief: {
      en: 'our own steps, which stay on this node',
      ko: '이 노드에만 남는 국내 절차입니다',
      ja: 'このノードだけに残る自国の手続です',
    },
    example: 'agreement procedure exercise-kr-jp --as treaty-officer --dir kr',
    load: () => import('./commands/agreement-procedure.ts'),
  },
  'agreement withdraw': {
    brief: { en: 'leaves the talks', ko: '협의에서 물러납니다', ja: '協議から退きます' },
    example: 'agreement withdraw exercise-kr-jp --as treaty-officer --dir kr',
    load: () => import('./commands/agreement-withdraw.ts'),
  },
  'agreement postpone': {
    brief: { en: 'puts the talks aside', ko: '협의를 연기합니다', ja: '協議を延期します' },
    example: 'agreement postpone exercise-kr-jp --as treaty-officer --dir kr',
    load: () => import('./commands/agreement-postpone.ts'),
  },
  'agreement resume': {
    brief: { en: 'takes the talks up again', ko: '협의를 재개합니다', ja: '協議を再開します' },
    example: 'agreement resume exercise-kr-jp --as treaty-officer --dir kr',
    load: () => import('./commands/agreement-resume.ts'),
  },
  'agreement amend': {
    brief: { en: 'puts an amendment on the table', ko: '개정안을 상정합니다', ja: '改正案を上程します' },
    example: 'agreement amend amended --of exercise-kr-jp --cites art_21__para_2 --as treaty-officer --dir kr',
    load: () => import('./commands/agreement-amend.ts'),
  },
  'agreement suspend': {
    brief: { en: 'suspends the effect of our notice', ko: '통고의 효력을 정지합니다', ja: '通告の効力を停止します' },
    example: 'agreement suspend exercise-kr-jp --as treaty-officer --dir kr',
    load: () => import('./commands/agreement-suspend.ts'),
  },
  'agreement revive': {
    brief: { en: 'revives our suspended notice', ko: '정지한 통고를 되살립니다', ja: '停止した通告を復活させます' },
    example: 'agreement revive exercise-kr-jp --as treaty-officer --dir kr',
    load: () => import('./commands/agreement-revive.ts'),
  },
  'agreement withdraw-notice': {
    brief: { en: 'withdraws our notice', ko: '통고를 철회합니다', ja: '通告を撤回します' },
    example: 'agreement withdraw-notice exercise-kr-jp --as treaty-officer --dir kr',
    load: () => import('./commands/agreement-withdraw-notice.ts'),
  },
  'agreement position': {
    brief: {
      en: 'records our position on a contested state',
      ko: '다툼이 있는 상태에 관한 입장을 기록합니다',
      ja: '争いのある状態への立場を記録します',
    },
    example:
      'agreement position exercise-kr-jp --since 2019-11-22T09:00:00Z --claim in-force --terminable any-time --differing allow --basis note --as treaty-officer --dir kr',
    load: () => import('./commands/agreement-position.ts'),
  },
  'agreement calendar': {
    brief: {
      en: 'deadlines, and how notices are counted',
      ko: '통고 시한과 계산을 표시합니다',
      ja: '通告の期限と数え方を表示します',
    },
    example: 'agreement calendar exercise-kr-jp --dir kr',
    load: () => import('./commands/agreement-calendar.ts'),
  },
  'agreement obligations': {
    brief: { en: 'what stays owed, in force or ended', ko: '남아 있는 의무를 표시합니다', ja: '残る義務を表示します' },
    example: 'agreement obligations exercise-kr-jp --dir kr',
    load: () => import('./commands/agreement-obligations.ts'),
  },
}
