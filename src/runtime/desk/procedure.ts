import { canonicalBytes, decodeCanonical, type Json } from '../../core/bytes/canonical.ts'
import { instantOf, listOf, shape, stringOf, wordOf } from '../../core/bytes/shape.ts'
import { Fault } from '../../core/fault.ts'
import type { Instant } from '../../core/instant.ts'
import type { Agreed } from './agreement.ts'
import { mustHoldPost, type Desk } from './desk.ts'

/**
 * A nation's own steps towards an agreement: legal review, cabinet, legislature. Its own list, in its own words.
 *
 * INVARIANT: nothing of it leaves the node. It is kept sealed in the store under the space `procedure`, is no act and is in no log,
 * and what the partner sees is the same with and without it.
 */
export interface Procedure {
  readonly steps: readonly Step[]
}

export interface Step {
  readonly name: string
  /** The act that waits for it. */
  readonly before: Waiting
  readonly done: Done | null
}

export interface Done {
  readonly by: string
  readonly at: Instant
  readonly note: string
  /** The hash of the text it was done for: an approval of one text is none of another. */
  readonly text: string
}

export type Waiting = (typeof WAITING)[number]
export const WAITING = ['initial', 'sign', 'notify'] as const

const STEPS_MAX = 64
const SPACE = 'procedure'

/** The list as it stands; empty where the nation keeps none for this agreement. */
export async function procedureOf({ node }: Desk, agreed: Agreed): Promise<Procedure> {
  const sealed = await node.ports.store.get(SPACE, keyOf(agreed))
  return sealed === null ? { steps: [] } : decode(decodeCanonical(node.vault.open(sealed, SPACE), SPACE))
}

/** Adds a step, or moves it before another act; its name is the nation's own. */
export async function addStep(
  desk: Desk,
  agreed: Agreed,
  { name, before, person }: { readonly name: string; readonly before: Waiting; readonly person: string },
): Promise<Procedure> {
  mustHoldPost(desk, person)
  const { steps } = await procedureOf(desk, agreed)
  if (steps.length >= STEPS_MAX) throw new Fault('limit-exceeded', `more than ${STEPS_MAX} steps`)
  const others = steps.filter((step) => step.name !== name)
  return await keep(desk, agreed, { steps: [...others, { name, before, done: null }] })
}

/** Records that a step was done, for the text as it stands now. */
export async function finishStep(
  desk: Desk,
  agreed: Agreed,
  { name, note, person }: { readonly name: string; readonly note: string; readonly person: string },
): Promise<Procedure> {
  mustHoldPost(desk, person)
  const { steps } = await procedureOf(desk, agreed)
  if (!steps.some((step) => step.name === name)) throw new Fault('usage-invalid', `no step \`${name}\``)
  const done: Done = { by: person, at: desk.node.ports.clock.now(), note, text: agreed.state.hash }
  return await keep(desk, agreed, { steps: steps.map((step) => (step.name === name ? { ...step, done } : step)) })
}

/** Refuses an act whose steps are not all done for this very text: `procedure-incomplete`, naming them. */
export async function mustHaveDone(desk: Desk, agreed: Agreed, act: Waiting): Promise<void> {
  const { steps } = await procedureOf(desk, agreed)
  const open = steps.filter(({ before, done }) => before === act && done?.text !== agreed.state.hash)
  if (open.length > 0) throw new Fault('procedure-incomplete', open.map(({ name }) => name).join(', '))
}

async function keep({ node }: Desk, agreed: Agreed, procedure: Procedure): Promise<Procedure> {
  const value = node.vault.seal(canonicalBytes(procedureJson(procedure)))
  await node.ports.store.commit([{ kind: 'put', space: SPACE, key: keyOf(agreed), value }])
  return procedure
}

// By id and not by hash: the list outlives the versions it is about.
function keyOf({ relation, state }: Agreed): string {
  return `${relation.id} ${state.terms.id}`
}

/** The list for our own people, and as it is stored. */
export function procedureJson({ steps }: Procedure): Json {
  return { steps: steps.map((step) => ({ ...step, done: step.done === null ? null : { ...step.done } })) }
}

function decode(json: Json): Procedure {
  const shaped = shape(json, SPACE, ['steps'])
  return {
    steps: listOf(shaped, 'steps', STEPS_MAX).map((value, i) => {
      const step = shape(value, `${SPACE}.steps[${i}]`, ['name', 'before', 'done'])
      const done =
        step.object['done'] === null
          ? null
          : shape(step.object['done'], `${SPACE}.steps[${i}].done`, ['by', 'at', 'note', 'text'])
      return {
        name: stringOf(step, 'name', 128),
        before: wordOf(step, 'before', WAITING),
        done:
          done === null
            ? null
            : {
                by: stringOf(done, 'by'),
                at: instantOf(done, 'at'),
                note: stringOf(done, 'note', 4096),
                text: stringOf(done, 'text', 96),
              },
      }
    }),
  }
}
