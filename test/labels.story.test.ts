import assert from 'node:assert/strict'
import { spawnSync } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, test } from 'node:test'
import { fileURLToPath } from 'node:url'
import { encodeClearanceXml } from '../src/io/clearance-xml.ts'

/*
 * One nation labels a file by commands alone, and whoever has its identity document verifies it; every change is refused by its code.
 */

const ROOT = fileURLToPath(new URL('..', import.meta.url))
const folder = mkdtempSync(join(tmpdir(), 'comity-labels-'))
after(() => rmSync(folder, { recursive: true, force: true }))

const file = join(folder, 'track.json')
const identity = join(folder, 'kr/identity.json')
const BIND = [
  'label',
  'bind',
  file,
  '--level',
  '군사Ⅱ급비밀',
  '--originator',
  'desk@kr.example',
  '--review',
  '2099-01-01T00:00:00Z',
  '--dir',
  join(folder, 'kr'),
]

interface Outcome {
  readonly status: number | null
  readonly stdout: string
  readonly out: ReturnType<typeof JSON.parse>
  readonly code: string | null
  readonly where: string
}

function comity(args: readonly string[]): Outcome {
  const { status, stdout, stderr } = spawnSync(join(ROOT, 'bin/comity'), [...args, '--json', '--lang', 'en'], {
    encoding: 'utf8',
    cwd: ROOT,
    env: { PATH: '/usr/bin:/bin', LC_ALL: 'C', COMITY_PASSPHRASE: 'a passphrase for a test' },
  })
  const fault = stderr.split('\n').find((line) => line.startsWith('{"schema":"comity/fault/v1"'))
  const { code = null, where = '' } = fault === undefined ? {} : JSON.parse(fault)
  return { status, stdout, out: stdout === '' ? null : JSON.parse(stdout), code, where }
}

test('a file is labelled, shown and verified', () => {
  writeFileSync(file, '{"object":"A"}')
  const init = comity([
    'init',
    '--dir',
    join(folder, 'kr'),
    '--nation',
    'KR',
    '--node',
    'kr.exercise.example',
    '--url',
    'https://127.0.0.1:7701',
    '--exercise',
  ])
  assert.equal(init.status, 0)
  const bound = comity([...BIND, '--value', 'Releasable To=JP', '--value', 'Releasable To=US'])
  assert.equal(bound.status, 0, bound.where)
  assert.equal(bound.out.schema, 'comity/label-bind/v1')
  assert.deepEqual(bound.out.markings, {
    en: '군사Ⅱ급비밀 REL TO JP, US',
    ko: '군사Ⅱ급비밀 REL TO JP, US',
    ja: '군사Ⅱ급비밀 REL TO JP, US',
  })

  const shown = comity(['label', 'show', `${file}.bdo`])
  assert.equal(shown.out.schema, 'comity/label-show/v1')
  assert.equal(shown.out.labels[0].valid, true)
  assert.equal(shown.out.labels[0].policyDigest, bound.out.policyDigest)

  const verified = comity(['label', 'verify', file, '--identity', identity, '--fingerprint', init.out.fingerprint])
  assert.equal(verified.status, 0, verified.where)
  assert.deepEqual(
    { schema: verified.out.schema, signer: verified.out.signer, files: verified.out.files },
    { schema: 'comity/label-verify/v1', signer: 'CN=kr.exercise.example labels', files: ['track.json'] },
  )
})

test('a label is never overwritten, and none is made that its policy does not allow', () => {
  const again = comity(BIND)
  assert.deepEqual([again.status, again.code], [2, 'usage-invalid'])
  const other = join(folder, 'other.json')
  writeFileSync(other, '{}')
  const bind = (...changes: readonly string[]): Outcome =>
    comity(['label', 'bind', other, '--dir', join(folder, 'kr'), '--originator', 'desk@kr.example', ...changes])
  const future = ['--review', '2099-01-01T00:00:00Z']
  assert.equal(bind('--level', 'SEKRIT', ...future).code, 'usage-invalid')
  assert.equal(bind('--level', '군사Ⅱ급비밀', '--value', 'Releasable To=FR', ...future).code, 'usage-invalid')
  assert.equal(bind('--level', '군사Ⅱ급비밀', '--review', '2000-01-01T00:00:00Z').code, 'usage-invalid')
  const arcadia = ['--policy', join(ROOT, 'vectors/label/arcadia.xml'), ...future]
  const invalid = bind('--level', 'HIDDEN', ...arcadia)
  assert.deepEqual([invalid.status, invalid.code], [8, 'label-invalid'])
  assert.match(invalid.where, /not obsolete/)
})

