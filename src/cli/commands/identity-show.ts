import { buildCommand, type Command } from '@stricli/core'
import { toBase64 } from '../../core/bytes/bytes.ts'
import { fingerprint } from '../../core/party/identity.ts'
import type { Text } from '../../core/text.ts'
import { nodePrimitives } from '../../io/primitives.ts'
import type { Context } from '../context.ts'
import type { Say } from '../language.ts'
import { nodeFlags, nodeOptions, type NodeFlags } from '../node-options.ts'
import { readOwnIdentity } from '../own-identity.ts'

const BRIEF: Text = {
  en: 'What a partner needs of this node: its identity document, and the fingerprint to read aloud. Needs no passphrase.',
  ko: '상대국에 필요한 이 노드의 신원 문서와 소리 내어 읽을 지문을 표시합니다. 암호문구는 필요하지 않습니다.',
  ja: '相手国に渡すこのノードの身元文書と、読み上げるフィンガープリントを表示します。パスフレーズは不要です。',
}

/** `comity identity show`: `comity/identity-show/v1`; `document` is the identity document in base64. */
export function command(say: Say): Command<Context> {
  return buildCommand<NodeFlags, [], Context>({
    docs: { brief: say(BRIEF), customUsage: ['--dir kr'] },
    parameters: { flags: nodeFlags(say) },
    func(flags) {
      const { path, document, identity } = readOwnIdentity(nodeOptions(flags).directory)
      const { nation, node, exercise, url } = identity
      const digits = fingerprint(nodePrimitives, identity)
      this.print.data({
        schema: 'comity/identity-show/v1',
        value: { nation, node, exercise, url, path, fingerprint: digits, document: toBase64(document) },
        lines: [`${nation}  ${node}  ${url}`, digits, path],
      })
    },
  })
}
