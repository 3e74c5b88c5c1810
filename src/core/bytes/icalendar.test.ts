import assert from 'node:assert/strict'
import { test } from 'node:test'
import { instant } from '../instant.ts'
import { encodeCalendar, type CalendarEvent } from './icalendar.ts'
import { fromUtf8, utf8 } from './utf8.ts'

const STAMP = instant(Date.UTC(2026, 10, 24, 12))
const event = (given: Partial<CalendarEvent> = {}): CalendarEvent => ({
  uid: 'exercise-kr-jp-term-end-2027@kr.example',
  at: instant(Date.UTC(2027, 10, 22, 15)),
  summary: 'exercise-kr-jp: the term ends',
  description: 'Article 21(3)',
  categories: ['treaty-officer'],
  remindDays: [180, 120],
  ...given,
})
const calendar = (...events: readonly CalendarEvent[]): string =>
  fromUtf8(encodeCalendar({ name: '협정 기한', stamp: STAMP, events }), 'calendar')

interface Component {
  readonly name: string
  readonly properties: readonly { readonly name: string; readonly value: string }[]
  readonly inner: readonly Component[]
}

/** A strict reader of its own, from RFC 5545 sections 3.1 to 3.6: it shares nothing with the writer. */
function read(text: string): Component {
  assert.ok(text.endsWith('\r\n'), 'the last line ends too')
  assert.ok(!/(?<!\r)\n|\r(?!\n)/.test(text), 'lines end in CRLF and in nothing else')
  const physical = text.slice(0, -2).split('\r\n')
  for (const line of physical) assert.ok(utf8(line).length <= 75, `${utf8(line).length} octets: ${line}`)
  const lines: string[] = []
  for (const line of physical) {
    if (line.startsWith(' ')) lines.push((lines.pop() ?? assert.fail('a fold before any line')) + line.slice(1))
    else lines.push(line)
  }
  const stack: { name: string; properties: { name: string; value: string }[]; inner: Component[] }[] = [
    { name: '', properties: [], inner: [] },
  ]
  for (const line of lines) {
    const [, name = '', value = ''] = /^([A-Z-]+):(.*)$/.exec(line) ?? assert.fail(`no content line: ${line}`)
    const top = stack.at(-1) ?? assert.fail()
    if (name === 'BEGIN') stack.push({ name: value, properties: [], inner: [] })
    else if (name === 'END') {
      const ended = stack.pop() ?? assert.fail()
      assert.equal(ended.name, value)
      ;(stack.at(-1) ?? assert.fail()).inner.push(ended)
    } else top.properties.push({ name, value })
  }
  assert.equal(stack.length, 1, 'every component that begins ends')
  const [root] = stack
  assert.equal(root?.inner.length, 1)
  return root?.inner[0] ?? assert.fail()
}
const valuesOf = ({ properties }: Component, name: string) =>
  properties.filter((one) => one.name === name).map(({ value }) => value)
function textOf(value: string): string {
  assert.ok(!/(?<!\\)(?:\\\\)*[;,]/.test(value) && !/(?<!\\)(?:\\\\)*\\[^\\;,nN]/.test(value), `unescaped: ${value}`)
  return value.replaceAll(/\\([\\;,nN])/g, (_, mark: string) => (mark.toLowerCase() === 'n' ? '\n' : mark))
}

test('a calendar reads back by a reader of its own: version, product, and each event with its reminders', () => {
  const { name, properties, inner } = read(calendar(event(), event({ uid: 'b', remindDays: [] })))
  assert.equal(name, 'VCALENDAR')
  assert.deepEqual(
    properties.slice(0, 2).map((one) => one.name),
    ['VERSION', 'PRODID'],
  )
  assert.equal(inner.length, 2)
  const [first, second] = inner
  assert.ok(first !== undefined && second !== undefined)
  for (const required of ['UID', 'DTSTAMP', 'DTSTART', 'SUMMARY'])
    assert.equal(valuesOf(first, required).length, 1, required)
  assert.deepEqual(valuesOf(first, 'DTSTART'), ['20271122T150000Z'])
  assert.deepEqual(valuesOf(first, 'DTSTAMP'), ['20261124T120000Z'])
  assert.deepEqual(
    first.inner.map((alarm) => [alarm.name, valuesOf(alarm, 'ACTION')[0], valuesOf(alarm, 'TRIGGER')[0]]),
    [
      ['VALARM', 'DISPLAY', '-P180D'],
      ['VALARM', 'DISPLAY', '-P120D'],
    ],
  )
  assert.ok(
    first.inner.every((alarm) => valuesOf(alarm, 'DESCRIPTION').length === 1),
    'a DISPLAY alarm has a description',
  )
  assert.deepEqual(second.inner, [])
})

test('long lines fold at seventy-five octets and no character is divided, in any script', () => {
  const summary =
    '대한민국과 일본국 간의 공유 군사비밀 보호에 관한 협정의 종료 통고 기한, 軍事秘密の保護に関する協定 😀'.repeat(3)
  const text = calendar(event({ summary, description: `${'x'.repeat(63)}é` }))
  assert.ok(text.split('\r\n').some((line) => line.startsWith(' ')))
  assert.ok(!text.includes('\uFFFD'))
  const [read1] = read(text).inner
  assert.equal(textOf(valuesOf(read1 ?? assert.fail(), 'SUMMARY')[0] ?? ''), summary)
})

test('a comma, a semicolon, a backslash and a line break keep their meaning, and a control character cannot begin a line', () => {
  const description = 'a, b; c\\d\nBEGIN:VEVENT\r\nEND\u0007:x'
  const [only, ...more] = read(calendar(event({ description }))).inner
  assert.equal(more.length, 0)
  assert.equal(textOf(valuesOf(only ?? assert.fail(), 'DESCRIPTION')[0] ?? ''), 'a, b; c\\d\nBEGIN:VEVENT\nEND :x')
})

test('the same events and stamp give the same bytes', () => {
  assert.equal(calendar(event()), calendar(event()))
})
