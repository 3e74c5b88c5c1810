import { join, resolve } from 'node:path'
import process from 'node:process'
import { isObject, type Json } from '../core/bytes/canonical.ts'
import { listOf, stringOf, type Shape } from '../core/bytes/shape.ts'
import { Fault } from '../core/fault.ts'
import type { Language, Text } from '../core/text.ts'
import type { PassphraseSource } from '../io/passphrase.ts'
import type { Say } from './language.ts'
import { callNode, type NodeOptions } from './local.ts'

/** The flags by which every command finds its node and, where it is not running, opens its keys. */
export interface NodeFlags {
  readonly dir?: string
  readonly passphraseFile?: string
  readonly passphraseFd?: string
}

const DIR: Text = {
  en: "the node's directory (otherwise COMITY_DIR, or .comity)",
  ko: '노드 디렉터리 (지정하지 않으면 COMITY_DIR 또는 .comity)',
  ja: 'ノードのディレクトリ (指定がなければ COMITY_DIR または .comity)',
}
const FILE: Text = {
  en: 'a file that holds the passphrase (otherwise COMITY_PASSPHRASE)',
  ko: '암호문구가 든 파일 (지정하지 않으면 COMITY_PASSPHRASE)',
  ja: 'パスフレーズの入ったファイル (指定がなければ COMITY_PASSPHRASE)',
}
const FD: Text = {
  en: 'a file descriptor to read the passphrase from',
  ko: '암호문구를 읽을 파일 디스크립터',
  ja: 'パスフレーズを読むファイル記述子',
}

const text = (value: string): string => value

/** Their declaration. There is no flag that takes a passphrase: a command line is seen by every user of the machine. */
export function nodeFlags(say: Say): {
  readonly [Name in keyof NodeFlags]-?: {
    readonly kind: 'parsed'
    readonly parse: (value: string) => string
    readonly optional: true
    readonly brief: string
    readonly placeholder: string
  }
} {
  return {
    dir: { kind: 'parsed', parse: text, optional: true, brief: say(DIR), placeholder: 'dir' },
    passphraseFile: { kind: 'parsed', parse: text, optional: true, brief: say(FILE), placeholder: 'file' },
    passphraseFd: { kind: 'parsed', parse: text, optional: true, brief: say(FD), placeholder: 'fd' },
  }
}

/** What the flags and the environment say. */
export function nodeOptions(flags: NodeFlags): NodeOptions {
  const directory = resolve(flags.dir ?? process.env['COMITY_DIR'] ?? join(process.cwd(), '.comity'))
  return { directory, passphrase: passphraseSource(flags) }
}

function passphraseSource({ passphraseFile, passphraseFd }: NodeFlags): PassphraseSource {
  if (passphraseFile !== undefined && passphraseFd !== undefined)
    throw new Fault('usage-invalid', 'a passphrase comes from one place')
  if (passphraseFile !== undefined) return { kind: 'file', path: passphraseFile }
  if (passphraseFd === undefined) return { kind: 'environment', name: 'COMITY_PASSPHRASE' }
  if (!/^[0-9]{1,4}$/.test(passphraseFd))
    throw new Fault('usage-invalid', `--passphrase-fd: \`${passphraseFd}\` is not a descriptor`)
  return { kind: 'descriptor', fd: Number(passphraseFd) }
}

/** A flag that takes one word or text. */
export function textFlag(
  brief: string,
  placeholder: string,
): {
  readonly kind: 'parsed'
  readonly parse: (value: string) => string
  readonly brief: string
  readonly placeholder: string
} {
  return { kind: 'parsed', parse: text, brief, placeholder }
}

/** The same, where it may be left out. */
export function optionalTextFlag(
  brief: string,
  placeholder: string,
): ReturnType<typeof textFlag> & { readonly optional: true } {
  return { ...textFlag(brief, placeholder), optional: true }
}

/** An argument that takes one word or text. */
export function textArgument(
  brief: string,
  placeholder: string,
): {
  readonly parse: (value: string) => string
  readonly brief: string
  readonly placeholder: string
} {
  return { parse: text, brief, placeholder }
}

const PERSON: Text = {
  en: 'who acts: a person of national.yaml',
  ko: '행위자: national.yaml에 등록된 담당자',
  ja: '行為者: national.yaml に登録された担当者',
}

/** Commands that act for the nation: who acts goes into the record. */
export interface ActFlags extends NodeFlags {
  readonly as: string
}

/** Their declaration. */
export function actFlags(say: Say): ReturnType<typeof nodeFlags> & { readonly as: ReturnType<typeof textFlag> } {
  return { ...nodeFlags(say), as: textFlag(say(PERSON), 'person') }
}

/** Asks the node the flags name for one thing. What it answers is an object, read part by part. */
export async function ask(flags: NodeFlags, command: string, input: Json): Promise<Shape> {
  return answered(await callNode(nodeOptions(flags), command, input), command)
}

/** An object in an answer. */
export function answered(json: Json | undefined, where: string): Shape {
  if (!isObject(json)) throw new Fault('bytes-malformed', `answer of \`${where}\`: not an object`)
  return { object: json, where }
}

/** A list of objects in an answer. */
export function answeredList(answer: Shape, name: string): readonly Shape[] {
  return listOf(answer, name, LIST_MAX).map((value) => answered(value, `${answer.where}.${name}`))
}

/** A list of words in an answer. */
export function wordsIn(answer: Shape, name: string): readonly string[] {
  return listOf(answer, name, LIST_MAX).filter((value) => typeof value === 'string')
}

/** One language out of a text in an answer. */
export function said(answer: Shape, name: string, language: Language): string {
  return stringOf(answered(answer.object[name], `${answer.where}.${name}`), language, 4096)
}

// The node answers its own people; a register may be long.
const LIST_MAX = 10_000_000
