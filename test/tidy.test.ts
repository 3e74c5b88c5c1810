/**
 * The architecture, as a test: who may import whom, what core may not touch, how long things may get, and what must be named in
 * a test. Each rule lists `path: problem` and expects an empty list.
 */
import assert from 'node:assert/strict'
import { existsSync, globSync, readFileSync, readdirSync } from 'node:fs'
import { basename, dirname, join, normalize } from 'node:path'
import { test } from 'node:test'
import { fileURLToPath } from 'node:url'
import { FAULT_CODES } from '../src/core/fault.ts'
import { DISCLOSURE_REASON_CODES } from '../src/core/policy/disclosure-texts.ts'
import { REASON_CODES } from '../src/core/policy/reasons.ts'

const ROOT = fileURLToPath(new URL('..', import.meta.url))

/** Who may import whom: a layer sees itself and the layers named beside it. */
const LAYERS: Readonly<Record<string, readonly string[]>> = {
  core: [],
  runtime: ['core'],
  io: ['core'],
  server: ['core', 'runtime', 'io'],
  client: ['core'],
  cli: ['core', 'client', 'io'],
  console: ['core', 'client'],
  sim: ['core', 'runtime'],
}
/** Core's folders in order: each sees itself, those before it, and the files beside them. */
const CORE_ORDER = ['bytes', 'crypto', 'marking', 'agreement', 'policy', 'wire', 'ledger', 'party']
const CORE_WORDS = ['assert.ts', 'fault.ts', 'instant.ts', 'text.ts']

/** The files and folders of `cli` that start a node or act as one; everything else in `cli` talks to one. */
const CLI_DOORS = ['serve', 'demo', 'walk', 'local', 'init', 'exercise']
const BEHIND_THE_DOORS = ['server', 'runtime']
/** Layers of which only types may be taken by whom. */
const TYPES_ONLY: Readonly<Record<string, string>> = { io: 'runtime', cli: 'runtime' }

/** Hidden clocks, chance and I/O that core and the runtime must be handed as values. The linter forbids the globals by scope. */
const AMBIENT =
  /\b(?:Date\.now|new Date\(\)|Date\(\)|Temporal\.Now|Math\.random|crypto\.(?:subtle|random\w*|getRandomValues)|performance\.|set(?:Timeout|Interval|Immediate)|queueMicrotask|process\.|globalThis\b)/

const FORBIDDEN_NAMES = /^(?:index|utils?|common|types|helpers?|misc|shared|lib)\.tsx?$/

const LINES_MAX = 400
const FUNCTION_LINES_MAX = 70
/** `path` or `path: function`, and why it may be longer. */
const LONGER: Readonly<Record<string, string>> = {
  'src/core/fault.ts': 'one table, a row a failure',
}

/** Where core may catch, and why. Anything else lets a fault go up, so that forgetting to look fails closed. */
const CATCHES: Readonly<Record<string, string>> = {
  'src/core/bytes/bytes.ts': 'the platform refuses base64 by throwing',
  'src/core/bytes/canonical.ts': 'the platform refuses JSON by throwing',
  'src/core/bytes/utf8.ts': 'the platform refuses UTF-8 by throwing',
  'src/core/ledger/verify.ts': 'a promise that is awaited later must not count as unhandled until then',
  'src/core/party/fold.ts': 'an act its author could not do changes nothing, on both nodes alike',
  'src/core/policy/decide.ts': 'an error while deciding withholds',
}

interface Source {
  readonly path: string
  readonly text: string
  /** Without comments, line for line. */
  readonly code: string
  readonly layer: string
}

interface Import {
  readonly target: string
  /** The path it resolves to, or `null` for a package. */
  readonly file: string | null
  readonly typesOnly: boolean
}

