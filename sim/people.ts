import { canonical } from '../src/core/bytes/canonical.ts'
import { utf8 } from '../src/core/bytes/utf8.ts'
import { Fault } from '../src/core/fault.ts'
import { itemJson } from '../src/core/policy/item.ts'
import { actOnAgreement, assure, loadAgreement } from '../src/runtime/desk/agreement.ts'
import type { Desk } from '../src/runtime/desk/desk.ts'
import { decideDisclosure, propose, send } from '../src/runtime/desk/disclosure.ts'
import { openItem, register } from '../src/runtime/desk/holding.ts'
import { draftItem, type Draft } from '../src/runtime/desk/item.ts'
import type { Wrap } from '../src/runtime/sealing.ts'
import type { Dice } from './chance.ts'
import type { Nation } from './nation.ts'
import {
  CLOSED,
  EYES_ONLY,
  HANDLE,
  LEVELS,
  NATIONS,
  PURPOSES,
  SUBJECTS,
  THIRD,
  agreement,
  policyId,
  terms,
  texts,
  other,
  type Party,
} from './treaty.ts'
import type { World } from './world.ts'

/** An item somebody drafted, and what its people have done about it. */
export interface Drafted {
  readonly by: Party
  /** The facts, spelt canonically: what may leave, and nothing else. */
  readonly facts: string
  readonly content: string
}

/** One act of one person, sensible or not: offices forget, repeat themselves, and try what they may not do. */
export function personActs(world: World, nation: Nation): void {
  const desk = nation.running?.desk
  if (desk === undefined) return
  const deed = choose(world)
  world.say(`${nation.name}: ${deed}`)
  world.count(`act:${deed}`)
  world.follow(nation, deed, ACTS[deed](world, nation, desk))
}

type Deed = keyof typeof ACTS

function choose({ people, plan }: World): Deed {
  if (!plan.established && people.oneIn(2)) return people.pick(['load', 'sign', 'notify', 'assure'] as const)
  if (people.oneIn(plan.leaps ? 12 : 60)) return 'notice'
  // An act that is answered by nothing is what a restored node may have forgotten that it saw.
  if (plan.restores && people.oneIn(4)) return 'assure'
  return people.pick(USUAL)
}

const USUAL = [
  'draft',
  'whole',
  'whole',
  'whole',
  'whole',
  'whole',
  'propose',
  'approve',
  'send',
  'send',
  'open',
  'open',
  'open',
  'sign',
  'assure',
] as const

const ACTS = {
  load: (_world: World, _nation: Nation, desk: Desk) => loadAgreement(desk, { terms, texts, person: 'treaty' }),
  sign: (_world: World, _nation: Nation, desk: Desk) =>
    actOnAgreement(desk, { kind: 'sign', agreement, person: 'treaty' }),
  notify: (_world: World, _nation: Nation, desk: Desk) =>
    actOnAgreement(desk, { kind: 'notify', agreement, person: 'treaty' }),
  notice: (_world: World, _nation: Nation, desk: Desk) =>
    actOnAgreement(desk, { kind: 'notice', agreement, person: 'treaty' }),
  assure: (world: World, nation: Nation, desk: Desk) =>
    assure(desk, { agreement, level: `${nation.name}-${world.people.pick(LEVELS)}`, person: 'treaty' }),
  draft: (world: World, nation: Nation, desk: Desk) => draft(world, nation, desk),
  propose: (world: World, nation: Nation, desk: Desk) => withItem(world, nation, (item) => proposed(world, desk, item)),
  approve: (world: World, nation: Nation, desk: Desk) =>
    withItem(world, nation, (item) =>
      decideDisclosure(desk, {
        item,
        to: other(nation.name),
        person: 'disclosure',
        decision: world.people.oneIn(8) ? 'refuse' : 'approve',
      }),
    ),
  send: (world: World, nation: Nation, desk: Desk) =>
    withItem(world, nation, (item) => sent(world, nation, { desk, item })),
  whole,
  open,
}

/** Drafts, proposes, approves and sends one item, as a busy registry does. */
async function whole(world: World, nation: Nation, desk: Desk): Promise<void> {
  const { life } = nation
  const item = await draft(world, nation, desk)
  const to = other(nation.name)
  if (nation.life !== life || !(await proposed(world, desk, item))) return
  await decideDisclosure(desk, { item, to, person: 'disclosure', decision: 'approve' })
  await sent(world, nation, { desk, item })
}

async function proposed(world: World, desk: Desk, item: string): Promise<boolean> {
  const { verdict, proposal } = await propose(desk, { item, to: other(ownerOf(desk)), person: 'analysis' })
  if (verdict.kind === 'withhold') world.count(`withheld:${verdict.reason}`)
  return proposal !== null
}

