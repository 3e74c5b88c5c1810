import { toUtc } from '../core/bytes/calendar.ts'
import type { Json } from '../core/bytes/canonical.ts'
import { spanOf } from '../core/policy/partial-date.ts'
import type { Text } from '../core/text.ts'
import { decodeYaml } from '../io/yaml.ts'
import { readGiven } from './given-file.ts'
import type { Say } from './language.ts'
import { nodeFlags, textFlag, type NodeFlags } from './node-options.ts'

/** The flags of questions over all agreements at once. */
export interface PortfolioFlags extends NodeFlags {
  readonly portfolio?: string
}

const PORTFOLIO: Text = {
  en: 'agreements known by report only: a file such as portfolio/kr.yaml',
  ko: '보도로만 알려진 협정 파일 (예: portfolio/kr.yaml)',
  ja: '報道でのみ知られている協定のファイル (例: portfolio/kr.yaml)',
}

/** Their declaration. */
export function portfolioFlags(
  say: Say,
): ReturnType<typeof nodeFlags> & { readonly portfolio: ReturnType<typeof textFlag> & { readonly optional: true } } {
  return { ...nodeFlags(say), portfolio: { ...textFlag(say(PORTFOLIO), 'file'), optional: true } }
}

/** A file that may be named, as the node takes it; null where none is. The node reads it strictly. */
export function readYamlOrNull(path: string | undefined): Json {
  return path === undefined ? null : decodeYaml(readGiven(path), path)
}

/** `2026-11-23`, or an instant such as `2026-11-22T15:00:00Z`. A day alone begins at midnight UTC. */
export function instantText(given: string, flag: string): string {
  return given.includes('T') ? given : toUtc(spanOf(given, { zoneMinutes: 0, where: flag }).from)
}
