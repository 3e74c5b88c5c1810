import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { test } from 'node:test'
import { Compile } from 'typebox/schema'
import { agreementId, hash, terms, termsValue, texts } from '../../../test/exercise.ts'
import { decodeYaml } from '../../io/yaml.ts'
import { canonical, type Json } from '../bytes/canonical.ts'
import { utf8 } from '../bytes/utf8.ts'
import { LANGUAGES } from '../text.ts'
import { addresses, articleText } from './article.ts'
import { decodeTerms, termsJson } from './decode-terms.ts'
import { agreementHash, textDigest } from './hash.ts'
import { articles, partyOf } from './terms.ts'

/** What `JSON.parse` gives: a value that a test may spoil at will. */
type Draft = ReturnType<typeof JSON.parse>

const schema = Compile(
  JSON.parse(readFileSync(new URL('../../../docs/schema/agreement.schema.json', import.meta.url), 'utf8')),
)

const copy = (): Draft => JSON.parse(JSON.stringify(termsValue))
const changed = (change: (value: Draft) => unknown): Json => {
  const value = copy()
  change(value)
  return value
}

test('the shipped terms read back from their own value, and the published schema accepts them', () => {
  assert.deepEqual(decodeTerms(termsJson(terms)), terms)
  assert.ok(schema.Check(termsValue))
  assert.ok(schema.Check(termsJson(terms)))
})

test('the texts on file are those the terms name, byte for byte', () => {
  for (const { language, sha384 } of terms.texts)
    assert.equal(textDigest(hash, texts[language]), sha384, `the terms must name the new digest of ${language}.md`)
})

test('invariant 4: one hash fixes terms, table, parameters and texts: any change of a value changes it', () => {
  const changes: readonly ((value: Draft) => unknown)[] = [
    (value) => (value.term.noticeDays = 91),
    (value) => (value.title.ja += '。'),
    (value) => (value.levels[4].validFrom = '2016-11-23T00:00:00Z'),
    (value) => (value.exercise = false),
    (value) => (value.texts[1].sha384 = textDigest(hash, `${texts.ko}.`)),
    (value) => value.channels.pop(),
  ]
  const hashes = changes.map((change) => agreementHash(hash, decodeTerms(changed(change))))
  assert.equal(new Set([agreementId, ...hashes]).size, changes.length + 1)
})

test('two spellings, YAML or JSON, any key order, have one hash', () => {
  const reversed = (value: Json): Json =>
    Array.isArray(value)
      ? value.map(reversed)
      : typeof value === 'object' && value !== null
        ? Object.fromEntries(
            Object.entries(value)
              .reverse()
              .map(([name, inner]) => [name, reversed(inner)]),
          )
        : value
  const spellings = [JSON.stringify(termsValue), JSON.stringify(reversed(termsValue), null, 7), canonical(termsValue)]
  for (const text of spellings)
    assert.equal(agreementHash(hash, decodeTerms(decodeYaml(utf8(text), 'terms'))), agreementId)
})

test('the hash of the shipped agreement is SHA-384 over its canonical terms', () => {
  assert.match(agreementId, /^[0-9a-f]{96}$/)
  assert.equal(agreementId, textDigest(hash, canonical(termsValue)))
})

test('every language has every article and paragraph that the terms list, and each can be read by its address', () => {
  for (const language of LANGUAGES) {
    assert.deepEqual(addresses(texts[language]), articles(terms))
    for (const id of articles(terms))
      assert.ok((articleText(texts[language], id)?.body.length ?? 0) > 10, `${language} ${id}`)
    for (const { id, title } of terms.articles)
      assert.ok(articleText(texts[language], id)?.title.endsWith(`— ${title[language]}`))
    assert.ok(Buffer.byteLength(texts[language]) < 14 * 1024)
    assert.match(texts[language], /EXERCISE/)
  }
})

test('an address the text has not is not found', () => {
  for (const id of ['art_0', 'art_22', 'art_6__para_z', 'art_6__', 'article 6', ''])
    assert.equal(articleText(texts.en, id), null)
})

test('a Party is found by its nation', () => {
  assert.equal(partyOf(terms, 'JP')?.policy, 'JP-DEF')
  assert.equal(partyOf(terms, 'US'), null)
})

