import { buildCommand, type Command } from '@stricli/core'
import { stringOf, type Shape } from '../../core/bytes/shape.ts'
import type { Text } from '../../core/text.ts'
import type { Context } from '../context.ts'
import { itemLines } from '../item-lines.ts'
import type { Say } from '../language.ts'
import { answered, answeredList, ask, nodeFlags, type NodeFlags } from '../node-options.ts'
import { itemArgument } from '../parameters.ts'
import { decisionWords } from '../release-decision.ts'

const BRIEF: Text = {
  en: 'One item of ours: its portions and markings, who proposed it to whom, and whether it was released.',
  ko: '우리 문서 하나의 부분과 비밀표지, 제안 및 제공 여부를 표시합니다.',
  ja: '自国の案件一件の部分と秘密表示、起案と提供の有無を表示します。',
}
const PROPOSED: Text = { en: 'proposed by', ko: '제안자', ja: '起案者' }
const RELEASED: Text = { en: 'released as entry', ko: '제공됨, 기록 번호', ja: '提供済み、記録番号' }

/** `comity item show`: `comity/item-show/v1` with `item`, `facts` and `releases`. */
export function command(say: Say): Command<Context> {
  return buildCommand<NodeFlags, [string], Context>({
    docs: { brief: say(BRIEF), customUsage: ['KR-2026-A1B2C3D4E5 --dir kr'] },
    parameters: { flags: nodeFlags(say), positional: { kind: 'tuple', parameters: [itemArgument(say)] } },
    async func(flags, item) {
      const answer = await ask(flags, 'item.show', { item })
      const releases = answeredList(answer, 'releases').map((release) => `  → ${releaseWords(release, say)}`)
      this.print.data({
        schema: 'comity/item-show/v1',
        value: answer.object,
        lines: [...itemLines(answered(answer.object['item'], 'item')), ...releases],
      })
    },
  })
}

function releaseWords(release: Shape, say: Say): string {
  const { index } = release.object
  const decisions = answeredList(release, 'decisions').map((made) => decisionWords(made, say))
  const released = typeof index === 'number' ? [`${say(RELEASED)} ${index}`] : []
  return [stringOf(release, 'to'), `${say(PROPOSED)} ${stringOf(release, 'proposer')}`, ...decisions, ...released].join(
    '  ',
  )
}
