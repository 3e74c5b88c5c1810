import type { Text } from '../core/text.ts'
import type { Say } from './language.ts'
import { GLOBAL_OPTIONS, HELP_BRIEF } from './globals.ts'
import { NOUNS, TREE } from './tree.ts'

/** The headings of help, examples first. */
export const HEADINGS = {
  examples: { en: 'EXAMPLES', ko: '사용 예', ja: '例' },
  commands: { en: 'COMMANDS', ko: '명령', ja: 'コマンド' },
  options: { en: 'OPTIONS', ko: '옵션', ja: 'オプション' },
  arguments: { en: 'ARGUMENTS', ko: '인수', ja: '引数' },
  everywhere: { en: 'EVERY COMMAND TAKES', ko: '모든 명령의 공통 옵션', ja: '全コマンド共通' },
} satisfies Readonly<Record<string, Text>>

/** Help for everything (`noun` null) or for the verbs of one noun: examples, then commands, then what every command takes. */
export function groupHelp(noun: string | null, say: Say): string {
  const rows = Object.entries(TREE).filter(([name]) => noun === null || name.startsWith(`${noun} `))
  return [
    say(HEADINGS.examples),
    ...rows.map(([, row]) => `  comity ${row.example}`),
    '',
    ...(noun === null ? [] : [say(NOUNS[noun] ?? HELP_BRIEF), '']),
    say(HEADINGS.commands),
    ...columns(rows.map(([name, row]) => [name, say(row.brief)])),
    ...(noun === null ? columns([['help', say(HELP_BRIEF)]]) : []),
    '',
    globalHelp(say),
  ].join('\n')
}

/** One command's help: what the library wrote of it, without its empty sections, and what every command takes. */
export function commandHelp(own: string, say: Say): string {
  const sections = own
    .replace(/ +$/gm, '')
    .trimEnd()
    .split('\n\n')
    .filter((section) => section !== say(HEADINGS.options))
  return [...sections, globalHelp(say)].join('\n\n')
}

function globalHelp(say: Say): string {
  return [say(HEADINGS.everywhere), ...columns(GLOBAL_OPTIONS.map(({ form, brief }) => [form, say(brief)])), ''].join(
    '\n',
  )
}

const NAME_WIDTH = 28

function columns(rows: readonly (readonly [string, string])[]): string[] {
  return rows.map(([name, brief]) => `  ${name.padEnd(NAME_WIDTH)}${brief}`)
}
