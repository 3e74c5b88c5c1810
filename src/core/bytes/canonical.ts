import { Fault } from '../fault.ts'
import { fromUtf8, utf8 } from './utf8.ts'

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
  const text = isOrdered(value, 0) ? JSON.stringify(value) : null
  return text !== null && isPlain(text, utf8(text).length) ? text : spell(value, 0)
}

/** UTF-8 bytes of {@link canonical}. */
export function canonicalBytes(value: Json): Uint8Array {
  if (isOrdered(value, 0)) {
    const text = JSON.stringify(value)
    const bytes = utf8(text)
    if (isPlain(text, bytes.length)) return bytes
  }
  return utf8(spell(value, 0))
}

/** Reads canonical bytes and refuses every other spelling of the same value (white space, key order, duplicates, floats). */
export function decodeCanonical(bytes: Uint8Array, where: string): Json {
  const text = fromUtf8(bytes, where)
  const value = parseJson(text, where)
  if (canonical(value) !== text) throw new Fault('bytes-not-canonical', where)
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

/*
 * The short way. A value whose names are in order already, and whose numbers are whole, has one spelling in JSON.stringify, several
 * times as fast as ours; only its strings are left to judge. Whatever does not pass is spelled by `spell`, which also says what is wrong.
 */

function isOrdered(value: Json | undefined, depth: number): boolean {
  switch (typeof value) {
    case 'boolean':
    case 'string':
      return true
    case 'number':
      return Number.isSafeInteger(value) && !Object.is(value, -0)
    case 'object':
      if (value === null) return true
      if (depth >= DEPTH_MAX) return false
      return isList(value) ? isOrderedList(value, depth) : isOrderedObject(value, depth)
    case 'undefined':
    case 'function':
    case 'symbol':
    case 'bigint':
      return false
  }
}

function isOrderedList(list: readonly Json[], depth: number): boolean {
  for (let i = 0; i < list.length; i++) if (!isOrdered(list[i], depth + 1)) return false
  return true
}

function isOrderedObject(object: { readonly [name: string]: Json }, depth: number): boolean {
  let previous: string | null = null
  for (const name of Object.keys(object)) {
    if (previous !== null && name < previous) return false
    if (!isOrdered(object[name], depth + 1)) return false
    previous = name
  }
  return true
}

// As many bytes as units: all ASCII. JSON.stringify escapes a lone surrogate. Nothing composes with the quotes around a string, so a
// text in NFC holds only strings in NFC.
function isPlain(text: string, bytes: number): boolean {
  return !text.includes('\\ud') && (bytes === text.length || text.normalize('NFC') === text)
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
