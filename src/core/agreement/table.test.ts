import assert from 'node:assert/strict'
import { test } from 'node:test'
import { agreementId, hash, terms, termsValue, texts, utc } from '../../../test/exercise.ts'
import { LANGUAGES } from '../text.ts'
import { inForce, period, type OnTable } from './agreement.ts'
import { decodeTerms } from './decode-terms.ts'
import { clauseJson, clausesOf, type Clause } from './document.ts'
import { agreementHash } from './hash.ts'
import { positionJson, type Position } from './position.ts'
import { emptyTable, enact, type Table, type TableAct } from './table.ts'
import { clauseId, openClauses, openTalks } from './talks.ts'
import type { Terms } from './terms.ts'

/** What `JSON.parse` gives: a value that a test may spoil at will. */
type Draft = ReturnType<typeof JSON.parse>

const EMPTY = emptyTable(['KR', 'JP'])
const act = (table: Table, party: string, given: TableAct, at: string): Table =>
  enact(hash, { table, party, act: given, at: utc(at) })
const variant = (change: (value: Draft) => unknown): Terms => {
  const value: Draft = JSON.parse(JSON.stringify(termsValue))
  change(value)
  return decodeTerms(value)
}
const DAY = '2016-11-01T00:00:00Z'
const idOf = (version: Terms): string => agreementHash(hash, version)
const propose = (table: Table, version: Terms, at = DAY): Table =>
  LANGUAGES.reduce(
    (state, language) => act(state, 'KR', { kind: 'text', hash: idOf(version), language, text: texts[language] }, at),
    act(table, 'KR', { kind: 'propose', hash: idOf(version), terms: version }, at),
  )
const both = (table: Table, kind: 'sign' | 'notify', id: string, at: string): Table =>
  ['KR', 'JP'].reduce((state, party) => act(state, party, { kind, hash: id }, at), table)
const entered = (table: Table, id: string, at: string): Table => both(both(table, 'sign', id, at), 'notify', id, at)
const stateOf = (table: Table, id: string): OnTable => {
  const state = table.agreements.get(id)
  assert.ok(state?.kind === 'on-table')
  return state
}
const untilOf = (table: Table, id = agreementId, reader: string | null = null) =>
  period(stateOf(table, id), { reader })?.until ?? null
const PROPOSED = propose(EMPTY, terms)
const IN_FORCE = entered(PROPOSED, agreementId, '2016-11-23T05:00:00Z')
const notice = (kind: 'notice' | 'suspend-notice' | 'revive-notice' | 'withdraw-notice'): TableAct => ({
  kind,
  hash: agreementId,
})
const acceptAll = (table: Table): Table => {
  const talks =
    table.talks.get(agreementId) ??
    openTalks(hash, { hash: agreementId, document: { terms, texts }, between: ['KR', 'JP'], party: 'KR', at: utc(DAY) })
  return openClauses(talks).reduce((state, address) => {
    const held = talks.clauses.find((clause) => clause.address === address)
    const version = held?.versions.at(-1)?.id ?? ''
    return held?.positions.some(({ party }) => party === 'JP') === true
      ? state
      : act(state, 'JP', { kind: 'accept', about: agreementId, clause: address, version }, DAY)
  }, table)
}
const countered = (mark: string): Clause => {
  const clause = clausesOf({ terms, texts }).get('art_19')
  assert.ok(clause !== undefined)
  return {
    ...clause,
    texts: Object.fromEntries(Object.entries(clause.texts).map(([language, text]) => [language, `${text}${mark}\n`])),
  }
}