/** What neither the schema nor the loader lets pass. */
const misshapen: readonly (readonly [name: string, path: RegExp, code: string, change: (value: Draft) => unknown])[] = [
  ['an unknown term', /`interestRate`/, 'bytes-malformed', (value) => (value.interestRate = 3)],
  [
    'an unknown field in a rule',
    /terms\.thirdParty.*`unless`/,
    'bytes-malformed',
    (value) => (value.thirdParty.unless = 'asked nicely'),
  ],
  [
    'an unknown kind of rule',
    /terms\.assurance\.rule/,
    'bytes-malformed',
    (value) => (value.assurance.rule = 'after-provision'),
  ],
  ['an unknown day count', /terms\.term\.days/, 'bytes-malformed', (value) => (value.term.days = 'working')],
  [
    'an unknown channel',
    /terms\.channels\[0\]\.id/,
    'bytes-malformed',
    (value) => (value.channels[0].id = 'telephone'),
  ],
  ['an unknown seal profile', /terms\.seal\.profile/, 'bytes-malformed', (value) => (value.seal.profile = 'plain')],
  [
    'an unknown kind of article',
    /terms\.articles\[0\]\.kind/,
    'bytes-malformed',
    (value) => (value.articles[0].kind = 'optional'),
  ],
  [
    'an unknown language',
    /terms\.texts\[0\]\.language/,
    'bytes-malformed',
    (value) => (value.texts[0].language = 'fr'),
  ],
  ['a later format', /terms\.format/, 'bytes-malformed', (value) => (value.format = 'comity/terms/2')],
  ['a missing term', /`survival`/, 'bytes-malformed', (value) => delete value.survival],
  ['a rule without an article', /terms\.entry.*`cites`/, 'bytes-malformed', (value) => delete value.entry.cites],
  ['a title in two languages', /terms\.title.*`ja`/, 'bytes-malformed', (value) => delete value.title.ja],
  ['a fraction of a day', /terms\.term\.noticeDays/, 'bytes-malformed', (value) => (value.term.noticeDays = 89.5)],
  [
    'a date without its time',
    /terms\.levels\[0\]\.validFrom/,
    'bytes-malformed',
    (value) => (value.levels[0].validFrom = '2016-11-23'),
  ],
  ['an exercise flag that is a word', /terms\.exercise/, 'bytes-malformed', (value) => (value.exercise = 'yes')],
  [
    'a digest in capitals',
    /terms\.texts\[0\]\.sha384/,
    'bytes-malformed',
    (value) => (value.texts[0].sha384 = 'AB'.repeat(48)),
  ],
  [
    'a clock allowed to differ by a month',
    /terms\.clock\.skewMs/,
    'limit-exceeded',
    (value) => (value.clock.skewMs = 2_592_000_000),
  ],
  ['too many rows', /terms\.levels/, 'limit-exceeded', (value) => (value.levels = Array(65).fill(value.levels[0]))],
  ['a single Party', /terms\.parties/, 'terms-invalid', (value) => value.parties.pop()],
  ['no subject', /terms\.scope\.subjects/, 'terms-invalid', (value) => (value.scope.subjects = [])],
  ['no purpose', /terms\.purposes/, 'terms-invalid', (value) => (value.purposes = [])],
  ['no row', /terms\.levels/, 'terms-invalid', (value) => (value.levels = [])],
]
for (const [name, detail, code, change] of misshapen) {
  test(`terms with ${name} are refused by path, and by the published schema`, () => {
    assert.throws(() => decodeTerms(changed(change)), { code, detail })
    assert.equal(schema.Check(changed(change)), false)
  })
}

/** What has the right shape and still contradicts itself: for the loader alone. */
const contradictory: readonly (readonly [name: string, path: RegExp, change: (value: Draft) => unknown])[] = [
  [
    'a rule that cites no article of this agreement',
    /terms\.thirdParty\.cites.*art_6__para_z/,
    (value) => (value.thirdParty.cites = 'art_6__para_z'),
  ],
  ['an enforced article no rule cites', /art_3/, (value) => (value.articles[2].kind = 'enforced')],
  ['a rule resting on an article called manual', /art_12/, (value) => (value.articles[11].kind = 'manual')],
  ['an article twice', /`art_1` given twice/, (value) => (value.articles[1].id = 'art_1')],
  ['one nation on both sides', /terms\.parties/, (value) => (value.parties[1].nation = 'KR')],
  [
    'a row from a stranger’s policy',
    /terms\.levels\[0\]\.from\.policy/,
    (value) => (value.levels[0].from.policy = 'US-NSI'),
  ],
  ['a row that stays in one policy', /terms\.levels\[0\]\.to/, (value) => (value.levels[0].to.policy = 'JP-DEF')],
  ['a level that is dropped', /terms\.levels\[0\]\.to/, (value) => (value.levels[0].to = null)],
  [
    'two rows for one marking',
    /terms\.levels\[5\]/,
    (value) => value.levels.push({ ...value.levels[3], to: value.levels[4].to }),
  ],
  [
    'two rows for one marking in two spellings',
    /terms\.levels\[5\]/,
    (value) => value.levels.push({ ...value.levels[3], from: { policy: 'KR-MIL', name: '군사II급비밀' } }),
  ],
  [
    'a row that ends before it begins',
    /terms\.levels\[0\]\.validUntil/,
    (value) =>
      Object.assign(value.levels[0], { validFrom: '2017-01-01T00:00:00Z', validUntil: '2016-01-01T00:00:00Z' }),
  ],
  ['no top level for one side', /terms\.top/, (value) => (value.top[1].policy = 'KR-MIL')],
  ['a purpose twice', /terms\.purposes/, (value) => (value.purposes[1].id = 'early-warning')],
  ['no authentic text', /terms\.texts/, (value) => value.texts.forEach((text: Draft) => (text.authentic = false))],
]
for (const [name, detail, change] of contradictory) {
  test(`terms with ${name} are refused by path`, () => {
    assert.throws(() => decodeTerms(changed(change)), { code: 'terms-invalid', detail })
  })
}

test('rows for one marking may follow each other in time', () => {
  const value = changed((json) => {
    json.levels[3].validUntil = '2020-01-01T00:00:00Z'
    json.levels.push({
      ...json.levels[3],
      to: { policy: 'JP-DEF', name: '特定秘密' },
      validFrom: '2020-01-01T00:00:00Z',
      validUntil: null,
    })
  })
  assert.equal(decodeTerms(value).levels.length, 6)
})
