import 'reflect-metadata'
import assert from 'node:assert/strict'
import { createPublicKey, X509Certificate } from 'node:crypto'
import type { AddressInfo, Socket } from 'node:net'
import { once } from 'node:events'
import { after, test } from 'node:test'
import { connect, createServer, type ConnectionOptions, type Server, type TlsOptions } from 'node:tls'
import * as x509 from '@peculiar/x509'
import { Fault } from '../core/fault.ts'
import { instant } from '../core/instant.ts'
import { PROFILES } from '../core/crypto/hpke.ts'
import { certificatePem, issueCertificates, readRoot } from './certificate.ts'
import { generateKeyPair } from './key-pair.ts'
import {
  assertNegotiated,
  callingPartner,
  clientOptions,
  connectPartner,
  serverOptions,
  type TlsIdentity,
  type TlsPartner,
} from './tls.ts'

interface TestNode extends TlsIdentity {
  readonly partner: TlsPartner
}

async function newNode(
  node: string,
  ages: { from: number; days: number } = { from: Date.now() - 3_600_000, days: 30 },
): Promise<TestNode> {
  const [root, key] = [generateKeyPair('ml-dsa-87'), generateKeyPair('ml-dsa-87')]
  const certificates = await issueCertificates({
    root,
    leaf: key,
    node,
    validity: { from: instant(ages.from), days: ages.days },
  })
  return { key, certificates, partner: { root: certificates.root, node } }
}

const kr = await newNode('kr.exercise.comity.example')
const jp = await newNode('jp.exercise.comity.example')
const us = await newNode('us.exercise.comity.example')
const profile = 'cnsa2'
const AES_128 = 'TLS_AES_128_GCM_SHA256'
const HYBRID = { ecdhCurve: 'SecP384r1MLKEM1024' } as const
const TLS_12 = { minVersion: 'TLSv1.2', maxVersion: 'TLSv1.2', ciphers: 'ECDHE-ECDSA-AES256-GCM-SHA384' } as const
const servers: Server[] = []
const sockets: Socket[] = []
after(() => {
  for (const server of servers) server.close()
  for (const socket of sockets) socket.destroy()
})

for (const each of PROFILES) {
  test(`${each}: two nodes with each other's roots talk, with the group of their profile`, async () => {
    let caller = ''
    const port = await listen(
      serverOptions(jp, { profile: each, roots: [kr.partner.root, us.partner.root] }),
      (socket) => {
        caller = callingPartner(socket, { profile: each, partners: [us.partner, kr.partner] }).node
      },
    )
    const socket = await connectPartner(kr, { profile: each, partner: jp.partner, host: '127.0.0.1', port })
    const answer = new Promise<string>((resolve) => socket.once('data', (data) => resolve(String(data))))
    socket.write('ping')
    assert.equal(await answer, 'ping')
    assert.equal(caller, kr.partner.node)
    const info = socket.getEphemeralKeyInfo()
    assert.ok(info !== null && 'name' in info)
    assert.equal(info.name, each === 'cnsa2' ? 'MLKEM1024' : 'SecP384r1MLKEM1024')
    socket.destroy()
  })
}

test('both ends offer one protocol, one cipher, one signature scheme, and only the groups of their profile', () => {
  for (const options of [
    serverOptions(jp, { profile, roots: [] }),
    clientOptions(kr, { profile, partner: jp.partner }),
  ]) {
    assert.deepEqual([options.minVersion, options.maxVersion], ['TLSv1.3', 'TLSv1.3'])
    assert.equal(options.ciphers, 'TLS_AES_256_GCM_SHA384')
    assert.equal(options.sigalgs, 'mldsa87')
    assert.equal(options.ecdhCurve, 'MLKEM1024:SecP384r1MLKEM1024')
  }
})

test('a server with the right name under another authority is refused', async () => {
  const impostor = await newNode(jp.partner.node)
  const port = await listen(serverOptions(impostor, { profile, roots: [kr.partner.root] }))
  await assert.rejects(connectPartner(kr, { profile, partner: jp.partner, host: '127.0.0.1', port }), {
    code: 'partner-untrusted',
  })
})

test('a server under the right authority with another name is refused', async () => {
  const port = await listen(serverOptions(jp, { profile, roots: [kr.partner.root] }))
  const partner = { ...jp.partner, node: 'jp2.exercise.comity.example' }
  await assert.rejects(connectPartner(kr, { profile, partner, host: '127.0.0.1', port }), { code: 'partner-untrusted' })
})

