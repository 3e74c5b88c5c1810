import { countOf, stringOf, stringOrNull, type Shape } from '../core/bytes/shape.ts'
import type { Text } from '../core/text.ts'
import type { Say } from './language.ts'
import { answered } from './node-options.ts'

const UNTIL: Text = { en: 'until', ko: '기한', ja: '期限' }
const PROVED: Text = { en: 'proved', ko: '증명됨', ja: '証明済み' }
const UNPROVED: Text = {
  en: 'not proved; it counts for nothing',
  ko: '증명되지 않음, 효력 없음',
  ja: '証明されず、効力なし',
}

/** One consent: `#12  KR → US, → JP  early-warning  dprk-missile`. */
export function consentLine(given: Shape, say: Say): string {
  const place = `#${countOf(given, 'index')}`
  if (given.object['proved'] === false) return `${place}  ${say(UNPROVED)}: ${stringOf(given, 'why')}`
  const consent = answered(given.object['consent'], 'consent')
  const covers = answered(consent.object['covers'], 'covers')
  const what = stringOf(covers, stringOf(covers, 'kind'))
  const until = stringOrNull(consent, 'until')
  const parties = `${stringOf(given, 'originator')} → ${stringOf(given, 'holder')}, → ${stringOf(consent, 'recipient')}`
  const proved = given.object['proved'] === true ? `  (${say(PROVED)})` : ''
  return `${place}  ${parties}  ${stringOf(consent, 'purpose')}  ${what}${until === null ? '' : `  ${say(UNTIL)} ${until}`}${proved}`
}
