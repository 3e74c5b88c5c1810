import type { Json } from '../bytes/canonical.ts'
import { listOf, shape, stringOf, type Shape } from '../bytes/shape.ts'
import { Fault } from '../fault.ts'
import { sameName, type Nation, isNation } from './name.ts'

/** A confidentiality label: one policy's marking of one thing, in that policy's own names (STANAG 4774). */
export type Label = {
  readonly policy: string
  readonly level: string
  readonly caveats: readonly string[]
  /** The nations it is releasable to; `null` where the label does not say. Never empty. */
  readonly releasableTo: readonly Nation[] | null
}

const CAVEATS_MAX = 16
const NATIONS_MAX = 64

/** Tells whether two labels say the same, whatever the spelling and the order of their parts. */
export function sameLabel(a: Label, b: Label): boolean {
  return (
    a.policy === b.policy &&
    sameName(a.level, b.level) &&
    sameSet(
      a.caveats.map((name) => name.normalize('NFKC')),
      b.caveats.map((name) => name.normalize('NFKC')),
    ) &&
    (a.releasableTo === null || b.releasableTo === null
      ? a.releasableTo === b.releasableTo
      : sameSet(a.releasableTo, b.releasableTo))
  )
}

function sameSet(a: readonly string[], b: readonly string[]): boolean {
  return a.every((name) => b.includes(name)) && b.every((name) => a.includes(name))
}

/** The value {@link decodeLabel} reads back; names in the order they are spelled in, which is quicker. */
export function labelJson({ caveats, level, policy, releasableTo }: Label): Json {
  return { caveats, level, policy, releasableTo }
}

/** Reads a label, strictly. Whether its policy knows the names is for the decision to say. */
export function decodeLabel(json: Json | undefined, where: string): Label {
  const shaped = shape(json, where, ['policy', 'level', 'caveats', 'releasableTo'])
  const caveats = namesOf(shaped, 'caveats', CAVEATS_MAX)
  const releasableTo = shaped.object['releasableTo'] === null ? null : namesOf(shaped, 'releasableTo', NATIONS_MAX)
  if (releasableTo !== null && (releasableTo.length === 0 || !releasableTo.every(isNation)))
    throw new Fault('bytes-malformed', `${where}.releasableTo: not a list of nations, or null`)
  return { policy: stringOf(shaped, 'policy', 64), level: stringOf(shaped, 'level', 64), caveats, releasableTo }
}

function namesOf(shaped: Shape, name: string, lengthMax: number): readonly string[] {
  const names = listOf(shaped, name, lengthMax).map((value) => {
    if (typeof value !== 'string' || value === '' || value.length > 64)
      throw new Fault('bytes-malformed', `${shaped.where}.${name}: not a name of at most 64`)
    return value
  })
  if (new Set(names.map((value) => value.normalize('NFKC'))).size !== names.length)
    throw new Fault('bytes-malformed', `${shaped.where}.${name}: a name given twice`)
  return names
}
