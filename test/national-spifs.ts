import { readFileSync } from 'node:fs'
import { fromUtc } from '../src/core/bytes/calendar.ts'
import type { MarkingPolicy } from '../src/core/marking/policy.ts'
import { spifOfPolicy } from '../src/core/marking/national-spif.ts'
import type { Spif } from '../src/core/marking/spif.ts'
import { decodeSpif } from '../src/io/spif-xml.ts'
import { encodeSpif } from '../src/io/spif-write.ts'
import { JP, KR, US } from './exercise.ts'

/*
 * The shipped national policies as Open XML SPIF 2.1. Their identifiers are under the number that RFC 5612 sets aside for examples:
 * these policies are for exercises.
 */

export const NATIONAL: readonly { readonly file: string; readonly policy: MarkingPolicy; readonly oid: string }[] = [
  { file: 'kr', policy: KR, oid: '1.3.6.1.4.1.32473.4774.1' },
  { file: 'jp', policy: JP, oid: '1.3.6.1.4.1.32473.4774.2' },
  { file: 'us', policy: US, oid: '1.3.6.1.4.1.32473.4774.3' },
]

const NATIONS = ['JP', 'KR', 'US']

/** The file that ships, from the policy that ships. */
export function written(policy: MarkingPolicy, oid: string): string {
  const issue = {
    originator: `CN=Exercise policy authority,C=${policy.nation}`,
    created: fromUtc('2026-01-01T00:00:00Z', 'test'),
  }
  return encodeSpif(spifOfPolicy(policy, { oid, nations: NATIONS }), issue)
}

/** The bytes that ship. */
export function shipped(file: string): Uint8Array {
  return readFileSync(new URL(`../policies/spif/${file}.xml`, import.meta.url))
}

export const KR_SPIF: Spif = decodeSpif(shipped('kr')).spif
export const JP_SPIF: Spif = decodeSpif(shipped('jp')).spif
export const US_SPIF: Spif = decodeSpif(shipped('us')).spif
