import { isObject } from '../core/bytes/canonical.ts'
import { stringOf, stringOrNull, type Shape } from '../core/bytes/shape.ts'
import type { Language, Text } from '../core/text.ts'
import type { Context } from './context.ts'
import { EXIT, type ExitStatus } from './exit.ts'
import { answered, answeredList, said } from './node-options.ts'

const WITHHELD: Text = { en: 'withheld by the agreement', ko: '협정에 따라 제공 보류', ja: '協定により提供を保留' }
const NOT_DISCLOSED: Text = {
  en: 'withheld by our own rules',
  ko: '국내 규정에 따라 제공 보류',
  ja: '国内の規則により提供を保留',
}
const REASON: Text = { en: 'reason', ko: '사유', ja: '理由' }
const AGREEMENT: Text = { en: 'agreement', ko: '협정', ja: '協定' }
const ARTICLE: Text = { en: 'article', ko: '조항', ja: '条項' }
const FACT: Text = { en: 'found', ko: '확인된 사실', ja: '確認した事実' }
const WANTED: Text = { en: 'would pass with', ko: '통과 조건', ja: '通過の条件' }
const REMEDY: Text = { en: 'to be done', ko: '필요한 조치', ja: '必要な措置' }

/** What a person reads of a gate that withheld, and the status the command ends with. */
export interface Withheld {
  readonly lines: readonly string[]
  readonly status: ExitStatus
}

/** Reasons that a statement somebody can still make would remove; every other one is a denial. */
const AWAITED = ['third-party-consent-missing', 'assurance-missing']

/** The agreement gate's answer where it withheld; null where it released. */
export function withheldByAgreement({ print, say }: Context, verdict: Shape): Withheld | null {
  if (verdict.object['kind'] !== 'withhold') return null
  const reason = stringOf(verdict, 'reason')
  const article = stringOrNull(verdict, 'article')
  const rule = answeredList(verdict, 'rules').at(-1)
  const { language } = print
  return {
    status: AWAITED.includes(reason) ? EXIT.needsConsent : EXIT.denied,
    lines: [
      `${say(WITHHELD)}: ${said(verdict, 'text', language)}`,
      `  ${say(REASON)}: ${reason}`,
      ...line(say(AGREEMENT), stringOrNull(verdict, 'agreementId')),
      ...line(say(ARTICLE), article),
      ...articleLines(answered(verdict.object['words'], 'words'), language),
      ...(rule === undefined
        ? []
        : [...line(say(FACT), stringOf(rule, 'fact')), ...line(say(WANTED), stringOrNull(rule, 'wanted'))]),
      `  ${say(REMEDY)}: ${said(verdict, 'remedy', language)}`,
    ],
  }
}

/** The disclosure gate's answer where it withheld; null where it disclosed. What it lacks is always a decision of our own people. */
export function withheldByNation({ print, say }: Context, disclosure: Shape): Withheld | null {
  if (disclosure.object['kind'] !== 'withhold') return null
  const rule = answeredList(disclosure, 'rules').at(-1)
  return {
    status: EXIT.needsConsent,
    lines: [
      `${say(NOT_DISCLOSED)}: ${said(disclosure, 'text', print.language)}`,
      `  ${say(REASON)}: ${stringOf(disclosure, 'reason')}`,
      ...(rule === undefined ? [] : line(say(FACT), stringOf(rule, 'fact'))),
      `  ${say(REMEDY)}: ${said(disclosure, 'remedy', print.language)}`,
    ],
  }
}

function line(name: string, value: string | null): readonly string[] {
  return value === null || value === '' ? [] : [`  ${name}: ${value}`]
}

/** The words of the article, set in, so that nobody has to look them up. */
function articleLines(words: Shape, language: Language): readonly string[] {
  const article = words.object[language]
  if (!isObject(article)) return []
  const found = answered(article, 'article')
  return [stringOf(found, 'title'), ...stringOf(found, 'body', TEXT_LENGTH_MAX).split('\n')].map((text) =>
    text === '' ? '' : `    ${text}`,
  )
}

const TEXT_LENGTH_MAX = 32 * 1024
