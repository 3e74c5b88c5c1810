import { resolve } from 'node:path'
import { buildCommand, type Command } from '@stricli/core'
import type { Text } from '../../core/text.ts'
import { restore } from '../../io/backup.ts'
import type { Context } from '../context.ts'
import type { Say } from '../language.ts'
import { nodeFlags, nodeOptions, textArgument, type NodeFlags } from '../node-options.ts'

const BRIEF: Text = {
  en: 'Makes a node from a backup, whole or not at all. It then signs nothing until its partners have shown it what it forgot.',
  ko: '백업에서 노드를 복원합니다. 전부 복원되거나 전혀 되지 않습니다. 이후 상대국이 잃은 기록을 알려 줄 때까지 아무것도 서명하지 않습니다.',
  ja: 'バックアップからノードを復元します。全てか無かのどちらかです。その後、失った記録を相手国から受け取るまで何も署名しません。',
}
const FROM: Text = { en: 'the backup', ko: '백업 폴더', ja: 'バックアップのフォルダー' }
const DONE: Text = { en: 'files restored', ko: '복원한 파일 수', ja: '復元したファイル数' }
const CHECKING: Text = { en: 'checking and copying', ko: '확인 및 복사 중', ja: '検証と複製中' }

/** `comity restore`: `comity/restore/v1` with how many `files` and `bytes` were checked and copied. */
export function command(say: Say): Command<Context> {
  return buildCommand<NodeFlags, [string], Context>({
    docs: { brief: say(BRIEF), customUsage: ['/media/disc/kr --dir kr'] },
    parameters: { flags: nodeFlags(say), positional: { kind: 'tuple', parameters: [textArgument(say(FROM), 'dir')] } },
    async func(flags, source) {
      const { directory } = nodeOptions(flags)
      const progress = this.print.progress()
      progress.step(say(CHECKING))
      const files = await restore({ source, directory }).finally(() => progress.done())
      const bytes = files.reduce((sum, { size }) => sum + size, 0)
      this.print.data({
        schema: 'comity/restore/v1',
        value: { source: resolve(source), directory, files: files.length, bytes },
        lines: [`${say(DONE)}: ${files.length} (${bytes} B)  ${directory}`],
      })
    },
  })
}
