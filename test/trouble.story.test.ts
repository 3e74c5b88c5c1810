import assert from 'node:assert/strict'
import {
  appendFileSync,
  cpSync,
  lstatSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  statSync,
  truncateSync,
  writeFileSync,
} from 'node:fs'
import { createServer } from 'node:net'
import { once } from 'node:events'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, before, describe, test } from 'node:test'
import { openExercise } from '../src/cli/exercise/open.ts'
import type { FaultCode } from '../src/core/fault.ts'
import { launch, ownPorts } from './launched-node.ts'
import { comity, fault } from './run-comity.ts'

/*
 * What a person sees who starts a node that cannot start: a code, which thing and where, what to do next, and an exit status. Nothing
 * in the directory is changed by it.
 */
describe('a node that cannot start', { timeout: 120_000 }, () => {
  let directory = ''
  let passphrase = ''
  const ports = ownPorts()
  before(async () => {
    directory = mkdtempSync(join(tmpdir(), 'comity-trouble-'))
    const exercise = await openExercise(directory, ports)
    await exercise.stop()
    ;({ passphrase } = exercise)
  })
  after(() => rmSync(directory, { recursive: true, force: true }))

  /** A copy of the node to be spoilt. */
  function copy(): string {
    const target = mkdtempSync(join(directory, 'spoilt-'))
    cpSync(join(directory, 'kr'), target, { recursive: true, filter: (path) => !lstatSync(path).isSocket() })
    return target
  }

  async function refuses(
    code: FaultCode,
    place: string,
    { status, where, given = passphrase }: { status: number; where: RegExp; given?: string },
  ): Promise<void> {
    const said = await fault(code, ['serve', '--dir', place], { status, passphrase: given })
    assert.match(said.where, where)
    assert.ok(said.what.length > 10 && said.next.length > 10, 'it says what, and what to do next')
  }

  const spoils: readonly [string, FaultCode, number, RegExp, (place: string) => void][] = [
    ['a deleted configuration', 'node-missing', 2, /spoilt-/, (at) => rmSync(join(at, 'node.yaml'))],
    [
      'a name nobody knows in node.yaml',
      'bytes-malformed',
      8,
      /node\.yaml: unknown name `colour`/,
      (at) => appendFileSync(join(at, 'node.yaml'), 'colour: red\n'),
    ],
    [
      'a port that is none in node.yaml',
      'bytes-malformed',
      8,
      /node\.yaml\.listen\.port/,
      (at) => swap(join(at, 'node.yaml'), /port: \d+/, 'port: 99999'),
    ],
    [
      'another node’s name in node.yaml',
      'identity-invalid',
      8,
      /node\.yaml/,
      (at) => swap(join(at, 'node.yaml'), 'node: kr.', 'node: xx.'),
    ],
    [
      'an altered identity document',
      'identity-invalid',
      8,
      /./,
      (at) => swap(join(at, 'identity.json'), '"nation":"KR"', '"nation":"JP"'),
    ],
    [
      'an identity document cut short',
      'bytes-malformed',
      8,
      /./,
      (at) => truncateSync(join(at, 'identity.json'), 1000),
    ],
    ['a deleted identity document', 'file-unreadable', 2, /identity\.json/, (at) => rmSync(join(at, 'identity.json'))],
    ['a deleted certificate', 'file-unreadable', 2, /leaf\.der/, (at) => rmSync(join(at, 'leaf.der'))],
    ['a damaged certificate', 'identity-invalid', 8, /leaf certificate/, (at) => flip(join(at, 'leaf.der'), 3)],
    ['deleted national rules', 'file-unreadable', 2, /national\.yaml/, (at) => rmSync(join(at, 'national.yaml'))],
    [
      'national rules that contradict themselves',
      'bytes-malformed',
      8,
      /national/,
      (at) => writeFileSync(join(at, 'national.yaml'), 'posts: 7\n'),
    ],
    [
      'deleted marking policies',
      'file-unreadable',
      2,
      /policies/,
      (at) => rmSync(join(at, 'policies'), { recursive: true }),
    ],
    ['a missing marking policy of its own', 'policy-invalid', 8, /KR/, (at) => rmSync(join(at, 'policies', 'kr.yaml'))],
    [
      'a key file with a byte changed',
      'key-damaged',
      70,
      /tls\.ml-dsa-87\.key/,
      (at) => flip(join(at, 'keys', 'tls.ml-dsa-87.key'), 60),
    ],
    [
      'a key file cut short',
      'key-damaged',
      70,
      /identity\.ed25519\.key/,
      (at) => truncateSync(join(at, 'keys', 'identity.ed25519.key'), 20),
    ],
    [
      'a deleted key file',
      'key-damaged',
      70,
      /identity\.ed25519\.key/,
      (at) => rmSync(join(at, 'keys', 'identity.ed25519.key')),
    ],
    ['a deleted lock of the keys', 'key-damaged', 70, /lock/, (at) => rmSync(join(at, 'keys', 'lock'))],
    [
      'a deleted storage key',
      'key-damaged',
      70,
      /current\.storage\.key: not there/,
      (at) => rmSync(join(at, 'keys', 'current.storage.key')),
    ],
    [
      'a journal cut short',
      'store-corrupt',
      70,
      /journal\.sqlite/,
      (at) => truncateSync(join(at, 'journal.sqlite'), statSync(join(at, 'journal.sqlite')).size / 2),
    ],
    [
      'a journal of nothing',
      'store-corrupt',
      70,
      /journal\.sqlite/,
      (at) => truncateSync(join(at, 'journal.sqlite'), 0),
    ],
    [
      'a journal of something else',
      'store-corrupt',
      70,
      /journal\.sqlite/,
      (at) => writeFileSync(join(at, 'journal.sqlite'), 'not a journal '.repeat(9999)),
    ],
    ['a deleted journal', 'store-corrupt', 70, /journal\.sqlite: missing/, (at) => rmSync(join(at, 'journal.sqlite'))],
    [
      'a certificate of another key',
      'identity-invalid',
      8,
      /leaf certificate: not of this key/,
      (at) => cpSync(join(directory, 'jp', 'leaf.der'), join(at, 'leaf.der')),
    ],
  ]
  for (const [what, code, status, where, spoil] of spoils) {
    test(`${what} is \`${code}\`, and says where`, async () => {
      const place = copy()
      spoil(place)
      await refuses(code, place, { status, where })
    })
  }

  test('a wrong passphrase is `passphrase-wrong`; none, an empty and a missing one are `usage-invalid`', async () => {
    const place = join(directory, 'kr')
    await refuses('passphrase-wrong', place, { status: 5, where: /^$/, given: 'not it' })
    await refuses('usage-invalid', place, { status: 2, where: /COMITY_PASSPHRASE/, given: '' })
    const missing = join(directory, 'no-such-file')
    const said = await fault('usage-invalid', ['serve', '--dir', place, '--passphrase-file', missing], { status: 2 })
    assert.match(said.where, /no-such-file/)
    const empty = join(directory, 'empty')
    writeFileSync(empty, '\n')
    await fault('usage-invalid', ['serve', '--dir', place, '--passphrase-file', empty], { status: 2 })
  })

  test('the message for a person is three lines: what, where, next; in the language asked for', async () => {
    const place = join(directory, 'kr')
    const { stderr, status } = await comity(['serve', '--dir', place], { passphrase: 'not it', lang: 'ko_KR.UTF-8' })
    assert.equal(status, 5)
    assert.match(stderr, /^comity: 이 암호문구로는 이 노드의 키를 열 수 없습니다\n {2}다음: .+\n$/)
    assert.ok(!stderr.includes('not it'), 'the passphrase is not repeated')
  })

  test('a port in use is `port-in-use`, and names it; either listener', async () => {
    for (const port of ports.slice(0, 2)) {
      const server = createServer().listen(port, '127.0.0.1')
      await once(server, 'listening')
      await refuses('port-in-use', join(directory, 'kr'), { status: 6, where: new RegExp(`127\\.0\\.0\\.1:${port}`) })
      server.close()
    }
  })

  test('a directory in use is `directory-in-use`, and the node that uses it goes on', async () => {
    const node = launch({ directory: join(directory, 'kr'), passphrase })
    try {
      await node.ready
      await refuses('directory-in-use', join(directory, 'kr'), { status: 6, where: /kr$/ })
      assert.equal((await node.ask('status', {}))['nation'], 'KR')
    } finally {
      assert.equal(await node.kill('SIGTERM'), 0)
    }
  })
})

function swap(path: string, from: string | RegExp, to: string): void {
  const text = readFileSync(path, 'utf8')
  assert.notEqual(text.replace(from, to), text)
  writeFileSync(path, text.replace(from, to))
}

function flip(path: string, at: number): void {
  const bytes = readFileSync(path)
  writeFileSync(path, bytes.with(at, (bytes[at] ?? 0) ^ 1))
}
