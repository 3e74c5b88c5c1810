import assert from 'node:assert/strict'
import { mkdtempSync, renameSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { test } from 'node:test'
import { fieldsAt } from '../src/client/answer.ts'
import { backup, restore } from '../src/io/backup.ts'
import { compareJournals, compareLogs, compareRegisters, settle, withStore, type Pair } from './compare-nodes.ts'
import { launch, makeExercise, partnerOf, sendItem, until, type Launched } from './launched-node.ts'

const note = (text: string) => ({ from: 'KR', content: { kind: 'text', text: `EXERCISE. ${text}` } }) as const

test(
  'a node restored from an old backup signs nothing before its own entries are back, and then goes on',
  { timeout: 120_000 },
  async (t) => {
    const directory = mkdtempSync(join(tmpdir(), 'comity-restore-'))
    const { passphrase } = await makeExercise(directory)
    const start = (name: 'kr' | 'jp'): Launched => launch({ directory: join(directory, name), passphrase })
    let pair: Pair = { KR: start('kr'), JP: start('jp') }
    try {
      await settle(pair)
      for (let i = 0; i < 5; i++) await sendItem(pair.KR, note(`Before the backup, ${i}.`))
      await settle(pair)
      await backup({ directory: join(directory, 'kr'), target: join(directory, 'backup') })
      const atBackup = Number(fieldsAt(await partnerOf(pair.KR), 'ours')['size'])
      const after = []
      for (let i = 0; i < 7; i++) after.push(await sendItem(pair.KR, note(`After the backup, ${i}.`)))
      const jpItem = { from: 'JP', content: { kind: 'text', text: 'EXERCISE. From the other side.' } } as const
      await sendItem(pair.JP, jpItem)
      await settle(pair)
      const before = await compareRegisters(pair)
      await pair.KR.kill('SIGKILL')
      await pair.JP.kill('SIGTERM')

      renameSync(join(directory, 'kr'), join(directory, 'lost'))
      await restore({ source: join(directory, 'backup'), directory: join(directory, 'kr') })

      // Alone, it can do nothing that would be signed: it does not know how far it had gone.
      const alone = start('kr')
      await alone.ready
      await assert.rejects(sendItem(alone, note('Too early.')), { code: 'relation-unconfirmed' })
      await alone.kill('SIGKILL')
      const held = await withStore(join(directory, 'kr'), (store) => store.scan('log', { limit: 4 }))
      assert.equal(held.length, 2)

      pair = { KR: start('kr'), JP: start('jp') }
      await until('the restored node to say so', async () => /\bamnesia\b/.test(pair.KR.said()))
      await until('its entries to be back', async () => /\brecovered\b/.test(pair.KR.said()))
      const recovered = /recovered \S+ entries (\d+) to (\d+)/.exec(pair.KR.said())
      assert.equal(Number(recovered?.[1]), atBackup, 'exactly what it had forgotten')
      await settle(pair)
      assert.deepEqual(await compareRegisters(pair), before, 'both registers are what they were')
      const again = await sendItem(pair.KR, note('After the restore.'))
      assert.ok(again.index > (after.at(-1)?.index ?? Infinity))
      await settle(pair)
      await compareRegisters(pair)
      await compareLogs(pair)
      assert.doesNotMatch(pair.KR.said() + pair.JP.said(), /\bfork\b/)
      t.diagnostic(`entries ${recovered?.[1]} to ${recovered?.[2]} came back`)
      for (const node of Object.values(pair)) assert.equal(await node.kill('SIGTERM'), 0)
      await compareJournals({ KR: join(directory, 'kr'), JP: join(directory, 'jp') })
    } finally {
      for (const node of Object.values(pair)) await node.kill('SIGKILL')
      rmSync(directory, { recursive: true, force: true })
    }
  },
)
