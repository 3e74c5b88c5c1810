import assert from 'node:assert/strict'
import { test } from 'node:test'
import * as fc from 'fast-check'
import { agreementId, hash, terms, texts, utc } from '../../../test/exercise.ts'
import { clauseJson, clausesOf, assemble, type Clause } from './document.ts'
import { decideTalk, type TalkAct } from './decide-talk.ts'
import { addresses } from './article.ts'
import {
  agreedText,
  agreedVersion,
  clauseId,
  clauseTalks,
  contestedInitials,
  evolveTalks,
  openClauses,
  openTalks,
  settledText,
  type Talks,
} from './talks.ts'

const AT = utc('2016-11-01T00:00:00Z')
const document = { terms, texts }
const OPEN = openTalks(hash, { hash: agreementId, document, between: ['KR', 'JP'], party: 'KR', at: AT })

const say = (talks: Talks, party: string, act: TalkAct): Talks =>
  evolveTalks(talks, decideTalk(hash, { talks, party, act, at: AT }))
const acceptAll = (talks: Talks, party: string): Talks =>
  openClauses(talks).reduce((state, address) => {
    const clause = clauseTalks(state, address)
    const last = clause?.versions.at(-1)
    return clause?.positions.some((held) => held.party === party) === true || last === undefined
      ? state
      : say(state, party, { kind: 'accept', clause: address, version: last.id })
  }, talks)
const clauseAt = (address: string): Clause => {
  const clause = clausesOf(document).get(address)
  assert.ok(clause !== undefined)
  return clause
}
const reworded = (address: string, change: (text: string) => string): Clause => {
  const clause = clauseAt(address)
  return {
    ...clause,
    texts: Object.fromEntries(Object.entries(clause.texts).map(([language, text]) => [language, change(text)])),
  }
}
const counter = (address: string, clause: Clause): TalkAct => ({
  kind: 'counter',
  clause: address,
  version: clauseJson(clause),
})
const idOf = (clause: Clause): string => clauseId(hash, clause)
const longer: Clause = {
  ...reworded('art_21', (text) => text.replaceAll('one year', 'two years')),
  rules: { ...clauseAt('art_21').rules, term: { ...terms.term, firstMonths: 24 } },
}

test('a document is its clauses, and the clauses make the document again, byte for byte', () => {
  const clauses = clausesOf(document)
  assert.equal(clauses.size, terms.articles.length + 1)
  assert.deepEqual(assemble(hash, clauses), document)
  assert.deepEqual(Object.keys(clauseAt('art_21').rules).sort(), [
    'entry',
    'parameters.lifecycle',
    'survival',
    'term',
    'texts',
  ])
})

test('a proposal accepted clause by clause is agreed, under the hash it had', () => {
  assert.equal(openClauses(OPEN).length, terms.articles.length + 1)
  assert.equal(settledText(hash, OPEN), null)
  assert.equal(settledText(hash, acceptAll(OPEN, 'JP'))?.hash, agreementId)
})

test('invariant 8: silence is not consent: with all but one clause accepted, nothing is agreed', () => {
  let talks = OPEN
  for (const address of openClauses(OPEN).slice(1))
    talks = say(talks, 'JP', {
      kind: 'accept',
      clause: address,
      version: clauseTalks(talks, address)?.versions[0]?.id ?? '',
    })
  assert.deepEqual(openClauses(talks), ['preamble'])
  assert.equal(agreedText(hash, talks), null)
})

test('a counter-proposal that is accepted gives another text, other terms and another hash', () => {
  const countered = acceptAll(say(OPEN, 'JP', counter('art_21', longer)), 'JP')
  assert.deepEqual(openClauses(countered), ['art_21'])
  const agreed = settledText(hash, say(countered, 'KR', { kind: 'accept', clause: 'art_21', version: idOf(longer) }))
  assert.ok(agreed !== null && agreed.hash !== agreementId)
  assert.equal(agreed.document.terms.term.firstMonths, 24)
  assert.match(agreed.document.texts.en ?? '', /two years/)
  assert.deepEqual(addresses(agreed.document.texts.en ?? ''), addresses(texts.en))
})

