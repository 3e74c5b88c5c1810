/**
 * Writes `docs/articles.md`: for each clause of the shipped agreements, whether software enforces it, a procedure assists people with
 * it, or it is only shown; and which tests cover each rule. `--check` writes nothing and fails where the file is out of date.
 */
import { globSync, readFileSync, writeFileSync } from 'node:fs'
import process from 'node:process'
import { fileURLToPath } from 'node:url'
import { decodeTerms, termsJson } from '../src/core/agreement/decode-terms.ts'
import { articles, type Terms } from '../src/core/agreement/terms.ts'
import { isObject, type Json } from '../src/core/bytes/canonical.ts'
import { decodeYaml } from '../src/io/yaml.ts'

const ROOT = fileURLToPath(new URL('../', import.meta.url))
const FILE = 'docs/articles.md'

/** Rules of the terms, by field, and the words by which a test shows that it is about one: codes it expects, fields it changes. */
const RULES: Readonly<Record<string, readonly string[]>> = {
  parties: ['agreement-party-unknown'],
  scope: ['subject-out-of-scope', 'exercise-mismatch'],
  purposes: ['purpose-not-agreed', 'purpose-differs'],
  levels: ['no-equivalence-row', 'equivalent-not-valid'],
  caveats: ['caveat-unmapped'],
  top: ['level-above-top'],
  thirdParty: ['third-party-consent-missing'],
  nationalOnly: ['national-only-caveat'],
  assurance: ['assurance-missing'],
  entry: ['not-yet-in-force'],
  term: ['terminated', 'late', 'last-notice-day'],
  survival: ['protection-continues', 'protection'],
  seal: ['seal-broken', 'hybrid'],
  channels: ['channel-not-permitted'],
  receipts: ['accepted', 'opened'],
  clock: ['rung:dissent clock-ahead'],
  texts: ['agreement-text-differs', 'agreement-texts-missing'],
}

/** Rules whose value no code holds anybody to yet: it is recorded and shown, and people act on it. */
const SHOWN_RULES: Readonly<Record<string, readonly string[]>> = {
  receipts: ['release list', 'receive list'],
}

/** Groups of parameters with commands that help people keep them; a group that is not here is only shown. */
const PROCEDURES: Readonly<Record<string, readonly string[]>> = {
  principles: ['agreement obligations'],
  transmission: ['release list', 'receive list'],
  inventory: ['receive list', 'agreement obligations'],
  lifecycle: ['agreement amend', 'agreement notice', 'agreement withdraw-notice', 'agreement deadlines'],
}

interface Cited {
  readonly field: string
  readonly id: string
}

/** Everything in the terms that cites a clause, by the field it stands in. */
function* citations(value: Json, field: string): Generator<Cited> {
  if (Array.isArray(value)) for (const one of value) yield* citations(one, field)
  else if (isObject(value))
    for (const [name, inner] of Object.entries(value)) {
      if (name === 'cites' && typeof inner === 'string') yield { field, id: inner }
      else if (typeof inner === 'object' && inner !== null)
        yield* citations(inner, field === '' || field === 'parameters' ? name : field)
    }
}

