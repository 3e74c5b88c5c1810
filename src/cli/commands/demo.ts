import { mkdtempSync, readdirSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join, relative, resolve } from 'node:path'
import process from 'node:process'
import { buildCommand, type Command } from '@stricli/core'
import { fieldsAt, listAt, textAt, type Fields } from '../../client/answer.ts'
import type { Text } from '../../core/text.ts'
import type { Context } from '../context.ts'
import { draftJson, readDraft } from '../draft-file.ts'
import { enterIntoForce, openExercise, signAgreement, type OpenExercise } from '../exercise/open.ts'
import { ITEMS, PEOPLE } from '../exercise/seed.ts'
import type { Say } from '../language.ts'
import { stopSignal } from '../signal.ts'

const BRIEF: Text = {
  en: 'Opens the exercise: two nodes on this machine, one agreement in force, three items drafted.',
  ko: '훈련을 시작합니다. 이 기기에 두 노드를 열고, 발효된 협정 하나와 기안된 문서 셋을 준비합니다.',
  ja: '訓練を始めます。この機器に二つのノードを開き、発効した協定一つと起案済みの案件三つを用意します。',
}
const DIR: Text = {
  en: 'keeps the exercise here; without it, it is gone at the end',
  ko: '훈련을 이 디렉터리에 보관합니다. 지정하지 않으면 끝날 때 삭제됩니다',
  ja: '訓練をここに保存します。指定がなければ終了時に消えます',
}
const STARTING: Text = { en: 'opening the exercise', ko: '훈련을 여는 중', ja: '訓練を開いています' }
const HEADING: Text = {
  en: 'EXERCISE. Everything here is fictional. Two nations, two nodes, one agreement in force.',
  ko: '훈련(EXERCISE). 모든 내용은 가상입니다. 두 나라, 두 노드, 발효 중인 협정 하나.',
  ja: '訓練 (EXERCISE)。内容はすべて架空です。二か国、二つのノード、発効中の協定一つ。',
}
const FOR_PARTNERS: Text = { en: 'for partners', ko: '상대국용', ja: '相手国用' }
const FOR_AUDITORS: Text = { en: 'its logs, for an auditor', ko: '감사관용 기록', ja: '監査用のログ' }
const PEOPLE_ARE: Text = { en: 'people (use with --as)', ko: '직위 (--as 로 지정)', ja: '職位 (--as で指定)' }
const NEXT: Text = {
  en: 'Next, in another terminal: give the situation report to Japan.',
  ko: '다음: 다른 터미널에서 상황 보고를 일본에 제공해 보십시오.',
  ja: '次に: 別の端末で、状況報告を日本へ提供してみてください。',
}
const STOP: Text = { en: 'Stop with Ctrl-C.', ko: 'Ctrl-C 로 종료합니다.', ja: 'Ctrl-C で終了します。' }

interface Flags {
  readonly dir?: string
}

/** `comity demo`: `comity/demo/v1` once it is ready, with both nodes, the people, the drafted items and the next command. */
export function command(say: Say): Command<Context> {
  return buildCommand<Flags, [], Context>({
    docs: { brief: say(BRIEF), customUsage: ['', '--dir exercise'] },
    parameters: {
      flags: { dir: { kind: 'parsed', parse: String, optional: true, brief: say(DIR), placeholder: 'dir' } },
    },
    async func(flags) {
      const directory = flags.dir === undefined ? mkdtempSync(join(tmpdir(), 'comity-exercise-')) : resolve(flags.dir)
      const progress = this.print.progress()
      progress.step(say(STARTING))
      const stop = stopSignal()
      try {
        const exercise = await openExercise(directory)
        if (exercise.isNew) await seedContent(exercise)
        progress.done()
        await announce(this, exercise)
        await Promise.race([stop, exercise.kr.ended, exercise.jp.ended])
        await exercise.stop()
      } finally {
        if (flags.dir === undefined) rmSync(directory, { recursive: true, force: true })
      }
    },
  })
}

async function seedContent(exercise: OpenExercise): Promise<void> {
  await signAgreement(exercise)
  await enterIntoForce(exercise)
  for (const name of readdirSync(ITEMS).sort().toReversed())
    await exercise.kr.ask('item.draft', { draft: draftJson(readDraft(join(ITEMS, name))), person: 'analyst' })
}

async function announce({ print, say }: Context, exercise: OpenExercise): Promise<void> {
  const drafted = listAt(await exercise.kr.ask('item.list', {}), 'items')
  const report = drafted.find((one) => listAt(one, 'portions').some(({ name }) => name === 'situation-report.ko.txt'))
  const item = textAt(report ?? drafted[0] ?? {}, 'item')
  const kr = shown(exercise.nations[0].directory)
  const jp = shown(exercise.nations[1].directory)
  const next = [
    `bin/comity release propose ${item} --to JP --as analyst --dir ${kr}`,
    `bin/comity release approve ${item} --to JP --as disclosure-officer --dir ${kr}`,
    `bin/comity release send ${item} --to JP --as registry-officer --dir ${kr}`,
    `bin/comity receive list --from KR --dir ${jp}`,
  ]
  const nodes = [exercise.kr, exercise.jp].map(({ ready, directory, pid }) => ({
    ...ready,
    schema: null,
    directory,
    pid,
  }))
  print.data({
    schema: 'comity/demo/v1',
    value: { directory: exercise.directory, nodes, people: [...PEOPLE], items: drafted, next },
    lines: [
      say(HEADING),
      '',
      ...nodes.flatMap((node) => nodeLines(node, say)),
      `  ${say(PEOPLE_ARE)}: ${PEOPLE.join(', ')}`,
      '',
      say(NEXT),
      ...next.map((line) => `  ${line}`),
      '',
      say(STOP),
    ],
  })
}

function nodeLines(node: Fields, say: Say): readonly string[] {
  return [
    `  ${textAt(node, 'nation')}  ${textAt(node, 'node')}`,
    `      ${say(FOR_PARTNERS)}: https://${addressOf(fieldsAt(node, 'federation'))}`,
    `      ${say(FOR_AUDITORS)}: http://${addressOf(fieldsAt(node, 'audit'))}`,
    `      ${shown(textAt(node, 'directory'))}`,
  ]
}

function addressOf(address: Fields): string {
  return `${textAt(address, 'host')}:${textAt(address, 'port')}`
}

/** A path as it can be typed from here: relative where that is shorter. */
function shown(path: string): string {
  const near = relative(process.cwd(), path)
  return near.length < path.length && !near.startsWith('..') ? near : path
}
