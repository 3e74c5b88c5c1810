import assert from 'node:assert/strict'
import { test } from 'node:test'
import { utc } from '../../test/exercise.ts'
import { fuzz } from '../../test/fuzz.ts'
import { KR_LABEL, newSigner } from '../../test/label-signer.ts'
import { toBase64 } from '../core/bytes/bytes.ts'
import { utf8 } from '../core/bytes/utf8.ts'
import { Fault } from '../core/fault.ts'
import { bindingDigests, decodeBinding, encodeBinding, type Binding } from './binding-xml.ts'
import { bindLabels, verifyBinding, type SignedBinding } from './label-binding.ts'
import { digestOf } from './xml-signature.ts'

const AT = utc('2026-07-01T00:00:00Z')
const KR = await newSigner('kr.example')
const OTHER = await newSigner('other.example')

const FILES: Readonly<Record<string, Uint8Array>> = { 'track.json': utf8('{"a":1}'), '사진 1.jpg': utf8('picture') }
const files = (name: string): Uint8Array => {
  const bytes = FILES[name]
  if (bytes === undefined) throw new Fault('binding-broken', name)
  return digestOf(bytes)
}

const BINDINGS: readonly Binding[] = [
  {
    labels: [KR_LABEL, { ...KR_LABEL, kind: 'alternative' }],
    data: [
      { kind: 'file', name: 'track.json', mediaType: 'application/json' },
      { kind: 'file', name: '사진 1.jpg', mediaType: null },
    ],
  },
  {
    labels: [{ ...KR_LABEL, kind: 'metadata' }],
    data: [{ kind: 'inline', xml: '<p xmlns="urn:example:portion">표적 &amp; 궤도</p>' }],
  },
]

const SIGNED = await bindLabels(BINDINGS, { signer: KR.signer, at: AT, files })
const TEXT = new TextDecoder().decode(SIGNED.bdo)
const BY = { root: KR.root, files, at: AT }

function verifyText(text: string, given: Partial<SignedBinding> = {}): unknown {
  return verifyBinding({ ...SIGNED, bdo: utf8(text), ...given }, BY)
}

function replaced(from: string | RegExp, to: string): string {
  const text = TEXT.replace(from, to)
  assert.notEqual(text, TEXT)
  return text
}

test('what was bound is what is read after both signatures verify, with who signed it and when', () => {
  assert.deepEqual(verifyBinding(SIGNED, BY), {
    bindings: BINDINGS,
    warnings: [],
    signer: 'CN=kr.example labels',
    signedAt: AT,
  })
  assert.deepEqual(decodeBinding(SIGNED.bdo, 'strict'), { bindings: BINDINGS, warnings: [], isSigned: true })
  assert.deepEqual(decodeBinding(utf8(encodeBinding(BINDINGS, null)), 'strict'), {
    bindings: BINDINGS,
    warnings: [],
    isSigned: false,
  })
})

test('a comment or another layout of attributes is no change, since neither is in what was signed', () => {
  assert.deepEqual(
    verifyText(TEXT.replace('<mb:Metadata>', '<mb:Metadata ><!-- no matter -->')),
    verifyBinding(SIGNED, BY),
  )
})

test('a changed file, label, name or time breaks the binding', () => {
  const changed = (name: string): Uint8Array => (name === 'track.json' ? digestOf(utf8('{"a":2}')) : files(name))
  assert.throws(() => verifyBinding(SIGNED, { ...BY, files: changed }), {
    code: 'binding-broken',
    detail: /^track\.json/,
  })
  for (const text of [
    replaced('군사Ⅱ급비밀', '군사Ⅲ급비밀'),
    replaced('>JP<', '>US<'),
    replaced('궤도', '위치'),
    replaced('application/json', 'text/plain'),
    replaced('<mb:MetadataBinding Id="binding-1"><mb:Metadata>', '<mb:MetadataBinding Id="binding-1"><mb:Metadata> '),
    replaced('Created>2026-07-01', 'Created>2026-07-02'),
  ])
    assert.throws(() => verifyText(text), { code: 'binding-broken' })
})

