import type { Language, Text } from '../core/text.ts'
import { Fault } from '../core/fault.ts'
import { LANGUAGES } from '../core/text.ts'
import { isLanguage } from './language.ts'

/** The options every command takes, wherever they stand before `--`. */
export interface Globals {
  readonly json: boolean
  readonly quiet: boolean
  readonly language: Language | null
  /** Everything else, in order. */
  readonly rest: readonly string[]
}

export const HELP_BRIEF: Text = {
  en: 'show help for a command',
  ko: '명령의 도움말을 표시합니다',
  ja: 'コマンドのヘルプを表示します',
}

export const GLOBAL_OPTIONS: readonly { readonly form: string; readonly brief: Text }[] = [
  {
    form: '--json',
    brief: {
      en: 'the result as one JSON object with a versioned `schema`',
      ko: '결과를 버전이 있는 `schema` 필드를 가진 JSON 객체 하나로 출력합니다',
      ja: '結果を版付きの `schema` を持つ JSON オブジェクト一つで出力します',
    },
  },
  {
    form: '--quiet',
    brief: {
      en: 'nothing but the result and failures',
      ko: '결과와 오류만 출력합니다',
      ja: '結果と失敗だけを出力します',
    },
  },
  {
    form: `--lang ${LANGUAGES.join('|')}`,
    brief: {
      en: 'the language to answer in (otherwise LC_ALL or LANG)',
      ko: '응답 언어 (지정하지 않으면 LC_ALL 또는 LANG을 따릅니다)',
      ja: '応答の言語 (指定がなければ LC_ALL または LANG に従います)',
    },
  },
  { form: '--help', brief: HELP_BRIEF },
]

/** Takes the global options out of a command line; a language Comity does not speak is a `usage-invalid` Fault. */
export function readGlobals(argv: readonly string[]): Globals {
  const rest: string[] = []
  let [json, quiet] = [false, false]
  let language: Language | null = null
  for (let i = 0; i < argv.length; i++) {
    const word = argv[i] ?? ''
    if (word === '--') {
      rest.push(...argv.slice(i))
      break
    }
    if (word === '--json') json = true
    else if (word === '--quiet') quiet = true
    else if (word === '--lang') language = languageNamed(argv[++i] ?? '')
    else if (word.startsWith('--lang=')) language = languageNamed(word.slice('--lang='.length))
    else rest.push(word)
  }
  return { json, quiet, language, rest }
}

function languageNamed(value: string): Language {
  if (!isLanguage(value)) throw new Fault('usage-invalid', `--lang: \`${value}\` is none of ${LANGUAGES.join(', ')}`)
  return value
}
