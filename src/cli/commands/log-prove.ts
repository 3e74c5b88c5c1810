import { writeFileSync } from 'node:fs'
import { resolve } from 'node:path'
import { buildCommand, type Command } from '@stricli/core'
import { fromBase64, toHex } from '../../core/bytes/bytes.ts'
import { countOf, stringOf } from '../../core/bytes/shape.ts'
import { Fault } from '../../core/fault.ts'
import type { Text } from '../../core/text.ts'
import type { Context } from '../context.ts'
import type { Say } from '../language.ts'
import { ask, nodeFlags, textArgument, textFlag, type NodeFlags } from '../node-options.ts'
import { nationFlag } from '../parameters.ts'

const BRIEF: Text = {
  en: 'Writes the proof that an entry stands in a log both nations have signed. Anyone checks it offline with public keys.',
  ko: '양국이 서명한 기록에 한 항목이 있음을 증명하는 파일을 만듭니다. 공개 키로 누구나 오프라인에서 검증할 수 있습니다.',
  ja: '両国が署名したログに項目があることの証明を書き出します。公開鍵があれば誰でもオフラインで検証できます。',
}
const INDEX: Text = { en: "the entry's number", ko: '기록 번호', ja: '記録番号' }
const WITH: Text = { en: 'the partner', ko: '상대국', ja: '相手国' }
const LOG: Text = {
  en: 'whose log: what we did, or what they did',
  ko: '어느 쪽 기록: 우리(ours) 또는 상대국(theirs)',
  ja: 'どちらのログか: 自国 (ours) または相手国 (theirs)',
}
const OUT: Text = { en: 'a file that does not exist yet', ko: '아직 없는 파일', ja: 'まだ存在しないファイル' }
const ENTRY: Text = { en: 'entry', ko: '항목', ja: '項目' }

interface Flags extends NodeFlags {
  readonly with: string
  readonly log: 'ours' | 'theirs'
  readonly out: string
}

/** `comity log prove`: `comity/log-prove/v1` with the `entry` in base64 and where the `.tlog-proof` is. */
export function command(say: Say): Command<Context> {
  return buildCommand<Flags, [string], Context>({
    docs: { brief: say(BRIEF), customUsage: ['7 --with JP --log theirs --out receipt.tlog-proof --dir kr'] },
    parameters: {
      flags: {
        ...nodeFlags(say),
        with: nationFlag(say(WITH)),
        log: { kind: 'enum', values: ['ours', 'theirs'], brief: say(LOG) },
        out: textFlag(say(OUT), 'file'),
      },
      positional: { kind: 'tuple', parameters: [textArgument(say(INDEX), 'index')] },
    },
    async func(flags, index) {
      if (!/^(?:0|[1-9][0-9]{0,14})$/.test(index))
        throw new Fault('usage-invalid', `\`${index}\` is not an entry's number`)
      const answer = await ask(flags, 'log.prove', { with: flags.with, log: flags.log, index: Number(index) })
      const out = resolve(flags.out)
      writeNew(out, fromBase64(stringOf(answer, 'proof', PROOF_LENGTH_MAX), 'proof'))
      const { proof: _, ...value } = answer.object
      const entry = stringOf(answer, 'entry')
      this.print.data({
        schema: 'comity/log-prove/v1',
        value: { ...value, out },
        lines: [
          `${stringOf(answer, 'origin')}  #${countOf(answer, 'index')} / ${countOf(answer, 'size')}`,
          `${say(ENTRY)}: ${entry}  (${toHex(fromBase64(entry, 'entry'))})`,
          out,
        ],
      })
    },
  })
}

const PROOF_LENGTH_MAX = 4 * 1024 * 1024

function writeNew(path: string, bytes: Uint8Array): void {
  try {
    writeFileSync(path, bytes, { flag: 'wx' })
  } catch (cause) {
    throw new Fault('usage-invalid', `--out: ${path} exists already or cannot be written`, { cause })
  }
}