test('a digest put right after the change is not what was signed', () => {
  const text = TEXT.replaceAll('군사Ⅱ급비밀', '군사Ⅲ급비밀')
  const forged = bindingDigests(decodeBinding(utf8(text), 'strict').bindings)
  const right = bindingDigests(BINDINGS).reduce(
    (all, { digest }, i) => all.replace(toBase64(digest), toBase64(forged[i]!.digest)),
    text,
  )
  assert.throws(() => verifyText(right), { code: 'binding-signature-invalid', detail: /XML signature does not verify/ })
})

/** What an enemy does to the form of a signature that itself still verifies, and why it is refused. */
const forms: readonly (readonly [name: string, from: string | RegExp, to: string, code: string])[] = [
  ['SHA-1 digests', /xmldsig-more#sha384/g, '', 'binding-signature-invalid'],
  [
    'a SHA-1 signature',
    'http://www.w3.org/2001/04/xmldsig-more#ecdsa-sha384',
    'http://www.w3.org/2000/09/xmldsig#dsa-sha1',
    'binding-signature-invalid',
  ],
  [
    'an HMAC in the place of a signature',
    'http://www.w3.org/2001/04/xmldsig-more#ecdsa-sha384',
    'http://www.w3.org/2001/04/xmldsig-more#hmac-sha384',
    'binding-signature-invalid',
  ],
  [
    'another canonical form',
    'CanonicalizationMethod Algorithm="http://www.w3.org/2001/10/xml-exc-c14n#"',
    'CanonicalizationMethod Algorithm="http://www.w3.org/2001/10/xml-exc-c14n#WithComments"',
    'binding-signature-invalid',
  ],
  [
    'an XSLT transform',
    'Transform Algorithm="http://www.w3.org/2001/10/xml-exc-c14n#"',
    'Transform Algorithm="http://www.w3.org/TR/1999/REC-xslt-19991116"',
    'binding-signature-invalid',
  ],
  [
    'an XPath transform',
    '<ds:Transform Algorithm="http://www.w3.org/2001/10/xml-exc-c14n#"/></ds:Transforms>',
    '<ds:Transform Algorithm="http://www.w3.org/TR/1999/REC-xpath-19991116"><ds:XPath>1</ds:XPath></ds:Transform></ds:Transforms>',
    'binding-signature-invalid',
  ],
  [
    'a second transform',
    '</ds:Transforms>',
    '<ds:Transform Algorithm="http://www.w3.org/2000/09/xmldsig#enveloped-signature"/></ds:Transforms>',
    'binding-signature-invalid',
  ],
  ['a reference less', /<ds:Reference URI="track\.json">.*?<\/ds:Reference>/, '', 'binding-signature-invalid'],
  ['a reference more', '</ds:SignedInfo>', '<ds:Reference URI=""/></ds:SignedInfo>', 'binding-signature-invalid'],
  [
    'a reference elsewhere',
    'Reference URI="track.json"',
    'Reference URI="http://example.org/track.json"',
    'binding-signature-invalid',
  ],
  [
    'a reference by XPointer',
    'Reference URI="#binding-1"',
    'Reference URI="#xpointer(/)"',
    'binding-signature-invalid',
  ],
  ['no KeyInfo', /<ds:KeyInfo>.*<\/ds:KeyInfo>/, '', 'binding-signer-untrusted'],
  ['no X509Data', /<ds:X509Data>.*<\/ds:X509Data>/, '', 'binding-signer-untrusted'],
  [
    'a key name in the place of X509Data',
    /<ds:X509Data>.*<\/ds:X509Data>/,
    '<ds:KeyName>kr</ds:KeyName>',
    'binding-signer-untrusted',
  ],
  [
    'a certificate that is none',
    /<ds:X509Certificate>.*<\/ds:X509Certificate>/,
    '<ds:X509Certificate>AAAA</ds:X509Certificate>',
    'binding-signer-untrusted',
  ],
  ['no Object', /<ds:Object>.*<\/ds:Object>/, '', 'binding-signature-invalid'],
  ['an Object more', '</ds:Signature>', '<ds:Object/></ds:Signature>', 'binding-signature-invalid'],
  ['no value', /<ds:SignatureValue>[^<]*</, '<ds:SignatureValue><', 'binding-signature-invalid'],
  ['an Id twice', 'MetadataBinding Id="binding-2"', 'MetadataBinding Id="binding-1"', 'binding-signature-invalid'],
  ['no Id', '<mb:MetadataBinding Id="binding-2">', '<mb:MetadataBinding>', 'binding-signature-invalid'],
  ['a document type', '<mb:BindingInformation', '<!DOCTYPE x><mb:BindingInformation', 'xml-refused'],
]

for (const [name, from, to, code] of forms)
  test(`a binding with ${name} is refused`, () => assert.throws(() => verifyText(replaced(from, to)), { code }))

test('a signed element moved away, with a forged one in its place, is refused (signature wrapping)', () => {
  const original = /<mb:MetadataBinding Id="binding-1">.*?<\/mb:MetadataBinding>/.exec(TEXT)?.[0]
  assert.ok(original)
  const forged = original.replaceAll('군사Ⅱ급비밀', '군사Ⅲ급비밀')
  const renamed = forged.replace('Id="binding-1"', 'Id="binding-9"')
  const wrapped: readonly (readonly [string, string])[] = [
    ['beside it', TEXT.replace(original, `${renamed}${original}`)],
    ['within it', TEXT.replace(original, renamed.replace('</mb:MetadataBinding>', `${original}</mb:MetadataBinding>`))],
    [
      'in an Object of the signature',
      TEXT.replace(original, renamed).replace('</ds:Signature>', `<ds:Object>${original}</ds:Object></ds:Signature>`),
    ],
    [
      'in the time of signing',
      TEXT.replace(original, renamed).replace('</wsu:Timestamp>', `</wsu:Timestamp>${original}`),
    ],
    [
      'in a second container',
      TEXT.replace(original, renamed).replace(
        '</mb:BindingInformation>',
        `<mb:MetadataBindingContainer>${original}</mb:MetadataBindingContainer></mb:BindingInformation>`,
      ),
    ],
    ['under the same Id', TEXT.replace(original, `${forged}${original}`)],
    ['in a wrapper of another namespace', TEXT.replace(original, `${renamed}<x:w xmlns:x="urn:x">${original}</x:w>`)],
    [
      'in the data of the forgery',
      TEXT.replace(original, renamed.replace(/<mb:DataReference.*\/>/, `<mb:Data>${original}</mb:Data>`)),
    ],
  ]
  for (const [where, text] of wrapped)
    assert.throws(
      () => verifyText(text),
      (error: unknown) =>
        error instanceof Fault &&
        ['binding-signature-invalid', 'binding-broken', 'bytes-malformed'].includes(error.code),
      where,
    )
})

test('a signature moved elsewhere, or a second one, is refused', () => {
  const signature = /<ds:Signature .*<\/ds:Signature>/.exec(TEXT)?.[0]
  assert.ok(signature)
  for (const text of [
    TEXT.replace(signature, '').replace('</mb:BindingInformation>', `${signature}</mb:BindingInformation>`),
    TEXT.replace(
      signature,
      signature + signature.replace('Id="signature"', 'Id="other"').replace('Id="signed-at"', 'Id="other-at"'),
    ),
  ])
    assert.throws(() => verifyText(text), { code: 'bytes-malformed' })
  assert.throws(() => verifyText(TEXT.replace(signature, '')), { code: 'binding-signer-untrusted' })
})

test('either signature alone is worth nothing', async () => {
  const again = await bindLabels(BINDINGS.slice(0, 1), { signer: KR.signer, at: AT, files })
  const theirs = await bindLabels(BINDINGS, { signer: OTHER.signer, at: AT, files })
  const [header = '', , value = ''] = SIGNED.jws.split('.')
  const jws = (changed: string): unknown => verifyBinding({ ...SIGNED, jws: changed }, BY)
  assert.throws(() => jws(''), { code: 'binding-signature-invalid' })
  assert.throws(() => jws(again.jws), {
    code: 'binding-signature-invalid',
    detail: /ML-DSA-87 signature does not verify/,
  })
  assert.throws(() => jws(theirs.jws), { code: 'binding-signer-untrusted' })
  assert.throws(() => jws(`${header}.eA.${value}`), { code: 'binding-signature-invalid' })
  const headerOf = (change: object): string => {
    const json: object = JSON.parse(Buffer.from(header, 'base64url').toString())
    const sorted = Object.fromEntries(Object.entries({ ...json, ...change }).sort(([a], [b]) => (a < b ? -1 : 1)))
    return `${Buffer.from(JSON.stringify(sorted)).toString('base64url')}..${value}`
  }
  assert.throws(() => jws(headerOf({ alg: 'none' })), { code: 'binding-signature-invalid' })
  assert.throws(() => jws(headerOf({ alg: 'ML-DSA-44' })), { code: 'binding-signature-invalid' })
  assert.throws(() => jws(headerOf({ x5c: [] })), { code: 'binding-signer-untrusted' })
  assert.throws(() => jws(headerOf({ x5c: [toBase64(KR.signer.certificates.classical)] })), {
    code: 'binding-signer-untrusted',
  })
  assert.throws(() => verifyBinding({ bdo: theirs.bdo, jws: SIGNED.jws }, BY), { code: 'binding-signer-untrusted' })
})

test('a certificate in the file proves nothing: it is of the root on file, for documents, and was valid at the signing', async () => {
  assert.throws(() => verifyBinding(SIGNED, { ...BY, root: OTHER.root }), {
    code: 'binding-signer-untrusted',
    detail: /not issued by the root/,
  })
  assert.throws(() => verifyBinding(SIGNED, { ...BY, at: utc('2026-06-30T00:00:00Z') }), {
    code: 'binding-signature-invalid',
    detail: /future/,
  })
  const late = utc('2028-01-01T00:00:00Z')
  const expired = await bindLabels(BINDINGS, { signer: KR.signer, at: late, files })
  assert.throws(() => verifyBinding(expired, { ...BY, at: late }), {
    code: 'binding-signer-untrusted',
    detail: /not valid when it signed/,
  })
  assert.ok(verifyBinding(SIGNED, { ...BY, at: late }), 'a binding outlives the certificate it was made under')
  const swapped = { ...KR.signer, certificates: { ...KR.signer.certificates, quantum: KR.tls } }
  const byLink = await bindLabels(BINDINGS, { signer: swapped, at: AT, files })
  assert.throws(() => verifyBinding(byLink, BY), {
    code: 'binding-signer-untrusted',
    detail: /not for signing documents/,
  })
})

test('a reference names a file beside the binding and nothing else', () => {
  const plain = encodeBinding([{ labels: [KR_LABEL], data: [{ kind: 'file', name: 'a.txt', mediaType: null }] }], null)
  const named = (uri: string, level: 'strict' | 'interop'): unknown =>
    decodeBinding(utf8(plain.replace('URI="a.txt"', `URI="${uri}"`)), level)
  for (const uri of [
    '',
    '.',
    '..',
    '../a.txt',
    '/etc/passwd',
    'a/b.txt',
    'a%2Fb.txt',
    '%2e%2e',
    'file:///etc/passwd',
    'http://example.org/a',
    'a.txt#x',
    'a.txt?x',
    'a%00.txt',
    'a%ff.txt',
    'a\\b',
  ])
    for (const level of ['strict', 'interop'] as const)
      assert.throws(() => named(uri, level), { code: 'bytes-malformed' }, uri)
  for (const uri of ['./a.txt', 'pack://files/a.txt', '%61.txt'])
    assert.throws(() => named(uri, 'strict'), { code: 'bytes-malformed' }, uri)
  assert.ok(named('pack://files/a.txt', 'interop'))
  assert.throws(
    () =>
      verifyBinding(SIGNED, {
        ...BY,
        files: () => {
          throw new Fault('binding-broken', 'absent')
        },
      }),
    { code: 'binding-broken' },
  )
})

test('two labels in one Metadata are read from the field and not from a partner', () => {
  const text = encodeBinding(BINDINGS.slice(0, 1), null).replace('</mb:Metadata><mb:Metadata>', '')
  assert.throws(() => decodeBinding(utf8(text), 'strict'), { code: 'bytes-malformed' })
  const read = decodeBinding(utf8(text), 'interop')
  assert.deepEqual(read.warnings, ['binding 1: 2 labels in one Metadata'])
  assert.equal(read.bindings[0]?.labels.length, 2)
})

test('whatever is done to the bytes of a binding, its reader and its verifier refuse by a fault or read what was signed', async () => {
  await fuzz(SIGNED.bdo, (bytes) => decodeBinding(bytes, 'interop'), 300)
  const seen = await fuzz(
    SIGNED.bdo,
    (bytes) => assert.deepEqual(verifyBinding({ ...SIGNED, bdo: bytes }, BY).bindings, BINDINGS),
    300,
  )
  assert.ok(seen.refused > 600)
})
