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
  demo: {
    brief: {
      en: 'opens the exercise: two nations on this machine',
      ko: '훈련을 시작합니다: 이 기기에 두 나라를 엽니다',
      ja: '訓練を始めます: この機器に二か国を開きます',
    },
    example: 'demo',
    load: () => import('./commands/demo.ts'),
  },
  walk: {
    brief: {
      en: 'runs the main job without a person, and proves it',
      ko: '주요 업무를 사람 없이 실행하고 증명합니다',
      ja: '主な業務を人手なしで実行し、証明します',
    },
    example: 'walk --dir walk',
    load: () => import('./commands/walk.ts'),
  },
  serve: {
    brief: {
      en: 'runs the node of a directory',
      ko: '디렉터리의 노드를 실행합니다',
      ja: 'ディレクトリのノードを動かします',
    },
    example: 'serve --dir kr',
    load: () => import('./commands/serve.ts'),
  },
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
