import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import type { TestContext } from 'node:test'

/** Where vectors nobody here wrote are kept: beside the project, never in it. */
const PUBLIC_VECTORS = join(import.meta.dirname, '../../shared/vectors')

/** One file of Wycheproof vectors, as far as every test needs it. */
export interface Wycheproof<Group, Vector> {
  readonly testGroups: readonly (Group & { readonly tests: readonly (Vector & Outcome)[] })[]
}

export interface Outcome {
  readonly tcId: number
  readonly comment: string
  readonly flags?: readonly string[]
  readonly result: 'valid' | 'invalid' | 'acceptable'
}

/** Reads one file of the folder as it is; where it is absent the test is skipped, loudly. */
export function publicFile(t: TestContext, file: string): Uint8Array | null {
  const path = join(PUBLIC_VECTORS, file)
  if (existsSync(path)) return readFileSync(path)
  t.skip(`PUBLIC VECTORS ABSENT: ${file}: this rule was not checked`)
  return null
}

/** Reads one Wycheproof file; where the folder is absent the test is skipped, loudly. */
export function wycheproof<Group, Vector>(t: TestContext, file: string): Wycheproof<Group, Vector> | null {
  const path = join(PUBLIC_VECTORS, 'wycheproof', file)
  if (!existsSync(path)) {
    t.skip(`PUBLIC VECTORS ABSENT: ${file}: this rule was not checked`)
    return null
  }
  const read: Wycheproof<Group, Vector> = JSON.parse(readFileSync(path, 'utf8'))
  return read
}
