import assert from 'node:assert/strict'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { createServer } from 'node:http'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { test } from 'node:test'
import { cosignerKeys, encodeVkey, logKeys } from '../core/ledger/key.ts'
import { nodePrimitives } from '../io/primitives.ts'
import { logReader, pairsOfProof, trustOf } from './log-files.ts'

const raw = (fill: number) => ({ ed25519: new Uint8Array(32).fill(fill), mlDsa87: new Uint8Array(2592).fill(fill) })
const log = logKeys(nodePrimitives, 'kr.example/rel/ab/1', raw(1))
const partner = cosignerKeys(nodePrimitives, 'jp.example/cosign/ab', raw(2))
const vkeys = ({ classical, quantum }: typeof log) => [encodeVkey(classical), encodeVkey(quantum)]

test('keys are given as vkeys or in files of them, in any order', () => {
  const folder = mkdtempSync(join(tmpdir(), 'comity-keys-'))
  try {
    const file = join(folder, 'log.vkeys')
    writeFileSync(file, `${vkeys(log).toReversed().join('\n')}\n`)
    const trusted = { log: log.classical, quantum: log.quantum, cosigners: [partner] }
    assert.deepEqual(trustOf({ log: [file], cosigners: vkeys(partner) }), trusted)
    assert.deepEqual(trustOf({ log: vkeys(log), cosigners: vkeys(partner).toReversed() }), trusted)
    assert.deepEqual(pairsOfProof({ log: [file], cosigners: vkeys(partner) }), { log, partner })
  } finally {
    rmSync(folder, { recursive: true })
  }
})

test('a plain vkey is enough for a log, which then counts as not fully checked, and never for a receipt', () => {
  const [classical = ''] = vkeys(log)
  assert.equal(trustOf({ log: [classical], cosigners: [] }).quantum, null)
  assert.throws(() => pairsOfProof({ log: [classical], cosigners: vkeys(partner) }), {
    code: 'usage-invalid',
    detail: /no ML-DSA-87 key/,
  })
  assert.throws(() => pairsOfProof({ log: vkeys(log), cosigners: [] }), { code: 'usage-invalid', detail: /--cosigner/ })
})

test('keys that do not belong together are refused by name', () => {
  const other = logKeys(nodePrimitives, 'us.example/rel/cd/1', raw(3))
  const given: readonly (readonly [log: string[], cosigners: string[], detail: RegExp])[] = [
    [[vkeys(log)[1] ?? ''], [], /--key: no Ed25519 key/],
    [[vkeys(log)[0] ?? '', vkeys(other)[1] ?? ''], [], /`us\.example\/rel\/cd\/1` \(ml-dsa-87\)/],
    [[...vkeys(log), ...vkeys(other)], [], /us\.example/],
    [vkeys(partner), [], /--key: no Ed25519 key/],
    [vkeys(log), [vkeys(partner)[0] ?? ''], /--cosigner: no ML-DSA-87 key of `jp\.example/],
    [vkeys(log), vkeys(log), /--cosigner: no cosignature key/],
    [[`${vkeys(log)[0] ?? ''}A`], [], /--key: /],
  ]
  for (const [keys, cosigners, detail] of given)
    assert.throws(() => trustOf({ log: keys, cosigners }), { code: 'usage-invalid', detail })
  assert.throws(() => trustOf({ log: ['/nowhere.vkeys'], cosigners: [] }), { code: 'file-unreadable' })
})

test('over http a missing file is missing, and a server that fails is unreachable', async () => {
  const server = createServer((request, response) => {
    response.statusCode = request.url === '/log/checkpoint' ? 200 : request.url === '/log/broken' ? 500 : 404
    response.end('head')
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  try {
    const address = server.address()
    assert.ok(typeof address === 'object' && address !== null)
    const read = logReader(`http://127.0.0.1:${address.port}/log/`)
    assert.deepEqual(await read('checkpoint'), new TextEncoder().encode('head'))
    assert.equal(await read('tile/0/000'), null)
    await assert.rejects(read('broken'), { code: 'partner-unreachable' })
  } finally {
    server.close()
    server.closeAllConnections()
  }
  await assert.rejects(logReader('http://127.0.0.1:1/log')('checkpoint'), { code: 'partner-unreachable' })
  assert.throws(() => logReader('/nowhere'), { code: 'file-unreadable' })
})
