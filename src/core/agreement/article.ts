/**
 * Finds an article in one language's text by its address, so that a screen can show the words a rule rests on.
 *
 * The form is the same in every language: each `## ` heading begins the next article, and `(a) ` at the start of a line a
 * paragraph. So the address counts headings and reads no language.
 */
export interface ArticleText {
  readonly title: string
  readonly body: string
}

/** The article, or the one paragraph of it, that `art_6` or `art_6__para_a` names; `null` where the text has none. */
export function articleText(text: string, id: string): ArticleText | null {
  const [, number, paragraph] = /^art_([0-9]+)(?:__para_([a-z0-9]+))?$/.exec(id) ?? []
  const section = text.split(/^## /m)[Number(number ?? 'NaN')]
  if (section === undefined || number === '0') return null
  const [title = '', ...lines] = section.trim().split('\n')
  const body = lines.join('\n').trim()
  if (paragraph === undefined) return { title, body }
  const found = body.split('\n\n').find((part) => part.startsWith(`(${paragraph}) `))
  return found === undefined ? null : { title, body: found }
}

/** Every address a text has, in order. */
export function addresses(text: string): readonly string[] {
  return text
    .split(/^## /m)
    .slice(1)
    .flatMap((section, i) => [
      `art_${i + 1}`,
      ...[...section.matchAll(/^\(([a-z0-9]+)\) /gm)].map(([, name]) => `art_${i + 1}__para_${name}`),
    ])
}
