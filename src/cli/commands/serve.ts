import process from 'node:process'
import { buildCommand, type Command } from '@stricli/core'
import { Fault } from '../../core/fault.ts'
import type { Text } from '../../core/text.ts'
import { readPassphrase } from '../../io/passphrase.ts'
import { listenControl } from '../../server/control/listener.ts'
import { openHost, type Host } from '../../server/host.ts'
import type { Context } from '../context.ts'
import { exitStatusOf } from '../exit.ts'
import type { Say } from '../language.ts'
import { stopSignal } from '../signal.ts'
import { nodeFlags, nodeOptions, type NodeFlags } from '../node-options.ts'

const BRIEF: Text = {
  en: 'Runs the node of a directory until it is told to stop (SIGTERM or SIGINT).',
  ko: '디렉터리의 노드를 중지 신호(SIGTERM 또는 SIGINT)를 받을 때까지 실행합니다.',
  ja: 'ディレクトリのノードを、停止の合図 (SIGTERM または SIGINT) まで動かします。',
}
const OFFSET: Text = {
  en: 'days to move the clock of an exercise node; a live node refuses it',
  ko: '훈련용 노드의 시계를 옮길 일수. 실제 노드는 거부합니다',
  ja: '訓練用ノードの時計を動かす日数。実際のノードは拒みます',
}
const READY: Text = { en: 'listening for partners on', ko: '상대국을 위해 수신 대기:', ja: '相手国のために待ち受け中:' }

interface Flags extends NodeFlags {
  readonly exerciseClockOffset?: number
}

/** `comity serve`: one line `comity/serve/v1` when it is ready, then silence on stdout. */
export function command(say: Say): Command<Context> {
  return buildCommand<Flags, [], Context>({
    docs: { brief: say(BRIEF), customUsage: ['--dir kr', '--dir kr --passphrase-file /run/secrets/comity'] },
    parameters: {
      flags: {
        ...nodeFlags(say),
        exerciseClockOffset: {
          kind: 'parsed',
          parse: wholeDays,
          optional: true,
          brief: say(OFFSET),
          placeholder: 'days',
        },
      },
    },
    async func(flags) {
      const { directory, passphrase } = nodeOptions(flags)
      const onFatal = (error: unknown): void => {
        this.print.failure(error)
        process.exit(exitStatusOf(error))
      }
      const host = await openHost({
        directory,
        passphrase: readPassphrase(passphrase, process.env),
        clockOffsetMs: (flags.exerciseClockOffset ?? 0) * 86_400_000,
        onFatal,
        onNotice: ({ code, relation, detail }) => this.print.note(`${code} ${relation} ${detail}`),
      })
      const control = await listenControl(host, onFatal)
      const stopped = stopSignal()
      announce(this, host)
      await stopped
      await control.close()
      await host.close()
    },
  })
}

function announce(context: Context, { config, addresses, directory }: Host): void {
  const { federation, audit } = addresses
  context.print.data({
    schema: 'comity/serve/v1',
    value: {
      nation: config.nation,
      node: config.node,
      directory,
      pid: process.pid,
      federation: { ...federation },
      audit: audit === null ? null : { ...audit },
    },
    lines: [`${config.node} (${config.nation}): ${context.say(READY)} https://${federation.host}:${federation.port}`],
  })
}

function wholeDays(text: string): number {
  if (!/^-?[0-9]{1,5}$/.test(text))
    throw new Fault('usage-invalid', `--exercise-clock-offset: \`${text}\` is not a whole number of days`)
  return Number(text)
}