test('a caller under an authority the listener does not pin, or without a certificate, gets no answer', async () => {
  const port = await listen(serverOptions(jp, { profile, roots: [us.partner.root] }))
  assert.equal(await echoed({ ...clientOptions(kr, { profile, partner: jp.partner }), port }), null)
  const { key, cert, ...nameless } = clientOptions(us, { profile, partner: jp.partner })
  assert.ok(key !== undefined && cert !== undefined)
  assert.equal(await echoed({ ...nameless, port }), null)
  assert.equal(await echoed({ ...clientOptions(us, { profile, partner: jp.partner }), port }), 'ping')
})

test('one partner cannot call itself another, though the listener pins both their authorities', async () => {
  const key = generateKeyPair('ml-dsa-87')
  const root = generateKeyPair('ml-dsa-87')
  const validity = { from: instant(Date.now() - 3_600_000), days: 1 }
  const certificates = await issueCertificates({ root, leaf: key, node: kr.partner.node, validity })
  const refused: unknown[] = []
  const port = await listen(serverOptions(jp, { profile, roots: [kr.partner.root, certificates.root] }), (socket) => {
    try {
      callingPartner(socket, { profile, partners: [kr.partner, { root: certificates.root, node: us.partner.node }] })
    } catch (error) {
      refused.push(error)
      socket.destroy()
    }
  })
  assert.equal(await echoed({ ...clientOptions({ key, certificates }, { profile, partner: jp.partner }), port }), null)
  assert.equal(refused.length, 1)
  assert.match(String(refused[0]), /of no partner/)
})

test('wrong groups, protocols, ciphers and signature schemes find no handshake with the strict listener', async () => {
  const port = await listen(serverOptions(jp, { profile, roots: [kr.partner.root] }))
  const right = clientOptions(kr, { profile, partner: jp.partner })
  const wrong: ConnectionOptions[] = [
    { ecdhCurve: 'X25519' },
    { ecdhCurve: 'X25519MLKEM768' },
    { ecdhCurve: 'P-384' },
    { minVersion: 'TLSv1.2', maxVersion: 'TLSv1.2', ciphers: 'ECDHE-ECDSA-AES256-GCM-SHA384' },
    { ciphers: 'TLS_AES_128_GCM_SHA256' },
    { ciphers: 'TLS_CHACHA20_POLY1305_SHA256' },
    { sigalgs: 'ed25519:ecdsa_secp384r1_sha384' },
  ]
  for (const change of wrong) assert.equal(await echoed({ ...right, ...change, port }), null, JSON.stringify(change))
  const { key, cert } = await ed25519Server()
  assert.ok(key !== undefined && cert !== undefined)
  const classical = { key, cert, rejectUnauthorized: false }
  assert.equal(await echoed({ ...classical, port }), null)
  assert.equal(await echoed({ ...classical, ecdhCurve: 'X25519', port }), null)
  assert.equal(await echoed({ ...right, port }), 'ping')
})

test('the hybrid listener takes no pure group', async () => {
  const port = await listen(serverOptions(jp, { profile: 'hybrid', roots: [kr.partner.root] }))
  const right = clientOptions(kr, { profile: 'hybrid', partner: jp.partner })
  assert.equal(await echoed({ ...right, ecdhCurve: 'MLKEM1024', port }), null)
  assert.equal(await echoed({ ...right, port }), 'ping')
})

test('a classical server, and a strict one of the wrong cipher or group, are refused by the client', async () => {
  const classical = await ed25519Server()
  const strict = serverOptions(jp, { profile, roots: [kr.partner.root] })
  const wrong: TlsOptions[] = [
    classical,
    { ...classical, minVersion: 'TLSv1.2', maxVersion: 'TLSv1.2' },
    { ...strict, ciphers: 'TLS_AES_128_GCM_SHA256' },
    { ...strict, ecdhCurve: 'X25519' },
  ]
  for (const options of wrong) {
    const port = await listen(options)
    await assert.rejects(connectPartner(kr, { profile, partner: jp.partner, host: '127.0.0.1', port }), {
      code: 'partner-untrusted',
    })
  }
})

