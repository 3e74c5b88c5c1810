/**
 * Finds code that stands in two places of `src`: the same run of significant lines (comments, imports and lone brackets do not
 * count). Fails when there is one that is not excepted below.
 */
import { globSync, readFileSync } from 'node:fs'
import process from 'node:process'
import { fileURLToPath } from 'node:url'

const ROOT = fileURLToPath(new URL('../', import.meta.url))
/** This many equal lines in a row are a copy. */
const RUN = 8
/** `a.ts b.ts`, in the order of the alphabet: why these two may say the same. */
const EXCEPTIONS: Readonly<Record<string, string>> = {}

interface Line {
  readonly file: string
  readonly number: number
  readonly text: string
}

function significantLines(file: string): Line[] {
  const source = readFileSync(ROOT + file, 'utf8').replace(/\/\*[\s\S]*?\*\//g, (comment) =>
    comment.replace(/[^\n]/g, ''),
  )
  const code = source.replace(/^import\b[^'"]*['"][^'"]*['"].*$/gm, (statement) => statement.replace(/[^\n]/g, ''))
  return code
    .split('\n')
    .map((text, i) => ({ file, number: i + 1, text: text.replace(/\/\/.*$/, '').trim() }))
    .filter(({ text }) => /[\p{L}\p{N}]/u.test(text))
}

const files = globSync('src/**/*.ts', { cwd: ROOT })
  .filter((file) => !file.endsWith('.test.ts'))
  .toSorted()
if (files.length === 0) throw new Error('no files were found to look at')

const firstSeen = new Map<string, Line>()
const copies = new Map<string, string>()
for (const file of files) {
  const lines = significantLines(file)
  for (let i = 0; i + RUN <= lines.length; i++) {
    const [here] = lines.slice(i, i + 1)
    if (here === undefined) continue
    const run = lines
      .slice(i, i + RUN)
      .map(({ text }) => text)
      .join('\n')
    const seen = firstSeen.get(run)
    if (seen === undefined) firstSeen.set(run, here)
    else if (seen.file !== file || here.number - seen.number >= RUN) {
      const pair = `${seen.file} ${file}`
      // Overlapping runs are one copy: the first place found is named.
      if (!copies.has(pair) && !Object.hasOwn(EXCEPTIONS, pair))
        copies.set(pair, `${seen.file}:${seen.number} and ${file}:${here.number}`)
    }
  }
}

for (const places of copies.values()) process.stdout.write(`the same ${RUN} lines or more: ${places}\n`)
process.exitCode = copies.size === 0 ? 0 : 1