function clauses(terms: Terms): readonly string[] {
  const json = termsJson(terms)
  const { parameters = null, ...rules } = isObject(json) ? json : {}
  const byRule = [...citations(rules, '')]
  const byGroup = [...citations(parameters, 'parameters')]
  const fieldsAt = (cited: readonly Cited[], id: string): readonly string[] => [
    ...new Set(cited.filter((one) => one.id === id).map(({ field }) => field)),
  ]
  return articles(terms).map((id) => {
    const article = terms.articles.find((one) => one.id === id.split('__')[0])
    const title = id.includes('__') ? '' : (article?.title.en ?? '')
    const cited = fieldsAt(byRule, id)
    const rule = cited.filter((field) => !Object.hasOwn(SHOWN_RULES, field))
    const groups = fieldsAt(byGroup, id)
    const helped = [
      ...cited.flatMap((field) => SHOWN_RULES[field] ?? []),
      ...groups.flatMap((group) => PROCEDURES[group] ?? []),
    ]
    const commands = [...new Set(helped)]
    if (article?.id === id && article.paragraphs.length > 0 && rule.length + commands.length + groups.length === 0)
      return `| \`${id}\` | ${title} | by paragraph | |`
    const [how, by] =
      rule.length > 0
        ? ['**enforced**', rule.map((field) => `\`${field}\``).join(', ')]
        : commands.length > 0
          ? ['assisted', commands.map((command) => `\`comity ${command}\``).join(', ')]
          : ['only shown', groups.map((group) => `parameters: ${group}`).join(', ')]
    return `| \`${id}\` | ${title} | ${how} | ${by} |`
  })
}

interface Case {
  readonly file: string
  readonly name: string
  readonly body: string
}

/** Every test with its body, up to where the next one begins; and what the simulator must have met in its runs, as one. */
function cases(): readonly Case[] {
  const met = 'sim/sometimes.ts'
  const simulated = {
    file: met,
    name: 'the simulator met it, and judged it right',
    body: readFileSync(ROOT + met, 'utf8'),
  }
  return [simulated, ...tests()]
}

function tests(): readonly Case[] {
  return globSync(['{src,test,sim}/**/*.test.ts'], { cwd: ROOT })
    .toSorted()
    .flatMap((file) => {
      const text = readFileSync(ROOT + file, 'utf8')
      const starts = [...text.matchAll(/^test\(\s*(['"`])((?:\\.|(?!\1)[^\\])+)\1/gm)]
      return starts.map((start, i) => ({
        file,
        name: start[2] ?? '',
        body: text.slice(start.index, starts[i + 1]?.index),
      }))
    })
}

function coverage(all: readonly Case[]): readonly string[] {
  return Object.entries(RULES).flatMap(([field, markers]) => {
    const found = all.filter(({ body }) => markers.some((marker) => body.includes(`'${marker}'`)))
    const lines = found.map(({ file, name }) => `- ${name.replaceAll(/\\(['"`])/g, '$1')} (\`${file}\`)`)
    return [`### \`${field}\``, '', ...(lines.length === 0 ? ['- no test names it'] : lines), '']
  })
}

/** The document as it should be. */
export function articlesDocument(): string {
  const agreements = globSync('agreements/*/terms.yaml', { cwd: ROOT }).toSorted()
  const tables = agreements.flatMap((path) => {
    const terms = decodeTerms(decodeYaml(readFileSync(ROOT + path), path))
    const head = ['| Clause | About | How it is kept | By |', '| --- | --- | --- | --- |']
    return [`## ${terms.title.en}`, '', `\`${path}\``, '', ...head, ...clauses(terms), '']
  })
  return [
    '# What software keeps of each article',
    '',
    'Made by `node tools/articles.ts` from the terms and the tests; do not edit.',
    '',
    'A clause is **enforced** where a rule of the terms cites it: software refuses what it bars. It is assisted where commands help',
    'people keep it, but nothing refuses. Otherwise it is only shown: people keep it, and nothing here can tell whether they do.',
    '',
    ...tables,
    '## Rules and their tests',
    '',
    'A test counts for a rule when it expects one of the rule’s refusals or sets what the rule reads.',
    '',
    ...coverage(cases()),
  ]
    .join('\n')
    .trimEnd()
    .concat('\n')
}

if (import.meta.main) {
  const wanted = articlesDocument()
  if (!process.argv.includes('--check')) writeFileSync(ROOT + FILE, wanted)
  else if (readFileSync(ROOT + FILE, 'utf8') !== wanted) {
    process.stderr.write(`${FILE} is out of date: run \`node tools/articles.ts\`\n`)
    process.exitCode = 1
  }
}
