import { readFileSync } from 'node:fs'
import { registerHooks } from 'node:module'
import { fileURLToPath, pathToFileURL } from 'node:url'
import { BUGS, type Bug } from './bugs.ts'

/*
 * A bug is planted while a module is loaded and nowhere else: what is imported as `x.ts?planted=<bug>` hands the query on to
 * everything of this project that it imports, so each bug has a program of its own beside the true one.
 */

const ROOT = new URL('../../', import.meta.url).href
const QUERY = /\?planted=([a-z-]+)$/

/** Makes `?planted=` understood in this process. Once is enough; the true modules are not touched. */
function allowPlanting(): void {
  if (allowed) return
  allowed = true
  registerHooks({
    resolve(specifier, context, next) {
      const resolved = next(specifier, context)
      const query = QUERY.exec(context.parentURL ?? '')?.[0]
      if (query === undefined || !resolved.url.startsWith(ROOT) || resolved.url.includes('/node_modules/'))
        return resolved
      return { ...resolved, url: `${resolved.url.replace(QUERY, '')}${query}` }
    },
    load(url, context, next) {
      const bug = BUGS.find(({ name }) => name === QUERY.exec(url)?.[1])
      const loaded = next(url, context)
      if (bug === undefined || !url.startsWith(new URL(bug.file, ROOT).href)) return loaded
      return { ...loaded, source: planted(bug) }
    },
  })
}

let allowed = false

/** The source with the bug in it. A bug whose line is not there, or there twice, is an error: it would plant nothing. */
export function planted({ name, file, of, into }: Bug): string {
  const source = readFileSync(fileURLToPath(new URL(file, ROOT)), 'utf8')
  const times = source.split(of).length - 1
  if (times !== 1) throw new Error(`${name}: its line stands ${times} times in ${file}`)
  return source.replace(of, () => into)
}

/** The simulator with one bug in it. */
export async function simulatorWith({ name }: Bug): Promise<typeof import('../world.ts')> {
  allowPlanting()
  const url = `${pathToFileURL(fileURLToPath(new URL('sim/world.ts', ROOT))).href}?planted=${name}`
  return (await import(url)) as typeof import('../world.ts')
}