test('a text agreed clause by clause comes to the table under its own hash, and can be signed there and nowhere else', () => {
  const clause = countered('(2) Except postage.')
  const counter: TableAct = { kind: 'counter', about: agreementId, clause: 'art_19', version: clauseJson(clause) }
  const open = acceptAll(act(PROPOSED, 'JP', counter, DAY))
  assert.throws(() => act(open, 'KR', { kind: 'sign', hash: agreementId }, DAY), { code: 'clause-open' })
  const agreed = act(
    open,
    'KR',
    { kind: 'accept', about: agreementId, clause: 'art_19', version: clauseId(hash, clause) },
    DAY,
  )
  const [, made = ''] = [...agreed.agreements.keys()]
  assert.equal(agreed.agreements.size, 2)
  assert.equal(stateOf(agreed, made).draft, agreementId)
  assert.throws(() => act(agreed, 'KR', { kind: 'sign', hash: agreementId }, DAY), { code: 'agreement-hash-differs' })
  const inEffect = entered(agreed, made, DAY)
  assert.notEqual(inForce(stateOf(inEffect, made), utc(DAY)), null)
  // What a Party has signed is not negotiated any more.
  assert.throws(() => act(inEffect, 'JP', { kind: 'withdraw', about: agreementId }, DAY), { code: 'agreement-signed' })
})

test('a text that is reopened before anyone signs leaves the table until it is agreed again', () => {
  const agreed = acceptAll(
    act(PROPOSED, 'JP', { kind: 'comment', about: agreementId, clause: 'art_1', words: 'Good.' }, DAY),
  )
  const reserved = act(agreed, 'JP', { kind: 'reserve', about: agreementId, clause: 'art_1', words: 'Wait.' }, DAY)
  assert.throws(() => act(reserved, 'KR', { kind: 'sign', hash: agreementId }, DAY), { code: 'clause-open' })
  const aside = act(agreed, 'KR', { kind: 'postpone', about: agreementId }, DAY)
  assert.throws(() => act(aside, 'KR', { kind: 'sign', hash: agreementId }, DAY), { code: 'talks-postponed' })
  const left = act(agreed, 'KR', { kind: 'withdraw', about: agreementId }, DAY)
  assert.throws(() => act(left, 'JP', { kind: 'sign', hash: agreementId }, DAY), { code: 'talks-ended' })
})

test('invariant 5: while the Parties have initialled different texts, nobody signs either (`agreement-text-contested`)', () => {
  const agreed = acceptAll(
    act(PROPOSED, 'JP', { kind: 'comment', about: agreementId, clause: 'art_1', words: 'Good.' }, DAY),
  )
  const one = act(agreed, 'KR', { kind: 'initial', about: agreementId, text: agreementId }, DAY)
  const contested = act(one, 'JP', { kind: 'initial', about: agreementId, text: 'ab'.repeat(48) }, DAY)
  for (const party of ['KR', 'JP'])
    assert.throws(() => act(contested, party, { kind: 'sign', hash: agreementId }, DAY), {
      code: 'agreement-text-contested',
    })
  const mended = act(contested, 'JP', { kind: 'initial', about: agreementId, text: agreementId }, DAY)
  assert.equal(stateOf(both(mended, 'sign', agreementId, DAY), agreementId).signatures.length, 2)
})

test('words about a text nobody proposed, or whose texts are not on file, are refused', () => {
  const words: TableAct = { kind: 'postpone', about: agreementId }
  assert.throws(() => act(EMPTY, 'KR', words, DAY), { code: 'agreement-unknown' })
  const bare = act(EMPTY, 'KR', { kind: 'propose', hash: agreementId, terms }, DAY)
  assert.throws(() => act(bare, 'JP', words, DAY), { code: 'agreement-texts-missing' })
})

test('a notice whose effect is suspended ends nothing, and one that is withdrawn is as if it had not been', () => {
  const noticed = act(IN_FORCE, 'KR', notice('notice'), '2019-08-23T06:00:00Z')
  assert.equal(untilOf(noticed), utc('2019-11-22T15:00:00Z'))
  const suspended = act(noticed, 'KR', notice('suspend-notice'), '2019-11-22T09:00:00Z')
  assert.equal(untilOf(suspended), null)
  assert.throws(() => act(suspended, 'KR', notice('suspend-notice'), '2019-11-23T00:00:00Z'), {
    code: 'agreement-act-repeated',
  })
  const withdrawn = act(suspended, 'KR', notice('withdraw-notice'), '2023-03-21T00:00:00Z')
  assert.equal(untilOf(withdrawn), null)
  assert.equal(untilOf(act(withdrawn, 'KR', notice('notice'), '2023-04-01T00:00:00Z')), utc('2023-11-22T15:00:00Z'))
})

