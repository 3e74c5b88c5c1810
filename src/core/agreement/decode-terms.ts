import type { Json } from '../bytes/canonical.ts'
import { between, booleanOf, listOf, shape, stringOf, wordOf, type Shape } from '../bytes/shape.ts'
import { Fault } from '../fault.ts'
import { decodeRow, rowJson } from '../marking/equivalence.ts'
import { isNation } from '../marking/name.ts'
import { LANGUAGES, type Text } from '../text.ts'
import { checkTerms } from './check-terms.ts'
import { decodeParameters, parametersJson } from './parameters.ts'
import { ARTICLE_KINDS, CHANNELS, PARTIES_MAX, SEAL_PROFILES, SUCCESSIONS } from './terms.ts'
import type { Article, Named, Party, Predecessor, Receipts, Rule, Terms, TermRule, TextOf } from './terms.ts'

const FIELDS = [
  'format',
  'id',
  'title',
  'exercise',
  'articles',
  'parties',
  'predecessor',
  'scope',
  'purposes',
  'levels',
  'caveats',
  'top',
  'thirdParty',
  'nationalOnly',
  'assurance',
  'entry',
  'term',
  'survival',
  'seal',
  'channels',
  'receipts',
  'clock',
  'parameters',
  'texts',
] as const

/**
 * Reads an agreement's terms, strictly: an unknown field, rule, kind or operator is `bytes-malformed`, a contradiction is
 * `terms-invalid`, more than the cap is `limit-exceeded`; each names the path.
 */
export function decodeTerms(json: Json): Terms {
  const shaped = shape(json, 'terms', FIELDS)
  const terms: Terms = {
    format: wordOf(shaped, 'format', ['comity/terms/1']),
    id: idOf(shaped, 'id'),
    title: textOf(shaped, 'title'),
    exercise: booleanOf(shaped, 'exercise'),
    articles: itemsOf(shaped, 'articles', { max: 64, decode: decodeArticle }),
    parties: itemsOf(shaped, 'parties', { max: PARTIES_MAX, decode: decodeParty }),
    predecessor: decodePredecessor(shaped),
    scope: decodeScope(at(shaped, 'scope', ['subjects', 'cites'])),
    purposes: itemsOf(shaped, 'purposes', { max: 64, decode: decodeNamed }),
    levels: itemsOf(shaped, 'levels', { max: 64, decode: decodeRow }),
    caveats: itemsOf(shaped, 'caveats', { max: 64, decode: decodeRow }),
    top: itemsOf(shaped, 'top', { max: PARTIES_MAX, decode: decodeTop }),
    thirdParty: ruleOf(shaped, 'thirdParty', 'prior-written-consent'),
    nationalOnly: ruleOf(shaped, 'nationalOnly', 'bars'),
    assurance: ruleOf(shaped, 'assurance', 'before-provision'),
    entry: ruleOf(shaped, 'entry', 'later-notification'),
    term: decodeTerm(shaped),
    survival: ruleOf(shaped, 'survival', 'protection-continues'),
    seal: decodeSeal(at(shaped, 'seal', ['profile', 'cites'])),
    channels: itemsOf(shaped, 'channels', { max: CHANNELS.length, decode: decodeChannel }),
    receipts: decodeReceipts(shaped),
    clock: decodeClock(at(shaped, 'clock', ['skewMs', 'cites'])),
    parameters: decodeParameters(shaped.object['parameters'], 'terms.parameters'),
    texts: itemsOf(shaped, 'texts', { max: LANGUAGES.length, decode: decodeTextOf }),
  }
  checkTerms(terms)
  return terms
}

/** The value {@link decodeTerms} reads back: what is hashed, proposed and stored. */
export function termsJson(terms: Terms): Json {
  return {
    ...terms,
    levels: terms.levels.map(rowJson),
    caveats: terms.caveats.map(rowJson),
    parameters: parametersJson(terms.parameters),
  }
}

function decodeArticle(json: Json, where: string): Article {
  const shaped = shape(json, where, ['id', 'title', 'paragraphs', 'kind'])
  const paragraphs = listOf(shaped, 'paragraphs', 32).map((value) => {
    if (typeof value !== 'string' || !/^[a-z0-9]{1,3}$/.test(value))
      throw new Fault('bytes-malformed', `${where}.paragraphs: not such as \`a\` or \`1\``)
    return value
  })
  const id = stringOf(shaped, 'id', 16)
  if (!/^art_[1-9][0-9]{0,2}$/.test(id)) throw new Fault('bytes-malformed', `${where}.id: not such as \`art_6\``)
  return { id, title: textOf(shaped, 'title'), paragraphs, kind: wordOf(shaped, 'kind', ARTICLE_KINDS) }
}

function decodePredecessor({ object, where }: Shape): Predecessor | null {
  if (object['predecessor'] === null) return null
  const shaped = shape(object['predecessor'], `${where}.predecessor`, ['hash', 'relation', 'cites'])
  const hash = stringOf(shaped, 'hash', 96)
  if (!/^[0-9a-f]{96}$/.test(hash))
    throw new Fault('bytes-malformed', `${shaped.where}.hash: not a SHA-384 in hexadecimal`)
  return { hash, relation: wordOf(shaped, 'relation', SUCCESSIONS), cites: citesOf(shaped) }
}

