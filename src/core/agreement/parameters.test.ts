import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { test } from 'node:test'
import { terms, termsValue, utc } from '../../../test/exercise.ts'
import { decodeParameters, GROUP_NAMES, GROUPS, parametersJson, settingAt } from './parameters.ts'

/** What `JSON.parse` gives: a value that a test may spoil at will. */
type Draft = ReturnType<typeof JSON.parse>

const value = (): Draft => JSON.parse(JSON.stringify((termsValue as Draft).parameters))
const spoilt = (change: (parameters: Draft) => unknown): Draft => {
  const parameters = value()
  change(parameters)
  return parameters
}
const dated = (from: string | null, until: string | null): Draft => ({ ...value().storage[0], from, until })

test('the shipped parameters read back from their own value, and rest on articles of the agreement', () => {
  assert.deepEqual(decodeParameters(parametersJson(terms.parameters), 'p'), terms.parameters)
  assert.equal(settingAt(terms.parameters, 'incidents', utc('2020-01-01T00:00:00Z'))?.trigger, 'possibility')
  assert.equal(settingAt(terms.parameters, 'warnings', utc('2020-01-01T00:00:00Z')), null)
})

test('what stands at an instant is what the dates say, and an old dispute is read by what stood then', () => {
  const parameters = decodeParameters(
    spoilt((draft) => {
      draft.storage = [
        dated(null, '2019-01-01T00:00:00Z'),
        { ...dated('2019-01-01T00:00:00Z', null), standard: 'by-level' },
      ]
    }),
    'p',
  )
  assert.equal(settingAt(parameters, 'storage', utc('2018-12-31T23:59:59Z'))?.standard, 'authorised-only')
  assert.equal(settingAt(parameters, 'storage', utc('2019-01-01T00:00:00Z'))?.standard, 'by-level')
})

test('an unknown group, field, word or number is refused by path, and a silent group must be said to be silent', () => {
  const cases: readonly (readonly [RegExp, string, (parameters: Draft) => unknown])[] = [
    [/p: unknown name `tariffs`/, 'bytes-malformed', (draft) => (draft.tariffs = [])],
    [/p: no `warnings`/, 'bytes-malformed', (draft) => delete draft.warnings],
    [/p\.storage\[0\]: unknown name `safe`/, 'bytes-malformed', (draft) => (draft.storage[0].safe = true)],
    [/p\.storage\[0\]\.standard: `locked`/, 'bytes-malformed', (draft) => (draft.storage[0].standard = 'locked')],
    [/p\.inventory\[0\]\.persons/, 'limit-exceeded', (draft) => (draft.inventory[0].persons = 0)],
    [
      /p\.access\[0\]\.registerPerFacility/,
      'bytes-malformed',
      (draft) => (draft.access[0].registerPerFacility = 'yes'),
    ],
    [/p\.storage: more than 32/, 'limit-exceeded', (draft) => (draft.storage = Array(33).fill(draft.storage[0]))],
    [
      /p\.storage\[1\]: stands at one time/,
      'terms-invalid',
      (draft) => draft.storage.push(dated('2030-01-01T00:00:00Z', null)),
    ],
    [
      /p\.storage\[0\]\.until/,
      'terms-invalid',
      (draft) => (draft.storage = [dated('2030-01-01T00:00:00Z', '2020-01-01T00:00:00Z')]),
    ],
  ]
  for (const [detail, code, change] of cases)
    assert.throws(() => decodeParameters(spoilt(change), 'p'), { code, detail }, String(detail))
})

test('the published schema has every group and every field of the table', () => {
  const schema: Draft = JSON.parse(
    readFileSync(new URL('../../../docs/schema/agreement.schema.json', import.meta.url), 'utf8'),
  )
  const { required, properties } = schema.properties.parameters
  assert.deepEqual(required, GROUP_NAMES)
  for (const name of GROUP_NAMES) {
    const fields: Draft = GROUPS[name]
    assert.deepEqual(properties[name].items.required, ['from', 'until', ...Object.keys(fields), 'cites'])
    for (const [field, { kind, words, low, high }] of Object.entries<Draft>(fields))
      assert.deepEqual(
        properties[name].items.properties[field],
        kind === 'word'
          ? { enum: words }
          : kind === 'flag'
            ? { type: 'boolean' }
            : { type: 'integer', minimum: low, maximum: high },
      )
  }
})
