import { Fault } from '../fault.ts'
import { isInstant, type Instant } from '../instant.ts'
import { isObject, type Json } from './canonical.ts'

/** An object read from outside, with the place it was read at, so that a refusal can name both. */
export interface Shape {
  readonly object: { readonly [name: string]: Json }
  readonly where: string
}

/** Narrows to an object that has exactly these names: a missing and an unknown name are both refused. */
export function shape(value: Json | undefined, where: string, names: readonly string[]): Shape {
  if (!isObject(value)) throw new Fault('bytes-malformed', `${where}: not an object`)
  for (const name of Object.keys(value)) {
    if (!names.includes(name)) throw new Fault('bytes-malformed', `${where}: unknown name \`${name.slice(0, 64)}\``)
  }
  for (const name of names) {
    if (!Object.hasOwn(value, name)) throw new Fault('bytes-malformed', `${where}: no \`${name}\``)
  }
  return { object: value, where }
}

/** A string of at most `lengthMax` UTF-16 units. */
export function stringOf({ object, where }: Shape, name: string, lengthMax = 1024): string {
  const value = object[name]
  if (typeof value !== 'string') throw new Fault('bytes-malformed', `${where}.${name}: not a string`)
  if (value.length > lengthMax) throw new Fault('limit-exceeded', `${where}.${name}: longer than ${lengthMax}`)
  return value
}

/** A string, or null. */
export function stringOrNull(shaped: Shape, name: string, lengthMax = 1024): string | null {
  return shaped.object[name] === null ? null : stringOf(shaped, name, lengthMax)
}

/** A whole number from 0 to 2^53-1. */
export function countOf({ object, where }: Shape, name: string): number {
  const value = object[name]
  if (typeof value !== 'number' || !Number.isSafeInteger(value) || value < 0)
    throw new Fault('bytes-malformed', `${where}.${name}: not a whole number from 0`)
  return value
}

/** Milliseconds since the epoch. */
export function instantOf(shaped: Shape, name: string): Instant {
  const value = countOf(shaped, name)
  if (!isInstant(value)) throw new Fault('bytes-malformed', `${shaped.where}.${name}: not an instant`)
  return value
}

/** A list of at most `lengthMax` values. */
export function listOf({ object, where }: Shape, name: string, lengthMax = 1024): readonly Json[] {
  const value = object[name]
  if (!Array.isArray(value)) throw new Fault('bytes-malformed', `${where}.${name}: not a list`)
  if (value.length > lengthMax) throw new Fault('limit-exceeded', `${where}.${name}: more than ${lengthMax}`)
  return value
}

/** Any value that is there. */
export function valueOf({ object, where }: Shape, name: string): Json {
  const value = object[name]
  if (value === undefined) throw new Fault('bytes-malformed', `${where}: no \`${name}\``)
  return value
}

/** One of a closed list of words. */
export function wordOf<Word extends string>(shaped: Shape, name: string, words: readonly Word[]): Word {
  const value = stringOf(shaped, name)
  const word = words.find((known) => known === value)
  if (word === undefined)
    throw new Fault(
      'bytes-malformed',
      `${shaped.where}.${name}: \`${value.slice(0, 64)}\` is not one of ${words.join(', ')}`,
    )
  return word
}

/** True or false. */
export function booleanOf({ object, where }: Shape, name: string): boolean {
  const value = object[name]
  if (typeof value !== 'boolean') throw new Fault('bytes-malformed', `${where}.${name}: not true or false`)
  return value
}

/** A whole number within bounds, both included. */
export function between(shaped: Shape, name: string, [low, high]: readonly [low: number, high: number]): number {
  const value = shaped.object[name]
  if (typeof value !== 'number' || !Number.isSafeInteger(value) || Object.is(value, -0))
    throw new Fault('bytes-malformed', `${shaped.where}.${name}: not a whole number`)
  if (value < low || value > high)
    throw new Fault('limit-exceeded', `${shaped.where}.${name}: not from ${low} to ${high}`)
  return value
}
