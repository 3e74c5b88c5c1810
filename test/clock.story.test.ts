import assert from 'node:assert/strict'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { test } from 'node:test'
import { listAt, textAt } from '../src/client/answer.ts'
import { compareJournals, compareLogs, compareRegisters, other, settle, type Code, type Pair } from './compare-nodes.ts'
import { launch, makeExercise, sendItem, type Launched } from './launched-node.ts'
import { comity } from './run-comity.ts'

/*
 * Clocks that jump by days between one start and the next. Order never depends on them, so the exchange goes on; but what claims to
 * be of a time its reader has not reached is not accepted, and both sides see that.
 */
test(
  'with clocks that jump by three days nothing is lost, and what is ahead of its reader is dissented from, in the open',
  { timeout: 180_000 },
  async (t) => {
    const directory = mkdtempSync(join(tmpdir(), 'comity-clock-'))
    const { passphrase } = await makeExercise(directory)
    const at = (code: Code, clockOffsetDays: number) =>
      launch({ directory: join(directory, code.toLowerCase()), passphrase, clockOffsetDays })
    const started: Launched[] = []

    /** Both exchange an item with their clocks so many days off, and this is what becomes of them. */
    async function round(days: Readonly<Record<Code, number>>, rungs: Readonly<Record<Code, string>>): Promise<void> {
      const pair = { KR: at('KR', days.KR), JP: at('JP', days.JP) }
      started.push(pair.KR, pair.JP)
      await settle(pair)
      const sent = { KR: await send(pair, 'KR', days), JP: await send(pair, 'JP', days) }
      await settle(pair)
      const registers = await compareRegisters(pair)
      for (const code of ['KR', 'JP'] as const) {
        const line = registers[code].find(({ item }) => item === sent[code].item)
        const where = `the item of ${code} with clocks ${JSON.stringify(days)}`
        assert.equal(line?.['rung'], rungs[code], where)
        if (rungs[code] === 'dissent') await isShown(pair, { code, ...sent[code] })
      }
      await compareLogs(pair)
      assert.doesNotMatch(pair.KR.said() + pair.JP.said(), /\b(?:fork|amnesia|rung-contradicts)\b/)
      for (const node of [pair.KR, pair.JP]) assert.equal(await node.kill('SIGTERM'), 0)
    }

    try {
      await round({ KR: -3, JP: 0 }, { KR: 'accepted', JP: 'dissent' })
      await round({ KR: 0, JP: 0 }, { KR: 'accepted', JP: 'accepted' })
      await round({ KR: 3, JP: 0 }, { KR: 'dissent', JP: 'accepted' })
      await round({ KR: 3, JP: 3 }, { KR: 'accepted', JP: 'accepted' })
      // A log's time never goes back: after a clock was ahead, its nation's items stay ahead until the others have come so far.
      await round({ KR: 0, JP: 0 }, { KR: 'dissent', JP: 'dissent' })
      const sizes = await compareJournals({ KR: join(directory, 'kr'), JP: join(directory, 'jp') })
      t.diagnostic(`logs of ${sizes.join(' and ')} entries`)
    } finally {
      for (const node of started) await node.kill('SIGKILL')
      rmSync(directory, { recursive: true, force: true })
    }
  },
)

async function send(pair: Pair, from: Code, days: object): Promise<{ readonly item: string; readonly index: number }> {
  const text = `EXERCISE. From ${from}, clocks ${JSON.stringify(days)}.`
  return await sendItem(pair[from], { from, content: { kind: 'text', text } })
}

/** Both sides can see the dissent and its reason, and the holder cannot open the item. */
async function isShown(
  pair: Pair,
  { code, item, index }: { readonly code: Code; readonly item: string; readonly index: number },
): Promise<void> {
  for (const [node, log] of [
    [code, 'ours'],
    [other(code), 'theirs'],
  ] as const) {
    const rungs = await pair[node].ask('log.rungs', { with: other(node), log, index })
    const dissent = listAt(rungs, 'rungs').find(({ rung }) => rung === 'dissent')
    assert.equal(textAt(dissent ?? {}, 'reason'), 'clock-ahead', `${node} sees why`)
  }
  const { stdout } = await comity(['release', 'list', '--to', other(code), '--dir', pair[code].directory])
  assert.match(stdout.split('\n').find((line) => line.includes(item)) ?? '', /dissent/)
  const opening = { from: code, item, person: 'registry-officer', out: join(tmpdir(), 'never-made') }
  await assert.rejects(pair[other(code)].ask('receive.open', opening), { code: 'item-quarantined' })
}