test('only its giver may do something about a notice, and only while it stands', () => {
  assert.throws(() => act(IN_FORCE, 'KR', notice('suspend-notice'), '2019-08-23T06:00:00Z'), { code: 'notice-absent' })
  const noticed = act(IN_FORCE, 'KR', notice('notice'), '2019-08-23T06:00:00Z')
  assert.throws(() => act(noticed, 'JP', notice('withdraw-notice'), '2019-09-01T00:00:00Z'), { code: 'notice-absent' })
  assert.throws(() => act(noticed, 'KR', notice('revive-notice'), '2019-09-01T00:00:00Z'), { code: 'notice-absent' })
  assert.throws(() => act(noticed, 'KR', notice('suspend-notice'), '2019-11-22T15:00:00Z'), {
    code: 'agreement-not-in-force',
  })
})

test('an agreement that bars the suspension of a notice bars it (`agreement-term-bars`)', () => {
  const strict = variant((value) => (value.parameters.lifecycle[0].noticeSuspension = 'barred'))
  const id = idOf(strict)
  const noticed = act(
    entered(propose(EMPTY, strict), id, '2016-11-23T05:00:00Z'),
    'KR',
    { kind: 'notice', hash: id },
    '2019-08-23T06:00:00Z',
  )
  assert.throws(() => act(noticed, 'KR', { kind: 'suspend-notice', hash: id }, '2019-09-01T00:00:00Z'), {
    code: 'agreement-term-bars',
  })
})

test('invariant 6: a revived notice is read by each position, and both ends are kept', () => {
  const position = (terminable: Position['terminable'], claim: Position['claim'] = 'in-force'): TableAct => ({
    kind: 'position',
    hash: agreementId,
    position: positionJson({
      since: utc('2019-11-22T09:00:00Z'),
      claim,
      terminable,
      differing: 'allow',
      basis: 'a note',
    }),
  })
  let table = act(IN_FORCE, 'KR', notice('notice'), '2019-08-23T06:00:00Z')
  table = act(table, 'KR', notice('suspend-notice'), '2019-11-22T09:00:00Z')
  table = act(table, 'KR', position('any-time'), '2020-08-04T00:00:00Z')
  table = act(table, 'JP', position('end-of-term'), '2020-08-05T00:00:00Z')
  assert.equal(stateOf(table, agreementId).positions.length, 2)
  const revived = act(table, 'KR', notice('revive-notice'), '2021-03-01T00:00:00Z')
  assert.equal(untilOf(revived, agreementId, 'KR'), utc('2021-03-01T00:00:00Z'))
  assert.equal(untilOf(revived, agreementId, 'JP'), utc('2021-11-22T15:00:00Z'))
  // Nothing merges them as time goes by.
  assert.equal(
    untilOf(act(revived, 'JP', position('any-time', 'ended'), '2021-04-01T00:00:00Z'), agreementId, 'JP'),
    utc('2019-11-22T09:00:00Z'),
  )
})

const amendment = variant((value) => {
  value.predecessor = { hash: agreementId, relation: 'amends', cites: 'art_21__para_2' }
  value.scope.subjects.push({ ...value.scope.subjects[0], id: 'dprk-cyber' })
})

