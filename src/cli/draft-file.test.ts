import assert from 'node:assert/strict'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { test } from 'node:test'
import { fileURLToPath } from 'node:url'
import { decodeDraft } from '../runtime/desk/item.ts'
import { draftJson, draftOfFile, readDraft } from './draft-file.ts'

const ITEMS = fileURLToPath(new URL('../../examples/items/', import.meta.url))

const PORTION = '  - { file: a.pdf, marking: 군사Ⅱ급비밀, originator: KR }\n'
const HEAD =
  'format: comity/item-draft/1\nexercise: true\ntitle: { text: Title, marking: 군사Ⅲ급비밀 }\nsubject: s\npurpose: p\n'

/** An item.yaml in a folder of its own, gone when the test is over. */
function draft(text: string) {
  const folder = mkdtempSync(join(tmpdir(), 'comity-draft-'))
  writeFileSync(join(folder, 'item.yaml'), text)
  return { folder, [Symbol.dispose]: () => rmSync(folder, { recursive: true }) }
}

test('a draft is read from its folder: the title first, files found beside it, text as it stands', () => {
  const read = readDraft(join(ITEMS, 'situation-report'))
  assert.deepEqual([read.exercise, read.subject, read.purpose], [true, 'dprk-missile', 'early-warning'])
  const label = { policy: 'KR-MIL', caveats: [], releasableTo: ['JP'] }
  assert.deepEqual(
    read.portions.map(({ name, label: marked, originator, mediaType, content }) => ({
      name,
      marked,
      originator,
      mediaType,
      kind: content.kind,
    })),
    [
      {
        name: 'title.txt',
        marked: { ...label, level: '군사Ⅲ급비밀' },
        originator: 'KR',
        mediaType: 'text/plain',
        kind: 'text',
      },
      {
        name: 'situation-report.ko.txt',
        marked: { ...label, level: '군사Ⅱ급비밀' },
        originator: 'KR',
        mediaType: 'text/plain; charset=utf-8',
        kind: 'file',
      },
      {
        name: 'portion-2.txt',
        marked: { ...label, level: '군사Ⅲ급비밀' },
        originator: 'KR',
        mediaType: 'text/plain',
        kind: 'text',
      },
    ],
  )
  assert.deepEqual(read.portions[1]?.content, {
    kind: 'file',
    path: join(ITEMS, 'situation-report/situation-report.ko.txt'),
  })
})

test('every example is a draft a node takes', () => {
  for (const name of ['indicators', 'launch-assessment', 'situation-report']) {
    const { exercise: _, ...read } = readDraft(join(ITEMS, name, 'item.yaml'))
    assert.deepEqual(decodeDraft(draftJson(readDraft(join(ITEMS, name)))), read)
  }
})

test('another nation’s portion is marked by its own policy, with the equivalent our registry gave it beside', () => {
  const equivalent = 'equivalent: { policy: KR-MIL, marking: 군사Ⅱ급비밀 }'
  using given = draft(
    `${HEAD}portions:\n${PORTION}  - { text: t, marking: SECRET, originator: US, caveats: [NOFORN], ${equivalent} }\n`,
  )
  const [, first, second] = readDraft(given.folder).portions
  assert.deepEqual([first?.mediaType, first?.equivalent, first?.label.releasableTo], ['application/pdf', null, null])
  assert.deepEqual(second?.label, { policy: 'US-NSI', level: 'SECRET', caveats: ['NOFORN'], releasableTo: null })
  assert.deepEqual([second?.equivalent?.policy, second?.equivalent?.level], ['KR-MIL', '군사Ⅱ급비밀'])
})

test('one file of our own is a draft too, its title under the same marking', () => {
  const given = { file: 'report.txt', marking: '극비', subject: 's', purpose: 'p', title: 'T' }
  const { exercise, portions } = draftOfFile(given, { nation: 'JP', exercise: false })
  assert.equal(exercise, false)
  assert.deepEqual(
    portions.map(({ name, label, originator }) => [name, label.policy, label.level, originator]),
    [
      ['title.txt', 'JP-DEF', '극비', 'JP'],
      ['report.txt', 'JP-DEF', '극비', 'JP'],
    ],
  )
})

test('bad input is refused by naming what and where', () => {
  const all = `${HEAD}portions:\n${PORTION}`
  const bad: readonly (readonly [text: string, code: string, where: RegExp])[] = [
    [all.replace('item-draft/1', 'item-draft/2'), 'bytes-malformed', /item\.yaml\.format/],
    [all.replace('exercise: true', 'exercise: perhaps'), 'bytes-malformed', /item\.yaml\.exercise/],
    [all.replace('subject: s\n', ''), 'bytes-malformed', /no `subject`/],
    [`${all}colour: red\n`, 'bytes-malformed', /unknown name `colour`/],
    [all.replace('text: Title, ', ''), 'bytes-malformed', /item\.yaml\.title: no `text`/],
    [`${HEAD}portions: []\n`, 'bytes-malformed', /item\.yaml\.portions: empty/],
    [all.replace('originator: KR', 'originator: XX'), 'bytes-malformed', /portions\[0\]\.originator: .*`XX`/],
    [all.replace('file: a.pdf, ', ''), 'bytes-malformed', /portions\[0\]: no `text`/],
    [all.replace('marking: 군사Ⅱ급비밀, ', ''), 'bytes-malformed', /portions\[0\]: no `marking`/],
    [all.replace('originator: KR', 'originator: KR, caveats: [1]'), 'bytes-malformed', /portions\[0\]\.caveats/],
    [all.replace('a.pdf', '&a a.pdf'), 'bytes-malformed', /an anchor/],
  ]
  for (const [text, code, where] of bad) {
    using given = draft(text)
    assert.throws(
      () => readDraft(given.folder),
      (error: { code: string; detail: string }) => error.code === code && where.test(error.detail),
      text,
    )
  }
  assert.throws(() => readDraft('/nowhere/item.yaml'), { code: 'file-unreadable' })
  assert.throws(() => readDraft(join(ITEMS)), { code: 'file-unreadable' })
})