test('two simultaneous counter-proposals both stand, and the clause is open until one is accepted by both', () => {
  const ours = reworded('art_19', (text) => `${text}KR.\n`)
  const theirs = reworded('art_19', (text) => `${text}JP.\n`)
  const acts: readonly (readonly [string, TalkAct])[] = [
    ['KR', counter('art_19', ours)],
    ['JP', counter('art_19', theirs)],
  ]
  for (const order of [acts, acts.toReversed()]) {
    const talks = order.reduce((state, [party, act]) => say(state, party, act), OPEN)
    const clause = clauseTalks(talks, 'art_19')
    assert.equal(clause?.versions.length, 3)
    assert.equal(agreedVersion(clause, talks.between), null)
    const settled = say(talks, 'KR', { kind: 'accept', clause: 'art_19', version: idOf(theirs) })
    assert.equal(agreedVersion(clauseTalks(settled, 'art_19') ?? clause, talks.between)?.id, idOf(theirs))
  }
})

test('two that accept each other’s counter at once have swapped sides: the clause is open still', () => {
  const ours = reworded('art_19', (text) => `${text}KR.\n`)
  const theirs = reworded('art_19', (text) => `${text}JP.\n`)
  let talks = say(say(OPEN, 'KR', counter('art_19', ours)), 'JP', counter('art_19', theirs))
  talks = say(talks, 'KR', { kind: 'accept', clause: 'art_19', version: idOf(theirs) })
  talks = say(talks, 'JP', { kind: 'accept', clause: 'art_19', version: idOf(ours) })
  assert.ok(openClauses(talks).includes('art_19'))
})

test('an answer after the other left is refused, and says so', () => {
  const left = say(OPEN, 'KR', { kind: 'withdraw' })
  for (const act of [
    { kind: 'accept', clause: 'art_1', version: idOf(clauseAt('art_1')) },
    { kind: 'comment', clause: 'art_1', words: 'a question' },
    { kind: 'resume' },
  ] as const)
    assert.throws(() => say(left, 'JP', act), { code: 'talks-ended', detail: 'withdrawn by KR' })
  assert.equal(settledText(hash, left), null)
})

test('talks put aside take only comments and a resumption, and keep what was agreed', () => {
  const aside = say(acceptAll(OPEN, 'JP'), 'KR', { kind: 'postpone' })
  assert.equal(settledText(hash, aside), null)
  assert.throws(() => say(aside, 'JP', { kind: 'initial', text: agreementId }), { code: 'talks-postponed' })
  assert.equal(say(aside, 'JP', { kind: 'comment', clause: 'art_1', words: 'later' }).comments.length, 1)
  assert.equal(settledText(hash, say(aside, 'JP', { kind: 'resume' }))?.hash, agreementId)
  assert.throws(() => say(OPEN, 'JP', { kind: 'resume' }), { code: 'agreement-act-repeated' })
})

test('initials need an agreed text, and any change of a position afterwards strikes them', () => {
  assert.throws(() => say(OPEN, 'KR', { kind: 'initial', text: agreementId }), { code: 'clause-open' })
  const agreed = acceptAll(OPEN, 'JP')
  const initialled = say(agreed, 'KR', { kind: 'initial', text: agreementId })
  assert.equal(initialled.initials.length, 1)
  assert.throws(() => say(initialled, 'KR', { kind: 'initial', text: agreementId }), { code: 'agreement-act-repeated' })
  const reopened = say(initialled, 'JP', { kind: 'reserve', clause: 'art_6', words: 'under review' })
  assert.deepEqual(reopened.initials, [])
  assert.equal(settledText(hash, reopened), null)
})

test('a contested text stops everything until the same text is initialled', () => {
  const other = 'ab'.repeat(48)
  const contested = say(say(acceptAll(OPEN, 'JP'), 'KR', { kind: 'initial', text: agreementId }), 'JP', {
    kind: 'initial',
    text: other,
  })
  assert.deepEqual(
    contestedInitials(contested, agreementId).map(({ party }) => party),
    ['JP'],
  )
  assert.equal(settledText(hash, contested), null)
  const mended = say(contested, 'JP', { kind: 'initial', text: agreementId })
  assert.equal(settledText(hash, mended)?.hash, agreementId)
})

