import { resolve } from 'node:path'
import { buildCommand, type Command } from '@stricli/core'
import { toHex } from '../../core/bytes/bytes.ts'
import { toUtc } from '../../core/bytes/calendar.ts'
import { stringOf, stringOrNull, type Shape } from '../../core/bytes/shape.ts'
import { Fault } from '../../core/fault.ts'
import { instant } from '../../core/instant.ts'
import { verifyLog, type LogReport } from '../../core/ledger/verify.ts'
import type { Text } from '../../core/text.ts'
import { nodePrimitives } from '../../io/primitives.ts'
import type { Context } from '../context.ts'
import type { Say } from '../language.ts'
import { isUrl, logReader, trustOf, type GivenKeys } from '../log-files.ts'
import {
  answered,
  answeredList,
  ask,
  nodeFlags,
  textArgument,
  textFlag,
  wordsIn,
  type NodeFlags,
} from '../node-options.ts'

const BRIEF: Text = {
  en: 'Checks a whole log with public keys alone: every signature of its head, every entry, every tile, the root.',
  ko: '공개 키만으로 기록 전체를 검증합니다. 헤드의 모든 서명, 모든 항목과 타일, 루트를 확인합니다.',
  ja: '公開鍵だけでログ全体を検証します。ヘッドの全署名、全ての項目とタイル、ルートを確認します。',
}
const PLACE: Text = {
  en: 'a folder or an http(s) address, with `checkpoint` in it',
  ko: '`checkpoint`가 있는 폴더 또는 http(s) 주소',
  ja: '`checkpoint` のあるフォルダーまたは http(s) の URL',
}
const KEY: Text = {
  en: 'a key of the log, as a vkey or a file of them (otherwise as this node knows them)',
  ko: '기록의 키: vkey 또는 vkey 파일 (지정하지 않으면 이 노드가 아는 키)',
  ja: 'ログの鍵: vkey またはそのファイル (指定がなければこのノードの知る鍵)',
}
const COSIGNER: Text = {
  en: 'a key of who cosigned it, likewise',
  ko: '부서자의 키 (형식 동일)',
  ja: '連署者の鍵 (同形式)',
}
const SOUND: Text = { en: 'sound', ko: '이상 없음', ja: '異常なし' }
const ENTRIES: Text = { en: 'entries', ko: '항목 수', ja: '項目数' }
const COSIGNED: Text = { en: 'cosigned', ko: '부서', ja: '連署' }
const UNCHECKED: Readonly<Record<LogReport['unchecked'][number], Text>> = {
  quantum: {
    en: 'NOT checked: the ML-DSA-87 signature (no key given)',
    ko: '확인하지 않음: ML-DSA-87 서명 (키 없음)',
    ja: '未検証: ML-DSA-87 署名 (鍵なし)',
  },
  cosignatures: {
    en: 'NOT checked: cosignatures (no key given)',
    ko: '확인하지 않음: 부서 (키 없음)',
    ja: '未検証: 連署 (鍵なし)',
  },
}
const OWN_KEYS: Text = {
  en: "checked with the keys this node has on file; a stranger takes them from the ceremony's record and gives --key and --cosigner",
  ko: '이 노드에 등록된 키로 검증했습니다. 제3자는 키 생성 기록에서 얻은 키를 --key와 --cosigner로 지정하십시오',
  ja: 'このノードに登録された鍵で検証しました。第三者は鍵生成の記録から得た鍵を --key と --cosigner で指定してください',
}

interface Flags extends NodeFlags {
  readonly key?: readonly string[]
  readonly cosigner?: readonly string[]
}

const USAGE = [
  'kr/published/rel/ID/1 --dir kr',
  'https://node.example/rel/ID/1 --key log.vkeys --cosigner partner.vkeys',
]

/** `comity log verify`: `comity/log-verify/v1`; ends with 8 at the first thing that is wrong. */
export function command(say: Say): Command<Context> {
  return buildCommand<Flags, [string], Context>({
    docs: { brief: say(BRIEF), customUsage: USAGE },
    parameters: {
      flags: {
        ...nodeFlags(say),
        key: { ...textFlag(say(KEY), 'vkey'), optional: true, variadic: true },
        cosigner: { ...textFlag(say(COSIGNER), 'vkey'), optional: true, variadic: true },
      },
      positional: { kind: 'tuple', parameters: [textArgument(say(PLACE), 'log')] },
    },
    async func(flags, place) {
      const read = logReader(place)
      const isOwn = flags.key === undefined
      const keys =
        flags.key === undefined ? await keysOnFile(flags, place) : { log: flags.key, cosigners: flags.cosigner ?? [] }
      const progress = this.print.progress()
      const report = await verifyLog(nodePrimitives, read, {
        trust: trustOf(keys),
        progress: (done, size) => progress.step(`${done}/${size}`),
      }).finally(() => progress.done())
      if (isOwn) this.print.note(say(OWN_KEYS))
      announce(this, report)
    },
  })
}

/** The keys of a log that the node of the directory keeps or mirrors, found by its folder or its address. */
async function keysOnFile(flags: Flags, place: string): Promise<GivenKeys> {
  const status = await ask(flags, 'status', {})
  const logs = answeredList(status, 'partners').flatMap((partner) => [
    answered(partner.object['ours'], 'ours'),
    answered(partner.object['theirs'], 'theirs'),
  ])
  const found = logs.find((log) => isAt(log, place))
  if (found === undefined) throw new Fault('usage-invalid', `${place}: no log of this node; give its keys with --key`)
  return { log: wordsIn(found, 'keys'), cosigners: wordsIn(found, 'cosigners') }
}

function isAt(log: Shape, place: string): boolean {
  return isUrl(place)
    ? stringOrNull(log, 'url') === place.replace(/\/$/, '')
    : resolve(stringOf(log, 'path', 4096)) === resolve(place)
}

function announce({ print, say }: Context, { head, lines, cosigned, unchecked }: LogReport): void {
  const times = cosigned.map(({ name, time }) => ({ name, at: toUtc(instant(time * 1000)) }))
  print.data({
    schema: 'comity/log-verify/v1',
    value: {
      origin: head.origin,
      size: head.size,
      root: toHex(head.root),
      signatures: lines.map(({ key }) => ({ name: key.name, kind: key.kind, id: key.id })),
      cosigned: times,
      unchecked,
    },
    lines: [
      `${say(SOUND)}: ${head.origin}`,
      `  ${say(ENTRIES)}: ${head.size}  SHA-256: ${toHex(head.root)}`,
      ...times.map(({ name, at }) => `  ${say(COSIGNED)}: ${name}  ${at}`),
      ...unchecked.map((what) => `  ${say(UNCHECKED[what])}`),
    ],
  })
}
