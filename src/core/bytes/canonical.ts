import { Fault } from '../fault.ts'
import { fromUtf8, utf8 } from './utf8.ts'
import { equal } from './bytes.ts'

/** The values Comity commits to: no fractions, so that a second implementation needs no float printer. */
export type Json = null | boolean | number | string | readonly Json[] | { readonly [name: string]: Json }

/** Nesting beyond this is refused before anything walks it. */
const DEPTH_MAX = 32

/**
 * The one spelling of a value: RFC 8785 JSON, restricted to integers within 2^53-1 and strings in NFC without lone surrogates.
 *
 * A value outside the restriction is a `bytes-not-canonical` Fault.
 */
export function canonical(value: Json): string {
  return spell(value, 0)
}

/** UTF-8 bytes of {@link canonical}. */
export function canonicalBytes(value: Json): Uint8Array {
  return utf8(canonical(value))
}

/** Reads canonical bytes and refuses every other spelling of the same value (white space, key order, duplicates, floats). */
export function decodeCanonical(bytes: Uint8Array, where: string): Json {
  const value = parseJson(fromUtf8(bytes, where), where)
  if (!equal(canonicalBytes(value), bytes)) throw new Fault('bytes-not-canonical', where)
  return value
}

/** Reads any JSON spelling; what comes back still has to be checked by its reader. */
export function parseJson(text: string, where: string): Json {
  try {
    const value: Json = JSON.parse(text)
    return value
  } catch (cause) {
    throw new Fault('bytes-malformed', `${where}: not JSON`, { cause })
  }
}

/** Narrows a value to an object with names. */
export function isObject(value: Json | undefined): value is { readonly [name: string]: Json } {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

function spell(value: Json, depth: number): string {
  if (depth > DEPTH_MAX) throw new Fault('limit-exceeded', `JSON nested deeper than ${DEPTH_MAX}`)
  if (value === null) return 'null'
  switch (typeof value) {
    case 'boolean':
      return value ? 'true' : 'false'
    case 'number':
      if (!Number.isSafeInteger(value) || Object.is(value, -0))
        throw new Fault('bytes-not-canonical', 'a number that is not a safe integer')
      return String(value)
    case 'string':
      return spellString(value)
    case 'object':
      return isList(value) ? spellList(value, depth) : spellObject(value, depth)
    case 'undefined':
    case 'function':
    case 'symbol':
    case 'bigint':
      // What the type forbids can still come from a caller that was not checked.
      throw new Fault('bytes-not-canonical', `a ${typeof value}`)
  }
}

function isList(value: readonly Json[] | { readonly [name: string]: Json }): value is readonly Json[] {
  return Array.isArray(value)
}

// Plain ASCII without escapes is its own spelling; everything else goes through JSON's escaping and the NFC check.
const PLAIN = /^[ !#-[\]-~]*$/

function spellString(text: string): string {
  if (PLAIN.test(text)) return `"${text}"`
  if (!text.isWellFormed()) throw new Fault('bytes-not-canonical', 'a string with a lone surrogate')
  if (text.normalize('NFC') !== text) throw new Fault('bytes-not-canonical', 'a string that is not in NFC')
  return JSON.stringify(text)
}

function spellList(list: readonly Json[], depth: number): string {
  let text = '['
  for (let i = 0; i < list.length; i++) {
    const value = list[i]
    if (value === undefined) throw new Fault('bytes-not-canonical', 'a list with a hole')
    text += (i === 0 ? '' : ',') + spell(value, depth + 1)
  }
  return `${text}]`
}

// RFC 8785 orders names by UTF-16 code units, which is JavaScript's own string order.
function spellObject(object: { readonly [name: string]: Json }, depth: number): string {
  const names = Object.keys(object).sort()
  let text = '{'
  for (let i = 0; i < names.length; i++) {
    const name = names[i] ?? ''
    const value = object[name]
    if (value === undefined) throw new Fault('bytes-not-canonical', `no value for \`${name}\``)
    text += `${i === 0 ? '' : ','}${spellString(name)}:${spell(value, depth + 1)}`
  }
  return `${text}}`
}
