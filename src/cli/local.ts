import process from 'node:process'
import { setTimeout as sleep } from 'node:timers/promises'
import type { Json } from '../core/bytes/canonical.ts'
import { Fault } from '../core/fault.ts'
import { askNode, isListening } from '../client/control.ts'
import { socketPath } from '../io/socket.ts'
import { readPassphrase, type PassphraseSource } from '../io/passphrase.ts'
import type { Relation } from '../runtime/node.ts'
import type { Host } from '../server/host.ts'

/** Which node, and how its keys are opened when it is not running. */
export interface NodeOptions {
  readonly directory: string
  readonly passphrase: PassphraseSource
}

const CONTACT_MS = 5_000

/**
 * Carries out one command at a node: by its socket where it runs, else by opening it here for as long as the command takes, contact
 * with its partners included.
 */
export async function callNode(options: NodeOptions, command: string, input: Json): Promise<Json> {
  const socket = socketPath(options.directory)
  if (isListening(socket)) {
    try {
      return await askNode(socket, { command, input })
    } catch (error) {
      // A socket left behind by a node that was killed: nobody listens, so the directory is free.
      if (!(error instanceof Fault && error.code === 'node-not-running')) throw error
    }
  }
  // Only now: a node that runs is asked in half the time without them.
  const [{ openHost }, { control }, { hasNews }] = await Promise.all([
    import('../server/host.ts'),
    import('../server/control/table.ts'),
    import('../runtime/contact.ts'),
  ])
  const host = await openHost({
    directory: options.directory,
    passphrase: readPassphrase(options.passphrase, process.env),
    onNotice: () => {},
    onFatal: (error) => {
      throw error
    },
  })
  try {
    await until(() =>
      relationsOf(host).every(({ confirmed, verifiers }) => confirmed || verifiers === null || hasTrouble(host)),
    )
    const answer = await control(host, { command, input })
    await until(() => relationsOf(host).every((relation) => !hasNews(relation)) || hasTrouble(host))
    return answer
  } finally {
    await host.close()
  }
}

function relationsOf(host: Host): readonly Relation[] {
  return [...host.node.relations.values()]
}

function hasTrouble(host: Host): boolean {
  return [...host.node.relations.values()].some((relation) => host.loop.trouble(relation) !== null)
}

async function until(done: () => boolean): Promise<void> {
  const end = performance.now() + CONTACT_MS
  while (!done() && performance.now() < end) await sleep(10)
}
