import type { CommandContext } from '@stricli/core'
import type { ExitStatus } from './exit.ts'
import type { Say } from './language.ts'
import type { Printer } from './print.ts'

/** What every command is handed as `this`. */
export interface Context extends CommandContext {
  readonly print: Printer
  readonly say: Say
  /** For an answer that is not success and not a fault either: a verdict that withholds ends with 3 or 4. */
  readonly leave: (status: ExitStatus) => void
}
