import assert from 'node:assert/strict'
import { execFile } from 'node:child_process'
import { createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import process from 'node:process'
import { COMITY } from './launched-node.ts'

/** A command line as it is typed, spaces between words. What is put in stays one word, and a list its words. */
export function words(
  strings: TemplateStringsArray,
  ...values: readonly (string | number | readonly string[])[]
): readonly string[] {
  const line = ['']
  for (const [i, text] of strings.entries()) {
    const value = values[i] ?? ''
    const [head = '', ...rest] = text.split(' ')
    line.push(`${line.pop()}${head}`, ...rest)
    if (typeof value === 'object') line.push(...value, '')
    else line.push(`${line.pop()}${value}`)
  }
  return line.filter((word) => word !== '')
}

export interface Ran {
  readonly status: number
  readonly stdout: string
  readonly stderr: string
}

/** Runs the program as a person would; the passphrase is there only where a node is made or opened without one running. */
export function comity(args: readonly string[], { lang = 'C', passphrase = '' } = {}): Promise<Ran> {
  const env = {
    ...process.env,
    LC_ALL: lang,
    COMITY_PASSPHRASE: passphrase,
    NODE_COMPILE_CACHE: join(tmpdir(), 'node-compile-cache'),
  }
  return new Promise((resolve) => {
    const child = execFile(
      COMITY,
      args,
      { env, encoding: 'utf8', maxBuffer: 64 * 1024 * 1024, timeout: 60_000 },
      (_error, stdout, stderr) => resolve({ status: child.exitCode ?? 128, stdout, stderr }),
    )
  })
}

/** What a script has before it looked: anything. */
type Answer = ReturnType<typeof JSON.parse>

/** Any answer a script reads: it must be one JSON object under its own schema, and the command must end as expected. */
export async function json(
  schema: string,
  args: readonly string[],
  { status = 0, passphrase = '' } = {},
): Promise<Answer> {
  const ran = await comity([...args, '--json'], { passphrase })
  assert.equal(ran.status, status, `${args.join(' ')}: ${ran.stderr}`)
  const value = JSON.parse(ran.stdout)
  assert.equal(Object.keys(value)[0], 'schema')
  assert.equal(value.schema, schema)
  return value
}

/** A failure: nothing on stdout, one fault on stderr with its code and the exit status that the process ended with. */
export async function fault(
  code: string,
  args: readonly string[],
  { status, passphrase = '' }: { status: number; passphrase?: string },
): Promise<Answer> {
  const ran = await comity([...args, '--json'], { passphrase })
  const said = JSON.parse(ran.stderr)
  const { schema, exit } = said
  assert.deepEqual(
    { schema, code: said.code, exit, status: ran.status, stdout: ran.stdout },
    { schema: 'comity/fault/v1', code, exit: status, status, stdout: '' },
  )
  return said
}

/** A port nobody listens on at this moment. */
export function freePort(): Promise<number> {
  return new Promise((resolve) => {
    const server = createServer().listen(0, '127.0.0.1', () => {
      const address = server.address()
      server.close(() => resolve(typeof address === 'object' && address !== null ? address.port : 0))
    })
  })
}
