import type { Cleared, Marked } from './resolve.ts'
import type { MarkingCode, MarkingData, Markings, MarkingQualifier, Place } from './spif.ts'
import { PLACES } from './spif.ts'
import type { PlacedValue } from './spif-names.ts'

/** Where a marking is to stand, and in which language it is read (BCP 47: `ko`, `en-GB`). */
export type Reader = { readonly place: Place; readonly language: string }

/**
 * The line a document carries: policy, classification, then each tag in the policy's order, its values in the policy's order.
 *
 * A phrase is taken for the exact place first, then for both page ends, then for any place; within that for the exact language, its
 * primary tag, then the phrase without one; else the element's name. What the policy does not translate is never translated.
 */
export function markingLine(marked: Marked, reader: Reader): string {
  const { spif, classification, values, privacyMark } = marked
  const isSuppressed = values.some(({ value }) => codesOf(value.markings, reader).includes('suppressClassName'))
  const parts = [
    policyPhrase(marked, reader),
    isSuppressed ? null : phraseOf(classification, reader),
    ...tagPhrases(values, reader),
    privacyMark === null ? null : phraseOf(privacyMark, reader),
  ]
  return dressed(parts, spif.markings, reader)
}

/** The line a clearance is shown by: the classifications it lists, lowest first, in braces where there are several; then its values. */
export function clearanceLine({ spif, classifications, values }: Cleared, reader: Reader): string {
  const names = classifications
    .toSorted((a, b) => a.hierarchy - b.hierarchy)
    .map((classification) => phraseOf(classification, reader) ?? classification.name)
  const [only = ''] = names
  return dressed(
    [names.length > 1 ? `{${names.join('|')}}` : only, ...tagPhrases(values, reader)],
    spif.markings,
    reader,
  )
}

/** What stands for one element; null where its policy wants nothing shown. */
export function phraseOf(
  { name, markings }: { readonly name: string; readonly markings: Markings },
  reader: Reader,
): string | null {
  const data = chosen(
    markings.data.filter(({ codes }) => !codes.includes('replacePolicy')),
    reader,
  )
  if (data === null) return name
  if (data.codes.includes('noMarkingDisplay')) return null
  return data.phrase ?? (data.codes.includes('noNameDisplay') ? null : name)
}

function policyPhrase({ spif, classification, values }: Marked, reader: Reader): string | null {
  const sources = [...values.map(({ value }) => value.markings), classification.markings, spif.markings]
  for (const { data } of sources) {
    const replacement = chosen(
      data.filter(({ codes }) => codes.includes('replacePolicy')),
      reader,
    )
    if (replacement !== null) return replacement.phrase
  }
  return phraseOf(spif, reader)
}

function tagPhrases(values: readonly PlacedValue[], reader: Reader): readonly string[] {
  return [...Map.groupBy(values, ({ tag }) => tag)].flatMap(([tag, own]) => {
    const phrases = own.map(({ value }) => phraseOf(value, reader)).filter((phrase) => phrase !== null && phrase !== '')
    const separator = qualifier(tag.markings, 'separator', reader) ?? '/'
    return phrases.length === 0 ? [] : [wrapped(phrases.join(separator), tag.markings, reader)]
  })
}

function dressed(parts: readonly (string | null)[], markings: Markings, reader: Reader): string {
  return wrapped(parts.filter((part) => part !== null && part !== '').join(' '), markings, reader)
}

function wrapped(text: string, markings: Markings, reader: Reader): string {
  return `${qualifier(markings, 'prefix', reader) ?? ''}${text}${qualifier(markings, 'suffix', reader) ?? ''}`
}

function qualifier(markings: Markings, kind: MarkingQualifier['kind'], reader: Reader): string | null {
  const fitting = markings.qualifiers.filter((one) => one.kind === kind)
  return choose(fitting, ({ code }) => (code === null ? [] : [code]), reader)?.text ?? null
}

/** Every code that applies at a place, whichever language its phrase is in. */
function codesOf({ data }: Markings, { place }: Reader): readonly MarkingCode[] {
  return data.filter(({ codes }) => rankOf(codes, place) !== null).flatMap(({ codes }) => codes)
}

function chosen(data: readonly MarkingData[], reader: Reader): MarkingData | null {
  return choose(data, ({ codes }) => codes, reader)
}

function choose<T extends { readonly language: string | null }>(
  all: readonly T[],
  codesFor: (one: T) => readonly MarkingCode[],
  { place, language }: Reader,
): T | null {
  for (const rank of [0, 1, 2]) {
    const tier = all.filter((one) => rankOf(codesFor(one), place) === rank)
    for (const wanted of [language, language.split('-')[0] ?? language, null]) {
      const found = tier.find((one) => one.language === wanted)
      if (found !== undefined) return found
    }
  }
  return null
}

/** How closely codes fit a place: 0 names it, 1 both page ends, 2 any place; null elsewhere. */
function rankOf(codes: readonly MarkingCode[], place: Place): 0 | 1 | 2 | null {
  if (codes.includes(place)) return 0
  if (codes.includes('pageTopBottom')) return place === 'pageTop' || place === 'pageBottom' ? 1 : null
  return codes.some((code) => PLACE_CODES.includes(code)) ? null : 2
}

const PLACE_CODES: readonly MarkingCode[] = PLACES
