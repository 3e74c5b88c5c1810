import assert from 'node:assert/strict'
import { randomBytes } from 'node:crypto'
import { join } from 'node:path'
import { after, before, describe, test } from 'node:test'
import { concat } from '../src/core/bytes/bytes.ts'
import { utf8 } from '../src/core/bytes/utf8.ts'
import { decodeParcel, encodeParcel, section, type Parcel, type SectionName } from '../src/core/wire/parcel.ts'
import { nodePrimitives } from '../src/io/primitives.ts'
import { nextParcel } from '../src/runtime/outgoing.ts'
import { releaseItem, withCopy } from './acting-node.ts'
import { partnerOf } from './launched-node.ts'
import { besiege, PASSPHRASE, type Siege } from './siege.ts'

/*
 * A real node, and against it every parcel a partner could send that holds the partner's real keys. After each: nothing was stored,
 * the node lives, and an honest contact goes through.
 */
describe('a partner that sends what it must not', { timeout: 120_000 }, () => {
  let siege: Siege
  before(async () => void (siege = await besiege()))
  after(async () => await siege.close())

  const whole = (parcel: Parcel): Uint8Array => encodeParcel(nodePrimitives, parcel)
  const spoilt = (parcel: Parcel, name: SectionName, bytes: Uint8Array): Uint8Array =>
    whole({ ...parcel, sections: new Map([...parcel.sections, [name, bytes]]) })

  /** What the partner would honestly send next, with a new release in it. */
  async function nextHonest(): Promise<Parcel> {
    const { jp } = siege
    await releaseItem(jp, { kind: 'text', text: 'EXERCISE. Fictional.' })
    return decodeParcel(nodePrimitives, (await nextParcel(jp.node, jp.relation)).bytes)
  }

  /** Every parcel that differs from a good one in one place, by what was done to it. */
  function spoiltParcels(parcel: Parcel): ReadonlyMap<string, Uint8Array> {
    const good = whole(parcel)
    const cases = new Map<string, Uint8Array>()
    for (const [name, bytes] of parcel.sections) {
      const middle = Math.floor(bytes.length / 2)
      cases.set(`${name} with a byte changed`, spoilt(parcel, name, bytes.with(middle, (bytes[middle] ?? 0) ^ 1)))
      cases.set(`${name} cut`, spoilt(parcel, name, bytes.subarray(0, middle)))
      cases.set(`${name} longer`, spoilt(parcel, name, concat([bytes, Uint8Array.of(0)])))
    }
    const [openings, entries] = [section(parcel, 'openings'), section(parcel, 'entries')]
    const unopened = {
      ...parcel,
      sections: new Map([...parcel.sections, ['openings', openings.toReversed()] as const]),
    }
    cases.set('openings and entries changed', spoilt(unopened, 'entries', entries.with(9, (entries[9] ?? 0) ^ 1)))
    cases.set('openings changed and another log', whole({ ...unopened, from: 'elsewhere' }))
    for (const name of ['head', 'entries'] as const)
      cases.set(`${name} left out`, spoilt(parcel, name, new Uint8Array(0)))
    cases.set('cosignature lines that are none', spoilt(parcel, 'cosign', utf8('size 1\nnot a line\n')))
    cases.set('a cosignature of no size', spoilt(parcel, 'cosign', utf8('nothing')))
    for (const at of [0, 20, 60, 200]) cases.set(`byte ${at} of the header`, good.with(at, (good[at] ?? 0) ^ 1))
    for (const length of [0, 1, 100, good.length - 1]) cases.set(`cut to ${length} bytes`, good.subarray(0, length))
    return cases.set('noise', new Uint8Array(randomBytes(5000)))
  }

  test('a parcel with any section changed, cut or left out is refused with a code, and stores nothing', async () => {
    const parcel = await nextHonest()
    const earlier = await siege.sizes()
    for (const [what, bytes] of spoiltParcels(parcel)) {
      const { status, text } = await siege.push(bytes)
      assert.ok([400, 403, 404, 413, 422, 503].includes(status), `${what}: ${status} ${text}`)
      assert.match(text, /^[a-z-]+\n$/, `${what}: a code and no cause`)
      assert.deepEqual(await siege.sizes(), earlier, `${what}: nothing was stored`)
    }
    await siege.honest()
    assert.ok((await siege.sizes()).theirs > earlier.theirs, 'the parcel itself is taken')
    assert.equal((await partnerOf(siege.kr))['state'], 'open')
  })

  test('an entry whose opening is withheld is kept, refused at its first rung, and stops nothing', async () => {
    const parcel = await nextHonest()
    const sections = new Map(parcel.sections)
    sections.delete('openings')
    assert.equal((await siege.push(whole({ ...parcel, sections }))).status, 200)
    const rungs = await siege.kr.ask('log.rungs', { with: 'JP', log: 'theirs', index: parcel.first })
    assert.match(JSON.stringify(rungs), /"rung":"refused"/)
    await siege.honest()
    const later = await nextHonest()
    await siege.honest()
    const next = await siege.kr.ask('log.rungs', { with: 'JP', log: 'theirs', index: later.first })
    assert.match(JSON.stringify(next), /"rung":"accepted"/)
  })

  test('a parcel of another log is refused with `parcel-elsewhere`', async () => {
    await siege.refused('another log', async () => {
      const { node, relation } = siege.jp
      const parcel = decodeParcel(nodePrimitives, (await nextParcel(node, relation)).bytes)
      const answer = await siege.push(whole({ ...parcel, from: relation.theirs.origin }))
      assert.deepEqual(answer, { status: 404, text: 'parcel-elsewhere\n' })
    })
  })

  test('a parcel beyond a gap is refused with `parcel-gap`, and the answer says where to go on', async () => {
    const { first } = await nextHonest()
    await nextHonest()
    await siege.refused('a gap', async () => {
      const { bytes } = await nextParcel(siege.jp.node, siege.jp.relation, first + 1)
      assert.deepEqual(await siege.push(bytes), { status: 409, text: `${first}\n` })
    })
  })

  test('a head that lacks either signature is refused with `head-invalid`', async () => {
    const parcel = await nextHonest()
    const earlier = await siege.sizes()
    const [text, signatures] = new TextDecoder().decode(section(parcel, 'head')).split('\n\n')
    for (const line of (signatures ?? '').trimEnd().split('\n')) {
      const answer = await siege.push(spoilt(parcel, 'head', utf8(`${text}\n\n${line}\n`)))
      assert.deepEqual(answer, { status: 403, text: 'head-invalid\n' })
    }
    assert.deepEqual(await siege.sizes(), earlier)
    await siege.honest()
  })

  test('a parcel that names more of our log than there is makes the node ask again, and changes nothing', async () => {
    const parcel = await nextHonest()
    const earlier = await siege.sizes()
    const answer = await siege.push(whole({ ...parcel, seen: 1_000_000 }))
    assert.deepEqual(answer, { status: 503, text: 'relation-unconfirmed\n' })
    assert.equal((await partnerOf(siege.kr))['state'], 'unconfirmed')
    assert.deepEqual(await siege.sizes(), earlier)
    await siege.honest()
    assert.equal((await partnerOf(siege.kr))['state'], 'open')
  })

  test('an entry that claims to have seen what was never signed is refused with `seen-false`', async () => {
    const { directory } = siege
    await withCopy({ directory: join(directory, 'jp'), passphrase: PASSPHRASE }, async (liar) => {
      const { theirs } = liar.relation
      const honestSize = theirs.edge.size
      theirs.edge = { ...theirs.edge, size: honestSize + 1000 }
      await releaseItem(liar, { kind: 'text', text: 'EXERCISE. It saw the future.' })
      const parcel = decodeParcel(nodePrimitives, (await nextParcel(liar.node, liar.relation)).bytes)
      await siege.refused('a false seen', async () => {
        const answer = await siege.push(whole({ ...parcel, seen: honestSize }))
        assert.deepEqual(answer, { status: 422, text: 'seen-false\n' })
      })
    })
  })
})
