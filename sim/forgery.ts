import type { Json } from '../src/core/bytes/canonical.ts'
import type { Relation } from '../src/runtime/node.ts'
import { LEVELS, PURPOSES, SUBJECTS, agreement, policyId, other, type Party } from './treaty.ts'
import type { World } from './world.ts'

/** What an act of a liar's says: well formed, and never what happened. */
export function forgedFields(
  world: World,
  {
    name,
    relation,
    index,
    before,
  }: { readonly name: Party; readonly relation: Relation; readonly index: number; readonly before: number },
): Readonly<Record<string, Json>> {
  const chance = world.liar?.chance ?? world.mischief
  const { theirs, ours } = relation
  const truly = Math.max(theirs.edge.size, ours.lastSeen)
  // To take back what was promised is the lie that would undo a termination.
  const takesBack = before < (world.liar?.promised ?? 0) && !chance.oneIn(4)
  if (takesBack) world.count('lie:takes back what it had seen')
  const seen = takesBack
    ? before
    : chance.pick([truly, truly, truly, theirs.durable.size + 1 + chance.below(6), chance.below(truly + 1)])
  const at = chance.oneIn(6)
    ? 1
    : chance.oneIn(6)
      ? world.time.now + 400_000_000
      : Math.max(world.time.now, ours.lastAt)
  const every = { seen, at, cites: [], agreement }
  const first = chance.below(Math.max(1, theirs.durable.size + 2))
  switch (chance.below(6)) {
    case 0:
      return { ...every, kind: 'bribe', sum: 5 }
    case 1:
      return { ...every, kind: chance.pick(['sign', 'notify', 'notice']), office: 'treaty' }
    case 2:
      return { ...every, kind: 'assure', assurance: { item: null, level: `${name}-TOP`, from: null, until: null } }
    case 3: {
      const rung = chance.pick(['arrived', 'accepted', 'refused', 'dissent', 'opened'])
      return {
        ...every,
        kind: 'rung',
        rung,
        of: [[first, first + 1 + chance.below(3)]],
        article: null,
        reason: null,
        office: null,
        digest: null,
      }
    }
    default:
      return {
        ...every,
        kind: 'release',
        label: null,
        item: forgedItem(world, { name, index }),
        content: { kind: 'inline', bytes: '' },
      }
  }
}

function forgedItem(world: World, { name, index }: { readonly name: Party; readonly index: number }): Json {
  const chance = world.liar?.chance ?? world.mischief
  const originator = chance.oneIn(4) ? other(name) : name
  const label = {
    policy: policyId(originator),
    level: `${originator}-${chance.pick(LEVELS)}`,
    caveats: [],
    releasableTo: null,
  }
  const portion = {
    id: 'p1',
    originator,
    label,
    equivalent: null,
    marked: world.time.now - 1000,
    mediaType: 'text/plain',
    digest: null,
  }
  const facts = {
    id: `${name}-FORGED-${index}`,
    portions: [portion],
    subject: chance.pick(SUBJECTS),
    purpose: chance.pick(PURPOSES),
    exercise: !chance.oneIn(5),
  }
  return { facts, parts: [{ name: 'part-0.txt', bytes: 0 }], verdict: '0'.repeat(96) }
}
