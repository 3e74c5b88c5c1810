import type { Command } from '@stricli/core'
import type { Text } from '../../core/text.ts'
import type { Context } from '../context.ts'
import type { Say } from '../language.ts'
import process from 'node:process'
import { buildCommand } from '@stricli/core'
import { release } from '../release.ts'

const BRIEF: Text = {
  en: 'The versions of Comity and of its run time, for a report or an inventory.',
  ko: '보고서나 자산 목록에 쓸 Comity와 실행 환경의 버전을 표시합니다.',
  ja: '報告書や台帳に記す Comity と実行環境の版を表示します。',
}

/** `comity version`: `comity/version/v1` with `comity`, `node`, `openssl` and `platform`. */
export function command(say: Say): Command<Context> {
  return buildCommand<object, [], Context>({
    docs: { brief: say(BRIEF), customUsage: ['', '--json'] },
    parameters: {},
    func() {
      const { node, openssl } = process.versions
      const platform = `${process.platform}-${process.arch}`
      const value = { comity: release(), node, openssl: openssl ?? '', platform }
      this.print.data({
        schema: 'comity/version/v1',
        value,
        lines: [`comity ${value.comity}`, `node ${node}, OpenSSL ${value.openssl}, ${platform}`],
      })
    },
  })
}
