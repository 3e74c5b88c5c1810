import { resolve } from 'node:path'
import { buildCommand, type Command } from '@stricli/core'
import type { Text } from '../../core/text.ts'
import { backup } from '../../io/backup.ts'
import type { Context } from '../context.ts'
import type { Say } from '../language.ts'
import { nodeFlags, nodeOptions, textFlag, type NodeFlags } from '../node-options.ts'
import { readOwnIdentity } from '../own-identity.ts'

const BRIEF: Text = {
  en: 'Copies a node as of one instant into an empty folder, while it runs or not. Keys stay under their passphrase.',
  ko: '한 시점의 노드를 빈 폴더에 복사합니다. 실행 중이어도 됩니다. 키는 암호문구로 보호된 상태로 복사됩니다.',
  ja: 'ある一時点のノードを空のフォルダーに複製します。動作中でも構いません。鍵はパスフレーズで保護されたままです。',
}
const TO: Text = { en: 'an empty or new folder', ko: '비어 있거나 새로운 폴더', ja: '空または新規のフォルダー' }
const DONE: Text = { en: 'files copied', ko: '복사한 파일 수', ja: '複製したファイル数' }
const COPYING: Text = { en: 'copying', ko: '복사 중', ja: '複製中' }

interface Flags extends NodeFlags {
  readonly to: string
}

/** `comity backup`: `comity/backup/v1` with how many `files` and `bytes` were copied. */
export function command(say: Say): Command<Context> {
  return buildCommand<Flags, [], Context>({
    docs: { brief: say(BRIEF), customUsage: ['--to /media/disc/kr --dir kr'] },
    parameters: { flags: { ...nodeFlags(say), to: textFlag(say(TO), 'dir') } },
    async func(flags) {
      const { directory } = nodeOptions(flags)
      readOwnIdentity(directory)
      const progress = this.print.progress()
      progress.step(say(COPYING))
      const files = await backup({ directory, target: flags.to }).finally(() => progress.done())
      const bytes = files.reduce((sum, { size }) => sum + size, 0)
      const target = resolve(flags.to)
      this.print.data({
        schema: 'comity/backup/v1',
        value: { directory, target, files: files.length, bytes },
        lines: [`${say(DONE)}: ${files.length} (${bytes} B)  ${target}`],
      })
    },
  })
}
