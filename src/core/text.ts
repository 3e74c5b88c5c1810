/** The languages of the exercise agreement, in the order they are shown. */
export const LANGUAGES = ['en', 'ko', 'ja'] as const

/** One of the languages a person may read Comity in. */
export type Language = (typeof LANGUAGES)[number]

/** One sentence in every language; a missing one does not compile. */
export type Text = Readonly<Record<Language, string>>
