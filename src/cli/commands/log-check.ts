import { buildCommand, type Command } from '@stricli/core'
import { fromBase64 } from '../../core/bytes/bytes.ts'
import { toUtc } from '../../core/bytes/calendar.ts'
import { instant } from '../../core/instant.ts'
import { decodeProof, verifyProof } from '../../core/ledger/proof.ts'
import type { Text } from '../../core/text.ts'
import { nodePrimitives } from '../../io/primitives.ts'
import type { Context } from '../context.ts'
import { readGiven } from '../given-file.ts'
import type { Say } from '../language.ts'
import { pairsOfProof } from '../log-files.ts'
import { textArgument, textFlag } from '../node-options.ts'

const BRIEF: Text = {
  en: 'Checks a proof offline: this entry stands in that log, its owner signed it, and the partner held it by the time shown.',
  ko: '증명을 오프라인에서 검증합니다. 해당 항목이 기록에 있고, 소유국이 서명했으며, 표시된 시각까지 상대국이 보유했음을 확인합니다.',
  ja: '証明をオフラインで検証します。項目がログにあり、所有国が署名し、表示の時刻までに相手国が保有していたことを確認します。',
}
const FILE: Text = { en: 'a .tlog-proof', ko: '.tlog-proof 파일', ja: '.tlog-proof ファイル' }
const ENTRY: Text = {
  en: 'the entry it is to prove, in base64',
  ko: '증명할 항목 (base64)',
  ja: '証明する項目 (base64)',
}
const KEY: Text = {
  en: "the log's two keys, as vkeys or a file of them",
  ko: '기록의 키 둘: vkey 또는 vkey 파일',
  ja: 'ログの鍵二つ: vkey またはそのファイル',
}
const COSIGNER: Text = {
  en: "the partner's two keys, likewise",
  ko: '상대국의 키 둘 (형식 동일)',
  ja: '相手国の鍵二つ (同形式)',
}
const PROVEN: Text = { en: 'proven', ko: '증명됨', ja: '証明済み' }
const HELD: Text = { en: 'the partner held it by', ko: '상대국 보유 확인 시각', ja: '相手国の保有を確認した時刻' }

interface Flags {
  readonly entry: string
  readonly key: readonly string[]
  readonly cosigner: readonly string[]
}

/** `comity log check`: `comity/log-check/v1` with what was proven; ends with 8 where it was not. */
export function command(say: Say): Command<Context> {
  return buildCommand<Flags, [string], Context>({
    docs: {
      brief: say(BRIEF),
      customUsage: ['receipt.tlog-proof --entry AbCd... --key log.vkeys --cosigner partner.vkeys'],
    },
    parameters: {
      flags: {
        entry: textFlag(say(ENTRY), 'base64'),
        key: { ...textFlag(say(KEY), 'vkey'), variadic: true },
        cosigner: { ...textFlag(say(COSIGNER), 'vkey'), variadic: true },
      },
      positional: { kind: 'tuple', parameters: [textArgument(say(FILE), 'file')] },
    },
    func({ entry, key, cosigner }, file) {
      const proof = decodeProof(readGiven(file))
      const proven = verifyProof(nodePrimitives, proof, {
        entry: fromBase64(entry, '--entry'),
        ...pairsOfProof({ log: key, cosigners: cosigner }),
      })
      const cosigned = toUtc(instant(proven.cosigned * 1000))
      this.print.data({
        schema: 'comity/log-check/v1',
        value: { ...proven, cosigned },
        lines: [`${say(PROVEN)}: ${proven.origin}  #${proven.index} / ${proven.size}`, `${say(HELD)}: ${cosigned}`],
      })
    },
  })
}
