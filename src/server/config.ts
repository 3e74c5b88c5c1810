import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { isObject } from '../core/bytes/canonical.ts'
import { countOf, shape, stringOf, valueOf } from '../core/bytes/shape.ts'
import { Fault } from '../core/fault.ts'
import { isNation } from '../core/marking/name.ts'
import { decodePolicy, type MarkingPolicy } from '../core/marking/policy.ts'
import { decodeNationalRules } from '../core/policy/national.ts'
import type { NationalRules } from '../core/policy/disclosure.ts'
import { namesIn, readOwnFile } from '../io/files.ts'
import { decodeYaml } from '../io/yaml.ts'
import { layout } from './layout.ts'

/** What an operator may set: who the node is, and where it listens. */
export interface NodeConfig {
  readonly nation: string
  readonly node: string
  readonly exercise: boolean
  readonly listen: Address
  /** Plain HTTP on loopback, logs only, for the nation's auditor; null for none. */
  readonly audit: Address | null
}

export interface Address {
  readonly host: string
  readonly port: number
}

/** Reads the configuration of a directory; `node-missing` where no node was made there. */
export function readConfig(directory: string): NodeConfig {
  const { config } = layout(directory)
  if (!existsSync(config)) throw new Fault('node-missing', directory)
  const shaped = shape(decodeYaml(readOwnFile(config), 'node.yaml'), 'node.yaml', [
    'nation',
    'node',
    'exercise',
    'listen',
    'audit',
  ])
  const nation = stringOf(shaped, 'nation', 8)
  if (!isNation(nation)) throw new Fault('bytes-malformed', "node.yaml.nation: not a nation's code")
  const exercise = valueOf(shaped, 'exercise')
  if (typeof exercise !== 'boolean') throw new Fault('bytes-malformed', 'node.yaml.exercise: not true or false')
  const audit = valueOf(shaped, 'audit')
  return {
    nation,
    node: stringOf(shaped, 'node', 128),
    exercise,
    listen: decodeAddress(valueOf(shaped, 'listen'), 'node.yaml.listen'),
    audit: isObject(audit) ? decodeAddress(audit, 'node.yaml.audit') : null,
  }
}

function decodeAddress(json: Parameters<typeof shape>[0], where: string): Address {
  const shaped = shape(json, where, ['host', 'port'])
  const port = countOf(shaped, 'port')
  if (port > 65_535) throw new Fault('bytes-malformed', `${where}.port: above 65535`)
  return { host: stringOf(shaped, 'host', 253), port }
}

/** Every marking policy of a directory, by nation. */
export function readPolicies(directory: string): ReadonlyMap<string, MarkingPolicy> {
  const { policies } = layout(directory)
  const files = namesIn(policies).filter((name) => name.endsWith('.yaml'))
  const read = files.map((name) => decodePolicy(decodeYaml(readOwnFile(join(policies, name)), name)))
  return new Map(read.map((policy) => [policy.nation, policy]))
}

/** The nation's posts, holders and delegations. */
export function readNational(directory: string, own: MarkingPolicy): NationalRules {
  return decodeNationalRules(decodeYaml(readOwnFile(layout(directory).national), 'national.yaml'), own)
}
