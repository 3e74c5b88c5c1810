/**
 * Has a program that shares no code with Comity, built on Go's own transparency log packages, check what Comity writes.
 *
 *     node interop/run.ts [VKEY DIR|URL]...
 *
 * Without arguments: a log made here with real keys, tampered copies of it, proofs from it, and the logs two nodes leave behind after
 * a walk. With arguments: those logs too.
 */
import { spawn, spawnSync } from 'node:child_process'
import { once } from 'node:events'
import { createInterface } from 'node:readline'
import { cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { generateKeyPairSync, randomBytes, sign, type KeyObject } from 'node:crypto'
import { appendAll, edgeRoot, EMPTY_EDGE, leafHash } from '../src/core/crypto/merkle.ts'
import { encodeHead, type Head, type SignedHead } from '../src/core/ledger/checkpoint.ts'
import { commit } from '../src/core/ledger/commitment.ts'
import { cosignatureLines, cosignatureMessages } from '../src/core/ledger/cosignature.ts'
import { cosignerKeys, encodeVkey, logKeys, type PublicKeys } from '../src/core/ledger/key.ts'
import { encodeNote, messageToSign, signatureLine } from '../src/core/ledger/note.ts'
import { encodeProof } from '../src/core/ledger/proof.ts'
import { publication } from '../src/core/ledger/publication.ts'
import { tilePath, type HashTile } from '../src/core/ledger/tile.ts'
import { LogTree } from '../src/core/ledger/tree.ts'
import { nodePrimitives } from '../src/io/primitives.ts'

const COMITY = join(import.meta.dirname, '..', 'bin', 'comity')
const SIZE = 5000
const ORIGIN = `interop.example/test/rel/${'0'.repeat(32)}/1`
const { sha256 } = nodePrimitives

const folder = mkdtempSync(join(tmpdir(), 'comity-interop-'))
const verifier = join(folder, 'verify')
let passed = 0
let failed = 0

try {
  build()
  await checkOwnLog()
  await checkWalk()
  checkOthers(process.argv.slice(2))
} finally {
  rmSync(folder, { recursive: true, force: true })
}
console.log(`interop: ${passed} passed, ${failed} failed`)
process.exitCode = failed > 0 ? 1 : 0

function build(): void {
  const done = spawnSync('go', ['build', '-o', verifier, '.'], {
    cwd: join(import.meta.dirname, 'go'),
    encoding: 'utf8',
  })
  if (done.error !== undefined)
    stop(`GO IS ABSENT (${done.error.message}): nothing was checked. Install Go 1.24 or later, and run this again.`)
  if (done.status !== 0) stop(`THE GO VERIFIER DOES NOT BUILD: nothing was checked.\n${done.stderr}`)
}

function stop(why: string): never {
  console.error(why)
  rmSync(folder, { recursive: true, force: true })
  process.exit(1)
}

/** Runs the verifier and counts whether it said what it should. */
function expect(what: string, { accepted, args }: { accepted: boolean; args: readonly string[] }): void {
  const { status, stdout, stderr } = spawnSync(verifier, args, { encoding: 'utf8' })
  const isRight = accepted ? status === 0 : status === 1 && stderr.startsWith('FAILED: ')
  if (isRight) passed++
  else failed++
  console.log(`${isRight ? 'ok    ' : 'NOT OK'} ${what}: ${(stdout + stderr).trim()}`)
}

async function checkOwnLog(): Promise<void> {
  const directory = join(folder, 'log')
  const { vkey, entries, signed } = await makeLog(directory)
  expect(`a log of ${SIZE} entries`, { accepted: true, args: ['log', vkey, directory] })

  const tampered: readonly [string, string, (bytes: Buffer) => Buffer][] = [
    ['a changed byte in a bundle', 'tile/entries/007', (bytes) => flip(bytes, 1234)],
    ['a changed byte in a tile of leaf hashes', 'tile/0/011', (bytes) => flip(bytes, 4321)],
    ['a changed byte in a tile above', 'tile/1/000.p/19', (bytes) => flip(bytes, 40)],
    [
      'a changed size',
      'checkpoint',
      (bytes) => Buffer.from(bytes.toString().replace(`\n${SIZE}\n`, `\n${SIZE - 1}\n`)),
    ],
    ['a changed root', 'checkpoint', (bytes) => reletter(bytes, ORIGIN.length + 16)],
    ['a changed signature', 'checkpoint', (bytes) => reletter(bytes, bytes.indexOf('—') + ORIGIN.length + 40)],
    ['a shortened bundle', 'tile/entries/019.p/136', (bytes) => bytes.subarray(0, -35)],
  ]
  for (const [what, path, change] of tampered) {
    const copy = join(folder, 'tampered')
    cpSync(directory, copy, { recursive: true })
    writeFileSync(join(copy, path), change(readFileSync(join(copy, path))))
    expect(what, { accepted: false, args: ['log', vkey, copy] })
    rmSync(copy, { recursive: true })
  }

  const tree = new LogTree(sha256, (tile) =>
    Promise.resolve(new Uint8Array(readFileSync(join(directory, tilePath(tile))))),
  )
  for (const index of [0, 255, 256, 2500, SIZE - 1]) {
    const file = join(folder, `${index}.tlog-proof`)
    const path = await tree.proveInclusion(index, { size: SIZE })
    writeFileSync(file, encodeProof({ extra: new Uint8Array([1]), index, path, signed }))
    const [entry, other] = [entries[index]!, entries[(index + 1) % SIZE]!].map((bytes) => bytes.toHex())
    expect(`the proof of entry ${index}`, { accepted: true, args: ['proof', vkey, file, entry!] })
    expect(`the proof of entry ${index} for another entry`, { accepted: false, args: ['proof', vkey, file, other!] })
  }
}

/** The logs that two real nodes leave behind after a whole walk, read from their directories and from a running node. */
async function checkWalk(): Promise<void> {
  const directory = join(folder, 'walk')
  const walked = spawnSync(COMITY, ['walk', '--json', '--quiet', '--dir', directory], {
    encoding: 'utf8',
    maxBuffer: 64 * 1024 * 1024,
  })
  if (walked.status !== 0) stop(`THE WALK FAILED: nothing of it was checked.\n${walked.stderr}`)
  const { nodes }: { nodes: { party: string; directory: string; logs: { verifierKey: string; path: string }[] }[] } =
    JSON.parse(walked.stdout)
  for (const { party, logs } of nodes)
    for (const { verifierKey, path } of logs)
      expect(`a log ${party} keeps`, { accepted: true, args: ['log', verifierKey, path] })
  for (const node of nodes) await checkServed(node)
}

/** The clock is moved as the walk left it: an entry's time never goes back. */
async function checkServed(node: { directory: string; logs: { verifierKey: string; path: string }[] }): Promise<void> {
  const serving = spawn(
    COMITY,
    ['serve', '--json', '--quiet', '--dir', node.directory, '--exercise-clock-offset', '800'],
    {
      env: { ...process.env, COMITY_PASSPHRASE: 'comity exercise' },
      stdio: ['ignore', 'pipe', 'inherit'],
    },
  )
  try {
    const [line] = await once(createInterface(serving.stdout), 'line')
    const { audit }: { audit: { host: string; port: number } } = JSON.parse(String(line))
    for (const { verifierKey, path } of node.logs) {
      const url = `http://${audit.host}:${audit.port}${path.slice(join(node.directory, 'published').length)}`
      // Not the synchronous form: this process must go on reading what the node says.
      const [status] = await once(spawn(verifier, ['log', verifierKey, url], { stdio: 'inherit' }), 'exit')
      if (status === 0) passed++
      else failed++
    }
  } finally {
    serving.kill()
    await once(serving, 'exit')
  }
}

function checkOthers(args: readonly string[]): void {
  if (args.length % 2 !== 0) stop('usage: node interop/run.ts [VKEY DIR|URL]...')
  for (let i = 0; i < args.length; i += 2)
    expect(`log ${args[i + 1]}`, { accepted: true, args: ['log', args[i]!, args[i + 1]!] })
}

function flip(bytes: Buffer, at: number): Buffer {
  const changed = Buffer.from(bytes)
  changed.writeUInt8(changed.readUInt8(at) ^ 1, at)
  return changed
}

/** Another letter where base64 has one, so that what fails is the check and not the reading. */
function reletter(bytes: Buffer, at: number): Buffer {
  const changed = Buffer.from(bytes)
  changed.write(changed.toString('latin1', at, at + 1) === 'A' ? 'B' : 'A', at)
  return changed
}

interface Keys {
  readonly ed25519: KeyObject
  readonly mlDsa87: KeyObject
}

function newKeys(): { readonly secret: Keys; readonly open: PublicKeys } {
  const [classical, quantum] = [generateKeyPairSync('ed25519'), generateKeyPairSync('ml-dsa-87')]
  const raw = (key: KeyObject): Uint8Array => new Uint8Array(key.export({ format: 'raw-public' }))
  return {
    secret: { ed25519: classical.privateKey, mlDsa87: quantum.privateKey },
    open: { ed25519: raw(classical.publicKey), mlDsa87: raw(quantum.publicKey) },
  }
}

/** Writes a log of real commitments, its head signed by the log and cosigned by a partner, in two steps as a node would. */
async function makeLog(
  directory: string,
): Promise<{ vkey: string; entries: readonly Uint8Array[]; signed: SignedHead }> {
  const entries = Array.from({ length: SIZE }, (_, i) =>
    commit(nodePrimitives, randomBytes(32), { kind: 'test', seen: 0, number: i }),
  )
  const tile = (wanted: HashTile): Promise<Uint8Array> =>
    Promise.resolve(readFileSync(join(directory, tilePath(wanted))))
  const source = { entries: (first: number, end: number) => Promise.resolve(entries.slice(first, end)), tile }
  for (const [old, size] of [
    [0, 1300],
    [1300, SIZE],
  ] as const) {
    for await (const { path, bytes } of publication(sha256, { old, size }, source)) {
      mkdirSync(dirname(join(directory, path)), { recursive: true })
      writeFileSync(join(directory, path), bytes)
    }
  }
  const leaves = entries.map((entry) => leafHash(sha256, entry))
  const { vkey, signed } = signHead({
    origin: ORIGIN,
    size: SIZE,
    root: edgeRoot(sha256, appendAll(sha256, EMPTY_EDGE, leaves)),
  })
  writeFileSync(join(directory, 'checkpoint'), encodeNote(signed.note))
  return { vkey, entries, signed }
}

function signHead(head: Head): { vkey: string; signed: SignedHead } {
  const [own, partner] = [newKeys(), newKeys()]
  const log = logKeys(nodePrimitives, head.origin, own.open)
  const cosigner = cosignerKeys(nodePrimitives, 'partner.example/cosign', partner.open)
  const statement = { text: encodeHead(head), time: 0 }
  const time = Math.floor(Date.now() / 1000)
  const messages = cosignatureMessages(cosigner, head, time)
  const lines = [
    signatureLine(log.classical, {
      signature: sign(null, messageToSign(log.classical, statement), own.secret.ed25519),
      time: 0,
    }),
    signatureLine(log.quantum, {
      signature: sign(null, messageToSign(log.quantum, statement), own.secret.mlDsa87),
      time: 0,
    }),
    ...cosignatureLines(
      cosigner,
      {
        classical: sign(null, messages.classical, partner.secret.ed25519),
        quantum: sign(null, messages.quantum, partner.secret.mlDsa87),
      },
      time,
    ),
  ]
  return { vkey: encodeVkey(log.classical), signed: { head, note: { text: statement.text, lines } } }
}
