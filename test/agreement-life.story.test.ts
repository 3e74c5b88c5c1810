/** The example a newcomer reads first: run as they would run it, and everything in it must be as it says. */
import assert from 'node:assert/strict'
import { execFile } from 'node:child_process'
import process from 'node:process'
import { test } from 'node:test'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'

const EXAMPLE = fileURLToPath(new URL('../tools/example.ts', import.meta.url))
const run = promisify(execFile)

interface Document {
  readonly schema: string
  readonly ok: boolean
  readonly steps: readonly {
    readonly title: string
    readonly typed: readonly { readonly nation: string; readonly command: string; readonly exit: number }[]
    readonly seen: readonly { readonly what: string; readonly ok: boolean }[]
  }[]
}

test(
  'the whole life of an agreement runs between two nodes, from the first proposal to the residual duties',
  { timeout: 180_000 },
  async () => {
    const { stdout } = await run(process.execPath, [
      '--disable-warning=ExperimentalWarning',
      EXAMPLE,
      'agreement-life',
      '--json',
    ])
    const document: Document = JSON.parse(stdout)
    assert.equal(document.schema, 'comity/example-agreement-life/v1')
    for (const { title, seen } of document.steps) {
      assert.ok(seen.length > 0, title)
      for (const { what, ok } of seen) assert.ok(ok, `${title}: ${what}`)
    }
    assert.equal(document.ok, true)
    assert.equal(document.steps.length, 13)
    const typed = document.steps.flatMap((step) => step.typed)
    assert.deepEqual(new Set(typed.map(({ nation }) => nation)), new Set(['KR', 'JP']))
    // Only what had to be refused was refused.
    assert.deepEqual(
      typed.flatMap(({ command, exit }) => (exit === 0 ? [] : [`${command.split(' ').slice(1, 3).join(' ')} ${exit}`])),
      ['agreement answer 6', 'agreement initial 6', 'release propose 3'],
    )
  },
)

test('an example nobody wrote is not run, and the ones there are are named', async () => {
  await assert.rejects(run(process.execPath, [EXAMPLE, 'no-such']), (error: { code: number; stderr: string }) => {
    assert.equal(error.code, 2)
    assert.match(error.stderr, /agreement-life/)
    return true
  })
})
