import { buildCommand, type Command } from '@stricli/core'
import { agreementLines } from './agreement-lines.ts'
import type { Context } from './context.ts'
import type { Say } from './language.ts'
import { actFlags, ask, type ActFlags } from './node-options.ts'
import { agreementArgument } from './parameters.ts'

/** What the nation does about an agreement by one act on record. */
export interface AgreementAct {
  /** The command's own word, and the act it records. */
  readonly name: string
  readonly kind: string
  readonly brief: string
}

/** The command of one such act: `comity/agreement-<name>/v1`, the agreement as it then stands. */
export function agreementActCommand({ name, kind, brief }: AgreementAct, say: Say): Command<Context> {
  return buildCommand<ActFlags, [string], Context>({
    docs: { brief, customUsage: ['exercise-kr-jp --as treaty-officer --dir kr'] },
    parameters: { flags: actFlags(say), positional: { kind: 'tuple', parameters: [agreementArgument(say)] } },
    async func(flags, agreement) {
      const agreed = await ask(flags, 'agreement.act', { kind, agreement, person: flags.as })
      this.print.data({
        schema: `comity/agreement-${name}/v1`,
        value: agreed.object,
        lines: agreementLines(agreed, this),
      })
    },
  })
}
