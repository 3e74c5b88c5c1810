/** The life of an agreement in a world with faults, and with a partner that lies. */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { canonical, type Json } from '../src/core/bytes/canonical.ts'
import { standingNow, type Fold } from '../src/core/party/fold.ts'
import { CLAUSES, live, OPENED, PRIVATE_WORDS, stageOf } from './life.ts'
import { relationOf } from './nation.ts'
import { NATIONS, type Party } from './treaty.ts'
import { runSeed, type World } from './world.ts'

const SEEDS = 40
const STEPS = 2000

/** Everything a fold says about agreements, spelt. */
function spelt({ control, ...fold }: Fold): string {
  const { table, withoutEffect } = standingNow({ control, ...fold })
  const plain = (value: unknown): Json =>
    JSON.parse(JSON.stringify(value, (_, inner: unknown) => (inner instanceof Map ? [...inner] : inner))) as Json
  return canonical(plain({ agreements: table.agreements, talks: table.talks, withoutEffect }))
}

/** What one nation did about agreements, by its own log: kind and agreement. */
function deedsOf(fold: Fold, side: 'ours' | 'theirs'): readonly string[] {
  return fold.control[side].map(({ event }) => `${event.act.kind} ${event.act.agreement}`)
}

const foldOf = (world: World, name: Party): Fold => {
  const relation = relationOf(world.nations[name])
  assert.ok(relation !== null, `${name} has no relation`)
  return relation.fold
}

/** What stands under an honest node's fold was done by those it says did it. */
function mustBeDone(world: World, name: Party): void {
  const fold = foldOf(world, name)
  for (const state of standingNow(fold).agreements.values()) {
    if (state.kind !== 'on-table') continue
    for (const [kind, acts] of [
      ['sign', state.signatures],
      ['notify', state.notifications],
      ['notice', state.notices],
    ] as const)
      for (const { party } of acts) {
        const side = party === name ? 'ours' : 'theirs'
        assert.ok(
          deedsOf(fold, side).some((deed) => deed.startsWith(`${kind} `)),
          `${party} never did ${kind}`,
        )
      }
  }
}

test(`the life of an agreement is lived to its end in bad weather, and both nodes agree on every step of it (${SEEDS} seeds)`, async (t) => {
  const stages = new Map<string, number>()
  const counts = new Map<string, number>()
  let atOnce = 0
  for (let seed = 1; seed <= SEEDS; seed++) {
    const run = await runSeed(seed, {
      steps: STEPS,
      people: live,
      after(world) {
        for (const name of NATIONS) if (world.liar?.name !== name) mustBeDone(world, name)
        if (world.liar !== null) return
        const [kr, jp] = NATIONS.map((name) => foldOf(world, name))
        assert.ok(kr !== undefined && jp !== undefined)
        assert.equal(spelt(kr), spelt(jp), 'both nodes say the same of agreements, talks, and acts without effect')
        for (const acts of [...kr.control.ours, ...jp.control.ours])
          assert.ok(!JSON.stringify(acts.event.act).includes(PRIVATE_WORDS), 'the procedure stays at home')
        // A nation put back to an old copy again and again undoes its own deeds: it need agree, not finish.
        for (const name of world.plan.restores ? [] : NATIONS) {
          const stage = stageOf(world.nations[name])
          stages.set(stage, (stages.get(stage) ?? 0) + 1)
        }
        const versions =
          standingNow(kr)
            .table.talks.get(OPENED)
            ?.clauses.find(({ address }) => address === CLAUSES.at(-1))?.versions ?? []
        const [first, second] = versions.slice(1).map(({ party }) => party)
        if (first !== undefined && second !== undefined) atOnce++
      },
    })
    for (const [what, n] of run.counts) counts.set(what, (counts.get(what) ?? 0) + n)
    assert.equal(
      run.failure,
      null,
      `seed ${seed}: ${run.failure?.invariant}: ${run.failure?.detail}\n${run.trace.slice(-30).join('\n')}`,
    )
  }
  t.diagnostic(JSON.stringify(Object.fromEntries(stages)))
  for (const what of [
    'propose',
    'counter',
    'accept',
    'initial',
    'sign',
    'notify',
    'amend',
    'notice',
    'suspend-notice',
    'position',
    'withdraw-notice',
  ])
    assert.ok((counts.get(`life:${what}`) ?? 0) > 0, `nobody ever did ${what}`)
  assert.ok((stages.get('withdrawn') ?? 0) >= SEEDS / 4, 'many lives are lived to their end, whatever the weather')
  assert.ok((counts.get('fault:procedure-incomplete') ?? 0) > 0, 'a signature waited for the procedure')
  assert.ok(atOnce > 0, 'both nations countered one clause')
  assert.ok((counts.get('fault:crash') ?? 0) > 0 && [...counts.keys()].some((what) => what.startsWith('lie:')))
})
