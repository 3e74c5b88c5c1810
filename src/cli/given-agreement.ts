import { createHash } from 'node:crypto'
import { existsSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { isObject, type Json } from '../core/bytes/canonical.ts'
import { fromUtf8 } from '../core/bytes/utf8.ts'
import { LANGUAGES } from '../core/text.ts'
import { decodeYaml } from '../io/yaml.ts'
import { isFolder, readGiven } from './given-file.ts'

/** An agreement as it lies in a folder: its terms, and its texts by language. */
export interface GivenAgreement {
  readonly terms: Json
  readonly texts: { readonly [language: string]: string }
}

/** Reads `terms.yaml` or `terms.json`, and the texts beside it, as they are. */
export function readAgreement(path: string): GivenAgreement {
  const file = isFolder(path) ? join(path, existsSync(join(path, 'terms.json')) ? 'terms.json' : 'terms.yaml') : path
  const texts = LANGUAGES.flatMap((language) => {
    const beside = join(dirname(file), `${language}.md`)
    return existsSync(beside) ? [[language, fromUtf8(readGiven(beside), beside)] as const] : []
  })
  return { terms: decodeYaml(readGiven(file), file), texts: Object.fromEntries(texts) }
}

/** The same, with the digests of the texts as they lie there now: what a person who edits a draft means. */
export function readDraft(path: string): GivenAgreement {
  const { terms, texts } = readAgreement(path)
  if (!isObject(terms) || !Array.isArray(terms['texts'])) return { terms, texts }
  const named = terms['texts'].map((entry: Json) => {
    const language = isObject(entry) ? entry['language'] : undefined
    const text = typeof language === 'string' ? texts[language] : undefined
    return isObject(entry) && text !== undefined
      ? { ...entry, sha384: createHash('sha384').update(text).digest('hex') }
      : entry
  })
  return { terms: { ...terms, texts: named }, texts }
}
