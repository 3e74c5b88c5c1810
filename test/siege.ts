import assert from 'node:assert/strict'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { TLSSocket } from 'node:tls'
import { fieldsAt, textAt } from '../src/client/answer.ts'
import { connectPartner } from '../src/io/tls.ts'
import { actAs, converse, type Acting } from './acting-node.ts'
import { launch, makeExercise, partnerOf, type Launched } from './launched-node.ts'

/** The passphrase the exercise is made with. */
export const PASSPHRASE = 'comity exercise'

/**
 * A real node of KR, started as a person starts it, with an agreement in force; and in the hands of the test everything its partner
 * JP has.
 */
export interface Siege {
  readonly directory: string
  readonly kr: Launched
  readonly jp: Acting
  /** Where the federation listener of KR is. */
  readonly address: { readonly host: string; readonly port: number }
  /** What the partner would do next if it were honest, which is always taken. */
  honest(): Promise<void>
  /** Sends a parcel as the partner; the status, and what was said. */
  push(parcel: Uint8Array): Promise<{ readonly status: number; readonly text: string }>
  /** Sends something that must be refused, and sees that nothing was stored, the node lives, and an honest contact goes through. */
  refused(what: string, act: () => Promise<void>): Promise<void>
  /** Sizes of both logs, as KR holds them. */
  sizes(): Promise<{ readonly ours: number; readonly theirs: number }>
  /** A connection the node accepts as its partner's, for whatever is written to it. */
  raw(): Promise<TLSSocket>
  close(): Promise<void>
}

/** Makes the exercise, starts KR and takes the part of JP. */
export async function besiege(): Promise<Siege> {
  const directory = mkdtempSync(join(tmpdir(), 'comity-siege-'))
  await makeExercise(directory)
  const kr = launch({ directory: join(directory, 'kr'), passphrase: PASSPHRASE })
  const { federation } = await kr.ready
  const jp = await actAs({ directory: join(directory, 'jp'), passphrase: PASSPHRASE })
  const where = fieldsAt({ federation: federation ?? null }, 'federation')
  const address = { host: textAt(where, 'host'), port: Number(where['port']) }
  const honest = (): Promise<void> => converse(jp)
  const sizes = async (): ReturnType<Siege['sizes']> => {
    const partner = await partnerOf(kr)
    return { ours: Number(fieldsAt(partner, 'ours')['size']), theirs: Number(fieldsAt(partner, 'theirs')['size']) }
  }
  await honest()
  return {
    directory,
    kr,
    jp,
    address,
    honest,
    sizes,
    async push(parcel) {
      const path = `/rel/${jp.relation.id}/parcel`
      const { status, body } = await jp.request({ method: 'POST', path, body: parcel })
      return { status, text: Buffer.from(body.subarray(0, 200)).toString('latin1') }
    },
    async refused(what, act) {
      const earlier = await sizes()
      await act()
      assert.deepEqual(await sizes(), earlier, `${what}: nothing was stored`)
      await honest()
      assert.equal((await partnerOf(kr))['state'], 'open', `${what}: the relation goes on`)
    },
    raw: () => connectPartner(jp.own, { profile: 'cnsa2', partner: jp.relation.partner, ...address }),
    async close() {
      await jp.close()
      await kr.kill('SIGKILL')
      rmSync(directory, { recursive: true, force: true })
    },
  }
}
