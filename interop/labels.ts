/**
 * Has tools that share no code with Comity read and verify the labels it binds: `xmllint` for well-formed XML, `xmlsec1` for the XML
 * signatures, of good bindings and of tampered ones.
 *
 *     node interop/labels.ts
 *
 * `xmlsec1` is handed the signer's certificate as a person would hand it, since its OpenSSL knows no ML-DSA root. What it does not
 * see, the ML-DSA-87 signature beside the XML, is checked by Comity's own verifier.
 */
import { spawnSync } from 'node:child_process'
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import process from 'node:process'
import { certificatePem } from '../src/io/certificate.ts'
import { bindLabels, type SignedBinding } from '../src/io/label-binding.ts'
import { encodeLabelXml } from '../src/io/label-xml.ts'
import { withXml } from '../src/io/xml.ts'
import { digestOf } from '../src/io/xml-signature.ts'
import { fromUtc } from '../src/core/bytes/calendar.ts'
import type { Binding } from '../src/io/binding-xml.ts'
import { KR_LABEL, newSigner } from '../test/label-signer.ts'

const POLICIES = join(import.meta.dirname, '..', 'policies', 'spif')
const AT = fromUtc('2026-07-01T00:00:00Z', 'interop')
const BINDING = 'urn:nato:stanag:4778:bindinginformation:1:0'
const DSIG = 'http://www.w3.org/2000/09/xmldsig#'

const folder = mkdtempSync(join(tmpdir(), 'comity-labels-'))
let passed = 0
let failed = 0

try {
  demandTools()
  await checkBindings()
  checkWellFormed()
} finally {
  rmSync(folder, { recursive: true, force: true })
}
console.log(`interop labels: ${passed} passed, ${failed} failed`)
process.exitCode = failed > 0 ? 1 : 0

function demandTools(): void {
  for (const [tool, option] of [
    ['xmlsec1', '--version'],
    ['xmllint', '--version'],
  ] as const) {
    const { error, stdout, stderr } = spawnSync(tool, [option], { encoding: 'utf8' })
    if (error !== undefined) {
      rmSync(folder, { recursive: true, force: true })
      console.error(
        `${tool} IS ABSENT (${error.message}): nothing was checked. Install the packages xmlsec1 and libxml2-utils.`,
      )
      process.exit(1)
    }
    console.log(`with   ${(stdout + stderr).trim().split('\n')[0]}`)
  }
}

async function checkBindings(): Promise<void> {
  const { signer } = await newSigner('kr.example')
  const other = await newSigner('other.example')
  writeFileSync(join(folder, 'signer.pem'), certificatePem(signer.certificates.classical))
  writeFileSync(join(folder, 'other.pem'), certificatePem(other.signer.certificates.classical))
  const label = { ...KR_LABEL, kind: 'alternative' as const }
  const cases: readonly (readonly [string, readonly Binding[]])[] = [
    ['one file', [bound('track.json')]],
    ['a file whose name is neither ASCII nor one word', [bound('사진 1 「軌道」.jpg')]],
    ['three files and two labels', [{ labels: [KR_LABEL, label], data: ['a.txt', 'b.txt', 'c.txt'].map(fileNamed) }]],
    [
      'text within the binding',
      [
        {
          labels: [KR_LABEL],
          data: [{ kind: 'inline', xml: '<p xmlns="urn:example:portion" n="1">표적 &amp; <b>궤도</b></p>' }],
        },
      ],
    ],
    ['two bindings', [bound('a.txt'), { labels: [label], data: [fileNamed('b.txt')] }]],
  ]
  for (const [i, [name, bindings]] of cases.entries()) {
    const place = join(folder, String(i))
    mkdirSync(place)
    const signed = await bindLabels(bindings, { signer, at: AT, files: (file) => written(place, file) })
    expect(name, { accepted: true, ...verdict(place, signed.bdo) })
    expect(`${name}, by another signer`, { accepted: false, ...verdict(place, signed.bdo, 'other.pem') })
    if (i === 0) checkTampered(place, signed)
  }
}