test('a changed file, label or signature, and another nation, are refused with 8', () => {
  const verify = (...args: readonly string[]): Outcome =>
    comity(['label', 'verify', file, '--identity', identity, ...args])
  const changed = (path: string, change: (text: string) => string): Outcome => {
    const before = readFileSync(path, 'utf8')
    writeFileSync(path, change(before))
    const outcome = verify()
    writeFileSync(path, before)
    return outcome
  }
  assert.deepEqual(
    [verify('--fingerprint', '11111').status, verify('--fingerprint', '11111').code],
    [8, 'fingerprint-differs'],
  )
  for (const [outcome, code] of [
    [changed(file, (text) => `${text} `), 'binding-broken'],
    [changed(`${file}.bdo`, (text) => text.replace('군사Ⅱ급비밀', '군사Ⅲ급비밀')), 'binding-broken'],
    [changed(`${file}.bdo`, (text) => text.replace(/<ds:KeyInfo>.*<\/ds:KeyInfo>/, '')), 'binding-signer-untrusted'],
    [changed(`${file}.bdo`, (text) => text.replace('<mb:Bind', '<!DOCTYPE x><mb:Bind')), 'xml-refused'],
    [
      changed(`${file}.bdo.jws`, (text) =>
        text.replace(/\.\.(.)/, (_, first: string) => `..${first === 'A' ? 'B' : 'A'}`),
      ),
      'binding-signature-invalid',
    ],
  ] as const)
    assert.deepEqual([outcome.status, outcome.code], [8, code])
  assert.equal(verify().status, 0)
})

test('a label under another nation’s policy is read, judged against a clearance, and shown with its equivalent', () => {
  const [label, reader] = [join(folder, 'label.xml'), join(folder, 'reader.xml')]
  const { strict }: { strict: readonly { xml: string }[] } = JSON.parse(
    readFileSync(join(ROOT, 'vectors/label/labels.json'), 'utf8'),
  )
  writeFileSync(label, strict[0]!.xml)
  const clearance = (value: string): void =>
    writeFileSync(
      reader,
      encodeClearanceXml({
        policy: { name: 'ARCADIA', oid: null },
        classifications: ['GUARDED'],
        categories: [{ type: 'permissive', tagName: 'Releasable To', oid: null, values: [value] }],
      }),
    )
  const show = (): ReturnType<typeof JSON.parse> =>
    comity([
      'label',
      'show',
      label,
      '--policy',
      'vectors/label/arcadia.xml',
      '--under',
      'vectors/label/boreas.xml',
      '--clearance',
      reader,
    ]).out.labels[0]
  clearance('AAA')
  const may = show()
  assert.deepEqual([may.valid, may.mayRead, may.equivalent.markings.en], [true, true, 'BOREAS HIGH AAA/BBB IMPORTED'])
  assert.equal(may.markings.ko, 'ARCADIA 보호 제공 가능: AAA, BBB')
  clearance('CCC')
  assert.equal(show().mayRead, false)
})

test('a policy is checked, and written as others read it', () => {
  const written = comity([
    'policy',
    'write',
    'policies/kr.yaml',
    '--oid',
    '1.3.6.1.4.1.32473.4774.1',
    '--nation',
    'JP',
    '--authority',
    'CN=Authority,C=KR',
  ])
  assert.equal(written.out.schema, 'comity/policy-write/v1')
  const path = join(folder, 'kr.xml')
  writeFileSync(path, written.out.xml)
  const checked = comity(['policy', 'check', path, '--explain'])
  assert.deepEqual(
    {
      schema: checked.out.schema,
      policy: checked.out.policy,
      digest: checked.out.digest,
      warnings: checked.out.warnings,
    },
    { schema: 'comity/policy-check/v1', policy: 'KR-MIL', digest: written.out.digest, warnings: [] },
  )
  writeFileSync(path, written.out.xml.replace('lacv="2"', 'lacv="1"'))
  const broken = comity(['policy', 'check', path])
  assert.deepEqual([broken.status, broken.code], [8, 'policy-invalid'])
})
