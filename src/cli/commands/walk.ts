import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { buildCommand, type Command } from '@stricli/core'
import type { Text } from '../../core/text.ts'
import type { Context } from '../context.ts'
import { EXIT } from '../exit.ts'
import { walk, type Teller, type WalkResult } from '../exercise/walk.ts'
import type { Say } from '../language.ts'

const BRIEF: Text = {
  en: 'Runs the main job without a person: two nations meet, sign, exchange four items, refuse six, and prove it all.',
  ko: '주요 업무를 사람 없이 실행합니다. 두 나라가 만나 서명하고, 문서 넷을 주고받고, 여섯을 거부하며, 모두 증명합니다.',
  ja: '主な業務を人手なしで実行します。二か国が会い、署名し、四件を交換し、六件を拒み、すべてを証明します。',
}
const DIR: Text = {
  en: 'keeps both nodes and everything opened here; without it, all is gone at the end',
  ko: '두 노드와 열람한 문서를 여기에 보관합니다. 지정하지 않으면 끝날 때 모두 삭제됩니다',
  ja: '両ノードと開いた案件をここに保存します。指定がなければ終了時にすべて消えます',
}
const DONE: Text = { en: 'proofs checked, failed', ko: '검증한 증명, 실패', ja: '検証した証明、失敗' }

interface Flags {
  readonly dir?: string
}

/** `comity walk`: `comity/walk/v1`; ends with 8 where a proof failed or a verdict was not the one it had to be. */
export function command(say: Say): Command<Context> {
  return buildCommand<Flags, [], Context>({
    docs: { brief: say(BRIEF), customUsage: ['', '--dir walk', '--json --dir walk'] },
    parameters: {
      flags: { dir: { kind: 'parsed', parse: String, optional: true, brief: say(DIR), placeholder: 'dir' } },
    },
    async func(flags) {
      const directory = flags.dir === undefined ? mkdtempSync(join(tmpdir(), 'comity-walk-')) : resolve(flags.dir)
      try {
        const result = await walk(directory, tellerFor(this))
        this.print.data({ schema: 'comity/walk/v1', value: toValue(result), lines: summary(result, say) })
        if (!result.ok) this.leave(EXIT.verificationFailed)
      } finally {
        if (flags.dir === undefined) rmSync(directory, { recursive: true, force: true })
      }
    },
  })
}

function tellerFor({ print, say }: Context): Teller {
  const progress = print.progress()
  return {
    begin: (what) => progress.step(say(what)),
    end(what, detail) {
      progress.done()
      print.note(`✓ ${say(what)}${detail === undefined ? '' : `: ${detail}`}`)
    },
  }
}

function toValue({
  ok,
  directory,
  nodes,
  exchanges,
  refusals,
  proofs,
}: WalkResult): Parameters<Context['print']['data']>[0]['value'] {
  return {
    ok,
    directory,
    nodes: [...nodes],
    exchanges: [...exchanges],
    refusals: [...refusals],
    proofs: { ...proofs, failures: [...proofs.failures] },
  }
}

function summary({ ok, proofs }: WalkResult, say: Say): readonly string[] {
  return [`${ok ? '✓' : '✕'} ${say(DONE)}: ${proofs.checked}, ${proofs.failed}`, ...proofs.failures]
}
