import assert from 'node:assert/strict'
import { test } from 'node:test'
import { JP, KR, US, utc } from '../../../test/exercise.ts'
import { canonical, type Json } from '../bytes/canonical.ts'
import { sameName } from './name.ts'
import { caveatNamed, decodePolicy, issuedAt, levelNamed, phrase, policyJson } from './policy.ts'

/** What `JSON.parse` gives: a value that a test may spoil at will. */
type Draft = ReturnType<typeof JSON.parse>

test('every shipped policy reads back from its own value', () => {
  for (const policy of [KR, JP, US]) {
    assert.deepEqual(decodePolicy(policyJson(policy)), policy)
    assert.equal(canonical(policyJson(policy)), canonical(policyJson(decodePolicy(policyJson(policy)))))
  }
})

test('names are compared after NFKC, since treaties write II where decrees write Ⅱ, and no looser', () => {
  assert.equal(levelNamed(KR, '군사II급비밀')?.id, 'level-2')
  assert.equal(levelNamed(KR, '군사Ⅱ급비밀')?.id, 'level-2')
  assert.equal(levelNamed(KR, '군사 II급 비밀'), null)
  assert.equal(levelNamed(US, 'secret'), null)
  assert.equal(sameName('秘', '極秘'), false)
  assert.equal(caveatNamed(US, 'ＮＯＦＯＲＮ')?.kind, 'national-only')
})

test('a level may be put on items only in its time', () => {
  const level = levelNamed(JP, '特定秘密')
  assert.ok(level)
  assert.equal(issuedAt(level, utc('2014-12-09T14:59:59Z')), false)
  assert.equal(issuedAt(level, utc('2014-12-09T15:00:00Z')), true)
  assert.equal(issuedAt({ ...level, issuedUntil: utc('2020-01-01T00:00:00Z') }, utc('2020-01-01T00:00:00Z')), false)
})

test('a marking the nation does not render in a language is shown as written', () => {
  const [level] = JP.levels
  assert.ok(level)
  assert.equal(phrase(level, 'ko'), '機密')
  const [caveat] = KR.caveats
  assert.ok(caveat)
  assert.equal(phrase(caveat, 'ko'), '대한민국 한정 (훈련용)')
})

const broken: readonly (readonly [name: string, code: string, change: (policy: Draft) => void])[] = [
  ['an unknown name', 'bytes-malformed', (policy) => (policy.note = 'x')],
  ['an unknown name in a level', 'bytes-malformed', (policy) => (policy.levels[0].colour = 'red')],
  ['an unknown kind of caveat', 'bytes-malformed', (policy) => (policy.caveats[0].kind = 'advisory')],
  ['a language nobody reads here', 'bytes-malformed', (policy) => (policy.levels[0].phrases.fr = 'x')],
  ['a nation that is no code', 'bytes-malformed', (policy) => (policy.nation = 'Korea')],
  ['an empty name', 'bytes-malformed', (policy) => (policy.levels[0].name = '')],
  ['too many levels', 'limit-exceeded', (policy) => (policy.levels = Array(17).fill(policy.levels[0]))],
  ['no levels', 'policy-invalid', (policy) => (policy.levels = [])],
  ['one order twice', 'policy-invalid', (policy) => (policy.levels[1].order = policy.levels[0].order)],
  ['one name in two spellings', 'policy-invalid', (policy) => (policy.levels[0].name = '군사II급비밀')],
  ['one id twice', 'policy-invalid', (policy) => (policy.caveats[0].id = 'level-1')],
  [
    'a time that ends before it begins',
    'policy-invalid',
    (policy) =>
      Object.assign(policy.levels[0], { issuedFrom: '2020-01-01T00:00:00Z', issuedUntil: '2019-01-01T00:00:00Z' }),
  ],
]

for (const [name, code, change] of broken) {
  test(`a policy with ${name} is refused`, () => {
    const json: Json = JSON.parse(JSON.stringify(policyJson(KR)))
    change(json)
    assert.throws(() => decodePolicy(json), { code, detail: /^policy/ })
  })
}
