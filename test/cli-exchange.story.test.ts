/** Two nations in two processes, and everything their people do is one command each. */
import assert from 'node:assert/strict'
import { cpSync, existsSync, globSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, before, describe, test } from 'node:test'
import { fileURLToPath } from 'node:url'
import { launch, until, type Launched } from './launched-node.ts'
import { comity, fault, freePort, json, words } from './run-comity.ts'

const ROOT = fileURLToPath(new URL('..', import.meta.url))
const AGREEMENT = join(ROOT, 'agreements/exercise-kr-jp')
const REPORT = join(ROOT, 'examples/items/situation-report')
const ID = 'exercise-kr-jp'
const PASSPHRASE = 'of the story'

const base = mkdtempSync(join(tmpdir(), 'comity-cli-'))
const KR = ['--dir', join(base, 'kr')]
const JP = ['--dir', join(base, 'jp')]
const nodes: Launched[] = []

/** The shipped default rules, with one delegation to the disclosure officer. */
function nationalFile(name: string, { recipient, level }: { recipient: string; level: string }): string {
  const path = join(base, `${name}.yaml`)
  const delegation = `{ post: disclosure-officer, recipient: ${recipient}, subject: dprk-missile, level: ${level}, from: null, until: null }`
  const shipped = readFileSync(join(ROOT, 'policies/national/default.yaml'), 'utf8')
  writeFileSync(path, shipped.replace('delegations: []', `delegations: [${delegation}]`))
  return path
}

async function initialise(nation: string, { at, national }: { at: readonly string[]; national: string }) {
  const url = `https://127.0.0.1:${await freePort()}`
  const audit = `127.0.0.1:${await freePort()}`
  const who = words`--nation ${nation} --node ${nation.toLowerCase()}.story.comity.example --exercise`
  const where = words`--url ${url} --audit ${audit} --national ${national} --passphrase-file ${join(base, 'passphrase')}`
  return await json('comity/init/v1', words`init ${at} ${who} ${where}`)
}

async function draftNote(name: string, marking: string): Promise<string> {
  const file = join(base, name)
  writeFileSync(file, `EXERCISE ${name}`)
  const about = words`--marking ${marking} --subject dprk-missile --purpose early-warning --title ${`EXERCISE ${name}`}`
  return (await json('comity/item-draft/v1', words`item draft --file ${file} ${about} --as analyst ${KR}`)).item
}

async function agreementAt(at: readonly string[]) {
  return (await json('comity/agreement-list/v1', words`agreement list ${at}`)).agreements[0]
}

async function partnerAt(at: readonly string[]) {
  return (await json('comity/partner-list/v1', words`partner list ${at}`)).partners[0]
}

