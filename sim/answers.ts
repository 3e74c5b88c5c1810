import type { Relation } from '../src/runtime/node.ts'
import type { Request, Response } from '../src/runtime/ports.ts'
import { observe } from './books.ts'
import { must } from './failure.ts'
import { digestOf } from './liars.ts'
import { relationOf } from './nation.ts'
import { signedParcel } from './reader.ts'
import { other, type Party } from './treaty.ts'
import type { Scope } from './watch.ts'

/** What was answered to a parcel: nothing is claimed that is not stored, no lie is believed, none spoils what is beside it. */
export function checkAnswer(scope: Scope, answered: Answered): void {
  const { world, watches, isLiar } = scope
  const { by, request, response } = answered
  const relation = relationOf(world.nations[by])
  if (isLiar(by) || relation === null || !request.path.endsWith('/parcel')) return
  observe(scope)
  if (response.status === 200) {
    const have = Number(/^have (\d+)\n/.exec(new TextDecoder('latin1').decode(response.body.subarray(0, 64)))?.[1])
    const stored = watches[by].copy.told.length
    must(have <= stored, 'a node says it has only what it stores', () => `${by} says ${have}, stores ${stored}`)
  }
  const { liar } = world
  if (liar === null) return
  const lie = liar.lies.get(digestOf(request.body))
  if (lie === 'half signed head')
    must(response.status !== 200, 'both signatures or none', () => `${by} took a parcel under one`)
  if (lie === 'no openings')
    must(response.status !== 400, 'one bad item stops nothing else', () => `${by} answers ${response.status}`)
  const bound = relation.ours.bound?.note ?? ''
  must(
    !liar.falseLines.some((lines) => lines !== '' && bound.includes(lines)),
    'a cosignature on another head binds nothing',
    () => by,
  )
  checkFork(scope, { ...answered, relation })
}

/** A request with what a node answered to it. */
export interface Answered {
  readonly by: Party
  readonly request: Request
  readonly response: Response
}

/** A history that differs from the one held is never taken in, and is seen for what it is. */
function checkFork(
  scope: Scope,
  { by, request, response, relation }: Answered & { readonly relation: Relation },
): void {
  const { world, watches, count } = scope
  const author = other(by)
  const parcel = signedParcel(world.around[by].primitives, relation, request.body)
  if (parcel === null) return
  const end = parcel.first + parcel.entries.length
  // What a liar says it has seen binds it as far as it has cosigned.
  if (response.status === 200 && end === watches[by].copy.told.length)
    watches[by].floors.push({ from: end, seen: Math.min(parcel.seen, relation.ours.bound?.size ?? 0) })
  const held = watches[by].copy.roots.entries
  const differs = parcel.entries.some((entry, i) => {
    const known = held[parcel.first + i]
    return known !== undefined && Buffer.compare(known, entry) !== 0
  })
  if (!differs) return
  count('fork')
  must(
    response.status !== 200,
    'a fork is never believed',
    () => `${by} took ${parcel.first} to ${end} of ${author} twice`,
  )
  must(
    relation.frozen || response.status === 503,
    'a fork is always seen',
    () => `${by} answers ${response.status} to a second history of ${author} from ${parcel.first}`,
  )
  const isKept = world.nations[by].disk.spaces.get('fork')?.has(relation.id) ?? false
  must(!relation.frozen || isKept, 'a fork that is seen is kept as a proof', () => by)
}
