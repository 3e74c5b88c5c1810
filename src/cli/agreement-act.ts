import { buildCommand, type Command } from '@stricli/core'
import { agreementLines } from './agreement-lines.ts'
import type { Context } from './context.ts'
import type { Say } from './language.ts'
import { actFlags, ask, type ActFlags } from './node-options.ts'
import { agreementArgument } from './parameters.ts'

/** What the nation does about an agreement by one act on record. */
export interface AgreementAct {
  readonly kind: 'sign' | 'notify' | 'notice'
  readonly brief: string
  readonly example: string
}

/** The command of one such act: `comity/agreement-<kind>/v1`, the agreement as it then stands. */
export function agreementActCommand({ kind, brief, example }: AgreementAct, say: Say): Command<Context> {
  return buildCommand<ActFlags, [string], Context>({
    docs: { brief, customUsage: [example] },
    parameters: { flags: actFlags(say), positional: { kind: 'tuple', parameters: [agreementArgument(say)] } },
    async func(flags, agreement) {
      const agreed = await ask(flags, 'agreement.act', { kind, agreement, person: flags.as })
      this.print.data({
        schema: `comity/agreement-${kind}/v1`,
        value: agreed.object,
        lines: agreementLines(agreed, this),
      })
    },
  })
}
