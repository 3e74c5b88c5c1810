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
