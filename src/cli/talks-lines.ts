import { stringOf, stringOrNull, type Shape } from '../core/bytes/shape.ts'
import type { Text } from '../core/text.ts'
import type { Context } from './context.ts'
import { answered, answeredList } from './node-options.ts'

const OPEN: Text = { en: 'open', ko: '미합의', ja: '未合意' }
const AGREED: Text = { en: 'the text is agreed', ko: '본문 합의 완료', ja: '本文は合意済み' }
const NOT_AGREED: Text = { en: 'clauses open', ko: '미합의 조항 수', ja: '未合意の条項数' }
const ASIDE: Text = { en: 'put aside by', ko: '연기한 나라', ja: '延期した国' }
const WITHDRAWN: Text = { en: 'withdrawn by', ko: '철회한 나라', ja: '撤回した国' }
const CONTESTED: Text = {
  en: 'another text initialled by',
  ko: '다른 본문에 가서명한 나라',
  ja: '別の本文に仮署名した国',
}
const INITIALS: Text = { en: 'initialled', ko: '가서명', ja: '仮署名' }
const ACCEPTS: Text = { en: 'accepts', ko: '수락', ja: '受諾' }
const RESERVES: Text = { en: 'reserves', ko: '유보', ja: '留保' }

/** Where the talks stand, for a person: what is open, who holds what. */
export function talksLines(talked: Shape, { say }: Context): readonly string[] {
  const clauses = answeredList(talked, 'clauses')
  const open = clauses.filter((clause) => clause.object['agreed'] === null)
  const agreed = stringOrNull(talked, 'agreed')
  const by = (name: 'aside' | 'withdrawn', word: Text): readonly string[] => {
    const act = talked.object[name]
    return act === null ? [] : [`  ${say(word)}: ${stringOf(answered(act, name), 'party')}`]
  }
  return [
    `${stringOf(talked, 'id')}  ${agreed === null ? `${say(NOT_AGREED)}: ${open.length}` : `${say(AGREED)}: ${agreed.slice(0, 12)}`}`,
    ...by('aside', ASIDE),
    ...by('withdrawn', WITHDRAWN),
    ...answeredList(talked, 'contested').map(
      (other) => `  ${say(CONTESTED)}: ${stringOf(other, 'party')} ${stringOf(other, 'text').slice(0, 12)}`,
    ),
    ...answeredList(talked, 'initials').map(
      (initials) => `  ${say(INITIALS)}: ${stringOf(initials, 'party')} ${stringOf(initials, 'at')}`,
    ),
    ...open.flatMap((clause) => [
      `  ${stringOf(clause, 'address')}  ${say(OPEN)}`,
      ...answeredList(clause, 'positions').map((position) => `    ${positionText(position, say)}`),
    ]),
    ...answeredList(talked, 'comments').map(
      (comment) =>
        `  ${stringOf(comment, 'clause')}  ${stringOf(comment, 'party')}: ${stringOf(comment, 'words', 4096)}`,
    ),
  ]
}

function positionText(position: Shape, say: Context['say']): string {
  const party = stringOf(position, 'party')
  return stringOf(position, 'kind') === 'accepts'
    ? `${party} ${say(ACCEPTS)} ${stringOf(position, 'version').slice(0, 12)}`
    : `${party} ${say(RESERVES)}: ${stringOf(position, 'words', 4096)}`
}
