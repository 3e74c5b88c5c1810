import { buildCommand, type Command } from '@stricli/core'
import {
  CLAIMS,
  DIFFERING,
  TERMINABLE,
  type Claim,
  type Differing,
  type Terminable,
} from '../../core/agreement/position.ts'
import { fromUtc } from '../../core/bytes/calendar.ts'
import { Fault } from '../../core/fault.ts'
import type { Instant } from '../../core/instant.ts'
import type { Text } from '../../core/text.ts'
import { agreementLines } from '../agreement-lines.ts'
import type { Context } from '../context.ts'
import type { Say } from '../language.ts'
import { actFlags, ask, textFlag, type ActFlags } from '../node-options.ts'
import { agreementArgument } from '../parameters.ts'

const BRIEF: Text = {
  en: 'Puts our own position on a contested state on record. The partner keeps its own; nothing merges the two.',
  ko: '다툼이 있는 상태에 관한 우리 입장을 기록합니다. 상대국의 입장은 그대로 남으며 둘을 합치지 않습니다.',
  ja: '争いのある状態についての自国の立場を記録します。相手国の立場はそのまま残り、二つを一つにはしません。',
}
const SINCE: Text = {
  en: 'since when, such as 2019-11-22T09:00:00Z',
  ko: '언제부터 (예: 2019-11-22T09:00:00Z)',
  ja: 'いつから (例: 2019-11-22T09:00:00Z)',
}
const CLAIM: Text = {
  en: 'in-force or ended',
  ko: 'in-force(발효 중) 또는 ended(종료)',
  ja: 'in-force(発効中) または ended(終了)',
}
const WHEN: Text = {
  en: 'end-of-term or any-time',
  ko: 'end-of-term(기간 만료 시) 또는 any-time(언제든지)',
  ja: 'end-of-term(期間満了時) または any-time(いつでも)',
}
const RULE: Text = {
  en: 'our rule while positions differ: allow or hold',
  ko: '입장이 다를 때의 우리 규칙: allow 또는 hold',
  ja: '立場が異なる間の自国の規則: allow または hold',
}
const BASIS: Text = { en: 'the ground, in our own words', ko: '근거', ja: '根拠' }

interface Flags extends ActFlags {
  readonly since: Instant
  readonly claim: Claim
  readonly terminable: Terminable
  readonly differing: Differing
  readonly basis: string
}

/** `comity agreement position`: `comity/agreement-position/v1`. */
export function command(say: Say): Command<Context> {
  return buildCommand<Flags, [string], Context>({
    docs: {
      brief: say(BRIEF),
      customUsage: [
        'exercise-kr-jp --since 2019-11-22T09:00:00Z --claim in-force --terminable any-time --differing allow --basis "note of 22 November" --as treaty-officer --dir kr',
      ],
    },
    parameters: {
      flags: {
        ...actFlags(say),
        since: { kind: 'parsed', parse: instantTyped, brief: say(SINCE), placeholder: 'instant' },
        claim: { kind: 'enum', values: CLAIMS, brief: say(CLAIM) },
        terminable: { kind: 'enum', values: TERMINABLE, brief: say(WHEN) },
        differing: { kind: 'enum', values: DIFFERING, brief: say(RULE) },
        basis: textFlag(say(BASIS), 'words'),
      },
      positional: { kind: 'tuple', parameters: [agreementArgument(say)] },
    },
    async func({ since, claim, terminable, differing, basis, ...flags }, agreement) {
      const position = { since, claim, terminable, differing, basis }
      const agreed = await ask(flags, 'agreement.position', { agreement, position, person: flags.as })
      this.print.data({
        schema: 'comity/agreement-position/v1',
        value: agreed.object,
        lines: agreementLines(agreed, this),
      })
    },
  })
}

// A misspelt flag is the person's, not the partner's.
function instantTyped(text: string): Instant {
  try {
    return fromUtc(text, '--since')
  } catch (cause) {
    throw new Fault('usage-invalid', `--since: \`${text}\` is no instant such as 2019-11-22T09:00:00Z`, { cause })
  }
}
