import { buildCommand, type Command } from '@stricli/core'
import { addresses, articleText, type ArticleText } from '../../core/agreement/article.ts'
import { stringOf, type Shape } from '../../core/bytes/shape.ts'
import { Fault } from '../../core/fault.ts'
import type { Language, Text } from '../../core/text.ts'
import { agreementLines } from '../agreement-lines.ts'
import type { Context } from '../context.ts'
import type { Say } from '../language.ts'
import { answered, answeredList, ask, nodeFlags, said, textFlag, type NodeFlags } from '../node-options.ts'
import { agreementArgument } from '../parameters.ts'

const BRIEF: Text = {
  en: 'Where an agreement stands and what its articles are about; with --article, the words of one, in your language.',
  ko: '협정의 상태와 조항 목록을 표시합니다. --article을 지정하면 해당 조항의 본문을 선택한 언어로 표시합니다.',
  ja: '協定の状態と条項の一覧を表示します。--article を指定すると、その条項の本文を選択した言語で表示します。',
}
const ARTICLE: Text = {
  en: "an article's address, as a verdict cites it: art_6 or art_6__para_a",
  ko: '판정이 인용하는 조항 주소: art_6 또는 art_6__para_a',
  ja: '判定が引用する条項のアドレス: art_6 または art_6__para_a',
}
/** Who keeps an article. */
const KINDS: Readonly<Record<string, Text>> = {
  enforced: { en: 'by software', ko: '소프트웨어가 적용', ja: 'ソフトウェアが適用' },
  manual: { en: 'by people', ko: '사람이 이행', ja: '人が履行' },
  informational: { en: 'for information', ko: '참고', ja: '参考' },
}

interface Flags extends NodeFlags {
  readonly article?: string
}

/** `comity agreement show`: `comity/agreement-show/v1` with `agreement`, `terms`, `texts`, and `article` in one language or null. */
export function command(say: Say): Command<Context> {
  return buildCommand<Flags, [string], Context>({
    docs: {
      brief: say(BRIEF),
      customUsage: ['exercise-kr-jp --dir kr', 'exercise-kr-jp --article art_6__para_a --lang ko --dir kr'],
    },
    parameters: {
      flags: { ...nodeFlags(say), article: { ...textFlag(say(ARTICLE), 'address'), optional: true } },
      positional: { kind: 'tuple', parameters: [agreementArgument(say)] },
    },
    async func(flags, agreement) {
      const answer = await ask(flags, 'agreement.show', { agreement })
      const { language } = this.print
      const words = flags.article === undefined ? null : articleOf(answer, { address: flags.article, language })
      const article = words === null ? null : { id: flags.article ?? '', language, ...words }
      this.print.data({
        schema: 'comity/agreement-show/v1',
        value: { ...answer.object, article },
        lines: words === null ? overview(answer, this) : [words.title, '', ...words.body.split('\n')],
      })
    },
  })
}

function articleOf(
  answer: Shape,
  { address, language }: { readonly address: string; readonly language: Language },
): ArticleText {
  const texts = answered(answer.object['texts'], 'texts')
  if (texts.object[language] === undefined) throw new Fault('agreement-texts-missing', language)
  const text = stringOf(texts, language, TEXT_LENGTH_MAX)
  const article = articleText(text, address)
  if (article === null)
    throw new Fault('usage-invalid', `--article: \`${address}\` is none of ${addresses(text).join(', ')}`)
  return article
}

const TEXT_LENGTH_MAX = 32 * 1024

function overview(answer: Shape, context: Context): readonly string[] {
  const terms = answered(answer.object['terms'], 'terms')
  const articles = answeredList(terms, 'articles').map((article) => {
    const kind = KINDS[stringOf(article, 'kind')]
    return `  ${stringOf(article, 'id').padEnd(8)}${said(article, 'title', context.print.language)}${kind === undefined ? '' : `  (${context.say(kind)})`}`
  })
  return [...agreementLines(answered(answer.object['agreement'], 'agreement'), context), ...articles]
}
