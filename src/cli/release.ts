import { readFileSync } from 'node:fs'
import { isObject, parseJson } from '../core/bytes/canonical.ts'
import { Fault } from '../core/fault.ts'

/** This release's version, out of the package's own description. The file is two folders up in a checkout and in `dist` alike. */
export function release(): string {
  const about = parseJson(readFileSync(new URL('../../package.json', import.meta.url), 'utf8'), 'package.json')
  const version = isObject(about) ? about['version'] : undefined
  if (typeof version !== 'string') throw new Fault('bytes-malformed', 'package.json: no version')
  return version
}
