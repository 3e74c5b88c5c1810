import assert from 'node:assert/strict'
import { test } from 'node:test'
import { facts, JP_SECRET, KR, KR_SECRET, KR_TOP_SECRET, NOW, request, utc } from '../../../test/exercise.ts'
import { canonical } from '../bytes/canonical.ts'
import { decide } from './decide.ts'
import {
  disclose,
  disclosureJson,
  type Decision,
  type Disclosure,
  type NationalRules,
  type Proposal,
} from './disclosure.ts'
import {
  DISCLOSURE_REASON_CODES,
  disclosureReasonText,
  disclosureRuleText,
  type DisclosureReason,
} from './disclosure-texts.ts'

const always = { from: null, until: null }
const national: NationalRules = {
  policy: KR,
  posts: [
    { id: 'desk', role: 'analyst' },
    { id: 'fdo', role: 'disclosure-officer' },
    { id: 'authority', role: 'approving-authority' },
    { id: 'registry', role: 'registry-officer' },
    { id: 'watch', role: 'watch-officer' },
    { id: 'audit', role: 'auditor' },
    { id: 'operator', role: 'node-operator' },
  ],
  holders: [
    { person: 'p-desk', post: 'desk', ...always },
    { person: 'p-fdo', post: 'fdo', ...always },
    { person: 'p-authority', post: 'authority', ...always },
    { person: 'p-registry', post: 'registry', ...always },
    { person: 'p-watch', post: 'watch', ...always },
    { person: 'p-audit', post: 'audit', ...always },
    { person: 'p-operator', post: 'operator', ...always },
    { person: 'p-two-posts', post: 'fdo', ...always },
    { person: 'p-two-posts', post: 'registry', ...always },
  ],
  delegations: [
    { post: 'fdo', recipient: 'JP', subject: 'dprk-missile', level: '군사Ⅲ급비밀', ...always },
    { post: 'authority', recipient: 'JP', subject: 'dprk-missile', level: '군사Ⅱ급비밀', ...always },
  ],
  approvals: 1,
}
const approval: Decision = {
  person: 'p-authority',
  post: 'authority',
  digest: 'd1',
  decision: 'approve',
  at: utc('2018-05-31T00:00:00Z'),
}
const proposal: Proposal = {
  digest: 'd1',
  recipient: 'JP',
  subject: 'dprk-missile',
  banner: KR_SECRET,
  proposer: 'p-desk',
  decisions: [approval],
  sender: 'p-registry',
}

const seen = new Set<DisclosureReason>()
const gate = (given: Partial<Proposal>, rules: Partial<NationalRules> = {}): Disclosure => {
  const answer = disclose({ ...national, ...rules }, { ...proposal, ...given }, NOW)
  if (answer.kind === 'withhold') seen.add(answer.reason)
  return answer
}
const withheld = (given: Partial<Proposal>, rules: Partial<NationalRules> = {}): DisclosureReason | null => {
  const answer = gate(given, rules)
  return answer.kind === 'withhold' ? answer.reason : null
}

test('what was proposed, approved within a delegation and is sent by a third person is disclosed, with its proof', () => {
  const answer = gate({})
  assert.equal(answer.kind, 'disclose')
  assert.deepEqual(
    answer.rules.map(({ rule, passed }) => [rule, passed]),
    [
      ['proposer', true],
      ['not-refused', true],
      ['approval', true],
      ['sender', true],
    ],
  )
  for (const { rule } of answer.rules) assert.ok(disclosureRuleText(rule).ko.length > 0)
  assert.equal(canonical(disclosureJson(proposal, answer)), canonical(disclosureJson(proposal, gate({}))))
})

test('invariant 7: the two gates are separate, and neither implies the other', () => {
  assert.equal(gate({}).kind, 'disclose')
  assert.equal(decide(facts({ agreements: [] }), request(), NOW).kind, 'withhold')
  assert.equal(decide(facts(), request(), NOW).kind, 'release')
  assert.equal(withheld({ decisions: [] }), 'approval-missing')
})

