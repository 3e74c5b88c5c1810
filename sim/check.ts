import { fromUtf8 } from '../src/core/bytes/utf8.ts'
import type { Notice } from '../src/runtime/node.ts'
import { checkAnswer, type Answered } from './answers.ts'
import { observe, restored } from './books.ts'
import type { SignCall } from './custodian.ts'
import { Broken, must } from './failure.ts'
import { healed, isQuiet } from './healing.ts'
import { relationOf, type Nation } from './nation.ts'
import { checkSignature } from './signing.ts'
import { other, type Party } from './treaty.ts'
import { watch, type Scope } from './watch.ts'
import type { World } from './world.ts'

/** Watches a world. Everything it knows it reads from durable stores, from the custodian's door and from what people were told. */
export interface Checker {
  begin(world: World): void
  /** The nation has its partner: its logs have names from here on. */
  knows(world: World, nation: Nation): void
  /** After every step. */
  observe(world: World): void
  signed(name: Party, call: SignCall): void
  noticed(name: Party, code: Notice['code']): void
  restored(nation: Nation): void
  answered(answered: Answered): void
  acknowledged(name: Party, sent: { readonly item: string; readonly index: number }): void
  opened(world: World, opened: { readonly by: Party; readonly item: string; readonly content: Uint8Array | null }): void
  isQuiet(world: World): boolean
  /** The nation has all it ever did, and all of its partner's log that it had seen when it did it. */
  isWhole(name: Party): boolean
  healed(world: World): Promise<void>
}

/** A checker that has seen nothing. */
export function checker(count: (what: string) => void): Checker {
  const watches = { KR: watch(), JP: watch() }
  let world: World
  const isLiar = (name: Party): boolean => world.liar?.name === name
  const scope = (): Scope => ({ world, watches, count, isLiar })
  return {
    begin: (made) => void (world = made),
    knows(_world, nation) {
      const relation = relationOf(nation)
      if (relation === null) throw new Broken('a partner that was added is known', nation.name)
      const known = watches[nation.name]
      known.ownOrigin = relation.ours.origin
      known.copyOrigin = relation.theirs.origin
      if (nation.running === null) throw new Broken('a partner that was added is known', nation.name)
      known.vault = nation.running.node.vault
      known.isKnown = true
    },
    observe: () => observe(scope()),
    signed(name, call) {
      if (!isLiar(name)) checkSignature(scope(), name, call)
    },
    noticed(name, code) {
      watches[name].notices.add(code)
    },
    restored: (nation) => restored(scope(), nation),
    answered: (answered) => checkAnswer(scope(), answered),
    acknowledged: (name, sent) => void watches[name].acks.push(sent),
    opened: (_world, opened) => checkOpened(scope(), opened),
    isWhole: (name) =>
      watches[name].ownSize === watches[name].own.told.length &&
      watches[name].copy.told.length >= (watches[name].own.told.at(-1)?.seen ?? 0),
    isQuiet: () => isQuiet(scope()),
    healed: () => healed(scope()),
  }
}

function checkOpened(
  scope: Scope,
  { by, item, content }: { readonly by: Party; readonly item: string; readonly content: Uint8Array | null },
): void {
  const { world } = scope
  const drafted = world.drafts.get(item)
  if (scope.isLiar(other(by))) return
  if (drafted === undefined || content === null) throw new Broken('what is opened was drafted', `${by} opened ${item}`)
  const { brought } = world.nations[other(by)].files
  const meant = drafted.content.replaceAll(/<([^>]*)>/g, (_, path: string) =>
    fromUtf8(brought.get(path) ?? new Uint8Array(0), 'file'),
  )
  must(fromUtf8(content, 'opened') === meant, 'what is opened is what was drafted', () => `${by} opened ${item}`)
}
