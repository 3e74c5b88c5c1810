import { buildCommand, type Command } from '@stricli/core'
import { stringOrNull, type Shape } from '../../core/bytes/shape.ts'
import type { Text } from '../../core/text.ts'
import type { Context } from '../context.ts'
import { EXIT } from '../exit.ts'
import type { Say } from '../language.ts'
import { answeredList, ask, said, wordsIn } from '../node-options.ts'
import { itemArgument, toFlag } from '../parameters.ts'
import { portfolioFlags, readYamlOrNull, type PortfolioFlags } from '../portfolio-options.ts'
import { routeLines } from '../route-lines.ts'

const BRIEF: Text = {
  en: 'Every lawful way for an item to a nation, directly or through a hub, with what each leg needs; and what bars the others.',
  ko: '문서를 해당 국가에 제공할 수 있는 모든 적법한 경로와 구간별 조건, 막힌 경로의 이유를 표시합니다.',
  ja: '案件をその国に提供できる全ての適法な経路と区間ごとの条件、及び閉ざされた経路の理由を表示します。',
}
const BARRED: Text = { en: 'barred', ko: '불가', ja: '不可' }
const NONE: Text = {
  en: 'no lawful way is known',
  ko: '알려진 적법한 경로가 없습니다',
  ja: '適法な経路は知られていません',
}

interface Flags extends PortfolioFlags {
  readonly to: string
}

/** `comity route find`: `comity/route-find/v1` with `routes` and `barred`; ends with 4 where none is open yet, with 3 where there is none. */
export function command(say: Say): Command<Context> {
  return buildCommand<Flags, [string], Context>({
    docs: {
      brief: say(BRIEF),
      customUsage: [
        'KR-2026-A1B2C3D4E5 --to JP --dir kr',
        'KR-2026-A1B2C3D4E5 --to JP --portfolio portfolio/kr.yaml --dir kr',
      ],
    },
    parameters: {
      flags: { ...portfolioFlags(say), to: toFlag(say) },
      positional: { kind: 'tuple', parameters: [itemArgument(say)] },
    },
    async func(flags, item) {
      const answer = await ask(flags, 'route.find', { item, to: flags.to, portfolio: readYamlOrNull(flags.portfolio) })
      const routes = answeredList(answer, 'routes')
      const lines = [
        ...(routes.length === 0 ? [say(NONE)] : routes.flatMap((route) => routeLines(route, say))),
        ...answeredList(answer, 'barred').map((barred) => barredLine(barred, this)),
      ]
      this.print.data({ schema: 'comity/route-find/v1', value: answer.object, lines })
      this.leave(
        routes.some((route) => route.object['open'] === true)
          ? EXIT.ok
          : routes.length > 0
            ? EXIT.needsConsent
            : EXIT.denied,
      )
    },
  })
}

function barredLine(barred: Shape, { print, say }: Context): string {
  const ground = [stringOrNull(barred, 'agreement'), stringOrNull(barred, 'article')]
    .filter((word) => word !== null)
    .join(' ')
  return `${wordsIn(barred, 'path').join(' → ')}  ${say(BARRED)}: ${said(barred, 'text', print.language)}${ground === '' ? '' : `  (${ground})`}`
}
