import type { Json } from '../../core/bytes/canonical.ts'
import { Fault } from '../../core/fault.ts'
import type { Host } from '../host.ts'
import { agreementCommands } from './agreement.ts'
import { consentCommands } from './consent.ts'
import { groupCommands } from './group.ts'
import { itemCommands } from './item.ts'
import { logCommands } from './log.ts'
import { partnerCommands } from './partner.ts'
import { portfolioCommands } from './portfolio.ts'
import { receiveCommands } from './receive.ts'
import { releaseCommands } from './release.ts'
import { lifeCommands } from './life.ts'
import { talksCommands } from './talks.ts'

/** One thing a person may ask of a running node. Input is read strictly; what comes back is for the person who asked. */
export type Control = (host: Host, input: Json) => Promise<Json>

/** Every command by its name, `noun.verb`. */
const COMMANDS: Readonly<Record<string, Control>> = {
  ...partnerCommands,
  ...agreementCommands,
  ...talksCommands,
  ...lifeCommands,
  ...portfolioCommands,
  ...groupCommands,
  ...consentCommands,
  ...itemCommands,
  ...releaseCommands,
  ...receiveCommands,
  ...logCommands,
}

/** Carries out one command; `usage-invalid` where there is none of that name. */
export async function control(
  host: Host,
  { command, input }: { readonly command: string; readonly input: Json },
): Promise<Json> {
  const known = Object.hasOwn(COMMANDS, command) ? COMMANDS[command] : undefined
  if (known === undefined) throw new Fault('usage-invalid', `command \`${command.slice(0, 64)}\``)
  return await known(host, input)
}