test('invariant 8: silence withholds, and no setting asks for fewer than one approval', () => {
  assert.equal(withheld({ decisions: [] }, { approvals: 0 }), 'approval-missing')
  assert.equal(withheld({ decisions: [{ ...approval, at: utc('2018-06-02T00:00:00Z') }] }), 'approval-missing')
})

test('a second approval, where the nation asks for it, comes from another person', () => {
  assert.equal(withheld({ decisions: [approval, approval] }, { approvals: 2 }), 'approval-missing')
  const officer = { ...approval, person: 'p-fdo', post: 'fdo' }
  const banner = { ...KR_SECRET, level: '군사Ⅲ급비밀' }
  assert.equal(gate({ banner, decisions: [approval, officer] }, { approvals: 2 }).kind, 'disclose')
})

test('rank and administrator rights propose nothing', () => {
  for (const proposer of ['p-operator', 'p-audit', 'p-authority', 'nobody'])
    assert.equal(withheld({ proposer }), 'proposer-without-post')
})

test('a refusal of this version withholds, whatever others approved; one of another version does not', () => {
  const refusal: Decision = { ...approval, person: 'p-fdo', post: 'fdo', decision: 'refuse' }
  assert.equal(withheld({ decisions: [approval, refusal] }), 'refused')
  assert.equal(gate({ decisions: [approval, { ...refusal, digest: 'd0' }] }).kind, 'disclose')
})

test('nobody approves the own proposal', () => {
  assert.equal(
    withheld({ proposer: 'p-fdo', decisions: [{ ...approval, person: 'p-fdo', post: 'fdo' }] }),
    'approver-is-proposer',
  )
})

test('an approval counts only from a post that may approve, held when it was given', () => {
  for (const [person, post] of [
    ['p-registry', 'registry'],
    ['p-desk2', 'authority'],
    ['p-operator', 'operator'],
  ] as const)
    assert.equal(withheld({ decisions: [{ ...approval, person, post }] }), 'approver-without-post')
  const left = { person: 'p-authority', post: 'authority', from: null, until: utc('2018-05-01T00:00:00Z') }
  assert.equal(
    withheld({}, { holders: [...national.holders.filter(({ person }) => person !== 'p-authority'), left] }),
    'approver-without-post',
  )
})

test('an approval covers what was read: a changed item needs another', () => {
  assert.equal(withheld({ digest: 'd2' }), 'approval-of-something-else')
})

test('a delegation covers its recipient, subject and level, while it stands', () => {
  assert.equal(withheld({ decisions: [{ ...approval, person: 'p-fdo', post: 'fdo' }] }), 'delegation-exceeded')
  for (const given of [
    { recipient: 'US' },
    { subject: 'dprk-nuclear' },
    { banner: KR_TOP_SECRET },
    { banner: JP_SECRET },
    { banner: { ...KR_SECRET, level: '?' } },
  ])
    assert.equal(withheld(given), 'delegation-exceeded')
  const ended = national.delegations.map((given) => ({ ...given, until: NOW }))
  assert.equal(withheld({}, { delegations: ended }), 'delegation-exceeded')
})

test('invariant 33: nobody both decides a release and carries it out', () => {
  const decisions = [approval, { ...approval, person: 'p-two-posts', post: 'fdo' }]
  assert.equal(withheld({ decisions, sender: 'p-two-posts' }), 'sender-is-approver')
  assert.equal(gate({ sender: 'p-two-posts' }).kind, 'disclose')
})

test('only a registry or watch officer sends', () => {
  for (const sender of ['p-desk', 'p-operator', 'p-audit', 'nobody'])
    assert.equal(withheld({ sender }), 'sender-without-post')
})

test('every reason of this gate has its words and its remedy in every language, and was met above', () => {
  for (const reason of DISCLOSURE_REASON_CODES) {
    const { text, remedy } = disclosureReasonText(reason)
    for (const said of [text, remedy]) assert.equal(new Set(Object.values(said)).size, 3)
  }
  assert.deepEqual(
    DISCLOSURE_REASON_CODES.filter((reason) => !seen.has(reason)),
    [],
  )
})
