import process from 'node:process'
import { execute, propose } from './application.ts'
import { PROPOSE, proposalLines } from './completion.ts'
import type { Context } from './context.ts'
import type { ExitStatus } from './exit.ts'
import { EXIT, exitStatusOf } from './exit.ts'
import { readGlobals } from './globals.ts'
import { languageOf, sayIn } from './language.ts'
import { printer } from './print.ts'

const streams = { out: process.stdout, err: process.stderr }

/** The program. Only this file sets the exit status or ends the process. */
async function main(argv: readonly string[]): Promise<void> {
  let print = printer({ ...streams, language: languageOf(process.env), json: argv.includes('--json'), quiet: false })
  try {
    const completing = argv[0] === PROPOSE
    const { rest, json, quiet, language } = readGlobals(completing ? [] : argv)
    print = printer({ ...streams, json, quiet, language: language ?? print.language })
    const context: Context = {
      process: { stdout: streams.out, stderr: streams.err },
      print,
      say: sayIn(print.language),
      leave,
    }
    if (completing) streams.out.write(proposalLines(await propose(argv.slice(1), context)))
    else await execute(spelledOut(rest), context)
  } catch (error) {
    print.failure(error)
    leave(exitStatusOf(error))
  }
}

/** `help X` is `X --help`, and `--version` is `version`. */
function spelledOut(words: readonly string[]): readonly string[] {
  const [first, ...others] = words
  if (first === 'help') return [...others, '--help']
  if (first === '--version') return ['version', ...others]
  return words
}

function leave(status: ExitStatus): void {
  process.exitCode = status
}

// A reader that has seen enough (`comity ... | head`) is not a failure.
process.stdout.on('error', (error: NodeJS.ErrnoException) => {
  process.exit(error.code === 'EPIPE' ? EXIT.ok : EXIT.internal)
})
process.on('uncaughtException', (error) => {
  printer({ ...streams, language: languageOf(process.env), json: false, quiet: false }).failure(error)
  process.exit(EXIT.internal)
})

await main(process.argv.slice(2))
