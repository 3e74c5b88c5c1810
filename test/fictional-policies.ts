import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { resolve, resolveClearance, type Cleared, type Marked } from '../src/core/marking/resolve.ts'
import type { CategoryType, Spif } from '../src/core/marking/spif.ts'
import { decodeSpif } from '../src/io/spif-xml.ts'

/** Two policies of nations that do not exist, which between them use every rule of the format; part of the vectors. */
export const ARCADIA: Spif = decodeSpif(vector('arcadia.xml')).spif
export const BOREAS: Spif = decodeSpif(vector('boreas.xml')).spif

export function vector(file: string): Uint8Array {
  return readFileSync(new URL(`../vectors/label/${file}`, import.meta.url))
}

const SETS: Readonly<Record<string, readonly [CategoryType, readonly string[]]>> = {
  'Additional Sensitivity': ['restrictive', ['ORION', 'LYRA', 'DRACO', 'CRUX']],
  'Releasable To': ['permissive', ['AAA', 'BBB', 'CCC', 'LEAGUE']],
  Administrative: ['informative', ['STAFF', 'SILENT', 'ALONE']],
}

function categories(names: readonly string[]): { type: CategoryType; tagName: string; oid: null; values: string[] }[] {
  return Object.entries(SETS)
    .map(([tagName, [type, known]]) => ({
      type,
      tagName,
      oid: null,
      values: names.filter((name) => known.includes(name)),
    }))
    .filter(({ values }) => values.length > 0)
}

/** A marking under ARCADIA by the names of its level and values. */
export function marking(classification: string, ...names: readonly string[]): Marked {
  const { marked, findings } = resolve(ARCADIA, {
    policy: { name: 'ARCADIA', oid: null },
    classification,
    privacyMark: null,
    categories: categories(names),
  })
  assert.ok(marked, JSON.stringify(findings.filter(({ holds }) => !holds)))
  return marked
}

/** A clearance under ARCADIA by the names of its levels and values. */
export function clearedFor(classifications: readonly string[], ...names: readonly string[]): Cleared {
  const { cleared } = resolveClearance(ARCADIA, {
    policy: { name: 'ARCADIA', oid: null },
    classifications,
    categories: categories(names),
  })
  assert.ok(cleared)
  return cleared
}