describe('two nations, by commands alone', { timeout: 120_000 }, () => {
  let kr: { fingerprint: string; identity: string }
  let jp: { fingerprint: string; identity: string }
  let item = ''

  before(async () => {
    writeFileSync(join(base, 'passphrase'), `${PASSPHRASE}\n`)
    ;[kr, jp] = await Promise.all([
      initialise('KR', { at: KR, national: nationalFile('kr', { recipient: 'JP', level: '군사Ⅱ급비밀' }) }),
      initialise('JP', { at: JP, national: nationalFile('jp', { recipient: 'KR', level: '極秘' }) }),
    ])
    for (const [, directory = ''] of [KR, JP]) nodes.push(launch({ directory, passphrase: PASSPHRASE }))
    await Promise.all(nodes.map((node) => node.ready))
  })

  after(async () => {
    await Promise.all(nodes.map((node) => node.kill('SIGTERM')))
    rmSync(base, { recursive: true, force: true })
  })

  test('a node that was made shows its fingerprint without a passphrase, and is not made twice', async () => {
    const how = { status: 2, passphrase: PASSPHRASE }
    const rest = words`--node kr.example --url https://127.0.0.1:1`
    const [shown, misspelt] = await Promise.all([
      json('comity/identity-show/v1', words`identity show ${KR}`),
      fault('usage-invalid', words`init --dir ${join(base, 'new')} --nation Korea ${rest}`, how),
      fault('directory-not-empty', words`init ${KR} --nation KR ${rest}`, how),
    ])
    assert.equal(shown.fingerprint, kr.fingerprint)
    assert.match(shown.fingerprint, /^(\d{5} ){11}\d{5}$/)
    assert.deepEqual(Buffer.from(shown.document, 'base64'), readFileSync(kr.identity))
    assert.match(misspelt.where, /--nation: `Korea`/)
    assert.ok(!existsSync(join(base, 'new')))
  })

  test('a second process on the directory is refused, and one with another passphrase never opens it', async () => {
    const [copy, restored] = [join(base, 'copy'), ['--dir', join(base, 'restored')]]
    await Promise.all([
      json('comity/backup/v1', words`backup --to ${copy} ${KR}`),
      fault('directory-in-use', words`serve ${KR}`, { status: 6, passphrase: PASSPHRASE }),
    ])
    await json('comity/restore/v1', words`restore ${copy} ${restored}`)
    await Promise.all([
      fault('passphrase-wrong', words`status ${restored}`, { status: 5, passphrase: 'another' }),
      fault('node-missing', words`status --dir ${join(base, 'nowhere')}`, { status: 2, passphrase: PASSPHRASE }),
    ])
    await fault('usage-invalid', words`status ${restored}`, { status: 2 })
  })

  test('a partner is added by the fingerprint read aloud and by no other', async () => {
    const digits = jp.fingerprint
    const wrong = `${digits.slice(0, -1)}${(Number(digits.at(-1)) + 1) % 10}`
    await fault('fingerprint-differs', words`partner add ${jp.identity} --fingerprint ${wrong} ${KR}`, { status: 8 })
    assert.equal(await partnerAt(KR), undefined)
    // Spelt with hyphens, as another hand might.
    const hyphens = kr.fingerprint.replaceAll(' ', '-')
    const [added] = await Promise.all([
      json('comity/partner-add/v1', words`partner add ${jp.identity} --fingerprint ${digits} ${KR}`),
      json('comity/partner-add/v1', words`partner add ${kr.identity} --fingerprint ${hyphens} ${JP}`),
    ])
    assert.equal(added.nation, 'JP')
    await until(
      'contact',
      async () => (await json('comity/status/v1', words`status ${KR}`)).partners[0].state === 'open',
    )
  })

  test('a draft that is not an exercise is no draft of an exercise node', async () => {
    const file = join(base, 'live.yaml')
    writeFileSync(file, readFileSync(join(REPORT, 'item.yaml'), 'utf8').replace('exercise: true', 'exercise: false'))
    await fault('agreement-mode-differs', words`item draft ${file} --as analyst ${KR}`, { status: 6 })
    await fault('usage-invalid', words`item draft ${REPORT} --title T --as analyst ${KR}`, { status: 2 })
    await fault('usage-invalid', words`item draft --file ${file} --as analyst ${KR}`, { status: 2 })
  })

  test('before an agreement is in force nothing may be given, and the exit status says so', async () => {
    ;({ item } = await json('comity/item-draft/v1', words`item draft ${REPORT} --as analyst ${KR}`))
    const propose = words`release propose ${item} --to JP --as analyst ${KR}`
    const { verdict } = await json('comity/release-propose/v1', propose, { status: 3 })
    assert.deepEqual([verdict.kind, verdict.reason, verdict.article], ['withhold', 'no-agreement', null])
  })

  test('an agreement is loaded, signed, notified and in force on both sides, by acts on record', async () => {
    const loaded = await json('comity/agreement-load/v1', words`agreement load ${AGREEMENT} --as treaty-officer ${KR}`)
    assert.deepEqual([loaded.id, new Set(loaded.texts)], [ID, new Set(['en', 'ko', 'ja'])])
    await fault('post-unknown', words`agreement sign ${ID} --as nobody ${KR}`, { status: 2 })
    await until('the texts to arrive', async () => (await agreementAt(JP))?.texts.length === 3)
    for (const verb of ['sign', 'notify'])
      await Promise.all(
        [KR, JP].map((at) =>
          json(`comity/agreement-${verb}/v1`, words`agreement ${verb} ${ID} --as treaty-officer ${at}`),
        ),
      )
    await fault('agreement-act-repeated', words`agreement sign ${ID} --as treaty-officer ${KR}`, { status: 6 })
    await until('entry into force', async () => (await agreementAt(KR)).inForce && (await agreementAt(JP)).inForce)
  })

  test('until the receiver’s assurance is on file it is consent that is missing, not an agreement', async () => {
    const propose = words`release propose ${item} --to JP --as analyst ${KR}`
    const { verdict } = await json('comity/release-propose/v1', propose, { status: 4 })
    assert.deepEqual([verdict.reason, verdict.article], ['assurance-missing', 'art_7__para_5'])
    await json('comity/agreement-assure/v1', words`agreement assure ${ID} --level 極秘 --as approving-authority ${JP}`)
    await until('the assurance to arrive', async () => (await partnerAt(JP)).delivered)
  })

  test('a denial names the agreement, the article and its words in the reader’s language, and what would have to change', async () => {
    const secret = await draftNote('top.txt', '군사Ⅰ급비밀')
    const propose = words`release propose ${secret} --to JP --as analyst ${KR}`
    const { verdict } = await json('comity/release-propose/v1', propose, { status: 3 })
    assert.deepEqual([verdict.reason, verdict.article, verdict.agreementId], ['level-above-top', 'art_4__para_3', ID])
    const [ko, ja, article] = await Promise.all([
      comity(propose, { lang: 'ko_KR.UTF-8' }),
      comity(words`agreement show ${ID} --article art_4__para_3 --lang ja ${JP}`),
      json('comity/agreement-show/v1', words`agreement show ${ID} --article art_6 ${JP}`),
      fault('usage-invalid', words`agreement show ${ID} --article art_99 ${JP}`, { status: 2 }),
      fault('agreement-unknown', words`agreement show another ${JP}`, { status: 2 }),
    ])
    assert.equal(ko.status, 3)
    assert.match(ko.stdout, /조항: art_4__para_3\n {4}제4조/)
    for (const part of [verdict.text.ko, verdict.remedy.ko, verdict.rules.at(-1).wanted])
      assert.ok(ko.stdout.includes(part), part)
    assert.match(ja.stdout, /^第四条 — /)
    assert.match(article.article.body, /^\(a\) /)
  })

  test('our own people’s decision is asked for too, by persons apart', async () => {
    const send = words`release send ${item} --to JP --as registry-officer ${KR}`
    await fault('approval-missing', send, { status: 4 })
    await json('comity/release-propose/v1', words`release propose ${item} --to JP --as analyst ${KR}`)
    await fault('approval-conflict', words`release approve ${item} --to JP --as analyst ${KR}`, { status: 6 })
    const early = await json('comity/release-send/v1', send, { status: 4 })
    assert.deepEqual([early.kind, early.disclosure.reason], ['withheld', 'approval-missing'])
    const note = await draftNote('refused.txt', '군사Ⅲ급비밀')
    await json('comity/release-propose/v1', words`release propose ${note} --to JP --as analyst ${KR}`)
    await json('comity/release-refuse/v1', words`release refuse ${note} --to JP --as disclosure-officer ${KR}`)
    const refused = await comity(words`release send ${note} --to JP --as registry-officer ${KR}`)
    assert.equal(refused.status, 4)
    assert.match(refused.stdout, /^withheld by our own rules: an approver has refused it\n {2}reason: refused/)
  })

  test('an item is given once, received, opened, and the giver sees each receipt', async () => {
    await json('comity/release-approve/v1', words`release approve ${item} --to JP --as disclosure-officer ${KR}`)
    const send = words`release send ${item} --to JP --wrap item --as registry-officer ${KR}`
    const [sent, again] = [await json('comity/release-send/v1', send), await json('comity/release-send/v1', send)]
    assert.deepEqual([sent.kind, sent.repeated, again.repeated, again.index], ['released', false, true, sent.index])
    await until('its arrival', async () => {
      const { items } = await json('comity/receive-list/v1', words`receive list --from KR ${JP}`)
      return items[0]?.item === item && items[0].rung === 'accepted'
    })
    const out = join(base, 'opened')
    const open = (number: string, to: string) =>
      words`receive open ${number} --from KR --out ${to} --as registry-officer ${JP}`
    const opened = await json('comity/receive-open/v1', open(item, out))
    assert.deepEqual(readdirSync(opened.folder), ['01 title.txt', '02 situation-report.ko.txt', '03 portion-2.txt'])
    const file = 'situation-report.ko.txt'
    assert.deepEqual(readFileSync(join(out, `02 ${file}`)), readFileSync(join(REPORT, file)))
    await until('the receipt', async () => {
      const { releases } = await json('comity/release-list/v1', words`release list --to JP ${KR}`)
      return releases[0].item === item && releases[0].rung === 'opened'
    })
    const [shown, { items }] = await Promise.all([
      json('comity/item-show/v1', words`item show ${item} ${KR}`),
      json('comity/item-list/v1', words`item list ${KR}`),
      fault('item-unknown', words`item show KR-2026-0000000000 ${KR}`, { status: 2 }),
      fault('directory-not-empty', open(item, out), { status: 2 }),
      fault('item-unknown', open('KR-2026-0000000000', `${out}2`), { status: 2 }),
    ])
    assert.deepEqual([shown.releases[0].index, items.length], [sent.index, 3])
  })

  test('a release is proven offline by public keys, and by no others', async () => {
    const { ours, theirs } = await partnerAt(KR)
    const { index } = (await json('comity/item-show/v1', words`item show ${item} ${KR}`)).releases[0]
    const prove = (entry: number, out: string) =>
      words`log prove ${entry} --with JP --log ours --out ${join(base, out)} ${KR}`
    await until('the cosignature', async () => (await comity(prove(index, 'release.tlog-proof'))).status === 0)
    const [{ entry }] = await Promise.all([
      json('comity/log-prove/v1', prove(index, 'again.tlog-proof')),
      fault('usage-invalid', prove(index, 'release.tlog-proof'), { status: 2 }),
      fault('entry-unknown', prove(99_999, 'none.tlog-proof'), { status: 2 }),
    ])
    const keys = (log: { keys: string[]; cosigners: string[] }) => [
      ...log.keys.flatMap((key) => ['--key', key]),
      ...log.cosigners.flatMap((key) => ['--cosigner', key]),
    ]
    const check = words`log check ${join(base, 'release.tlog-proof')} --entry`
    const other = Buffer.from(entry, 'base64').fill(0, 32).toString('base64')
    const [checked] = await Promise.all([
      json('comity/log-check/v1', [...check, entry, ...keys(ours)]),
      fault('proof-invalid', [...check, other, ...keys(ours)], { status: 8 }),
      fault('head-invalid', [...check, entry, ...keys(theirs)], { status: 8 }),
      fault('usage-invalid', words`${check} ${entry} --key ${ours.keys[0]} --cosigner ${ours.cosigners[0]}`, {
        status: 2,
      }),
    ])
    assert.deepEqual([checked.index, checked.origin], [index, ours.origin])
  })

  test('a log is verified from its folder and from its address, and what was not checked is said', async () => {
    const { ours, theirs } = await partnerAt(KR)
    writeFileSync(join(base, 'log.vkeys'), `${ours.keys.join('\n')}\n`)
    writeFileSync(join(base, 'cosigner.vkeys'), ours.cosigners.join('\n'))
    const given = words`--key ${join(base, 'log.vkeys')} --cosigner ${join(base, 'cosigner.vkeys')}`
    const damaged = join(base, 'damaged')
    cpSync(ours.path, damaged, { recursive: true })
    for (const bundle of globSync(join(damaged, 'tile/entries/**/*.p/*')))
      writeFileSync(bundle, readFileSync(bundle).fill(0, 10, 20))
    const [byFolder, byUrl, onFile, plain] = await Promise.all([
      json('comity/log-verify/v1', words`log verify ${ours.path} ${given}`),
      json('comity/log-verify/v1', words`log verify ${ours.url} ${given}`),
      json('comity/log-verify/v1', words`log verify ${theirs.path} ${KR}`),
      comity(words`log verify ${ours.path} --key ${ours.keys[0]}`),
      fault('usage-invalid', words`log verify ${base} ${KR}`, { status: 2 }),
      fault('head-invalid', words`log verify ${ours.path} --key ${theirs.keys[0]}`, { status: 8 }),
      fault('log-incomplete', words`log verify ${ours.url}0 ${given}`, { status: 8 }),
      fault('log-differs', words`log verify ${damaged} ${given}`, { status: 8 }),
    ])
    assert.deepEqual([byFolder.origin, byUrl.origin, onFile.origin], [ours.origin, ours.origin, theirs.origin])
    assert.deepEqual([byFolder.unchecked, byUrl.unchecked, onFile.unchecked], [[], [], []])
    assert.match(plain.stdout, /NOT checked: the ML-DSA-87 signature[\s\S]*NOT checked: cosignatures/)
  })

  test('a shell is offered what a running node knows, and nothing of one that does not run', async () => {
    const offered = async (line: readonly string[]) => {
      const { stdout } = await comity(['__propose', ...line])
      return stdout.replace(/\t.*/g, '').trim().split('\n')
    }
    const [items, agreements, held, nations, none] = await Promise.all([
      offered([...words`item show ${KR}`, '']),
      offered(words`agreement sign ${KR} exer`),
      offered(words`receive open --from KR ${JP} KR-`),
      offered([...words`release list ${KR} --to`, '']),
      offered([...words`item show --dir ${base}`, '']),
    ])
    assert.ok(items?.includes(item))
    assert.deepEqual([agreements, held, nations], [[ID], [item], ['JP']])
    assert.ok(none?.every((word) => word.startsWith('--')))
  })

  test('where no node runs, a command opens the directory itself, and a killed node leaves nothing in its way', async () => {
    await nodes[0]?.kill('SIGKILL')
    const how = { passphrase: PASSPHRASE }
    assert.equal((await json('comity/item-list/v1', words`item list ${KR}`, how)).items.length, 3)
    const noticed = await json(
      'comity/agreement-notice/v1',
      words`agreement notice ${ID} --as treaty-officer ${KR}`,
      how,
    )
    assert.equal(noticed.notices[0].party, 'KR')
    await until('the notice to arrive', async () => (await agreementAt(JP)).notices.length === 1)
  })
})
