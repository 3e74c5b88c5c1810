import type { Language, Text } from '../core/text.ts'
import { LANGUAGES } from '../core/text.ts'

/** Picks the reader's language out of a text. */
export type Say = (text: Text) => string

/** Speaks one language. */
export function sayIn(language: Language): Say {
  return (text) => text[language]
}

/** Tells whether a value from outside names a language Comity speaks. */
export function isLanguage(value: string): value is Language {
  return LANGUAGES.some((language) => language === value)
}

/** The environment's language by POSIX precedence (LC_ALL, LC_MESSAGES, LANG); English where it names none of ours. */
export function languageOf(env: Readonly<Record<string, string | undefined>>): Language {
  const locale =
    [env['LC_ALL'], env['LC_MESSAGES'], env['LANG']].find((value) => value !== undefined && value !== '') ?? ''
  const tag = /^[A-Za-z]{2,3}(?![A-Za-z])/.exec(locale)?.[0].toLowerCase() ?? ''
  return isLanguage(tag) ? tag : 'en'
}
