/** A run of text that both versions have, or only one of them. */
export interface Piece {
  readonly kind: 'same' | 'removed' | 'added'
  readonly text: string
}

/**
 * What changed between two texts, word by word: the pieces without `added` spell the first text, those without `removed` the
 * second.
 *
 * Sentences are compared first and words only within sentences that differ, so that a long text stays quick. A word is a run of
 * letters and digits; Han, Kana and everything else is compared sign by sign, since it is written without spaces.
 */
export function wordDiff(before: string, after: string): readonly Piece[] {
  const pieces: Piece[] = []
  for (const run of runs(before.split(SENTENCE), after.split(SENTENCE))) {
    if (run.kind === 'same') push(pieces, { kind: 'same', text: run.before })
    else for (const piece of withinRun(run)) push(pieces, piece)
  }
  return pieces
}

const SENTENCE = /(?<=[.!?。！？\n])/u
const WORD = /[\p{Script=Hangul}]+|[\p{Script=Latin}\p{Nd}]+|[\s\S]/gu
/** Cells of the table that finds the longest common words; beyond it, the old sentence is shown removed and the new one added. */
const CELLS_MAX = 4_000_000

function withinRun({ before, after }: Run): readonly Piece[] {
  const [a, b] = [before.match(WORD) ?? [], after.match(WORD) ?? []]
  if (a.length * b.length > CELLS_MAX) return replaced(before, after)
  return runs(a, b).flatMap((run): readonly Piece[] =>
    run.kind === 'same' ? [{ kind: 'same', text: run.before }] : replaced(run.before, run.after),
  )
}

function replaced(before: string, after: string): readonly Piece[] {
  return [
    { kind: 'removed', text: before },
    { kind: 'added', text: after },
  ]
}

function push(pieces: Piece[], { kind, text }: Piece): void {
  const last = pieces.at(-1)
  if (text === '') return
  if (last?.kind === kind) pieces[pieces.length - 1] = { kind, text: last.text + text }
  else pieces.push({ kind, text })
}

/** A stretch of tokens that are the same, or that stand in each other's place. */
interface Run {
  readonly kind: 'same' | 'replaced'
  readonly before: string
  readonly after: string
}

/** Divides two lists of tokens along their longest common subsequence, after what they share at both ends. */
function runs(a: readonly string[], b: readonly string[]): readonly Run[] {
  let head = 0
  while (head < a.length && head < b.length && a[head] === b[head]) head++
  let tail = 0
  while (tail < a.length - head && tail < b.length - head && a.at(-1 - tail) === b.at(-1 - tail)) tail++
  const shared = (from: number, to: number): Run => {
    const text = a.slice(from, to).join('')
    return { kind: 'same', before: text, after: text }
  }
  return [
    shared(0, head),
    ...common(a.slice(head, a.length - tail), b.slice(head, b.length - tail)),
    shared(a.length - tail, a.length),
  ]
}

function common(a: readonly string[], b: readonly string[]): readonly Run[] {
  if (a.length === 0 || b.length === 0 || a.length * b.length > CELLS_MAX)
    return [{ kind: 'replaced', before: a.join(''), after: b.join('') }]
  const width = b.length + 1
  const longest = new Uint32Array((a.length + 1) * width)
  for (let i = a.length - 1; i >= 0; i--)
    for (let j = b.length - 1; j >= 0; j--) {
      const [skipA, skipB] = [longest[(i + 1) * width + j] ?? 0, longest[i * width + j + 1] ?? 0]
      longest[i * width + j] =
        a[i] === b[j] ? 1 + (longest[(i + 1) * width + j + 1] ?? 0) : skipA > skipB ? skipA : skipB
    }
  return walk(a, b, longest)
}

function walk(a: readonly string[], b: readonly string[], longest: Uint32Array): readonly Run[] {
  const width = b.length + 1
  const found: Run[] = []
  let [i, j] = [0, 0]
  let [before, after] = ['', '']
  const close = (): void => {
    if (before !== '' || after !== '') found.push({ kind: 'replaced', before, after })
    before = after = ''
  }
  while (i < a.length || j < b.length) {
    const [left, right] = [a[i] ?? '', b[j] ?? '']
    if (i < a.length && j < b.length && left === right) {
      close()
      found.push({ kind: 'same', before: left, after: right })
      i++
      j++
    } else if (
      j >= b.length ||
      (i < a.length && (longest[(i + 1) * width + j] ?? 0) >= (longest[i * width + j + 1] ?? 0))
    ) {
      before += left
      i++
    } else {
      after += right
      j++
    }
  }
  close()
  return found
}
