import type {
  Application,
  ApplicationText,
  Command,
  InputCompletion,
  RouteMap,
  StricliIntegration,
} from '@stricli/core'
import type { Context } from './context.ts'
import type { Say } from './language.ts'
import {
  ArgumentScannerError,
  buildApplication,
  buildCommand,
  buildRouteMap,
  formatMessageForArgumentScannerError,
  proposeCompletions,
  run,
  text_en,
} from '@stricli/core'
import { unreachable } from '../core/assert.ts'
import { Fault } from '../core/fault.ts'
import { GLOBAL_OPTIONS, HELP_BRIEF } from './globals.ts'
import { HEADINGS, commandHelp, groupHelp } from './help.ts'
import { NOUNS, TREE, commandNamed } from './tree.ts'

/** Runs the command that `words` name, or shows help. Whatever goes wrong rejects; the caller prints it. */
export async function execute(words: readonly string[], context: Context): Promise<void> {
  const failures: unknown[] = []
  const app = await application(words, context.say, (error) => failures.push(error))
  // The library's own messages become faults, so it is given no error stream.
  const { stdout } = context.process
  await run(app, words, { ...context, process: { stdout, stderr: { write() {} } } })
  if (failures.length > 0) throw failures[0]
}

/** What the last of `words` may become. */
export async function propose(words: readonly string[], context: Context): Promise<readonly InputCompletion[]> {
  const { say } = context
  const found = await proposeCompletions(await application(words, say, () => {}), words, context)
  const begun = words.at(-1) ?? ''
  const options = GLOBAL_OPTIONS.map(({ form, brief }) => ({
    kind: 'argument:flag' as const,
    completion: form.replace(/ .*/, ''),
    brief: say(brief),
  }))
  const all = begun.startsWith('-') ? [...found, ...options] : found
  return all.filter(({ completion }) => completion !== '--' && completion.startsWith(begun))
}

/** Only the named command's file is loaded; for the others the names and briefs of the tree are enough. */
async function application(
  words: readonly string[],
  say: Say,
  failed: (error: unknown) => void,
): Promise<Application<Context>> {
  const named = commandNamed(words)
  const loaded = named === null ? undefined : (await TREE[named]?.load())?.command(say)
  const routes: Record<string, Command<Context> | RouteMap<Context>> = {}
  const verbs: Record<string, Record<string, Command<Context>>> = {}
  for (const [name, row] of Object.entries(TREE)) {
    const command = name === named && loaded !== undefined ? loaded : placeholder(say(row.brief))
    const [noun = '', verb] = name.split(' ')
    if (verb === undefined) routes[noun] = command
    else (verbs[noun] ??= {})[verb] = command
  }
  for (const [noun, commands] of Object.entries(verbs)) {
    const brief = NOUNS[noun] ?? unreachable(`the noun \`${noun}\` has no brief`)
    routes[noun] = buildRouteMap({ routes: commands, docs: { brief: say(brief) } })
  }
  return buildApplication(
    buildRouteMap({ routes, docs: { brief: 'Comity' } }),
    {
      name: 'comity',
      scanner: { caseStyle: 'allow-kebab-for-camel', allowArgumentEscapeSequence: true },
      localization: { text: wording(say, failed) },
    },
    { help: helpIntegration(say) },
  )
}

function placeholder(brief: string): Command<Context> {
  return buildCommand<object, [], Context>({
    docs: { brief },
    parameters: {},
    func: () => unreachable('a command that was not loaded'),
  })
}

function helpIntegration(say: Say): StricliIntegration<Context> {
  return {
    flag: {
      brief: say(HELP_BRIEF),
      aliases: ['h'],
      hidden: true,
      global: true,
      complete: true,
      defaultForRouteMap: true,
      run(app, { result, text }) {
        const words = result.prefix.slice(1)
        if (commandNamed(words) === null) {
          this.process.stdout.write(groupHelp(words[0] ?? null, say))
          return
        }
        const { config } = app
        const own = result.target.formatHelp({
          prefix: result.prefix,
          config: config.documentation,
          text,
          additionalFlags: [],
          includeArgumentEscapeSequenceFlag: false,
          includeHidden: false,
          ansiColor: false,
        })
        this.process.stdout.write(commandHelp(own, say))
      },
    },
  }
}

/** The library's words in the reader's language, and each of its complaints as a fault. */
function wording(say: Say, failed: (error: unknown) => void): ApplicationText {
  const keep = (error: unknown): string => {
    failed(error)
    return ''
  }
  return {
    ...text_en,
    headers: {
      usage: say(HEADINGS.examples),
      aliases: say(HEADINGS.commands),
      commands: say(HEADINGS.commands),
      flags: say(HEADINGS.options),
      arguments: say(HEADINGS.arguments),
    },
    noCommandRegisteredForInput: ({ input, corrections }) =>
      keep(
        new Fault(
          'usage-invalid',
          `\`${input}\` is not a command${corrections.length === 0 ? '' : `; did you mean ${corrections.join(' or ')}?`}`,
        ),
      ),
    exceptionWhileParsingArguments: (error) =>
      keep(
        error instanceof ArgumentScannerError
          ? new Fault('usage-invalid', formatMessageForArgumentScannerError(error, {}))
          : error,
      ),
    exceptionWhileLoadingCommandFunction: keep,
    exceptionWhileLoadingCommandContext: keep,
    exceptionWhileRunningCommand: keep,
    exceptionWhileRunningIntegrationFlag: ({ exception }) => keep(exception),
    exceptionWhileRunningIntegrationHook: ({ exception }) => keep(exception),
    commandErrorResult: keep,
  }
}
