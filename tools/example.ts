/**
 * Runs one of the programs of examples/ by its name: `npm run example -- agreement-life`. Without a name it lists them.
 */
import { existsSync, globSync } from 'node:fs'
import { basename, join } from 'node:path'
import process from 'node:process'

const FOLDER = join(import.meta.dirname, '..', 'examples')
const [name = ''] = process.argv.slice(2)
const file = join(FOLDER, `${basename(name)}.ts`)

if (name !== '' && existsSync(file)) await import(file)
else {
  const names = globSync('*.ts', { cwd: FOLDER }).map((path) => path.slice(0, -'.ts'.length))
  process.stderr.write(`say which: ${names.toSorted().join(', ')}\n`)
  process.exitCode = 2
}
