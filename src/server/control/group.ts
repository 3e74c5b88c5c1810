import { decodeTerms } from '../../core/agreement/decode-terms.ts'
import { isObject, type Json } from '../../core/bytes/canonical.ts'
import { shape, stringOf, stringOrNull, valueOf, wordOf } from '../../core/bytes/shape.ts'
import { Fault } from '../../core/fault.ts'
import { LANGUAGES, type Language } from '../../core/text.ts'
import { actInGroup, groupNamed, loadGroup, type GroupAct, type Outcome } from '../../runtime/desk/group.ts'
import { agreedJson } from './agreement.ts'
import type { Control } from './table.ts'

/** Agreements of several Parties, with every other Party at once; each pair stands by itself. */
export const groupCommands: Readonly<Record<string, Control>> = {
  /** `{terms, texts, person}` */
  async 'group.load'(host, input) {
    const shaped = shape(input, 'group.load', ['terms', 'texts', 'person'])
    const given = valueOf(shaped, 'texts')
    const texts = new Map<Language, string>(
      LANGUAGES.flatMap((language) => {
        const text = isObject(given) ? given[language] : undefined
        return typeof text === 'string' ? [[language, text] as const] : []
      }),
    )
    const terms = decodeTerms(valueOf(shaped, 'terms'))
    const outcomes = await loadGroup(host.desk, { terms, texts, person: stringOf(shaped, 'person') })
    return { agreement: terms.id, with: outcomes.map(outcomeJson) }
  },
  /** `{kind, agreement, level, person}`: a level for `assure`, else null. */
  async 'group.act'(host, input) {
    const shaped = shape(input, 'group.act', ['kind', 'agreement', 'level', 'person'])
    const kind = wordOf(shaped, 'kind', ['sign', 'notify', 'notice', 'assure'] as const)
    const agreement = stringOf(shaped, 'agreement')
    const act = { ...actOf(kind, stringOrNull(shaped, 'level', 64)), agreement, person: stringOf(shaped, 'person') }
    return { agreement, with: (await actInGroup(host.desk, act)).map(outcomeJson) }
  },
  /** `{agreement}` */
  async 'group.show'(host, input) {
    const agreement = stringOf(shape(input, 'group.show', ['agreement']), 'agreement')
    return { agreement, pairs: groupNamed(host.desk, agreement).map((agreed) => agreedJson(host, agreed)) }
  },
}

function actOf(kind: 'sign' | 'notify' | 'notice' | 'assure', level: string | null): GroupAct {
  if (kind !== 'assure') return { kind }
  if (level === null) throw new Fault('usage-invalid', 'an assurance names a level')
  return { kind, level }
}

function outcomeJson({ nation, fault }: Outcome): Json {
  return { nation, fault }
}