async function sent(
  world: World,
  nation: Nation,
  { desk, item }: { readonly desk: Desk; readonly item: string },
): Promise<void> {
  const wrap: Wrap = world.people.oneIn(3) ? 'item' : 'parcel'
  const came = await send(desk, { item, to: other(nation.name), person: 'registry', wrap })
  if (came.kind === 'withheld') {
    if (came.verdict.kind === 'withhold') world.count(`withheld at sending:${came.verdict.reason}`)
    if (came.disclosure.kind === 'withhold') world.count(`not disclosed:${came.disclosure.reason}`)
    return
  }
  world.count(came.repeated ? 'sent:again' : 'sent:new')
  world.say(`${nation.name} sent ${item} as ${came.index}`)
  world.check.acknowledged(nation.name, { item, index: came.index })
}

async function open(world: World, nation: Nation, desk: Desk): Promise<void> {
  const from = other(nation.name)
  const held: string[] = []
  for await (const { released } of register(desk, { nation: from, side: 'theirs' })) held.push(released.facts.id)
  if (held.length === 0) return
  const item = world.people.pick(held)
  const out = `${nation.name} ${item} ${world.step}`
  const opened = await openItem(desk, { nation: from, item, person: 'registry', out })
  world.count(`opened:${opened.holding.act.content.kind}`)
  world.check.opened(world, { by: nation.name, item, content: nation.files.kept.get(out) ?? null })
}

function ownerOf(desk: Desk): Party {
  return desk.node.identity.nation === 'KR' ? 'KR' : 'JP'
}

async function withItem(world: World, nation: Nation, deed: (item: string) => Promise<unknown>): Promise<unknown> {
  const own = [...world.drafts].flatMap(([item, { by }]) => (by === nation.name ? [item] : []))
  return own.length === 0 ? undefined : await deed(world.people.pick(own.slice(-6)))
}

async function draft(world: World, nation: Nation, desk: Desk): Promise<string> {
  const drawn = drawDraft(world, nation)
  const item = await draftItem(desk, { person: 'analysis', draft: drawn })
  const content = drawn.portions
    .map(({ content: part }) => (part.kind === 'text' ? part.text : `<${part.path}>`))
    .join('')
  world.drafts.set(item.facts.id, { by: nation.name, facts: canonical(itemJson(item.facts)), content })
  return item.facts.id
}

/** A draft, most often one that may go, marked with whatever a nation's policy has. */
function drawDraft(world: World, { name, files }: Nation): Draft {
  const { people, plan } = world
  const isPlain = !people.oneIn(4)
  const portions = Array.from({ length: 1 + people.below(2) }, (_, i): Draft['portions'][number] => {
    const originator = !isPlain && people.oneIn(6) ? THIRD : name
    const level = isPlain ? people.pick(['III', 'III', 'II'] as const) : people.pick(LEVELS)
    const caveat = people.oneIn(isPlain ? 6 : 2)
      ? [HANDLE]
      : !isPlain && people.oneIn(2)
        ? [people.pick([EYES_ONLY, CLOSED])]
        : []
    return {
      name: `part-${i}.txt`,
      label: {
        policy: policyId(originator),
        level: `${originator}-${level}`,
        caveats: caveat.map((word) => `${originator} ${word}`),
        releasableTo: isPlain || people.oneIn(2) ? null : [...(people.oneIn(2) ? [other(name)] : []), THIRD].sort(),
      },
      originator,
      equivalent:
        originator === name || people.oneIn(2)
          ? null
          : { policy: policyId(name), level: `${name}-III`, caveats: [], releasableTo: null },
      mediaType: 'text/plain',
      content: contentOf(people, { plan, step: world.step, files, name, i }),
    }
  })
  return {
    subject: !isPlain && people.oneIn(6) ? 'radar' : people.pick(SUBJECTS),
    purpose: !isPlain && people.oneIn(6) ? 'planning' : people.pick(PURPOSES),
    portions,
  }
}

function contentOf(
  people: Dice,
  { plan, step, files, name, i }: { plan: World['plan']; step: number; files: Nation['files']; name: Party; i: number },
): Draft['portions'][number]['content'] {
  if (!plan.objects || !people.oneIn(5))
    return { kind: 'text', text: `EXERCISE ${name} ${step}.${i} ${people.below(1e9)}` }
  const path = `${name} ${step} ${i} ${people.below(1e9)}`
  files.brought.set(path, utf8(`EXERCISE ${path} `.repeat(2_000)))
  return { kind: 'file', path }
}

/** Brings the agreement into force in fair weather. */
export async function establish(world: World, calm: () => Promise<unknown>): Promise<void> {
  const steps: readonly [Deed, readonly Party[]][] = [
    ['load', ['KR']],
    ['sign', NATIONS],
    ['notify', NATIONS],
  ]
  await calm()
  for (const [deed, who] of steps) {
    for (const name of who) {
      const nation = world.nations[name]
      const desk = nation.running?.desk
      if (desk === undefined) throw new Fault('node-missing', name)
      world.follow(nation, deed, ACTS[deed](world, nation, desk))
    }
    await calm()
  }
  for (const name of NATIONS) {
    const nation = world.nations[name]
    const desk = nation.running?.desk
    if (desk !== undefined)
      world.follow(nation, 'assure', assure(desk, { agreement, level: `${name}-II`, person: 'treaty' }))
  }
  await calm()
}