test('invariant 4: an amendment stands from its own entry, the older version until then, and the term runs on', () => {
  const proposed = propose(IN_FORCE, amendment, '2018-05-01T00:00:00Z')
  const amended = entered(proposed, idOf(amendment), '2018-06-01T00:00:00Z')
  assert.deepEqual(period(stateOf(amended, agreementId)), {
    from: utc('2016-11-23T05:00:00Z'),
    until: utc('2018-06-01T00:00:00Z'),
  })
  assert.deepEqual(period(stateOf(amended, idOf(amendment))), { from: utc('2018-06-01T00:00:00Z'), until: null })
  const ended = act(amended, 'JP', { kind: 'notice', hash: idOf(amendment) }, '2019-08-23T06:00:00Z')
  assert.equal(untilOf(ended, idOf(amendment)), utc('2019-11-22T15:00:00Z'), 'the year is still that of 23 November')
})

test('a notice that was pending when an amendment entered into force is still pending', () => {
  const noticed = act(
    propose(IN_FORCE, amendment, '2019-08-01T00:00:00Z'),
    'KR',
    notice('notice'),
    '2019-08-23T06:00:00Z',
  )
  const amended = entered(noticed, idOf(amendment), '2019-09-01T00:00:00Z')
  assert.equal(untilOf(amended, idOf(amendment)), utc('2019-11-22T15:00:00Z'))
})

test('an amendment the other Party did not sign changes nothing', () => {
  const proposed = propose(IN_FORCE, amendment, '2018-05-01T00:00:00Z')
  const signed = act(proposed, 'KR', { kind: 'sign', hash: idOf(amendment) }, '2018-05-02T00:00:00Z')
  assert.equal(untilOf(signed), null)
  assert.equal(period(stateOf(signed, idOf(amendment))), null)
})

test('a replacement begins a term of its own, a supplement stands beside', () => {
  for (const [relation, until] of [
    ['replaces', utc('2018-06-01T00:00:00Z')],
    ['supplements', null],
  ] as const) {
    const successor = variant((value) => (value.predecessor = { hash: agreementId, relation, cites: 'art_21__para_2' }))
    const table = entered(propose(IN_FORCE, successor, '2018-05-01T00:00:00Z'), idOf(successor), '2018-06-01T00:00:00Z')
    assert.equal(untilOf(table), until)
    const ended = act(table, 'JP', { kind: 'notice', hash: idOf(successor) }, '2019-08-23T06:00:00Z')
    assert.equal(untilOf(ended, idOf(successor)), utc('2020-05-31T15:00:00Z'))
    assert.equal(untilOf(ended), until)
  }
})

test('nothing is amended that is unknown, not in force, or between others', () => {
  assert.throws(() => propose(EMPTY, amendment), { code: 'agreement-unknown' })
  assert.throws(() => propose(PROPOSED, amendment), { code: 'agreement-not-in-force' })
  const others = variant((value) => {
    value.predecessor = { hash: agreementId, relation: 'amends', cites: 'art_21__para_2' }
    const extra = { ...value.parties[1], nation: 'US', policy: 'US-NSI' }
    value.parties.push(extra)
    value.top.push({ policy: 'US-NSI', level: 'SECRET', cites: 'art_4__para_3' })
  })
  assert.throws(() => propose(IN_FORCE, others, '2018-05-01T00:00:00Z'), { code: 'agreement-party-unknown' })
})

test('among three Parties each pair stands by itself: one that stays silent blocks nobody else', () => {
  const three = variant((value) => {
    value.parties.push({ ...value.parties[1], nation: 'US', policy: 'US-NSI' })
    value.top.push({ policy: 'US-NSI', level: 'SECRET', cites: 'art_4__para_3' })
  })
  const id = idOf(three)
  const table = entered(propose(EMPTY, three), id, '2017-01-01T00:00:00Z')
  assert.notEqual(inForce(stateOf(table, id), utc('2017-01-01T00:00:00Z')), null)
  const all = { ...stateOf(table, id), between: ['KR', 'JP', 'US'] }
  assert.equal(period(all), null)
  assert.equal(period(all, { parties: ['KR', 'US'] }), null)
  assert.notEqual(period(all, { parties: ['KR', 'JP'] }), null)
})
