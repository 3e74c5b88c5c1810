import { createHash } from 'node:crypto'
import { createReadStream, existsSync } from 'node:fs'
import { join } from 'node:path'
import { fieldsAt, listAt, textAt, type Fields } from '../../client/answer.ts'
import { Fault } from '../../core/fault.ts'
import type { Text } from '../../core/text.ts'
import type { Draft } from '../../runtime/desk/item.ts'
import { utf8 } from '../../core/bytes/utf8.ts'
import { draftJson } from '../draft-file.ts'
import { exchangesOf, ORDINARY, REFUSALS, type Case } from './cases.ts'
import {
  enterIntoForce,
  isDelivered,
  openExercise,
  shippedAgreement,
  signAgreement,
  until,
  type OpenExercise,
} from './open.ts'
import { startNode } from './process.ts'
import { anyPorts } from './seed.ts'
import { checkLog, checkProof, logOf, type LogDescription, type Tally } from './verify.ts'

/** What the walk found; `ok` only where everything that had to pass passed, everything that had to be withheld was, and every proof held. */
export interface WalkResult {
  readonly ok: boolean
  readonly directory: string
  readonly nodes: readonly Fields[]
  readonly exchanges: readonly Fields[]
  readonly refusals: readonly Fields[]
  readonly proofs: { readonly checked: number; readonly failed: number; readonly failures: readonly string[] }
}

/** Told as it goes: a step begins, and ends with a sentence. */
export interface Teller {
  begin(what: Text): void
  end(what: Text, detail?: string): void
}

const BEFORE: Text = { en: 'an item before entry into force', ko: '발효 전의 문서', ja: '発効前の案件' }
const AFTER: Text = { en: 'an item after the agreement has ended', ko: '협정 종료 후의 문서', ja: '協定終了後の案件' }
/** Past the end of the term after the one in which notice is given. */
const AFTER_END_DAYS = 800

/** The main job without a person: two nodes in two processes meet, sign, exchange, refuse, end the agreement, and prove all of it. */
export async function walk(directory: string, teller: Teller): Promise<WalkResult> {
  // A walk ends its agreement, so that a second one could exchange nothing.
  if (existsSync(join(directory, 'kr'))) throw new Fault('directory-not-empty', directory)
  teller.begin({ en: 'opening two nodes', ko: '두 노드를 여는 중', ja: '二つのノードを開いています' })
  const exercise = await openExercise(directory, await anyPorts(4))
  const tally: Tally = { checked: 0, failed: 0, failures: [] }
  let ended: OpenExercise | null = null
  try {
    teller.end({
      en: 'two nodes run and have pinned each other',
      ko: '두 노드가 실행되어 서로를 등록했습니다',
      ja: '二つのノードが動き、互いを登録しました',
    })
    const refusals = [...(await beginAgreement(exercise, teller))]
    const exchanges: Fields[] = []
    for (const item of await exchangesOf(directory)) exchanges.push(await exchange(exercise, { item, tally, teller }))
    for (const item of REFUSALS) refusals.push(await refuse(exercise, item, teller))
    ended = await endAgreement(exercise, teller)
    refusals.push(await refuse(ended, { name: 'after-the-end', says: AFTER, draft: ORDINARY }, teller))
    const nodes = await checkLogs(ended, { tally, teller })
    const ok = tally.failed === 0 && exchanges.every(isDone) && refusals.every(({ verdict }) => verdict === 'withhold')
    return { ok, directory, nodes, exchanges, refusals, proofs: { ...tally } }
  } finally {
    await (ended ?? exercise).stop()
  }
}

function isDone({ verdict, digestSent, digestReceived, proofVerified }: Fields): boolean {
  return verdict === 'release' && digestSent === digestReceived && proofVerified === true
}

async function beginAgreement(exercise: OpenExercise, teller: Teller): Promise<readonly Fields[]> {
  teller.begin({
    en: 'the agreement is put on the table and signed',
    ko: '협정을 제안하고 서명하는 중',
    ja: '協定を提案し署名しています',
  })
  await signAgreement(exercise)
  teller.end({
    en: 'both nations have signed one text, in three languages',
    ko: '양국이 세 언어로 된 하나의 본문에 서명했습니다',
    ja: '両国が三言語の一つの本文に署名しました',
  })
  const refused = await refuse(exercise, { name: 'before-entry-into-force', says: BEFORE, draft: ORDINARY }, teller)
  await enterIntoForce(exercise)
  teller.end({
    en: 'both have notified: the agreement is in force',
    ko: '양국이 통보하여 협정이 발효되었습니다',
    ja: '両国が通告し、協定が発効しました',
  })
  return [refused]
}

interface Exchange {
  readonly item: Case
  readonly tally: Tally
  readonly teller: Teller
}

