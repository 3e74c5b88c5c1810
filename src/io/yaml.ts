import { isMap, isScalar, isSeq, parseDocument, type Node } from 'yaml'
import type { Json } from '../core/bytes/canonical.ts'
import { fromUtf8 } from '../core/bytes/utf8.ts'
import { Fault } from '../core/fault.ts'

/** Largest file read; an agreement's terms are about 12 KB. */
const BYTES_MAX = 256 * 1024
const DEPTH_MAX = 32

/**
 * Reads YAML 1.2, or JSON, as the value that JSON could hold; everything YAML can do beyond that is refused.
 *
 * Refused as `bytes-malformed`, naming the place: duplicate names, anchors, aliases, tags, merge keys, directives, several
 * documents, and any number that is not a plain whole one. So what a person reads in the file is what the program reads.
 */
export function decodeYaml(bytes: Uint8Array, where: string): Json {
  if (bytes.length > BYTES_MAX) throw new Fault('limit-exceeded', `${where}: more than ${BYTES_MAX} bytes`)
  const text = fromUtf8(bytes, where)
  const document = parseDocument(text, {
    schema: 'core',
    version: '1.2',
    strict: true,
    uniqueKeys: true,
    stringKeys: true,
  })
  const [problem] = [...document.errors, ...document.warnings]
  if (problem !== undefined) throw refused(where, problem.message.split('\n')[0] ?? '')
  // A directive needs the mark after it, so this refuses both.
  if (document.directives?.docStart === true) throw refused(where, 'a directive or a document mark')
  return valueOf(document.contents, where, 0)
}

function valueOf(node: unknown, where: string, depth: number): Json {
  if (depth > DEPTH_MAX) throw new Fault('limit-exceeded', `${where}: nested deeper than ${DEPTH_MAX}`)
  if (isMap(node)) {
    refuseDecorated(node, where)
    return Object.fromEntries(
      node.items.map(({ key, value }) => {
        const name = nameOf(key, where)
        return [name, valueOf(value, `${where}.${name}`, depth + 1)]
      }),
    )
  }
  if (isSeq(node)) {
    refuseDecorated(node, where)
    return node.items.map((item, i) => valueOf(item, `${where}[${i}]`, depth + 1))
  }
  if (isScalar(node)) {
    refuseDecorated(node, where)
    return scalarOf(node.value, node.source, where)
  }
  throw refused(where, node === null ? 'nothing there' : 'an alias')
}

function nameOf(key: unknown, where: string): string {
  if (!isScalar(key) || typeof key.value !== 'string') throw refused(where, 'a name that is not a string')
  refuseDecorated(key, where)
  if (key.value === '<<') throw refused(where, 'a merge key')
  return key.value
}

// `1e3`, `0x10`, `~` and `True` are values in YAML and surprises to a reader.
function scalarOf(value: unknown, source: string | undefined, where: string): Json {
  if (typeof value === 'string') return value
  if (typeof value === 'number' && Number.isSafeInteger(value) && String(value) === source) return value
  if (typeof value === 'boolean' && String(value) === source) return value
  if (value === null && source === 'null') return value
  throw refused(where, `\`${source ?? ''}\` is not a string, a plain whole number, true, false or null`)
}

function refuseDecorated(node: Node, where: string): void {
  if (node.tag !== undefined) throw refused(where, 'a tag')
  if ('anchor' in node && node.anchor !== undefined) throw refused(where, 'an anchor')
}

function refused(where: string, what: string): Fault {
  return new Fault('bytes-malformed', `${where}: ${what}`)
}
