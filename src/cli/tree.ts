import type { Command } from '@stricli/core'
import type { Text } from '../core/text.ts'
import type { Context } from './context.ts'
import type { Say } from './language.ts'

/** One command: what help says of it before its file is loaded, and how to load that file. */
export interface Row {
  readonly brief: Text
  /** The form most people want, without `comity`; help shows it first. */
  readonly example: string
  readonly load: () => Promise<{ readonly command: (say: Say) => Command<Context> }>
}

/**
 * Every command, by the words that name it (`noun verb`, or one word), in the order help lists them.
 *
 * A command's file `commands/<noun>-<verb>.ts` exports `command`; only the file that was asked for is loaded.
 */
export const TREE: Readonly<Record<string, Row>> = {
  version: {
    brief: {
      en: 'the versions of Comity and of its run time',
      ko: 'Comity와 실행 환경의 버전을 표시합니다',
      ja: 'Comity と実行環境の版を表示します',
    },
    example: 'version --json',
    load: () => import('./commands/version.ts'),
  },
  completion: {
    brief: {
      en: 'a script that lets the shell complete commands',
      ko: '셸 자동 완성 스크립트를 출력합니다',
      ja: 'シェル補完のスクリプトを出力します',
    },
    example: 'completion bash',
    load: () => import('./commands/completion.ts'),
  },
}

/** Nouns that group several verbs, with what help says of each. */
export const NOUNS: Readonly<Record<string, Text>> = {}

/** The command that the words of a command line name, longest first; `null` where they stop short of one or name none. */
export function commandNamed(words: readonly string[]): string | null {
  for (const name of [words.slice(0, 2).join(' '), words[0] ?? '']) if (Object.hasOwn(TREE, name)) return name
  return null
}