test('a version that is not sound is refused when it is made, naming what and where', () => {
  const spoilt: readonly (readonly [string, Clause, string])[] = [
    ['art_21', { ...longer, rules: { ...longer.rules, term: { ...terms.term, firstMonths: 0 } } }, 'limit-exceeded'],
    ['art_21', { ...longer, rules: { ...longer.rules, interest: 3 } }, 'bytes-malformed'],
    ['art_19', { ...clauseAt('art_19'), rules: clauseAt('art_21').rules }, 'terms-invalid'],
    ['art_19', reworded('art_19', (text) => `${text}## Article 99\n\nHidden.\n`), 'terms-invalid'],
    [
      'art_19',
      { ...clauseAt('art_19'), texts: { en: '## Article 19 — Costs\n\nOnly English.\n\n' } },
      'agreement-texts-missing',
    ],
    ['art_40', clauseAt('art_19'), 'clause-unknown'],
    ['art_19', clauseAt('art_19'), 'agreement-act-repeated'],
  ]
  for (const [address, clause, code] of spoilt)
    assert.throws(
      () => say(OPEN, 'JP', { kind: 'counter', clause: address, version: clauseJson(clause) }),
      { code },
      address,
    )
})

test('an article may be added after the last, and is open until all accept it', () => {
  const added: Clause = {
    texts: {
      en: '## Article 22 — Review\n\nYearly.\n',
      ko: '## 제22조 — 검토\n\n매년.\n',
      ja: '## 第二十二条 — 見直し\n\n毎年。\n',
    },
    article: { id: 'art_22', title: { en: 'Review', ko: '검토', ja: '見直し' }, paragraphs: [], kind: 'manual' },
    rules: {},
  }
  const talks = acceptAll(say(OPEN, 'KR', counter('art_22', added)), 'JP')
  assert.equal(settledText(hash, talks)?.document.terms.articles.at(-1)?.id, 'art_22')
})

test('a clause or version nobody put on the table cannot be answered', () => {
  assert.throws(() => say(OPEN, 'JP', { kind: 'accept', clause: 'art_99', version: 'ab' }), { code: 'clause-unknown' })
  assert.throws(() => say(OPEN, 'JP', { kind: 'accept', clause: 'art_1', version: 'ab' }), {
    code: 'clause-version-unknown',
  })
  assert.throws(() => say(OPEN, 'JP', { kind: 'reserve', clause: 'x', words: 'y' }), { code: 'clause-unknown' })
})

test('invariant 5: whatever is said in whatever order, a settled text is one that every Party accepts in every clause', () => {
  const alternatives = ['A', 'B'].map((mark) => reworded('art_19', (text) => `${text}${mark}.\n`))
  const acts = fc.constantFrom<TalkAct>(
    ...alternatives.map((clause) => counter('art_19', clause)),
    ...[...alternatives, clauseAt('art_19')].map((clause): TalkAct => ({
      kind: 'accept',
      clause: 'art_19',
      version: idOf(clause),
    })),
    { kind: 'reserve', clause: 'art_19', words: 'not yet' },
    { kind: 'initial', text: agreementId },
    { kind: 'postpone' },
    { kind: 'resume' },
    { kind: 'withdraw' },
  )
  const begun = acceptAll(OPEN, 'JP')
  fc.assert(
    fc.property(fc.array(fc.tuple(fc.constantFrom('KR', 'JP'), acts), { maxLength: 12 }), (list) => {
      let talks = begun
      for (const [party, act] of list) {
        try {
          talks = say(talks, party, act)
        } catch (error) {
          assert.ok(error instanceof Error && error.name === 'Fault', String(error))
        }
      }
      if (settledText(hash, talks) === null) return
      assert.ok(talks.withdrawn === null && talks.aside === null)
      for (const { positions } of talks.clauses) {
        const accepted = ['KR', 'JP'].map((nation) => positions.find(({ party }) => party === nation))
        assert.ok(accepted.every((position) => position?.kind === 'accepts'))
        assert.equal(
          new Set(accepted.map((position) => (position?.kind === 'accepts' ? position.version : ''))).size,
          1,
        )
      }
    }),
    { numRuns: 60 },
  )
})
