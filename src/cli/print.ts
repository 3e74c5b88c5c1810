import type { Json } from '../core/bytes/canonical.ts'
import type { Language, Text } from '../core/text.ts'
import { Fault, faultText } from '../core/fault.ts'
import { exitStatusOf } from './exit.ts'

/** Where text goes: a stream of the process, or a test's. */
export interface Sink {
  readonly isTTY?: boolean
  write(text: string): unknown
}

/** A line on a terminal that says what is going on, and is gone when it is over. */
export interface Progress {
  step(text: string): void
  done(): void
}

/** How one run speaks. Data goes to `out` and nothing else does; every other word goes to `err`. */
export interface Printer {
  readonly language: Language
  /** The result of a command: `lines` for people, or one JSON object that begins with its `schema`, `comity/<name>/v<n>`. */
  data(result: {
    readonly schema: string
    readonly value: { readonly [name: string]: Json }
    readonly lines: readonly string[]
  }): void
  /** A word beside the data; not under `--quiet`. */
  note(text: string): void
  /** For whatever may take over a second; silent off a terminal and under `--quiet`. */
  progress(): Progress
  /** Why the command failed: what, where, next; one JSON object under `--json`. */
  failure(error: unknown): void
}

export interface PrinterOptions {
  readonly out: Sink
  readonly err: Sink
  readonly language: Language
  readonly json: boolean
  readonly quiet: boolean
}

const WHERE: Text = { en: 'where', ko: '위치', ja: '箇所' }
const NEXT: Text = { en: 'next', ko: '다음', ja: '次に' }
const BUG: Text = {
  en: 'a fault in Comity itself; it stopped rather than go on',
  ko: 'Comity 자체의 결함입니다. 계속하지 않고 중지했습니다',
  ja: 'Comity 自体の欠陥です。続行せずに停止しました',
}
const REPORT_IT = 'keep the lines below and report them; nothing that was acknowledged is lost'

/** Makes the printer of one run. */
export function printer({ out, err, language, json, quiet }: PrinterOptions): Printer {
  return {
    language,
    data({ schema, value, lines }) {
      out.write(json ? `${JSON.stringify({ schema, ...value })}\n` : lines.map((line) => `${line}\n`).join(''))
    },
    note(text) {
      if (!quiet) err.write(`${text}\n`)
    },
    progress: () => (err.isTTY === true && !quiet ? liveProgress(err) : { step() {}, done() {} }),
    failure(error) {
      const { code, what, where, next } = describe(error, language)
      if (json) {
        err.write(
          `${JSON.stringify({ schema: 'comity/fault/v1', code, what, where, next, exit: exitStatusOf(error) })}\n`,
        )
        return
      }
      err.write(`comity: ${what}\n`)
      if (where !== '') err.write(`  ${WHERE[language]}: ${where}\n`)
      err.write(`  ${NEXT[language]}: ${next}\n`)
      if (!(error instanceof Fault))
        err.write(`${error instanceof Error ? (error.stack ?? error.message) : String(error)}\n`)
    },
  }
}

interface Failure {
  readonly code: string
  readonly what: string
  readonly where: string
  readonly next: string
}

function describe(error: unknown, language: Language): Failure {
  if (!(error instanceof Fault)) {
    return {
      code: 'internal',
      what: BUG[language],
      where: error instanceof Error ? error.message : String(error),
      next: REPORT_IT,
    }
  }
  const text = faultText(error.code)
  return { code: error.code, what: text[language], where: error.detail, next: text.next }
}

const ERASE_LINE = '\r\u001b[2K'

function liveProgress(err: Sink): Progress {
  return {
    step: (text) => void err.write(`${ERASE_LINE}${text} ...`),
    done: () => void err.write(ERASE_LINE),
  }
}
