import assert from 'node:assert/strict'
import { spawnSync } from 'node:child_process'
import { once } from 'node:events'
import { cpSync, mkdirSync, mkdtempSync, readFileSync, renameSync, rmSync, statfsSync, writeFileSync } from 'node:fs'
import { connect, createServer, type Server, type Socket } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, afterEach, before, describe, test } from 'node:test'
import { setTimeout as sleep } from 'node:timers/promises'
import { listAt } from '../src/client/answer.ts'
import { Fault } from '../src/core/fault.ts'
import { compareRegisters, settle, type Pair } from './compare-nodes.ts'
import { launch, makeExercise, partnerOf, sendItem, until, type Launched } from './launched-node.ts'
import { comity } from './run-comity.ts'

const MIB = 1024 * 1024
const note = (text: string) => ({ from: 'KR', content: { kind: 'text', text: `EXERCISE. ${text}` } }) as const

/* The partner is away, or slow, or a disk is full: what waits is kept, people are told, and it goes on by itself. */
describe('what an operator has to live with', { timeout: 180_000 }, () => {
  let directory = ''
  let passphrase = ''
  const running = new Set<Launched>()
  let ports: readonly number[] = []
  before(async () => {
    directory = mkdtempSync(join(tmpdir(), 'comity-away-'))
    ;({ passphrase, ports } = await makeExercise(directory))
  })
  afterEach(async () => {
    await Promise.all([...running].map((node) => node.kill('SIGKILL')))
    running.clear()
  })
  after(() => rmSync(directory, { recursive: true, force: true }))

  async function start(name: string): Promise<Launched> {
    const node = launch({ directory: join(directory, name), passphrase })
    running.add(node)
    await node.ready
    return node
  }

  async function startBoth(): Promise<Pair> {
    const pair = { KR: await start('kr'), JP: await start('jp') }
    await settle(pair)
    return pair
  }

  test('with the partner away a release is recorded, the trouble is shown, and it is delivered when the partner is back', async () => {
    const { KR, JP } = await startBoth()
    await JP.kill('SIGTERM')
    const sent = await sendItem(KR, note('While the partner was away.'))
    await until('the trouble to be seen', async () => (await partnerOf(KR))['trouble'] === 'partner-unreachable')
    assert.equal((await partnerOf(KR))['delivered'], false)
    const shown = await comity(['status', '--dir', KR.directory])
    assert.equal(shown.status, 0)
    assert.match(shown.stdout, /cannot be reached|partner-unreachable/)
    const began = performance.now()
    const back = { KR, JP: await start('jp') }
    await settle(back)
    assert.ok(performance.now() - began < 20_000, 'contact ends the back-off')
    assert.ok((await compareRegisters(back)).KR.some(({ item }) => item === sent.item))
  })

  test('a slow line delays delivery and nothing else', async () => {
    const own = join(directory, 'jp', 'node.yaml')
    const config = readFileSync(own, 'utf8')
    const hidden = (ports[3] ?? 0) + 1
    writeFileSync(own, config.replace(`port: ${ports[2]}`, `port: ${hidden}`))
    const line = await slowLine({ from: ports[2] ?? 0, to: hidden, bytesPerSecond: 100_000 })
    try {
      const slow = { KR: await start('kr'), JP: await start('jp') }
      await settle(slow)
      writeFileSync(join(directory, 'large.bin'), new Uint8Array(MIB))
      const began = performance.now()
      await sendItem(slow.KR, { from: 'KR', content: { kind: 'file', path: join(directory, 'large.bin') } })
      await sendItem(slow.KR, note('Over a slow line.'))
      assert.ok(performance.now() - began < 5_000, 'people do not wait for the line')
      await settle(slow)
      assert.ok(performance.now() - began > 500)
      await compareRegisters(slow)
    } finally {
      line.close()
      writeFileSync(own, config)
    }
  })

  test('a full disk is said, what was acknowledged stays, and the node goes on when there is room', async (t) => {
    const disk = join(directory, 'disk')
    mkdirSync(disk)
    const mounted = spawnSync('mount', ['-t', 'tmpfs', '-o', 'size=120m', 'tmpfs', disk])
    if (mounted.status !== 0) {
      t.skip('NOT RUN: a small disk could not be mounted here; run the tests as root to have it')
      return
    }
    try {
      renameSync(join(directory, 'kr'), join(directory, 'kr-kept'))
      cpSync(join(directory, 'kr-kept'), join(disk, 'kr'), { recursive: true })
      const pair = { KR: await start('disk/kr'), JP: await start('jp') }
      await settle(pair)
      await refuseLarge(pair.KR)
      const small = await sendItem(pair.KR, note('Small enough.'))
      fill(disk)
      const refused = await refusal(() => writeUntilFull(pair.KR))
      assert.ok(['disk-full', 'node-not-running'].includes(refused.code), refused.code)
      // What comes from the partner now cannot be stored either: it is not acknowledged, and offered again.
      const unstored = await sendItem(pair.JP, {
        from: 'JP',
        content: { kind: 'text', text: `EXERCISE. ${'x'.repeat(30_000)}` },
      })
      assert.equal(await pair.KR.ended, 70, 'the node ends rather than go on with what is not stored')
      assert.match(pair.KR.said(), /"code":"disk-full".*journal\.sqlite/)
      assert.equal((await partnerOf(pair.JP))['delivered'], false)
      rmSync(join(disk, 'filler'))
      const again = { KR: await start('disk/kr'), JP: pair.JP }
      await settle(again)
      await sendItem(again.KR, note('There is room again.'))
      await settle(again)
      const { KR, JP } = await compareRegisters(again)
      assert.ok(
        KR.some(({ item }) => item === small.item),
        'what was acknowledged is there',
      )
      assert.ok(
        JP.some(({ item }) => item === unstored.item),
        'what could not be stored came again',
      )
    } finally {
      await Promise.all([...running].map((node) => node.kill('SIGKILL')))
      spawnSync('umount', [disk])
    }
  })

  async function refuseLarge(node: Launched): Promise<void> {
    writeFileSync(join(directory, 'huge.bin'), new Uint8Array(60 * MIB))
    const earlier = listAt(await node.ask('release.list', { to: 'JP' }), 'releases').length
    const refused = await refusal(() =>
      sendItem(node, { from: 'KR', content: { kind: 'file', path: join(directory, 'huge.bin') } }),
    )
    assert.equal(refused.code, 'disk-full')
    assert.match(refused.detail, /\d+ bytes and a reserve, and \d+ free/)
    assert.equal(
      listAt(await node.ask('release.list', { to: 'JP' }), 'releases').length,
      earlier,
      'nothing was released',
    )
  }

  /** Releases until the journal cannot grow. */
  async function writeUntilFull(node: Launched): Promise<void> {
    for (let i = 0; i < 2000; i++) await sendItem(node, note(`${i} ${'x'.repeat(20_000)}`))
  }
})

/** Leaves some 200 KB free. */
function fill(disk: string): void {
  const { bavail, bsize } = statfsSync(disk)
  writeFileSync(join(disk, 'filler'), new Uint8Array(bavail * bsize - 200_000))
}

async function refusal(act: () => Promise<unknown>): Promise<Fault> {
  try {
    await act()
  } catch (error) {
    if (error instanceof Fault) return error
    throw error
  }
  throw new Error('nothing was refused')
}

/** Carries bytes between two ports, so many a second in each direction of each connection. */
async function slowLine({
  from,
  to,
  bytesPerSecond,
}: {
  from: number
  to: number
  bytesPerSecond: number
}): Promise<Server> {
  const carry = async (source: Socket, target: Socket): Promise<void> => {
    for await (const chunk of source) {
      await sleep((chunk.length / bytesPerSecond) * 1000)
      target.write(chunk)
    }
    target.end()
  }
  const server = createServer((near) => {
    const far = connect({ host: '127.0.0.1', port: to })
    for (const [one, other] of [
      [near, far],
      [far, near],
    ] as const) {
      one.on('error', () => other.destroy())
      carry(one, other).catch(() => other.destroy())
    }
  }).listen(from, '127.0.0.1')
  await once(server, 'listening')
  return server
}
