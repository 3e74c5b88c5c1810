import assert from 'node:assert/strict'
import { test } from 'node:test'
import { loadAgreement } from '../src/runtime/desk/agreement.ts'
import { decideDisclosure, propose } from '../src/runtime/desk/disclosure.ts'
import { draftItem } from '../src/runtime/desk/item.ts'
import { addStep, finishStep } from '../src/runtime/desk/procedure.ts'
import { findAgreement } from '../src/runtime/desk/agreement.ts'
import type { Nation } from './nation.ts'
import { agreement, NATIONS, other, policyId, terms, texts } from './treaty.ts'
import { runSeed, type World } from './world.ts'

/** Everything short of sending: drafts, verdicts, approvals and refusals, and steps of the nation's own procedure. */
async function consider(world: World, { name, running }: Nation): Promise<void> {
  if (running === null) return
  const { desk } = running
  const label = { policy: policyId(name), level: `${name}-II`, caveats: [], releasableTo: null }
  const portion = {
    name: 'secret plan.txt',
    label,
    equivalent: null,
    originator: name,
    mediaType: 'text/plain',
    content: { kind: 'text', text: `considered ${world.step}` },
  } as const
  const draft = { subject: 'missile', purpose: 'warning', portions: [portion] }
  const { facts } = await draftItem(desk, { draft, person: 'analysis' })
  await propose(desk, { item: facts.id, to: other(name), person: 'analysis' })
  const decision = world.people.oneIn(2) ? 'approve' : 'refuse'
  await decideDisclosure(desk, { item: facts.id, to: other(name), person: 'disclosure', decision })
  world.count(`considered:${decision}`)
  const agreed = findAgreement(desk.node, agreement)
  await addStep(desk, agreed, { name: 'cabinet', before: 'notify', person: 'treaty' })
  await finishStep(desk, agreed, { name: 'cabinet', note: `step ${world.step}`, person: 'treaty' })
  // An agreement that is on the table already is not proposed twice, so this too records nothing.
  await loadAgreement(desk, { terms, texts, person: 'treaty' })
}

test('invariant 9: nothing that is only considered leaves the node: not a draft, not a proposal, not an approval, not a step', async () => {
  let considered = 0
  for (let seed = 1; seed <= 30; seed++) {
    const sizes = new Map<string, number>()
    const run = await runSeed(seed, {
      steps: 300,
      people(world, nation) {
        if (world.plan.restores || world.plan.liar !== null || !world.plan.established) return
        const log = nation.running?.node.relations.values().next().value?.ours
        if (log !== undefined && !sizes.has(nation.name)) sizes.set(nation.name, log.edge.size)
        world.follow(nation, 'consider', consider(world, nation))
      },
      after(world) {
        for (const name of NATIONS) {
          const relation = world.nations[name].running?.node.relations.values().next().value
          const begun = sizes.get(name)
          if (relation === undefined || begun === undefined) continue
          assert.equal(relation.ours.edge.size, begun, `${name} recorded something`)
        }
      },
    })
    assert.equal(run.failure, null, `seed ${seed}: ${run.failure?.detail}`)
    considered += [...run.counts].reduce((sum, [what, n]) => sum + (what.startsWith('considered:') ? n : 0), 0)
  }
  assert.ok(considered > 100, `only ${considered} were considered`)
})
