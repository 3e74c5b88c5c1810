/**
 * The life of an agreement between two nations, from the first proposal to the duties that stay when it has ended.
 *
 *   npm run example -- agreement-life           read along
 *   npm run example -- agreement-life --json    one document: every step, every command, and whether it was as it had to be
 *
 * Every line that begins with KR or JP is a command a person could have typed at that nation's node. Nothing is shared between the
 * two nodes but what each of them did, signed, in its own log.
 */
import { cpSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { openStage, type Answer } from './two-nations.ts'

const AGREEMENT = join(import.meta.dirname, '..', 'agreements', 'exercise-kr-jp')
const REPORT = join(import.meta.dirname, 'items', 'situation-report')
const ID = 'exercise-kr-jp'
const BY = ['--as', 'treaty-officer']

const stage = await openStage('agreement-life')
const { kr, jp, step, see, settle, at } = stage

/** Words to be changed, by file. */
type Edit = Readonly<Record<string, readonly (readonly [before: string, after: string])[]>>

/** The agreement in a folder of its own, as somebody would have it. */
function edited(name: string, ...edits: readonly Edit[]): string {
  const folder = join(stage.folder, name)
  cpSync(AGREEMENT, folder, { recursive: true })
  for (const [file, pairs] of edits.flatMap((edit) => Object.entries(edit)))
    for (const [before, after] of pairs) {
      const text = readFileSync(join(folder, file), 'utf8')
      if (!text.includes(before)) throw new Error(`${file} does not say: ${before}`)
      writeFileSync(join(folder, file), text.replace(before, after))
    }
  return folder
}
const agreement = async (nation: typeof kr, named = ID): Promise<Answer> =>
  (await nation('agreement', 'show', named)).agreement
const openIn = ({ clauses }: Answer): readonly string[] =>
  clauses.filter((clause: Answer) => clause.agreed === null).map((clause: Answer) => clause.address)

// ------------------------------------------------------------------------------------------------------------ negotiation

step('Korea puts a proposal on the table; each nation keeps its own steps to itself')
await kr('agreement', 'load', AGREEMENT, ...BY)
await settle()
await kr('agreement', 'procedure', ID, '--add', 'legal review', '--before', 'initial', ...BY)
await kr('agreement', 'procedure', ID, '--add', 'cabinet', '--before', 'sign', ...BY)
see(
  'Japan sees the proposal and no word of the Korean procedure',
  !JSON.stringify(await jp('agreement', 'talks', ID)).includes('cabinet'),
)

step('Japan accepts, remarks, reserves; and both change one clause at the same time')
const notice: Edit = {
  'en.md': [['no later than the ninetieth calendar day', 'no later than the hundred and twentieth calendar day']],
  'ko.md': [['마지막 날의 90역일', '마지막 날의 120역일']],
  'ja.md': [['末日の九十暦日前', '末日の百二十暦日前']],
  'terms.yaml': [['noticeDays: 90', 'noticeDays: 120']],
}
const costs = (en: string, ko: string, ja: string): Edit => ({
  'en.md': [['Each Party bears the costs it incurs.', en]],
  'ko.md': [['각 당사자는 자국에서 발생한 비용을 부담한다.', ko]],
  'ja.md': [['各締約国は、自国に生じた経費を負担する。', ja]],
})
const koreasCosts = costs(
  'Each Party bears its costs; visits are shared.',
  '각 당사자는 자국의 비용을 부담하며 방문 비용은 분담한다.',
  '各締約国は自国の経費を負担し、訪問の経費は分担する。',
)
const japansCosts = costs(
  'Each Party bears the costs of its own officials.',
  '각 당사자는 자국 공무원의 비용을 부담한다.',
  '各締約国は自国の職員の経費を負担する。',
)
const [noticeDraft, koreasDraft, japansDraft] = [
  edited('notice', notice),
  edited('korea', koreasCosts),
  edited('japan', japansCosts),
]
await jp('agreement', 'answer', ID, '--counter', noticeDraft, '--clause', 'art_21', ...BY)
await jp('agreement', 'answer', ID, '--reserve', 'under review', '--clause', 'art_16', ...BY)
await jp('agreement', 'answer', ID, '--comment', 'Who counts as possibly having seen it?', '--clause', 'art_17', ...BY)
await Promise.all([
  kr('agreement', 'answer', ID, '--counter', koreasDraft, '--clause', 'art_19', ...BY),
  jp('agreement', 'answer', ID, '--counter', japansDraft, '--clause', 'art_19', ...BY),
])
await settle()
const diff = await kr('agreement', 'diff', ID)
const art21 = diff.changes.find(({ address }: Answer) => address === 'art_21')
see(
  'the difference is shown word by word in three languages, and the rule with it: 90 days become 120',
  art21.words.length === 3 && art21.rules[0].path === 'term.noticeDays',
)
const [ours, theirs] = [await kr('agreement', 'talks', ID), await jp('agreement', 'talks', ID)]
see(
  'both nodes see the same: three versions of the costs, and the clause open',
  JSON.stringify(ours.clauses) === JSON.stringify(theirs.clauses) && openIn(ours).includes('art_19'),
)

step('The talks are put aside, and taken up again; what was accepted stays accepted')
await kr('agreement', 'postpone', ID, ...BY)
await settle()
see('nobody can accept meanwhile', (await jp('agreement', 'answer', ID, '--accept', ...BY)).code === 'talks-postponed')
await jp('agreement', 'resume', ID, ...BY)
await settle()

step('Clause by clause they come to one text')
await kr('agreement', 'answer', ID, '--accept', '--clause', 'art_21', ...BY)
await kr('agreement', 'answer', ID, '--accept', '--clause', 'art_19', ...BY)
await settle()
await jp('agreement', 'answer', ID, '--accept', ...BY)
see(
  'accepting the rest gives up nothing that was reserved or countered',
  String(openIn(await jp('agreement', 'talks', ID))) === 'art_16',
)
await jp('agreement', 'answer', ID, '--accept', '--clause', 'art_16', ...BY)
await settle()
const agreed = await kr('agreement', 'talks', ID)
see(
  'every clause is agreed, under one hash both nodes computed',
  agreed.agreed !== null && agreed.agreed === (await jp('agreement', 'talks', ID)).agreed,
)
see('it is not the hash of the proposal', agreed.agreed !== agreed.proposal)

step('Initialled, once the Korean lawyers have read that very text')
see(
  'before that, the Korean node refuses',
  (await kr('agreement', 'initial', ID, ...BY)).code === 'procedure-incomplete',
)
await kr('agreement', 'procedure', ID, '--done', 'legal review', '--note', 'no objection', ...BY)
await kr('agreement', 'initial', ID, ...BY)
await jp('agreement', 'initial', ID, ...BY)
await settle()
see('two initials under one text', (await jp('agreement', 'talks', ID)).initials.length === 2)

// ------------------------------------------------------------------------------------------------------------ in force

step('Signed, notified, in force from the later notification')
await kr('agreement', 'procedure', ID, '--done', 'cabinet', '--note', 'approved', ...BY)
for (const nation of [kr, jp]) await nation('agreement', 'sign', ID, ...BY)
await settle()
await kr('agreement', 'notify', ID, ...BY)
await settle()
see('one notification is not enough', (await agreement(jp)).inForce === false)
await jp('agreement', 'notify', ID, ...BY)
await settle()
const inForce = await agreement(kr)
see('in force on both nodes from one instant', inForce.inForce === true && inForce.from === (await agreement(jp)).from)
await jp('agreement', 'assure', ID, '--level', '極秘', '--as', 'approving-authority')
await settle()

step('A report passes under it')
const { item } = await kr('item', 'draft', REPORT, '--as', 'analyst')
await kr('release', 'propose', item, '--to', 'JP', '--as', 'analyst')
await kr('release', 'approve', item, '--to', 'JP', '--as', 'disclosure-officer')
await kr('release', 'send', item, '--to', 'JP', '--as', 'registry-officer')
await settle()
see(
  'Japan holds it',
  (await jp('receive', 'list', '--from', 'KR')).items.some((held: Answer) => held.item === item),
)

// ------------------------------------------------------------------------------------------------------------ amendment

step('An amendment adds a subject; before anybody signs, both see exactly what it would permit')
const cyber: Edit = {
  'terms.yaml': [
    [
      '    - id: dprk-nuclear',
      '    - id: dprk-cyber\n      name: { en: North Korean cyber activities, ko: 북한의 사이버 활동, ja: 北朝鮮のサイバー活動 }\n      cites: art_1__para_2\n    - id: dprk-nuclear',
    ],
  ],
  'en.md': [['the missile and nuclear activities', 'the missile, nuclear and cyber activities']],
  'ko.md': [['미사일 및 핵 활동', '미사일, 핵 및 사이버 활동']],
  'ja.md': [['ミサイル及び核に関する活動', 'ミサイル、核及びサイバーに関する活動']],
}
const wider = edited('wider', notice, japansCosts, cyber)
await kr('agreement', 'amend', wider, '--of', ID, '--cites', 'art_21__para_2', ...BY)
await settle()
const changed = (await jp('agreement', 'diff', ID)).changes.map(({ address }: Answer) => address)
see(
  'article 1 differs from the text in force; article 21 only says what is amended',
  String(changed) === 'art_1,art_21',
)
const permits = await jp('agreement', 'permits', ID)
see(
  'newly permitted: one subject, in both directions, by article 1(2); newly barred: nothing',
  permits.barred.length === 0 &&
    permits.permitted.every(
      ({ values, cites }: Answer) => String(values.subject) === 'dprk-cyber' && String(cites) === 'art_1__para_2',
    ),
)
await kr('agreement', 'procedure', ID, '--done', 'cabinet', '--note', 'approved again, for the new text', ...BY)
for (const nation of [kr, jp]) await nation('agreement', 'sign', ID, ...BY)
await settle()
for (const nation of [kr, jp]) await nation('agreement', 'notify', ID, ...BY)
await settle()
const [first, second] = [await agreement(jp, inForce.hash), await agreement(jp)]
see(
  'the amendment stands from its own entry, the first version until then',
  second.inForce === true && first.until === second.from,
)
see(
  'what was given before keeps the old text’s hash',
  (await jp('receive', 'list', '--from', 'KR')).items[0].agreement === inForce.hash,
)

// ------------------------------------------------------------------------------------------------------------ notice

step('Korea gives notice; the calendar shows how it is counted; everything works until the end')
await kr('agreement', 'notice', ID, ...BY)
await settle()
const calendar = await jp('agreement', 'calendar', ID)
see(
  'four conventions side by side, and the agreed one marked',
  calendar.notices[0].counting.conventions.filter(({ agreed: one }: Answer) => one).length === 1,
)
see('in force, notice pending', (await agreement(jp)).stage === 'notice-pending')

step('The notice’s effect is suspended, and the two nations read that differently: two positions are kept')
await kr('agreement', 'suspend', ID, ...BY)
await settle()
const held = (terminable: string) => [
  '--since',
  inForce.from,
  '--claim',
  'in-force',
  '--terminable',
  terminable,
  '--differing',
  'allow',
  '--basis',
  'our note',
  ...BY,
]
await kr('agreement', 'position', ID, ...held('any-time'))
await jp('agreement', 'position', ID, ...held('end-of-term'))
await settle()
const contested = await agreement(jp)
see(
  'contested, with a reading each',
  contested.contested === true && contested.readings.length === 2 && contested.stage === 'notice-suspended',
)

step('Korea withdraws the notice, and months later gives another')
await kr('agreement', 'withdraw-notice', ID, ...BY)
await settle()
see('in force, and no end in sight', (await agreement(jp)).until === null)
await at(30)
await kr('agreement', 'notice', ID, ...BY)
await settle()
const ending = (await agreement(jp)).until
see('an end is computed, on both nodes', ending !== null && ending === (await agreement(kr)).until)

// ------------------------------------------------------------------------------------------------------------ after the end

step('More than a year on: the agreement has ended, and only provision has stopped')
await at(400)
see('ended on both nodes', (await agreement(kr)).stage === 'ended' && (await agreement(jp)).stage === 'ended')
const late = (await kr('item', 'draft', REPORT, '--as', 'analyst')).item
const refused = await kr('release', 'propose', late, '--to', 'JP', '--as', 'analyst')
see('nothing new may pass: terminated', refused.exit === 3 && refused.verdict.reason === 'terminated')
await jp('receive', 'open', item, '--from', 'KR', '--out', join(stage.folder, 'opened'), '--as', 'registry-officer')
await settle()
see(
  'what Japan holds is still opened, and the receipt still reaches Korea',
  (await kr('release', 'list', '--to', 'JP')).releases[0].rung === 'opened',
)

step('The statement of residual duties')
const [koreas, japans] = [await kr('agreement', 'obligations', ID), await jp('agreement', 'obligations', ID)]
const owed = ({ versions }: Answer): string =>
  JSON.stringify(versions.map(({ held: items, duties, closed }: Answer) => ({ items, duties, closed })))
const [under] = japans.versions
see('both nodes state the same', owed(koreas) === owed(japans))
see(
  `Japan holds ${item} and owes ${under.duties.length} duties, each by its article`,
  under.held[0].item === item && under.duties.length === 15 && under.closed === false,
)

await stage.end()
