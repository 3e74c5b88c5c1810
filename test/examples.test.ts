import assert from 'node:assert/strict'
import { globSync, readFileSync, statSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { test } from 'node:test'
import { fileURLToPath } from 'node:url'
import { parse } from 'yaml'

const ITEMS = fileURLToPath(new URL('../examples/items/', import.meta.url))
const drafts = globSync('*/item.yaml', { cwd: ITEMS }).toSorted()
const read = (path: string): string => readFileSync(join(ITEMS, path), 'utf8')

test('each example item is an exercise, marked part by part, and every file of it is there and small', () => {
  assert.deepEqual(drafts.map(dirname), ['indicators', 'launch-assessment', 'situation-report'])
  for (const path of drafts) {
    const draft = parse(read(path))
    assert.deepEqual(Object.keys(draft), ['format', 'exercise', 'title', 'subject', 'purpose', 'portions'], path)
    assert.equal(draft.exercise, true, path)
    assert.match(draft.title.text, /^(?:EXERCISE|훈련) /, path)
    for (const { file, text, marking, originator } of draft.portions) {
      assert.match(marking, /^군사[ⅡⅢ]급비밀$/, path)
      assert.equal(originator, 'KR', path)
      assert.notEqual(file === undefined, text === undefined, `${path}: a portion is a file or a text`)
      if (file !== undefined) assert.ok(statSync(join(ITEMS, dirname(path), file)).size < 20_000, file)
    }
  }
})

test('the example document is a whole PDF: its table names where each object begins', () => {
  const pdf = readFileSync(join(ITEMS, 'launch-assessment/assessment.pdf'), 'latin1')
  assert.match(pdf, /^%PDF-1\.7\n/)
  assert.match(pdf, /EXERCISE/)
  const table = Number(/startxref\n(\d+)\n%%EOF\n$/.exec(pdf)?.[1])
  const places = [...pdf.slice(table).matchAll(/^(\d{10}) 00000 n $/gm)].map(([, at]) => Number(at))
  assert.ok(places.length > 0)
  places.forEach((at, i) => assert.ok(pdf.slice(at).startsWith(`${i + 1} 0 obj\n`), `object ${i + 1}`))
})

test('the example report says in Korean that it is an exercise, at its beginning and its end', () => {
  const text = read('situation-report/situation-report.ko.txt')
  assert.ok(text.startsWith('훈련') && text.trimEnd().endsWith('훈련'))
})

test('the example bundle is STIX 2.1 whose references all resolve, each object under the exercise statement', () => {
  const { type, objects } = JSON.parse(read('indicators/bundle.stix.json'))
  assert.equal(type, 'bundle')
  const ids = new Set<string>(objects.map(({ id }: { id: string }) => id))
  assert.equal(ids.size, objects.length)
  for (const object of objects) {
    assert.equal(object.spec_version, '2.1')
    assert.match(
      object.id,
      new RegExp(`^${object.type}--[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$`),
    )
    for (const reference of [
      object.created_by_ref,
      ...(object.object_marking_refs ?? []),
      ...(object.object_refs ?? []),
    ]) {
      if (reference !== undefined) assert.ok(ids.has(reference), reference)
    }
    if (object.type !== 'marking-definition') assert.equal(object.object_marking_refs?.length, 1, object.id)
  }
})