test('what was negotiated is checked by itself, where both ends were configured too loosely', async () => {
  const strict = serverOptions(jp, { profile, roots: [kr.partner.root] })
  const right = clientOptions(kr, { profile, partner: jp.partner })
  const classical = await ed25519Server()
  const loose: [RegExp, TlsOptions, ConnectionOptions][] = [
    [/group X25519/, { ...strict, ecdhCurve: 'X25519' }, { ...right, ecdhCurve: 'X25519' }],
    [/cipher TLS_AES_128/, { ...strict, ciphers: AES_128 }, { ...right, ciphers: AES_128 }],
    [/protocol TLSv1.2/, { ...classical, ...TLS_12 }, { ca: classical.ca, ...TLS_12 }],
    [/a key for ed25519/, { ...classical, ...HYBRID }, { ca: classical.ca, ...HYBRID }],
    [/certificate: UNABLE_TO_VERIFY/, strict, { ...right, ca: [], rejectUnauthorized: false }],
    [/not that of/, strict, { ...right, checkServerIdentity: () => undefined }],
  ]
  for (const [why, server, client] of loose) {
    const port = await listen(server)
    const named = { servername: '', checkServerIdentity: (): undefined => undefined, ...client }
    const socket = connect({ host: '127.0.0.1', port, ...named })
    sockets.push(socket)
    await once(socket, 'secureConnect')
    const partner = why.source === 'not that of' ? us.partner : jp.partner
    assert.throws(
      () => assertNegotiated(socket, { profile, partner }),
      (error) => error instanceof Fault && error.code === 'partner-untrusted' && why.test(error.detail),
      String(why),
    )
    socket.destroy()
  }
})

test('an expired certificate is refused', async () => {
  const old = await newNode('old.exercise.comity.example', { from: Date.now() - 3 * 86_400_000, days: 1 })
  const port = await listen(serverOptions(old, { profile, roots: [kr.partner.root] }))
  await assert.rejects(connectPartner(kr, { profile, partner: old.partner, host: '127.0.0.1', port }), {
    code: 'partner-untrusted',
  })
})

test('nobody listening is unreachable, which is not untrusted', async () => {
  const port = await listen(serverOptions(jp, { profile, roots: [kr.partner.root] }))
  await new Promise((resolve) => servers.pop()?.close(resolve))
  await assert.rejects(connectPartner(kr, { profile, partner: jp.partner, host: '127.0.0.1', port }), {
    code: 'partner-unreachable',
  })
})

test('a root is an ML-DSA-87 authority that signed itself; a leaf, other bytes and a classical root are none', async () => {
  assert.equal(readRoot(kr.certificates.root).publicKey.asymmetricKeyType, 'ml-dsa-87')
  const { ca } = await ed25519Server()
  const classical = new Uint8Array(new X509Certificate(String(ca)).raw)
  for (const bad of [kr.certificates.leaf, kr.certificates.root.subarray(1), new Uint8Array(0), classical])
    assert.throws(() => readRoot(bad), { code: 'identity-invalid' })
})

test('the leaf names the node and the loopback, and may be shown by either end', () => {
  const leaf = new X509Certificate(certificatePem(kr.certificates.leaf))
  assert.equal(leaf.subjectAltName, 'DNS:kr.exercise.comity.example, DNS:localhost, IP Address:127.0.0.1')
  assert.equal(leaf.ca, false)
  assert.deepEqual(leaf.keyUsage, ['1.3.6.1.5.5.7.3.1', '1.3.6.1.5.5.7.3.2'])
})

/** An echo on the loopback; what goes wrong in a handshake is the caller's to see. */
async function listen(
  options: TlsOptions,
  onSocket: (socket: Parameters<typeof callingPartner>[0]) => void = () => {},
): Promise<number> {
  const server = createServer(options, (socket) => {
    socket.on('error', () => {})
    onSocket(socket)
    socket.pipe(socket)
  })
  servers.push(server)
  server.on('connection', (socket) => sockets.push(socket))
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const address: AddressInfo = server.address() as AddressInfo
  return address.port
}

/** What comes back for a `ping`, or `null` where the connection came to nothing. */
async function echoed(options: ConnectionOptions): Promise<string | null> {
  return new Promise((resolve) => {
    const settle = (answer: string | null): void => {
      socket.destroy()
      resolve(answer)
    }
    const socket = connect({ host: '127.0.0.1', ...options }, () => socket.write('ping'))
    socket.once('data', (data) => settle(String(data)))
    socket.once('error', () => settle(null))
    socket.once('close', () => settle(null))
  })
}

async function ed25519Server(): Promise<TlsOptions> {
  const pair = generateKeyPair('ed25519').privateKey
  const keys = {
    privateKey: pair.toCryptoKey({ name: 'Ed25519' }, false, ['sign']),
    publicKey: createPublicKey(pair).toCryptoKey({ name: 'Ed25519' }, true, ['verify']),
  }
  const certificate = await x509.X509CertificateGenerator.createSelfSigned({
    name: `CN=${jp.partner.node}`,
    keys,
    signingAlgorithm: { name: 'Ed25519' },
    extensions: [
      new x509.BasicConstraintsExtension(true),
      new x509.SubjectAlternativeNameExtension([{ type: 'dns', value: jp.partner.node }]),
    ],
  })
  const pem = pair.export({ format: 'pem', type: 'pkcs8' })
  return { key: pem, cert: certificate.toString('pem'), ca: certificate.toString('pem') }
}
