import { buildCommand, type Command } from '@stricli/core'
import type { Text } from '../../core/text.ts'
import { consentLine } from '../consent-lines.ts'
import type { Context } from '../context.ts'
import type { Say } from '../language.ts'
import { answeredList, ask, nodeFlags, type NodeFlags } from '../node-options.ts'
import { nationFlag } from '../parameters.ts'

const BRIEF: Text = {
  en: 'Consents to onward release with a partner: given, received, and carried between the two.',
  ko: '상대국과의 재제공 동의를 표시합니다: 준 것, 받은 것, 양측 사이에 전달된 것.',
  ja: '相手国との再提供の同意を表示します: 与えたもの、受けたもの、双方の間で伝達されたもの。',
}
const WITH: Text = { en: 'the partner', ko: '상대국', ja: '相手国' }
const LISTS: Readonly<Record<string, Text>> = {
  given: { en: 'given', ko: '우리가 준 동의', ja: '与えた同意' },
  received: { en: 'received', ko: '받은 동의', ja: '受けた同意' },
  carried: { en: 'carried', ko: '전달된 제3국의 동의', ja: '伝達された第三国の同意' },
}

interface Flags extends NodeFlags {
  readonly with: string
}

/** `comity consent list`: `comity/consent-list/v1` with `given`, `received` and `carried`. */
export function command(say: Say): Command<Context> {
  return buildCommand<Flags, [], Context>({
    docs: { brief: say(BRIEF), customUsage: ['--with US --dir kr'] },
    parameters: { flags: { ...nodeFlags(say), with: nationFlag(say(WITH)) } },
    async func(flags) {
      const answer = await ask(flags, 'consent.list', { with: flags.with })
      const lines = Object.entries(LISTS).flatMap(([name, word]) => {
        const list = answeredList(answer, name)
        return list.length === 0 ? [] : [say(word), ...list.map((one) => `  ${consentLine(one, say)}`)]
      })
      this.print.data({ schema: 'comity/consent-list/v1', value: answer.object, lines })
    },
  })
}
