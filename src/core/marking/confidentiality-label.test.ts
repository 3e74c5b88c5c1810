import assert from 'node:assert/strict'
import { test } from 'node:test'
import { utc } from '../../../test/exercise.ts'
import { governing, readable, type ConfidentialityLabel, type LabelStatement } from './confidentiality-label.ts'

const statement = (classification: string, policy = 'ARCADIA'): LabelStatement => ({
  information: { policy: { name: policy, oid: null }, classification, privacyMark: null, categories: [] },
  originator: { kind: 'rfc822Name', id: 'desk@example.org' },
  created: utc('2026-01-01T00:00:00Z'),
  review: null,
})
const label: ConfidentialityLabel = {
  ...statement('SEALED'),
  kind: 'originator',
  succession: { at: utc('2030-01-01T00:00:00Z'), successor: statement('OPEN') },
}

test('a successor governs from the succession date on, or from the review date where there is one', () => {
  const at = (of: ConfidentialityLabel, time: string): string =>
    governing(of, utc(time)).statement.information.classification
  assert.equal(at(label, '2029-12-31T23:59:59Z'), 'SEALED')
  assert.equal(at(label, '2030-01-01T00:00:00Z'), 'OPEN')
  const reviewed = { ...label, review: utc('2031-01-01T00:00:00Z') }
  assert.equal(at(reviewed, '2030-06-01T00:00:00Z'), 'SEALED')
  assert.equal(at(reviewed, '2031-01-01T00:00:00Z'), 'OPEN')
  assert.equal(at({ ...label, succession: null }, '2040-01-01T00:00:00Z'), 'SEALED')
  assert.equal(governing(label, utc('2030-01-01T00:00:00Z')).succeeded, true)
})

test("a reader goes by the originator's label where the policy is known, else by the first alternative known, and never by a label of the label", () => {
  const boreas: ConfidentialityLabel = { ...statement('HIGH', 'BOREAS'), kind: 'alternative', succession: null }
  const knows =
    (...names: readonly string[]) =>
    ({ name }: { name: string }): boolean =>
      names.includes(name)
  assert.equal(readable([boreas, label], knows('ARCADIA', 'BOREAS')), label)
  assert.equal(readable([boreas, label], knows('BOREAS')), boreas)
  assert.equal(readable([boreas, label], knows('ZEPHYR')), null)
  assert.equal(readable([{ ...label, kind: 'metadata' }], knows('ARCADIA')), null)
})
