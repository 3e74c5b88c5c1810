import assert from 'node:assert/strict'
import { join } from 'node:path'
import { test } from 'node:test'
import { fieldsAt, listAt } from '../src/client/answer.ts'
import { Fault } from '../src/core/fault.ts'
import { nextParcel } from '../src/runtime/outgoing.ts'
import { releaseItem, withCopy } from './acting-node.ts'
import { withStore } from './compare-nodes.ts'
import { launch, partnerOf, sendItem, until } from './launched-node.ts'
import { besiege, PASSPHRASE } from './siege.ts'

test(
  'two histories of one log freeze that direction for good, both heads are kept, and the other direction goes on',
  { timeout: 120_000 },
  async () => {
    const siege = await besiege()
    const { jp, directory } = siege
    try {
      await withCopy({ directory: join(directory, 'jp'), passphrase: PASSPHRASE }, async (liar) => {
        await releaseItem(liar, { kind: 'text', text: 'EXERCISE. The other history.' })
        await releaseItem(jp, { kind: 'text', text: 'EXERCISE. One history.' })
        await siege.honest()
        const { bytes } = await nextParcel(liar.node, liar.relation)
        assert.deepEqual(await siege.push(bytes), { status: 422, text: 'parcel-fork\n' })
      })
      assert.equal((await partnerOf(siege.kr))['state'], 'frozen')
      await until('the operator to be told', async () => /\bfork\b/.test(siege.kr.said()))
      const { bytes } = await nextParcel(jp.node, jp.relation)
      assert.deepEqual(await siege.push(bytes), { status: 403, text: 'relation-frozen\n' })
    } finally {
      await jp.close()
      await siege.kr.kill('SIGKILL')
    }
    await withStore(siege.kr.directory, async (store) => {
      const heads = (await store.scan('fork', { limit: 4 })).map(({ value }) =>
        new TextDecoder().decode(value).split('\n'),
      )
      assert.equal(heads.length, 2)
      assert.equal(heads[0]?.[1], heads[1]?.[1], 'both heads close one size')
      assert.notEqual(heads[0]?.[2], heads[1]?.[2], 'under two roots')
    })
    const kr = launch({ directory: siege.kr.directory, passphrase: PASSPHRASE })
    const partner = launch({ directory: join(directory, 'jp'), passphrase: PASSPHRASE })
    try {
      await Promise.all([kr.ready, partner.ready])
      assert.equal((await partnerOf(kr))['state'], 'frozen', 'a restart thaws nothing')
      let item = ''
      // Frozen is all that is said of the relation; that the partner has confirmed our own log shows in what may be sent.
      await until('the node to have been told how far it had gone', async () => {
        try {
          item = (await sendItem(kr, { from: 'KR', content: { kind: 'text', text: 'EXERCISE. Still given.' } })).item
          return true
        } catch (error) {
          if (error instanceof Fault && error.code === 'relation-unconfirmed') return false
          throw error
        }
      })
      const receivedBy = async (): Promise<boolean> =>
        listAt(await partner.ask('receive.list', { from: 'KR' }), 'items').some((one) => one['item'] === item)
      await until('the item to arrive', receivedBy)
      await until('the entry to carry both signatures', async () => {
        const partnerOfKr = await partnerOf(kr)
        return partnerOfKr['bound'] === fieldsAt(partnerOfKr, 'ours')['size']
      })
    } finally {
      await Promise.all([kr.kill('SIGKILL'), partner.kill('SIGKILL')])
      await siege.close()
    }
  },
)
