import { isObject, type Json } from '../core/bytes/canonical.ts'

/** An answer of a node: an object by names. */
export type Fields = { readonly [name: string]: Json }

/** The object under a name; empty where there is none, so that what is asked of it is absent too. */
export function fieldsAt(fields: Fields, name: string): Fields {
  const value = fields[name]
  return isObject(value) ? value : {}
}

/** The objects of a list under a name. */
export function listAt(fields: Fields, name: string): readonly Fields[] {
  const value = fields[name]
  return Array.isArray(value) ? value.filter(isObject) : []
}

/** The string or number under a name, in words; empty where there is neither. */
export function textAt(fields: Fields, name: string): string {
  const value = fields[name]
  return typeof value === 'string' || typeof value === 'number' ? String(value) : ''
}
