import assert from 'node:assert/strict'
import { test } from 'node:test'
import { Fault } from '../core/fault.ts'
import type { PrinterOptions } from './print.ts'
import { printer } from './print.ts'

function listen(options: Partial<PrinterOptions> & { readonly terminal?: boolean } = {}) {
  const heard = { out: '', err: '' }
  const print = printer({
    out: { write: (text) => void (heard.out += text) },
    err: { isTTY: options.terminal ?? false, write: (text) => void (heard.err += text) },
    language: 'en',
    json: false,
    quiet: false,
    ...options,
  })
  return { print, heard }
}

const result = { schema: 'comity/sample/v1', value: { size: 2 }, lines: ['two things'] }

test('data goes to stdout alone: lines for people, one object that begins with its schema for scripts', () => {
  const people = listen()
  people.print.data(result)
  assert.deepEqual(people.heard, { out: 'two things\n', err: '' })
  const script = listen({ json: true })
  script.print.data(result)
  assert.deepEqual(script.heard, { out: '{"schema":"comity/sample/v1","size":2}\n', err: '' })
})

test('a note never reaches stdout, and nothing at all under --quiet', () => {
  const { print, heard } = listen()
  print.note('waiting for the partner')
  assert.deepEqual(heard, { out: '', err: 'waiting for the partner\n' })
  const quiet = listen({ quiet: true })
  quiet.print.note('waiting for the partner')
  assert.deepEqual(quiet.heard, { out: '', err: '' })
})

test('progress shows on a terminal, erases itself, and is silent anywhere else', () => {
  const live = listen({ terminal: true })
  const progress = live.print.progress()
  progress.step('sealing')
  progress.done()
  assert.equal(live.heard.err, '\r\u001b[2Ksealing ...\r\u001b[2K')
  for (const { print, heard } of [listen(), listen({ terminal: true, quiet: true })]) {
    const silent = print.progress()
    silent.step('sealing')
    silent.done()
    assert.deepEqual(heard, { out: '', err: '' })
  }
})

test('a fault says what, where and next in the reader’s language', () => {
  const { print, heard } = listen({ language: 'ja' })
  print.failure(new Fault('usage-invalid', 'no `x`'))
  assert.equal(
    heard.err,
    'comity: コマンドまたは値を解釈できません\n  箇所: no `x`\n  次に: see `comity help` for the forms that are\n',
  )
})

test('a fault for a script is one object with its code and exit status', () => {
  const { print, heard } = listen({ json: true })
  print.failure(new Fault('partner-unreachable'))
  const { schema, code, exit } = JSON.parse(heard.err)
  assert.deepEqual({ schema, code, exit }, { schema: 'comity/fault/v1', code: 'partner-unreachable', exit: 7 })
})

test('a bug says that it is one and where it was', () => {
  const { print, heard } = listen()
  print.failure(new Error('impossible'))
  assert.match(heard.err, /a fault in Comity itself[\s\S]*impossible[\s\S]*print\.test/)
})
