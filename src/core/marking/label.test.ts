import assert from 'node:assert/strict'
import { test } from 'node:test'
import { KR_SECRET } from '../../../test/exercise.ts'
import type { Json } from '../bytes/canonical.ts'
import { decodeLabel, labelJson, sameLabel } from './label.ts'

test('a label reads back from its own value', () => {
  const label = { ...KR_SECRET, caveats: ['A', 'B'], releasableTo: ['JP', 'US'] }
  assert.deepEqual(decodeLabel(labelJson(label), 'label'), label)
})

test('two spellings of one label are one label, whatever the order of its parts', () => {
  const label = { ...KR_SECRET, caveats: ['A', 'B'], releasableTo: ['JP', 'US'] }
  assert.ok(sameLabel(label, { ...label, level: '군사II급비밀', caveats: ['B', 'A'], releasableTo: ['US', 'JP'] }))
  for (const other of [
    { policy: 'X' },
    { level: '군사Ⅲ급비밀' },
    { caveats: ['A'] },
    { releasableTo: ['JP'] },
    { releasableTo: null },
  ])
    assert.ok(!sameLabel(label, { ...label, ...other }))
})

test('a label that says more, or says nothing where it must speak, is refused by place', () => {
  const label = { ...KR_SECRET }
  const broken: readonly Json[] = [
    null,
    { ...label, colour: 'red' },
    { policy: label.policy, level: label.level, caveats: [] },
    { ...label, releasableTo: [] },
    { ...label, releasableTo: ['Japan'] },
    { ...label, releasableTo: ['JP', 'JP'] },
    { ...label, caveats: ['NOFORN', 'ＮＯＦＯＲＮ'] },
    { ...label, caveats: [7] },
  ]
  for (const json of broken)
    assert.throws(() => decodeLabel(json, 'item.label'), { code: 'bytes-malformed', detail: /^item\.label/ })
})
