import { standingNow } from '../src/core/party/fold.ts'
import { observe } from './books.ts'
import { Broken, must } from './failure.ts'
import { relationOf } from './nation.ts'
import { NATIONS, other } from './treaty.ts'
import type { Scope } from './watch.ts'
import type { World } from './world.ts'

/** Nothing is under way, and both nations hold all there is. */
export function isQuiet({ world, watches }: Scope): boolean {
  return NATIONS.every((name) => {
    const relation = relationOf(world.nations[name])
    const partner = watches[other(name)]
    return (
      relation?.confirmed === true &&
      !world.nations[name].host.contacting &&
      relation.ours.durable.size === partner.copy.told.length &&
      relation.ours.bound?.size === relation.ours.durable.size
    )
  })
}

/** A world of honest nations has healed: everything arrived, is bound and answered, and both sides agree. */
export async function healed(scope: Scope): Promise<void> {
  const { world, watches } = scope
  observe(scope)
  if (world.liar !== null) return
  for (const name of NATIONS) {
    const nation = world.nations[name]
    const relation = relationOf(nation)
    if (relation === null) throw new Broken('a healed world runs', name)
    const { own, ownSize } = watches[name]
    const { copy, rungs: given } = watches[other(name)]
    const state = `confirmed ${relation.confirmed}, amnesia ${relation.amnesia}, frozen ${relation.frozen}, own ${ownSize} of ${own.told.length}, acked ${relation.ours.acked.size}, bound ${relation.ours.bound?.size}, partner holds ${copy.told.length}`
    must(
      relation.confirmed && !relation.amnesia && !relation.frozen,
      'a healed relation works',
      () => `${name}: ${state}`,
    )
    must(ownSize === own.told.length, 'recovery brings back exactly what was lost', () => `${name}: ${state}`)
    must(copy.told.length === ownSize, 'everything arrives once the world heals', () => `${name}: ${state}`)
    must(
      (relation.ours.bound?.size ?? 0) === ownSize,
      'everything is bound once the world heals',
      () => `${name}: ${state}`,
    )
    own.told.forEach((told, index) => {
      if (told?.kind === 'release')
        must(
          given.isFinal(index),
          'every item has a final rung',
          () => `${name}: entry ${index}, on ${given.of(index).join(', ')}`,
        )
    })
    const waiting = [...(nation.disk.spaces.get(`fetch/${relation.id}`)?.keys() ?? [])]
    must(waiting.length === 0, 'no object stays half fetched', () => `${name}: ${waiting.join(', ')}`)
  }
  checkFolds(world)
}

function checkFolds({ nations }: World): void {
  const [a, b] = NATIONS.map((name) => relationOf(nations[name])?.fold)
  if (a === undefined || b === undefined) return
  for (const [mine, theirs] of [
    ['ours', 'theirs'],
    ['theirs', 'ours'],
  ] as const)
    must(
      JSON.stringify(a.ladders[mine]) === JSON.stringify(b.ladders[theirs]),
      'both registers agree',
      () => `${JSON.stringify(a.ladders[mine])} and ${JSON.stringify(b.ladders[theirs])}`,
    )
  const [left, right] = [a, b].map((fold) => JSON.stringify([...standingNow(fold).agreements]))
  must(left === right, 'both nations read one agreement', () => `${left?.slice(-400)} and ${right?.slice(-400)}`)
}
