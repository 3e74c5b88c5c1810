/** A nation by its code, as an agreement and a node's configuration write it: `KR`, `JP`, `US`. */
export type Nation = string

/** Tells whether a string may be a nation's code: two to eight capital letters. */
export function isNation(text: string): boolean {
  return /^[A-Z]{2,8}$/.test(text)
}

/**
 * Tells whether two spellings are one marking's name: equal after NFKC, and nothing looser.
 *
 * Treaty texts write the numeral of `군사II급비밀` with Latin letters where the decree has the single character `Ⅱ`.
 */
export function sameName(a: string, b: string): boolean {
  return a === b || a.normalize('NFKC') === b.normalize('NFKC')
}