function read(path: string): Source {
  const text = readFileSync(join(ROOT, path), 'utf8')
  const blank = (comment: string): string => comment.replace(/[^\n]/g, '')
  const code = text.replace(/\/\*[\s\S]*?\*\//g, blank).replace(/^\s*\/\/.*$/gm, blank)
  return { path, text, code, layer: layerOf(path) }
}

function layerOf(path: string): string {
  const [top = '', folder = ''] = path.split('/')
  return top === 'src' ? folder : top
}

function importsOf({ path, code }: Source): Import[] {
  const statements = code.matchAll(
    /\b(?:import|export)\s+(type\s)?(?:[\w*{][^'";]*?\sfrom\s*)?['"]([^'"]+)['"]|\bimport\(\s*['"]([^'"]+)['"]/g,
  )
  return [...statements].map(([, typeOnly, fixed, lazy]) => {
    const target = fixed ?? lazy ?? ''
    return {
      target,
      file: target.startsWith('.') ? normalize(join(dirname(path), target)) : null,
      typesOnly: typeOnly !== undefined,
    }
  })
}

const all = globSync(['{src,sim,test,examples,bench,interop,tools}/**/*.{ts,tsx}'], { cwd: ROOT }).toSorted().map(read)
const isTest = ({ path }: Source): boolean => /\.test\.tsx?$/.test(path) || path.startsWith('test/')
const sources = all.filter((source) => !isTest(source) && /^(?:src|sim)\//.test(source.path))
const inCore = sources.filter(({ layer }) => layer === 'core')
const testText = all
  .filter((source) => isTest(source) || source.layer === 'sim')
  .map(({ text }) => text)
  .join('\n')

/** One rule: what it finds wrong in each source, as sentences. */
function rule(name: string, problems: () => readonly string[]): void {
  test(name, () => assert.deepEqual(problems(), []))
}

function eachImport(of: readonly Source[], problem: (source: Source, imported: Import) => string | null): string[] {
  return of.flatMap((source) =>
    importsOf(source).flatMap((imported) => {
      const found = problem(source, imported)
      return found === null ? [] : [`${source.path}: ${found}`]
    }),
  )
}

test('there is code to check, and its imports are seen', () => {
  assert.ok(sources.length > 20, `only ${sources.length} sources were found`)
  assert.ok(inCore.length > 10, `only ${inCore.length} files of core were found`)
  const seen = importsOf(read('src/cli/exit.ts'))
  assert.deepEqual(seen, [
    { target: '../core/fault.ts', file: 'src/core/fault.ts', typesOnly: true },
    { target: '../core/fault.ts', file: 'src/core/fault.ts', typesOnly: false },
  ])
  assert.ok(
    importsOf(read('src/cli/tree.ts')).some(({ file }) => file === 'src/cli/commands/version.ts'),
    'lazy imports are seen',
  )
})

rule('every folder of src is a layer of the table', () =>
  readdirSync(join(ROOT, 'src')).filter((folder) => !Object.hasOwn(LAYERS, folder)),
)

rule('a layer imports itself and the layers below it, and of the runtime `io` and `cli` take only types', () =>
  eachImport(sources, ({ path, layer }, { target, file, typesOnly }) => {
    if (file === null) return null
    const onto = layerOf(file)
    const isDoor = layer === 'cli' && path.split('/').some((part) => CLI_DOORS.includes(part.split(/[-.]/)[0] ?? ''))
    if (onto === layer || (isDoor && BEHIND_THE_DOORS.includes(onto))) return null
    if (TYPES_ONLY[layer] === onto) return typesOnly ? null : `${layer} may take only types from ${target}`
    return LAYERS[layer]?.includes(onto) ? null : `${layer} may not import ${target}`
  }),
)

rule('a folder of core sees only those before it', () =>
  eachImport(inCore, ({ path }, { target, file }) => {
    if (file === null || path === 'src/core/mod.ts') return null
    const [, , from = ''] = path.split('/')
    const [, , onto = ''] = file.split('/')
    if (CORE_WORDS.includes(onto)) return null
    const isBefore = CORE_ORDER.includes(onto) && CORE_ORDER.indexOf(onto) <= CORE_ORDER.indexOf(from)
    return isBefore ? null : `${from} may not import ${target}`
  }),
)

rule('core is made of the folders in the order and the files beside them', () =>
  readdirSync(join(ROOT, 'src/core')).filter(
    (name) => ![...CORE_ORDER, ...CORE_WORDS, 'mod.ts', 'tsconfig.json'].includes(name) && !name.endsWith('.test.ts'),
  ),
)

rule('core imports no package and nothing of Node', () =>
  eachImport(inCore, (_, { target, file }) => (file === null ? `imports ${target}` : null)),
)

rule('the simulator imports no package', () =>
  eachImport(
    sources.filter(({ layer }) => layer === 'sim'),
    (_, { target, file }) =>
      file === null && !target.startsWith('node:') && !target.startsWith('@noble/') ? `imports ${target}` : null,
  ),
)

rule('a relative import names a file that exists, with its ending', () =>
  eachImport(all, ({ path }, { target, file }) =>
    file === null || (/\.(?:tsx?|mjs|json|css)$/.test(file) && existsSync(join(ROOT, file)))
      ? null
      : `${target} from ${path}`,
  ),
)

// The compiler turns `./x.ts` into `./x.js` in imports only.
rule('a module is never named by a URL with its source ending, which an installation does not have', () =>
  sources
    .filter(({ layer, code }) => layer !== 'sim' && /new URL\(\s*'[^']*\.tsx?'/.test(code))
    .map(({ path }) => path),
)

rule('core and the runtime read no clock, draw no chance and start no timer', () =>
  sources
    .filter(({ layer }) => layer === 'core' || layer === 'runtime')
    .flatMap(({ path, code }) =>
      code.split('\n').flatMap((line, i) => {
        const found = AMBIENT.exec(line)
        return found === null ? [] : [`${path}:${i + 1}: ${found[0]}`]
      }),
    ),
)

rule('core catches only where a reason is written down', () =>
  inCore
    .filter(({ path, code }) => /\bcatch\b/.test(code) && !Object.hasOwn(CATCHES, path))
    .map(({ path }) => `${path}: catches`),
)

rule('no file is too long', () =>
  all
    .map(({ path, text }) => ({ path, lines: text.split('\n').length - 1 }))
    .filter(({ path, lines }) => lines > LINES_MAX && !Object.hasOwn(LONGER, path))
    .map(({ path, lines }) => `${path}: ${lines} lines`),
)

/** The layout is the formatter's, so a function ends at the first line that closes at its own depth. */
function longFunctions({ path, code }: Source): string[] {
  const lines = code.split('\n')
  return lines.flatMap((line, start) => {
    const head =
      /^(\s*)(?:export )?(?:async )?(?:function\*? (\w+)|(?:const (\w+) = .*(?:=>|\() ?\{?$)|(?:(?:async |get |static )*(#?\w+)\(.*\{$))/.exec(
        line,
      )
    const name = head?.[2] ?? head?.[3] ?? head?.[4]
    if (head === null || name === undefined || /^(?:if|for|while|switch|catch)$/.test(name)) return []
    const closing = new RegExp(`^${head[1]}\\}[),;]*$`)
    const length = lines.slice(start).findIndex((candidate) => closing.test(candidate)) + 1
    return length > FUNCTION_LINES_MAX && !Object.hasOwn(LONGER, `${path}: ${name}`)
      ? [`${path}: ${name} has ${length} lines`]
      : []
  })
}

test('a long function is seen', () => {
  const body = '  x()\n'.repeat(80)
  for (const head of [
    'export function f(a: number): void {',
    'async function f({\n  a,\n}: A): Promise<void> {',
    'const f = () => {',
    'const f = async (\n  a: A,\n) => {',
  ]) {
    const code = `${head}\n${body}}\n`
    assert.equal(longFunctions({ path: 'a.ts', text: code, code, layer: 'core' }).length, 1, head)
  }
})

rule('no function is longer than a screen', () => sources.flatMap(longFunctions))

rule('an exception that no longer applies is deleted', () => [
  ...Object.keys(LONGER).filter((key) => !all.some(({ path }) => key.split(':')[0] === path)),
  ...Object.keys(CATCHES).filter((key) => !inCore.some(({ path, code }) => path === key && /\bcatch\b/.test(code))),
])

rule('no file is a drawer: names say what is inside', () =>
  all.filter(({ path }) => FORBIDDEN_NAMES.test(basename(path))).map(({ path }) => path),
)

rule('nothing is exported as default', () =>
  all.filter(({ code }) => /^export default\b/m.test(code)).map(({ path }) => path),
)

rule('what only tests may use is used only in tests', () =>
  sources
    .filter(
      ({ layer, code }) =>
        layer !== 'sim' &&
        code.replace(/export (?:async )?(?:function|const) unsafeTesting/g, '').includes('unsafeTesting'),
    )
    .map(({ path }) => path),
)

rule(
  'no unit test hooks into its neighbours: they share one process, so a hook outside any suite runs around every test',
  () =>
    all
      .filter(
        (source) =>
          isTest(source) && !source.path.endsWith('.story.test.ts') && /^(?:before|after)Each\(/m.test(source.code),
      )
      .map(({ path }) => `${path}: a hook outside any test`),
)

rule('no test is left alone or left for later', () =>
  all
    .filter((source) => isTest(source) && /\b(?:test|it|describe)\.(?:only|todo)\(/.test(source.code))
    .map(({ path }) => path),
)

rule('every fault is named in some test', () => FAULT_CODES.filter((code) => !testText.includes(`'${code}'`)))

rule('every reason to withhold is named in some test', () =>
  [...REASON_CODES, ...DISCLOSURE_REASON_CODES].filter((code) => !testText.includes(`'${code}'`)),
)

rule('every folder of vectors is read by some test', () =>
  readdirSync(join(ROOT, 'vectors'), { withFileTypes: true })
    .filter((entry) => entry.isDirectory() && !testText.includes(`vectors/${entry.name}`))
    .map(({ name }) => name),
)

rule('every program in README.md is a file of examples/, word for word', () => {
  const examples = globSync('examples/**/*.ts', { cwd: ROOT }).map((path) =>
    readFileSync(join(ROOT, path), 'utf8').trim(),
  )
  const readme = readFileSync(join(ROOT, 'README.md'), 'utf8')
  return [...readme.matchAll(/^```ts\n([\s\S]*?)^```/gm)]
    .map(([, block = '']) => block.trim())
    .filter((block) => !examples.includes(block))
})