async function exchange({ kr, jp, directory }: OpenExercise, { item, tally, teller }: Exchange): Promise<Fields> {
  teller.begin(item.says)
  const clock = stopwatch()
  const drafted = await kr.ask('item.draft', { draft: draftJson(item.draft), person: 'analyst' })
  const number = textAt(drafted, 'item')
  clock.lap('draft')
  const step = { item: number, to: 'JP' }
  await kr.ask('release.propose', { ...step, person: 'analyst' })
  clock.lap('propose')
  await kr.ask('release.approve', { ...step, person: 'disclosure-officer', decision: 'approve' })
  clock.lap('approve')
  const sent = await kr.ask('release.send', { ...step, person: 'registry-officer', wrap: 'parcel' })
  const verdict = fieldsAt(sent, 'verdict')
  if (sent['kind'] !== 'released')
    return { item: number, name: item.name, verdict: textAt(verdict, 'kind'), reason: verdict['reason'] ?? null }
  const index = Number(sent['index'])
  clock.lap('send')
  await until(`the receipt of ${number}`, async () => (await rungOf(kr, { number, index })) === 'accepted', 300_000)
  clock.lap('receipt')
  const opened = await jp.ask('receive.open', {
    from: 'KR',
    item: number,
    person: 'registry-officer',
    out: join(directory, 'opened', `${item.name}-${number}`),
  })
  clock.lap('open')
  await until(`the receipt of the opening of ${number}`, async () => (await rungOf(kr, { number, index })) === 'opened')
  const receipt = await prove({ kr, jp }, { index, tally })
  clock.lap('prove')
  const proofVerified = receipt.verified
  teller.end(item.says, `${number}: ${receipt.rungs.join(' → ')}`)
  return {
    item: number,
    name: item.name,
    bytes: bytesOf(drafted),
    verdict: textAt(verdict, 'kind'),
    articles: verdict['articles'] ?? [],
    index,
    digestSent: await digestOf(item.draft),
    digestReceived: textAt(opened, 'digest'),
    receiptIndex: receipt.index,
    rungs: receipt.rungs,
    proofVerified,
    milliseconds: clock.laps,
  }
}

async function rungOf(
  node: OpenExercise['kr'],
  { number, index }: { readonly number: string; readonly index: number },
): Promise<string> {
  const last = listAt(await node.ask('log.rungs', { with: 'JP', log: 'ours', index }), 'rungs').at(-1) ?? {}
  const rung = textAt(last, 'rung')
  if (rung === 'refused' || rung === 'dissent') throw new Error(`${number}: ${rung}: ${textAt(last, 'reason')}`)
  return rung
}

/** Proves the release in our log and every rung in the partner's, with public keys alone. */
async function prove(
  { kr, jp }: Pick<OpenExercise, 'kr' | 'jp'>,
  { index, tally }: { readonly index: number; readonly tally: Tally },
): Promise<{ readonly index: number; readonly rungs: readonly string[]; readonly verified: boolean }> {
  await until('both nations to have signed', async () => (await isDelivered(kr)) && (await isDelivered(jp)))
  const logs = await logsOf(kr)
  const list = listAt(await kr.ask('log.rungs', { with: 'JP', log: 'ours', index }), 'rungs')
  let verified = list.length > 0 && checkProof(tally, await proofOf(kr, { log: 'ours', index }), logs.ours)
  for (const rung of list) {
    const held = checkProof(tally, await proofOf(kr, { log: 'theirs', index: Number(rung['index']) }), logs.theirs)
    verified &&= held
  }
  const accepted = list.find(({ rung }) => rung === 'accepted')
  return { index: Number(accepted?.['index'] ?? -1), rungs: list.map((rung) => textAt(rung, 'rung')), verified }
}

async function proofOf(
  node: OpenExercise['kr'],
  asked: { readonly log: string; readonly index: number },
): Promise<Fields> {
  let proof: Fields = {}
  // Bound within a contact or two; asked again rather than slept for.
  await until(`entry ${asked.index} to be bound`, async () => {
    try {
      proof = await node.ask('log.prove', { with: 'JP', ...asked })
      return true
    } catch (error) {
      if (error instanceof Error && error.message.includes('cosigned')) return false
      throw error
    }
  })
  return proof
}

async function logsOf(
  node: OpenExercise['kr'],
): Promise<{ readonly ours: LogDescription; readonly theirs: LogDescription; readonly partner: string }> {
  const partner = listAt(await node.ask('partner.list', {}), 'partners')[0] ?? {}
  return {
    ours: logOf(fieldsAt(partner, 'ours')),
    theirs: logOf(fieldsAt(partner, 'theirs')),
    partner: textAt(partner, 'nation'),
  }
}

