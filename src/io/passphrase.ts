import { readFileSync } from 'node:fs'
import { Fault } from '../core/fault.ts'

/** Where a passphrase comes from. Never from a command line, which every user of the machine can read. */
export type PassphraseSource =
  | { readonly kind: 'descriptor'; readonly fd: number }
  | { readonly kind: 'file'; readonly path: string }
  | { readonly kind: 'environment'; readonly name: string }

/**
 * Reads a passphrase: one line, its newline stripped, in NFC so that every keyboard spells it alike.
 *
 * One that is not there, empty, over 1,024 bytes or of several lines is `usage-invalid`. A variable is removed from `environment`
 * once read, so that no process started later inherits it.
 */
export function readPassphrase(source: PassphraseSource, environment: NodeJS.ProcessEnv): string {
  const text = read(source, environment).replace(/\r?\n$/, '')
  if (text === '')
    throw new Fault(
      'usage-invalid',
      `passphrase: ${nameOf(source)} is empty; set COMITY_PASSPHRASE, or give --passphrase-file or --passphrase-fd`,
    )
  if (/[\r\n]/.test(text)) throw new Fault('usage-invalid', `passphrase: ${nameOf(source)} has more than one line`)
  if (Buffer.byteLength(text) > PASSPHRASE_BYTES_MAX)
    throw new Fault('usage-invalid', `passphrase: ${nameOf(source)} is too long`)
  return text.normalize('NFC')
}

const PASSPHRASE_BYTES_MAX = 1024

function read(source: PassphraseSource, environment: NodeJS.ProcessEnv): string {
  if (source.kind === 'environment') {
    const text = environment[source.name] ?? ''
    delete environment[source.name]
    return text
  }
  try {
    return readFileSync(source.kind === 'file' ? source.path : source.fd, 'utf8')
  } catch (cause) {
    throw new Fault('usage-invalid', `passphrase: ${nameOf(source)} cannot be read`, { cause })
  }
}

function nameOf(source: PassphraseSource): string {
  switch (source.kind) {
    case 'descriptor':
      return `descriptor ${source.fd}`
    case 'file':
      return `file \`${source.path}\``
    case 'environment':
      return `variable \`${source.name}\``
  }
}
