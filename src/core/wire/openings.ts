import { concat } from '../bytes/bytes.ts'
import { utf8 } from '../bytes/utf8.ts'
import {
  ENC_BYTES,
  PROFILES,
  hpkeOpen,
  hpkeReceiver,
  hpkeSeal,
  hpkeSender,
  sealingKey,
  type Decapsulate,
  type Profile,
  type SealingKeys,
} from '../crypto/hpke.ts'
import type { Primitives } from '../crypto/primitives.ts'
import { Fault } from '../fault.ts'
import { packList, unpackList } from './parcel.ts'

/*
 * profile (1 byte: place in PROFILES, from 1) || enc || AES-256-GCM of the list of openings
 *
 * One key wrap a parcel. `info` names the log and the range, so that the section opens in no other parcel.
 */

/** Which entries the openings belong to. */
export interface Span {
  readonly from: string
  readonly first: number
  readonly end: number
}

/** Seals the full openings of a parcel to the partner's node. An entry without an opening has an empty one. */
export function sealOpenings(
  primitives: Primitives,
  input: { profile: Profile; keys: SealingKeys; span: Span; openings: readonly Uint8Array[] },
): Uint8Array {
  const { profile, keys, span, openings } = input
  const { enc, context } = hpkeSender(primitives, { profile, publicKey: sealingKey(profile, keys), info: infoOf(span) })
  const sealed = hpkeSeal(primitives, context, { aad: enc.subarray(0, 0), plaintext: packList(openings) })
  return concat([Uint8Array.of(PROFILES.indexOf(profile) + 1), enc, sealed])
}

/** Opens them with the node's own sealing keys; a `seal-broken` Fault where anything differs. */
export async function openOpenings(
  primitives: Primitives,
  input: { keys: SealingKeys; decapsulate: Decapsulate; span: Span; section: Uint8Array },
): Promise<readonly Uint8Array[]> {
  const { keys, decapsulate, span, section } = input
  const profile = PROFILES[(section[0] ?? 0) - 1]
  if (profile === undefined) throw new Fault('bytes-malformed', 'parcel openings: unknown profile')
  const encEnd = 1 + ENC_BYTES[profile]
  if (section.length <= encEnd) throw new Fault('bytes-malformed', 'parcel openings: cut short')
  const enc = section.subarray(1, encEnd)
  const context = await hpkeReceiver(primitives, decapsulate, {
    profile,
    publicKey: sealingKey(profile, keys),
    enc,
    info: infoOf(span),
  })
  const list = hpkeOpen(primitives, context, { aad: enc.subarray(0, 0), sealed: section.subarray(encEnd) })
  if (list === null) throw new Fault('seal-broken', 'parcel openings')
  return unpackList(list, { count: span.end - span.first, where: 'parcel openings' })
}

function infoOf({ from, first, end }: Span): Uint8Array {
  return utf8(`comity/openings/v1\n${from}\n${first} ${end}\n`)
}
