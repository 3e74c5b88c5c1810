import { existsSync, readFileSync, statSync } from 'node:fs'
import { dirname, extname, join, resolve } from 'node:path'
import { isObject, type Json } from '../core/bytes/canonical.ts'
import { listOf, shape, stringOf, valueOf, type Shape } from '../core/bytes/shape.ts'
import { Fault } from '../core/fault.ts'
import { labelJson, type Label } from '../core/marking/label.ts'
import { decodeYaml } from '../io/yaml.ts'
import type { Draft, DraftPortion } from '../runtime/desk/item.ts'

/** Which policy a nation's markings are read by. */
const POLICIES: Readonly<Record<string, string>> = { KR: 'KR-MIL', JP: 'JP-DEF', US: 'US-NSI' }

const MEDIA_TYPES: Readonly<Record<string, string>> = {
  '.pdf': 'application/pdf',
  '.txt': 'text/plain',
  '.md': 'text/markdown',
  '.json': 'application/json',
  '.xml': 'application/xml',
  '.png': 'image/png',
  '.jpg': 'image/jpeg',
}

/** A draft as it lies in a file, which says whether it is an exercise. */
export interface DraftFile extends Draft {
  readonly exercise: boolean
}

/**
 * Reads a draft (`comity/item-draft/1`) from a file, or from `item.yaml` in a folder. Paths in it are relative to it. The title is
 * the first portion.
 */
export function readDraft(path: string): DraftFile {
  const place = resolve(path)
  if (!existsSync(place)) throw new Fault('file-unreadable', place)
  const file = statSync(place).isDirectory() ? join(place, 'item.yaml') : place
  if (!existsSync(file)) throw new Fault('file-unreadable', file)
  const json = decodeYaml(readFileSync(file), file)
  const shaped = shape(json, file, ['format', 'exercise', 'title', 'subject', 'purpose', 'portions'])
  if (stringOf(shaped, 'format') !== 'comity/item-draft/1')
    throw new Fault('bytes-malformed', `${file}.format: not comity/item-draft/1`)
  const exercise = valueOf(shaped, 'exercise')
  if (typeof exercise !== 'boolean') throw new Fault('bytes-malformed', `${file}.exercise: not true or false`)
  const portions = listOf(shaped, 'portions', 1023).map((value, i) =>
    portionOf(value, { where: `${file}.portions[${i}]`, name: `portion-${i + 1}.txt`, folder: dirname(file) }),
  )
  const first = portions[0]
  if (first === undefined) throw new Fault('bytes-malformed', `${file}.portions: empty`)
  return {
    exercise,
    subject: stringOf(shaped, 'subject', 64),
    purpose: stringOf(shaped, 'purpose', 64),
    portions: [titleOf(valueOf(shaped, 'title'), { file, like: first }), ...portions],
  }
}

/** A draft told by words alone: one file of our own, and its title under the same marking. */
export interface FileDraft {
  readonly file: string
  readonly marking: string
  readonly subject: string
  readonly purpose: string
  readonly title: string
}

/** The draft of one file. */
export function draftOfFile(
  { file, marking, subject, purpose, title }: FileDraft,
  { nation, exercise }: { readonly nation: string; readonly exercise: boolean },
): DraftFile {
  const portion = portionOf({ file, marking, originator: nation }, { where: '--file', name: '', folder: '.' })
  return {
    exercise,
    subject,
    purpose,
    portions: [titleOf({ text: title, marking }, { file: '--file', like: portion }), portion],
  }
}

/** A title is the originator's of the first portion, and as releasable as that. */
function titleOf(json: Json, { file, like }: { readonly file: string; readonly like: DraftPortion }): DraftPortion {
  const title = shape(json, `${file}.title`, ['text', 'marking'])
  const label: Label = { ...like.label, level: stringOf(title, 'marking', 64), caveats: [] }
  return {
    ...like,
    equivalent: null,
    name: 'title.txt',
    mediaType: 'text/plain',
    label,
    content: { kind: 'text', text: stringOf(title, 'text', 1024) },
  }
}

interface Place {
  readonly where: string
  /** What a portion without a file is called. */
  readonly name: string
  readonly folder: string
}

function portionOf(json: Json, { where, name, folder }: Place): DraftPortion {
  const given = isObject(json) ? json : {}
  const optional = ['mediaType', 'caveats', 'releasableTo', 'equivalent'].filter((key) => Object.hasOwn(given, key))
  const isFile = Object.hasOwn(given, 'file')
  const shaped = shape(json, where, [isFile ? 'file' : 'text', 'marking', 'originator', ...optional])
  const originator = stringOf(shaped, 'originator', 8)
  const policy = POLICIES[originator]
  if (policy === undefined)
    throw new Fault('bytes-malformed', `${where}.originator: no marking policy of \`${originator}\` is known here`)
  const path = isFile ? resolve(folder, stringOf(shaped, 'file', 4096)) : null
  const label: Label = {
    policy,
    level: stringOf(shaped, 'marking', 64),
    caveats: optional.includes('caveats') ? stringsOf(shaped, 'caveats') : [],
    releasableTo: optional.includes('releasableTo') ? stringsOf(shaped, 'releasableTo') : null,
  }
  return {
    equivalent: optional.includes('equivalent') ? equivalentOf(shaped) : null,
    name: path === null ? name : (path.split('/').at(-1) ?? name),
    originator,
    label,
    mediaType: optional.includes('mediaType')
      ? stringOf(shaped, 'mediaType', 129)
      : (MEDIA_TYPES[extname(path ?? name).toLowerCase()] ?? 'application/octet-stream'),
    content: path === null ? { kind: 'text', text: stringOf(shaped, 'text', 1024 * 1024) } : { kind: 'file', path },
  }
}

/** `equivalent: {policy: KR-MIL, marking: ...}`: what our own registry marked another nation's information with. */
function equivalentOf(shaped: Shape): Label {
  const equivalent = shape(valueOf(shaped, 'equivalent'), `${shaped.where}.equivalent`, ['policy', 'marking'])
  return {
    policy: stringOf(equivalent, 'policy', 64),
    level: stringOf(equivalent, 'marking', 64),
    caveats: [],
    releasableTo: null,
  }
}

function stringsOf(shaped: Shape, name: string): readonly string[] {
  return listOf(shaped, name, 64).map((value) => {
    if (typeof value !== 'string') throw new Fault('bytes-malformed', `${shaped.where}.${name}: not a list of words`)
    return value
  })
}

/** A draft as a node takes it. */
export function draftJson({ subject, purpose, portions }: Draft): Json {
  return {
    subject,
    purpose,
    portions: portions.map(({ name, label, equivalent, originator, mediaType, content }) => ({
      name,
      label: labelJson(label),
      equivalent: equivalent === null ? null : labelJson(equivalent),
      originator,
      mediaType,
      content: { ...content },
    })),
  }
}