/** Each of these Comity's own verifier refuses too, as `label-binding.test.ts` holds it to. */
function checkTampered(place: string, { bdo }: SignedBinding): void {
  const text = new TextDecoder().decode(bdo)
  const tampered: readonly (readonly [string, string])[] = [
    ['a lowered level', text.replace('군사Ⅱ급비밀', '군사Ⅲ급비밀')],
    ['another nation', text.replace('>JP<', '>US<')],
    ['another time of signing', text.replace('Created>2026-07', 'Created>2026-08')],
    [
      'a changed digest',
      text.replace(/DigestValue>(.)/, (_, first: string) => `DigestValue>${first === 'A' ? 'B' : 'A'}`),
    ],
    [
      'a changed value',
      text.replace(/SignatureValue>(.)/, (_, first: string) => `SignatureValue>${first === 'A' ? 'B' : 'A'}`),
    ],
    ['a reference less', text.replace(/<ds:Reference URI="track\.json">.*?<\/ds:Reference>/, '')],
    ['SHA-1 in the place of SHA-384', text.replaceAll('http://www.w3.org/2001/04/xmldsig-more#sha384', `${DSIG}sha1`)],
  ]
  for (const [name, changed] of tampered) {
    if (changed === text) throw new Error(`${name}: nothing was changed`)
    expect(name, { accepted: false, ...verdict(place, Buffer.from(changed)) })
  }
  writeFileSync(join(place, 'track.json'), 'changed')
  expect('a changed file', { accepted: false, ...verdict(place, bdo) })
}

function verdict(
  place: string,
  bdo: Uint8Array,
  certificate = 'signer.pem',
): { readonly status: number | null; readonly said: string } {
  const file = join(place, 'binding.bdo')
  writeFileSync(file, bdo)
  const ids = [`${BINDING}:MetadataBinding`, `${DSIG}:SignatureProperties`].flatMap((element) => [
    '--id-attr:Id',
    element,
  ])
  // Only the key that is handed over counts: what the file says of its own signer is not looked at.
  const args = [
    '--verify',
    ...ids,
    '--pubkey-cert-pem',
    join(folder, certificate),
    '--enabled-key-data',
    'key-name',
    file,
  ]
  const { status, stdout, stderr } = spawnSync('xmlsec1', args, { encoding: 'utf8', cwd: place })
  const lines = (stdout + stderr).trim().split('\n')
  return { status, said: lines.find((line) => /^(?:OK|FAIL|ERROR|Error)/.test(line)) ?? lines[0] ?? '' }
}

function checkWellFormed(): void {
  writeFileSync(join(folder, 'label.xml'), encodeLabelXml(KR_LABEL))
  const files = [join(folder, 'label.xml'), ...readdirSync(POLICIES).map((name) => join(POLICIES, name))]
  for (const file of files) {
    const { status, stderr } = spawnSync('xmllint', ['--noout', '--nonet', file], { encoding: 'utf8' })
    expect(`xmllint reads ${file.split('/').at(-1)}`, { accepted: true, status, said: stderr.trim() })
    const { stdout: theirs } = spawnSync('xmllint', ['--exc-c14n', '--nonet', file])
    const ours = withXml(new Uint8Array(readFileSync(file)), file, ({ root, canonical }) => canonical(root))
    expect('and writes the same canonical XML of it', {
      accepted: true,
      status: theirs.equals(ours) ? 0 : 1,
      said: `${theirs.length} bytes`,
    })
  }
}

/** A refusal by `xmlsec1` is the status 1; anything else than 0 and 1 is a failure of the tool, not a verdict. */
function expect(
  what: string,
  { accepted, status, said }: { readonly accepted: boolean; readonly status: number | null; readonly said: string },
): void {
  const isRight = status === (accepted ? 0 : 1)
  if (isRight) passed++
  else failed++
  console.log(
    `${isRight ? 'ok    ' : 'NOT OK'} ${what}: ${accepted ? 'accepted' : 'refused'}${said === '' ? '' : ` (${said})`}`,
  )
}

function bound(name: string): Binding {
  return { labels: [KR_LABEL], data: [fileNamed(name)] }
}

function fileNamed(name: string): Binding['data'][number] {
  return { kind: 'file', name, mediaType: null }
}

function written(place: string, name: string): Uint8Array {
  const bytes = Buffer.from(`the content of ${name}`)
  writeFileSync(join(place, name), bytes)
  return digestOf(bytes)
}