async function refuse({ kr }: OpenExercise, { name, says, draft }: Case, teller: Teller): Promise<Fields> {
  teller.begin(says)
  const drafted = await kr.ask('item.draft', { draft: draftJson(draft), person: 'analyst' })
  const proposed = await kr.ask('release.propose', { item: textAt(drafted, 'item'), to: 'JP', person: 'analyst' })
  const verdict = fieldsAt(proposed, 'verdict')
  teller.end(says, `${textAt(verdict, 'kind')}: ${textAt(verdict, 'reason')}, ${textAt(verdict, 'article')}`)
  return {
    item: textAt(drafted, 'item'),
    name,
    verdict: verdict['kind'] ?? null,
    agreement: verdict['agreement'] ?? null,
    article: verdict['article'] ?? null,
    reason: verdict['reason'] ?? null,
    text: verdict['text'] ?? null,
    remedy: verdict['remedy'] ?? null,
  }
}

/** Gives notice, and starts the sender again with its clock past the end: an exercise node may, a live one refuses. */
async function endAgreement(exercise: OpenExercise, teller: Teller): Promise<OpenExercise> {
  const { kr, jp, nations, passphrase } = exercise
  teller.begin({ en: 'notice of termination is given', ko: '종료를 통보하는 중', ja: '終了を通告しています' })
  await jp.ask('agreement.act', { kind: 'notice', agreement: shippedAgreement().id, person: 'treaty-officer' })
  await until('the notice to arrive', async () => await isDelivered(jp))
  await until('all to be delivered', async () => await isDelivered(kr))
  await Promise.all([kr.stop(), jp.stop()])
  const [krLater, jpLater] = await Promise.all(
    nations.map(({ directory }) => startNode({ directory, passphrase, clockOffsetDays: AFTER_END_DAYS })),
  )
  if (krLater === undefined || jpLater === undefined) throw new Error('a node did not start again')
  teller.end({
    en: 'the term has run out: provision has ended, protection goes on',
    ko: '기간이 끝나 제공은 종료되었고 보호는 계속됩니다',
    ja: '期間が満了し、提供は終わり、保護は続きます',
  })
  return {
    ...exercise,
    kr: krLater,
    jp: jpLater,
    stop: async () => void (await Promise.all([krLater.stop(), jpLater.stop()])),
  }
}

async function checkLogs(
  { kr, jp }: OpenExercise,
  { tally, teller }: { readonly tally: Tally; readonly teller: Teller },
): Promise<readonly Fields[]> {
  teller.begin({
    en: 'checking every log whole',
    ko: '모든 기록을 전체 검증하는 중',
    ja: 'すべてのログを全件検証しています',
  })
  await until('both nodes to be in contact', async () => (await isDelivered(kr)) && (await isDelivered(jp)))
  const nodes: Fields[] = []
  for (const node of [kr, jp]) {
    const status = await node.ask('status', {})
    const { ours, theirs, partner } = await logsOf(node)
    const logs: Fields[] = []
    for (const log of [ours, theirs]) {
      const head = await checkLog(tally, log)
      const keys = { verifierKey: vkeyOf(status, log, 0), verifierKeyPq: vkeyOf(status, log, 1) }
      logs.push({
        partner,
        origin: log.origin,
        path: log.path,
        ...keys,
        size: head?.size ?? 0,
        head: head?.root ?? null,
      })
    }
    nodes.push({ party: textAt(status, 'nation'), directory: node.directory, logs })
  }
  teller.end(
    {
      en: 'every log, proof and signature holds',
      ko: '모든 기록과 증명과 서명이 유효합니다',
      ja: 'すべてのログ、証明、署名が有効です',
    },
    `${tally.checked - tally.failed}/${tally.checked}`,
  )
  return nodes
}

function vkeyOf(status: Fields, log: LogDescription, place: number): string {
  const [partner = {}] = listAt(status, 'partners')
  const described = [fieldsAt(partner, 'ours'), fieldsAt(partner, 'theirs')].find(
    (one) => textAt(one, 'origin') === log.origin,
  )
  const keys = described?.['keys']
  const key = Array.isArray(keys) ? keys[place] : undefined
  return typeof key === 'string' ? key : ''
}

function bytesOf(drafted: Fields): number {
  return listAt(drafted, 'portions').reduce((sum, portion) => sum + Number(portion['bytes']), 0)
}

/** SHA-384 over the portions as they lie on disk, computed apart from the node that sent them. */
async function digestOf({ portions }: Draft): Promise<string> {
  const hash = createHash('sha384')
  for (const { content } of portions) {
    if (content.kind === 'text') hash.update(utf8(content.text))
    else for await (const chunk of createReadStream(content.path)) if (chunk instanceof Uint8Array) hash.update(chunk)
  }
  return hash.digest('hex')
}

function stopwatch(): { lap(name: string): void; readonly laps: { [name: string]: number } } {
  let last = performance.now()
  const laps: { [name: string]: number } = {}
  return {
    lap(name) {
      const now = performance.now()
      laps[name] = Math.round(now - last)
      last = now
    },
    laps,
  }
}
