import assert from 'node:assert/strict'
import { test } from 'node:test'
import { JP_SECRET, KR_CONFIDENTIAL, KR_SECRET, KR_TOP_SECRET, NOW, terms, utc } from '../../../test/exercise.ts'
import { equivalent, type EquivalenceRow, type EquivalenceTable } from './equivalence.ts'

const out = { from: 'KR-MIL', to: 'JP-DEF' }
const home = { from: 'JP-DEF', to: 'KR-MIL' }

test('each row of the shipped table maps in its direction, and keeps the nations named', () => {
  const to = (label: typeof KR_SECRET, direction: typeof out): unknown => {
    const found = equivalent(label, terms, direction, NOW)
    return found.kind === 'equivalent' ? found.label.level : found
  }
  assert.equal(to(KR_SECRET, out), '極秘')
  assert.equal(to({ ...KR_SECRET, level: '군사II급비밀' }, out), '極秘')
  assert.equal(to(KR_CONFIDENTIAL, out), '秘')
  assert.equal(to(JP_SECRET, home), '군사Ⅱ급비밀')
  assert.equal(to({ ...JP_SECRET, level: '特定秘密' }, home), '군사Ⅱ급비밀')
  assert.equal(to({ ...JP_SECRET, level: '秘' }, home), '군사Ⅲ급비밀')
  const found = equivalent({ ...KR_SECRET, releasableTo: ['JP'] }, terms, out, NOW)
  assert.ok(found.kind === 'equivalent')
  assert.deepEqual(found.label, { policy: 'JP-DEF', level: '極秘', caveats: [], releasableTo: ['JP'] })
  assert.equal(found.row.cites, 'art_4__para_1')
})

test('a missing row blocks and is named; nothing is rounded', () => {
  assert.deepEqual(equivalent(KR_TOP_SECRET, terms, out, NOW), {
    kind: 'blocked',
    why: 'no-row',
    missing: 'KR-MIL 군사Ⅰ급비밀 → JP-DEF',
  })
  assert.equal(equivalent({ ...JP_SECRET, level: '機密' }, terms, home, NOW).kind, 'blocked')
})

const row = (from: string, to: string, given: Partial<EquivalenceRow> = {}): EquivalenceRow => ({
  from: { policy: from, name: 'SECRET' },
  to: { policy: to, name: 'SECRET' },
  validFrom: null,
  validUntil: null,
  cites: 'art_4',
  ...given,
})
const label = { policy: 'A', level: 'SECRET', caveats: [], releasableTo: null }

test('rows are never chained: A to B and B to C say nothing of A to C', () => {
  const table: EquivalenceTable = { levels: [row('A', 'B'), row('B', 'C')], caveats: [] }
  assert.equal(equivalent(label, table, { from: 'A', to: 'C' }, NOW).kind, 'blocked')
})

test('a row is never read backwards', () => {
  const table: EquivalenceTable = { levels: [row('A', 'B')], caveats: [] }
  assert.equal(equivalent({ ...label, policy: 'B' }, table, { from: 'B', to: 'A' }, NOW).kind, 'blocked')
})

test('a row holds in its period only, the last instant excluded', () => {
  const levels = [row('A', 'B', { validFrom: utc('2017-01-01T00:00:00Z'), validUntil: utc('2018-01-01T00:00:00Z') })]
  const at = (text: string): string =>
    equivalent(label, { levels, caveats: [] }, { from: 'A', to: 'B' }, utc(text)).kind
  assert.equal(at('2016-12-31T23:59:59Z'), 'blocked')
  assert.equal(at('2017-01-01T00:00:00Z'), 'equivalent')
  assert.equal(at('2017-12-31T23:59:59Z'), 'equivalent')
  assert.equal(at('2018-01-01T00:00:00Z'), 'blocked')
})

test('a caveat needs its own row or an explicit discard; without one it blocks and is named', () => {
  const levels = [row('A', 'B')]
  const marked = { ...label, caveats: ['RED', 'NOTE'] }
  const red = row('A', 'B', { from: { policy: 'A', name: 'RED' }, to: { policy: 'B', name: 'ROUGE' } })
  const note = row('A', 'B', { from: { policy: 'A', name: 'NOTE' }, to: null })
  const direction = { from: 'A', to: 'B' }
  assert.deepEqual(equivalent(marked, { levels, caveats: [red] }, direction, NOW), {
    kind: 'blocked',
    why: 'caveat-unmapped',
    missing: 'A NOTE → B',
  })
  const found = equivalent(marked, { levels, caveats: [red, note] }, direction, NOW)
  assert.deepEqual(found.kind === 'equivalent' && found.label.caveats, ['ROUGE'])
})
