import assert from 'node:assert/strict'
import { randomBytes } from 'node:crypto'
import { once } from 'node:events'
import { readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { connect as connectTcp } from 'node:net'
import { join } from 'node:path'
import { after, before, describe, test } from 'node:test'
import { connect as connectTls, type ConnectionOptions, type TLSSocket } from 'node:tls'
import type { Duplex } from 'node:stream'
import { fieldsAt, textAt } from '../src/client/answer.ts'
import { openKeys } from '../src/io/keys.ts'
import { connectPartner } from '../src/io/tls.ts'
import { nextParcel } from '../src/runtime/outgoing.ts'
import { makeNode, type Made } from '../src/server/init.ts'
import { layout } from '../src/server/layout.ts'
import { actAs, converse, type Acting } from './acting-node.ts'
import { partnerOf, sendItem, until } from './launched-node.ts'
import { besiege, PASSPHRASE, type Siege } from './siege.ts'

const MIB = 1024 * 1024

/*
 * A real node, and against its listener everything a partner or a stranger could send that is no parcel at all. After each: nothing
 * was stored, the node lives, and an honest contact goes through.
 */
describe('whoever reaches the listener of a node', { timeout: 180_000 }, () => {
  let siege: Siege
  let dripped: Promise<{ readonly head: number; readonly body: number }>
  let memory = 0
  before(async () => {
    siege = await besiege()
    memory = siege.kr.memory()
    // They take their time, and everything below goes on beside them.
    dripped = Promise.all([drip('POST /'), drip(postOf(100))]).then(([head, body]) => ({ head, body }))
  })
  after(async () => await siege.close())

  function postOf(bytes: number): string {
    return `POST /rel/${siege.jp.relation.id}/parcel HTTP/1.1\r\nhost: a\r\nconnection: close\r\ncontent-length: ${bytes}\r\n\r\n`
  }

  /** Says something, then a byte a second, and tells after how many milliseconds it was cut off. */
  async function drip(said: string): Promise<number> {
    const socket = await siege.raw()
    const began = performance.now()
    const timer = setInterval(() => socket.write('a'), 1000)
    await heard(socket, [said])
    clearInterval(timer)
    return performance.now() - began
  }

  /** All that a connection answers until it is closed. */
  async function heard(socket: Duplex, said: readonly (string | Uint8Array)[]): Promise<string> {
    let answer = ''
    socket.on('data', (chunk: Buffer) => (answer += chunk.toString('latin1')))
    socket.on('error', () => {})
    const closed = new Promise((resolve) => socket.once('close', resolve))
    for (const part of said) socket.write(part)
    await closed
    return answer
  }

  test('a request larger than a parcel is refused before it is held, whatever length it claims', async () => {
    await siege.refused('an oversize body', async () => {
      assert.deepEqual(await siege.push(new Uint8Array(17 * MIB)), { status: 413, text: 'limit-exceeded\n' })
      const socket = await siege.raw()
      const answer = heard(socket, [postOf(1).replace('content-length: 1', 'transfer-encoding: chunked')])
      for (let sent = 0; sent < 64 && !socket.destroyed; sent++) {
        socket.write(`${MIB.toString(16)}\r\n`)
        socket.write(new Uint8Array(MIB))
        await Promise.race([new Promise((resolve) => socket.write('\r\n', resolve)), answer])
      }
      assert.ok(socket.bytesWritten < 48 * MIB, `${socket.bytesWritten} bytes were taken of an endless body`)
      socket.destroy()
    })
  })

  test('what does not exist, or is not theirs, does not exist for a partner', async () => {
    const { id } = siege.jp.relation
    const none = '0'.repeat(32)
    const mirror = textAt(fieldsAt(await partnerOf(siege.kr), 'theirs'), 'path').split('published/')[1]
    const absent: readonly (readonly ['GET' | 'POST', string])[] = [
      ['GET', '/'],
      ['GET', '/status'],
      ['POST', '/partner.list'],
      ['GET', `/rel/${none}/have`],
      ['POST', `/rel/${none}/parcel`],
      ['POST', `/rel/${none}/keys`],
      ['GET', `/rel/${id}/keys`],
      ['GET', `/rel/${id}/parcel`],
      ['GET', `/rel/${id}/../../node.yaml`],
      ['GET', `/rel/${id}/1/..%2f..%2f..%2fnode.yaml`],
      ['GET', '/rel/__proto__/have'],
      ['GET', `/object/${'0'.repeat(96)}/0`],
      ['GET', '/object/..%2fkeys%2flock/0'],
      ['GET', `/${mirror}/checkpoint`],
    ]
    await siege.refused('what does not exist', async () => {
      for (const [method, path] of absent) {
        const { status, body } = await siege.jp.request({ method, path })
        const text = new TextDecoder().decode(body)
        assert.ok(
          status === 404 && /^(?:not-found|object-unknown)\n$/.test(text),
          `${method} ${path}: ${status} ${text}`,
        )
      }
      for (const path of [
        `/rel/${id}/recover?from=x`,
        `/object/${'0'.repeat(96)}/-1`,
        `/rel/${id}/recover?from=${'9'.repeat(20)}`,
      ])
        assert.equal((await siege.jp.request({ method: 'GET', path })).status, 400, path)
    })
  })

  test('a method or a request that is not understood gets a code, and no words of the server’s own parts', async () => {
    const path = `/rel/${siege.jp.relation.id}/have`
    await siege.refused('odd requests', async () => {
      for (const line of ['PUT', 'DELETE', 'PATCH', 'OPTIONS', 'TRACE', 'PROPFIND'].map(
        (method) => `${method} ${path} HTTP/1.1`,
      )) {
        const answer = await heard(await siege.raw(), [`${line}\r\nhost: a\r\nconnection: close\r\n\r\n`])
        assert.match(answer, /^HTTP\/1\.1 404 [^]*\r\n\r\nnot-found\n$/, line)
      }
      for (const text of [
        'BREW /tea HTCPCP/1.0\r\n\r\n',
        '\0\0\0\0',
        `GET ${path} HTTP/1.1\r\n\r\n`,
        `GET ${path} HTTP/1.1\r\nhost: a\r\nx: ${'y'.repeat(100_000)}\r\n\r\n`,
      ]) {
        const answer = await heard(await siege.raw(), [text])
        assert.match(answer, /^(?:HTTP\/1\.1 4\d\d |$)/, text.slice(0, 20))
        assert.doesNotMatch(answer, /node_modules|Route|fastify|FST_/i, text.slice(0, 20))
      }
    })
  })

  test('an object and a log are shown to the partner they are for, and to no other partner', async () => {
    const { kr, jp } = siege
    writeFileSync(join(siege.directory, 'big.bin'), randomBytes(2 * MIB))
    await sendItem(kr, { from: 'KR', content: { kind: 'file', path: join(siege.directory, 'big.bin') } })
    const [root] = readdirSync(join(kr.directory, 'objects'))
    const path = `/object/${root}/0`
    assert.equal((await jp.request({ method: 'GET', path })).status, 200, 'to whom it was released')
    assert.equal((await jp.request({ method: 'GET', path: `/object/${root}/99` })).status, 404, 'beyond its end')
    await siege.honest()
    const us = await addPartner()
    try {
      await converse(us)
      const { id } = jp.relation
      for (const asked of [path, `/rel/${id}/have`, `/rel/${id}/recover?from=0`, `/rel/${id}/1/checkpoint`])
        assert.equal((await us.request({ method: 'GET', path: asked })).status, 404, asked)
      const { bytes } = await nextParcel(jp.node, jp.relation)
      for (const relation of [id, us.relation.id]) {
        const answer = await us.request({ method: 'POST', path: `/rel/${relation}/parcel`, body: bytes })
        assert.equal(answer.status, 404, 'the parcel of another')
      }
      assert.equal(
        (await us.request({ method: 'GET', path: `/rel/${us.relation.id}/have` })).status,
        200,
        'its own relation',
      )
    } finally {
      await us.close()
    }
    await siege.honest()
  })

  async function make(
    name: string,
    { nation, node }: { readonly nation: string; readonly node: string },
  ): Promise<Made> {
    const place = layout(siege.kr.directory)
    const policies = new Map(
      readdirSync(place.policies).map((file) => [file, readFileSync(join(place.policies, file), 'utf8')]),
    )
    return await makeNode({
      directory: join(siege.directory, name),
      passphrase: PASSPHRASE,
      config: { nation, node, exercise: true, listen: { host: '127.0.0.1', port: 1 }, audit: null },
      url: 'https://127.0.0.1:1',
      policies,
      national: 'approvals: 1\nposts: []\nholders: []\ndelegations: []\n',
    })
  }

  /** A third nation's node, which KR knows as a partner in good standing. */
  async function addPartner(): Promise<Acting> {
    const made = await make('us', { nation: 'US', node: 'us.exercise.comity.example' })
    await siege.kr.ask('partner.add', { document: made.document.toBase64(), fingerprint: made.fingerprint })
    const partner = new Uint8Array(readFileSync(layout(siege.kr.directory).identity))
    return await actAs({ directory: join(siege.directory, 'us'), passphrase: PASSPHRASE, partner })
  }

  test('a stranger, an impostor, an older protocol and no protocol at all are heard no further than their greeting', async () => {
    const { jp, address } = siege
    const ask = `GET /rel/${jp.relation.id}/have HTTP/1.1\r\nhost: a\r\nconnection: close\r\n\r\n`
    const opened = async (options: ConnectionOptions): Promise<TLSSocket> => {
      const socket = connectTls({ ...address, rejectUnauthorized: false, ...options })
      await once(socket, 'secureConnect')
      return socket
    }
    const asked = async (what: string, open: () => Promise<Duplex>): Promise<void> => {
      // A client of TLS 1.3 may believe it is connected before it hears that it was refused.
      const answer = await open().then(
        (socket) => heard(socket, [ask]),
        () => '',
      )
      assert.doesNotMatch(answer, /^HTTP\/1\.1 2/, what)
    }
    await make('impostor', { nation: 'JP', node: jp.node.identity.node })
    const impostor = await certificates('impostor')
    const to = { profile: 'cnsa2', partner: jp.relation.partner, ...address } as const
    await siege.refused('strangers', async () => {
      await asked('another root’s certificate for the partner’s name', () => connectPartner(impostor, to))
      await asked('no certificate', () => opened({ ecdhCurve: 'MLKEM1024' }))
      await asked('TLS 1.2', () => opened({ maxVersion: 'TLSv1.2' }))
      await asked('classical key exchange', () => opened({ minVersion: 'TLSv1.3', ecdhCurve: 'X25519:P-384' }))
      assert.doesNotMatch(await heard(connectTcp(address), [ask]), /HTTP\/1\.1 2/, 'plain HTTP')
      await heard(connectTcp(address), [randomBytes(1000)])
    })
    const honest = await heard(await siege.raw(), [ask])
    assert.match(honest, /^HTTP\/1\.1 200 /, 'the same question of the partner is answered')
  })

  async function certificates(name: string): Promise<Acting['own']> {
    const place = layout(join(siege.directory, name))
    const keys = await openKeys({ directory: place.keys, passphrase: PASSPHRASE })
    const der = (path: string): Uint8Array => new Uint8Array(readFileSync(path))
    return { key: keys.keyPair('tls', 'ml-dsa-87'), certificates: { root: der(place.root), leaf: der(place.leaf) } }
  }

  test('two hundred connections at once are cut down to a bound, and the node goes on', async () => {
    const sockets = Array.from({ length: 200 }, () => connectTcp(siege.address))
    for (const socket of sockets) socket.on('error', () => {})
    const isOpen = (): number => sockets.filter(({ readyState }) => readyState === 'open').length
    await until('the excess to be closed', async () => {
      await new Promise((resolve) => setTimeout(resolve, 50))
      return sockets.every(({ connecting }) => !connecting) && isOpen() <= 128
    })
    assert.ok(isOpen() > 64, `${isOpen()} were kept`)
    for (const socket of sockets) socket.destroy()
    await siege.refused('many connections', async () => {})
  })

  test('of many large requests at once a partner is heard in a few and told to wait in the rest', async () => {
    await siege.refused('many requests', async () => {
      const body = new Uint8Array(12 * MIB)
      const sockets = await Promise.all(Array.from({ length: 24 }, () => siege.raw()))
      // All are under way before any has its body, so that those beyond the bound are told so at once.
      const answers = sockets.map((socket) => heard(socket, [postOf(body.length)]))
      await Promise.race(answers)
      for (const socket of sockets) socket.write(body)
      const statuses = (await Promise.all(answers)).map((answer) => answer.slice(9, 12))
      const heardOf = statuses.filter((status) => status === '400').length
      assert.ok(heardOf >= 1 && statuses.some((status) => status === '429'), statuses.join(' '))
    })
  })

  test('a request that drips is cut off', { timeout: 90_000 }, async (t) => {
    const { head, body } = await dripped
    t.diagnostic(`the head after ${Math.round(head)} ms, the body after ${Math.round(body)} ms`)
    assert.ok(head < 20_000 && body < 75_000)
    await siege.refused('dripping', async () => {})
  })

  test('none of it made the node hold much more memory', (t) => {
    const now = siege.kr.memory()
    t.diagnostic(`before ${Math.round(memory / MIB)} MiB, after ${Math.round(now / MIB)} MiB`)
    assert.ok(now < memory + 256 * MIB)
  })
})
