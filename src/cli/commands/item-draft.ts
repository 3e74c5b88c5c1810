import { buildCommand, type Command } from '@stricli/core'
import { stringOf } from '../../core/bytes/shape.ts'
import { Fault } from '../../core/fault.ts'
import type { Text } from '../../core/text.ts'
import type { Context } from '../context.ts'
import { draftJson, draftOfFile, readDraft, type DraftFile, type FileDraft } from '../draft-file.ts'
import { itemLines } from '../item-lines.ts'
import type { Say } from '../language.ts'
import { actFlags, ask, nodeOptions, textArgument, textFlag, type ActFlags } from '../node-options.ts'
import { readOwnIdentity } from '../own-identity.ts'

const BRIEF: Text = {
  en: 'Drafts an item: numbers it and takes the digest of every portion. Nothing leaves; a release is proposed next.',
  ko: '문서를 기안합니다. 번호를 붙이고 부분마다 다이제스트를 계산합니다. 아직 아무것도 나가지 않으며, 다음 단계는 제공 제안입니다.',
  ja: '案件を起案します。番号を付け、部分ごとにダイジェストを計算します。まだ何も送られず、次は提供の起案です。',
}
const PATH: Text = {
  en: 'an item.yaml (format comity/item-draft/1), or the folder it is in',
  ko: 'item.yaml 파일 (comity/item-draft/1 형식) 또는 그 폴더',
  ja: 'item.yaml (形式 comity/item-draft/1) またはそのフォルダー',
}
const FILE: Text = {
  en: 'instead of a path: one file, of our own',
  ko: '경로 대신: 우리나라 문서 파일 하나',
  ja: 'パスの代わりに: 自国のファイル一つ',
}
const MARKING: Text = {
  en: 'its marking and the title’s',
  ko: '파일과 제목의 비밀표지',
  ja: 'ファイルと題名の秘密表示',
}
const SUBJECT: Text = { en: 'what it is about', ko: '주제', ja: '主題' }
const PURPOSE: Text = { en: 'what it may be used for', ko: '사용 목적', ja: '使用目的' }
const NEXT: Text = { en: 'next', ko: '다음', ja: '次に' }
const TITLE: Text = { en: 'its title', ko: '제목', ja: '題名' }

interface Flags extends ActFlags {
  readonly file?: string
  readonly marking?: string
  readonly subject?: string
  readonly purpose?: string
  readonly title?: string
}

const USAGE = [
  'examples/items/situation-report --as analyst --dir kr',
  '--file report.pdf --marking 군사Ⅱ급비밀 --subject dprk-missile --purpose early-warning --title "Report 17" --as analyst --dir kr',
]

/** `comity item draft`: `comity/item-draft/v1`, the item with its number. */
export function command(say: Say): Command<Context> {
  return buildCommand<Flags, [path?: string], Context>({
    docs: { brief: say(BRIEF), customUsage: USAGE },
    parameters: {
      flags: {
        ...actFlags(say),
        file: { ...textFlag(say(FILE), 'file'), optional: true },
        marking: { ...textFlag(say(MARKING), 'marking'), optional: true },
        subject: { ...textFlag(say(SUBJECT), 'subject'), optional: true },
        purpose: { ...textFlag(say(PURPOSE), 'purpose'), optional: true },
        title: { ...textFlag(say(TITLE), 'title'), optional: true },
      },
      positional: { kind: 'tuple', parameters: [{ ...textArgument(say(PATH), 'path'), optional: true }] },
    },
    async func(flags, path) {
      const { identity } = readOwnIdentity(nodeOptions(flags).directory)
      const draft = path === undefined ? draftOfFile(given(flags), identity) : onlyPath(flags, path)
      if (draft.exercise !== identity.exercise)
        throw new Fault('agreement-mode-differs', `${path ?? ''}: exercise: ${draft.exercise}`)
      const item = await ask(flags, 'item.draft', { draft: draftJson(draft), person: flags.as })
      this.print.data({
        schema: 'comity/item-draft/v1',
        value: item.object,
        lines: [
          ...itemLines(item),
          `  ${say(NEXT)}: comity release propose ${stringOf(item, 'item')} --to NATION --as ${flags.as}`,
        ],
      })
    },
  })
}

const OF_ONE_FILE = ['file', 'marking', 'subject', 'purpose', 'title'] as const

function onlyPath(flags: Flags, path: string): DraftFile {
  const extra = OF_ONE_FILE.find((name) => flags[name] !== undefined)
  if (extra !== undefined) throw new Fault('usage-invalid', `\`${path}\` and --${extra}: a draft comes from one place`)
  return readDraft(path)
}

function given(flags: Flags): FileDraft {
  const value = (name: (typeof OF_ONE_FILE)[number]): string => {
    const found = flags[name]
    if (found === undefined) throw new Fault('usage-invalid', `neither a path nor --${name}`)
    return found
  }
  return {
    file: value('file'),
    marking: value('marking'),
    subject: value('subject'),
    purpose: value('purpose'),
    title: value('title'),
  }
}