function decodeParty(json: Json, where: string): Party {
  const shaped = shape(json, where, ['nation', 'name', 'authority', 'policy', 'cites'])
  const nation = stringOf(shaped, 'nation', 8)
  if (!isNation(nation)) throw new Fault('bytes-malformed', `${where}.nation: not two to eight capital letters`)
  const policy = stringOf(shaped, 'policy', 64)
  return {
    nation,
    name: textOf(shaped, 'name'),
    authority: textOf(shaped, 'authority'),
    policy,
    cites: citesOf(shaped),
  }
}

function decodeScope(shaped: Shape): Terms['scope'] {
  return { subjects: itemsOf(shaped, 'subjects', { max: 64, decode: decodeNamed }), cites: citesOf(shaped) }
}

function decodeNamed(json: Json, where: string): Named {
  const shaped = shape(json, where, ['id', 'name', 'cites'])
  return { id: idOf(shaped, 'id'), name: textOf(shaped, 'name'), cites: citesOf(shaped) }
}

function decodeTop(json: Json, where: string): Terms['top'][number] {
  const shaped = shape(json, where, ['policy', 'level', 'cites'])
  return { policy: stringOf(shaped, 'policy', 64), level: stringOf(shaped, 'level', 64), cites: citesOf(shaped) }
}

function decodeTerm(terms: Shape): TermRule {
  const shaped = at(terms, 'term', [
    'firstMonths',
    'extensionMonths',
    'noticeDays',
    'countedFrom',
    'clearDays',
    'days',
    'dateOfNote',
    'zoneMinutes',
    'cites',
  ])
  return {
    firstMonths: between(shaped, 'firstMonths', [1, 1200]),
    extensionMonths: between(shaped, 'extensionMonths', [1, 1200]),
    noticeDays: between(shaped, 'noticeDays', [0, 3660]),
    countedFrom: wordOf(shaped, 'countedFrom', ['last-day', 'end-day']),
    clearDays: booleanOf(shaped, 'clearDays'),
    days: wordOf(shaped, 'days', ['calendar']),
    dateOfNote: wordOf(shaped, 'dateOfNote', ['sent']),
    zoneMinutes: between(shaped, 'zoneMinutes', [-720, 840]),
    cites: citesOf(shaped),
  }
}

function decodeSeal(shaped: Shape): Terms['seal'] {
  return { profile: wordOf(shaped, 'profile', SEAL_PROFILES), cites: citesOf(shaped) }
}

function decodeChannel(json: Json, where: string): Terms['channels'][number] {
  const shaped = shape(json, where, ['id', 'cites'])
  return { id: wordOf(shaped, 'id', CHANNELS), cites: citesOf(shaped) }
}

function decodeReceipts(terms: Shape): Receipts {
  const shaped = at(terms, 'receipts', ['arrivedWithinMs', 'acceptedWithinMs', 'openedWithinMs', 'cites'])
  const [low, high] = [1, 366 * 86_400_000]
  return {
    arrivedWithinMs: between(shaped, 'arrivedWithinMs', [low, high]),
    acceptedWithinMs: between(shaped, 'acceptedWithinMs', [low, high]),
    openedWithinMs: between(shaped, 'openedWithinMs', [low, high]),
    cites: citesOf(shaped),
  }
}

function decodeClock(shaped: Shape): Terms['clock'] {
  return { skewMs: between(shaped, 'skewMs', [0, 7 * 86_400_000]), cites: citesOf(shaped) }
}

function decodeTextOf(json: Json, where: string): TextOf {
  const shaped = shape(json, where, ['language', 'sha384', 'authentic', 'cites'])
  const sha384 = stringOf(shaped, 'sha384', 96)
  if (!/^[0-9a-f]{96}$/.test(sha384))
    throw new Fault('bytes-malformed', `${where}.sha384: not a SHA-384 in hexadecimal`)
  return {
    language: wordOf(shaped, 'language', LANGUAGES),
    sha384,
    authentic: booleanOf(shaped, 'authentic'),
    cites: citesOf(shaped),
  }
}

function ruleOf<Kind extends string>(terms: Shape, name: string, kind: Kind): Rule<Kind> {
  const shaped = at(terms, name, ['rule', 'cites'])
  return { rule: wordOf(shaped, 'rule', [kind]), cites: citesOf(shaped) }
}

function citesOf(shaped: Shape): string {
  return stringOf(shaped, 'cites', 64)
}

function idOf(shaped: Shape, name: string): string {
  const id = stringOf(shaped, name, 64)
  if (!/^[a-z0-9]+(-[a-z0-9]+)*$/.test(id))
    throw new Fault('bytes-malformed', `${shaped.where}.${name}: not such as \`dprk-missile\``)
  return id
}

function textOf(shaped: Shape, name: string): Text {
  const text = at(shaped, name, LANGUAGES)
  return { en: stringOf(text, 'en', 256), ko: stringOf(text, 'ko', 256), ja: stringOf(text, 'ja', 256) }
}

function at({ object, where }: Shape, name: string, names: readonly string[]): Shape {
  return shape(object[name], `${where}.${name}`, names)
}

function itemsOf<T>(
  shaped: Shape,
  name: string,
  { max, decode }: { readonly max: number; readonly decode: (json: Json, where: string) => T },
): readonly T[] {
  return listOf(shaped, name, max).map((value, i) => decode(value, `${shaped.where}.${name}[${i}]`))
}
