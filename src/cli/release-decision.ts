import { buildCommand, type Command } from '@stricli/core'
import { stringOf, type Shape } from '../core/bytes/shape.ts'
import type { Text } from '../core/text.ts'
import type { Context } from './context.ts'
import type { Say } from './language.ts'
import { actFlags, answeredList, ask, type ActFlags } from './node-options.ts'
import { itemArgument, toFlag } from './parameters.ts'

/** One person's decision on a proposal. */
export interface ReleaseDecision {
  readonly decision: 'approve' | 'refuse'
  readonly brief: string
}

interface Flags extends ActFlags {
  readonly to: string
}

/** The command of one decision: `comity/release-<decision>/v1` with every decision made so far. */
export function releaseDecisionCommand({ decision, brief }: ReleaseDecision, say: Say): Command<Context> {
  return buildCommand<Flags, [string], Context>({
    docs: { brief, customUsage: ['KR-2026-A1B2C3D4E5 --to JP --as disclosure-officer --dir kr'] },
    parameters: {
      flags: { ...actFlags(say), to: toFlag(say) },
      positional: { kind: 'tuple', parameters: [itemArgument(say)] },
    },
    async func(flags, item) {
      const answer = await ask(flags, 'release.approve', { item, to: flags.to, person: flags.as, decision })
      const lines = answeredList(answer, 'decisions').map((made) => decisionWords(made, say))
      this.print.data({
        schema: `comity/release-${decision}/v1`,
        value: { item, to: flags.to, ...answer.object },
        lines,
      })
    },
  })
}

const DECISIONS: Readonly<Record<string, Text>> = {
  approve: { en: 'approved by', ko: '승인', ja: '承認' },
  refuse: { en: 'refused by', ko: '거부', ja: '拒否' },
}

/** Who decided what. */
export function decisionWords(made: Shape, say: Say): string {
  const decision = stringOf(made, 'decision')
  const word = DECISIONS[decision]
  return `${word === undefined ? decision : say(word)} ${stringOf(made, 'person')}`
}
