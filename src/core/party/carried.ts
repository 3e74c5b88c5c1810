import { canonicalBytes, decodeCanonical, isObject, type Json } from '../bytes/canonical.ts'
import { shape, stringOf, valueOf } from '../bytes/shape.ts'
import { fromUtf8, utf8 } from '../bytes/utf8.ts'
import type { Primitives } from '../crypto/primitives.ts'
import { Fault } from '../fault.ts'
import { verifyHead } from '../ledger/checkpoint.ts'
import { commit } from '../ledger/commitment.ts'
import { decodeOpening } from '../ledger/opening.ts'
import { decodeProof, verifyPath } from '../ledger/proof.ts'
import type { Nation } from '../marking/name.ts'
import { decodeConsent, type Consent } from '../policy/statement.ts'
import { decodeEvent } from '../wire/act.ts'
import { relationId, type Identity } from './identity.ts'
import { decodeRelationKeys } from './relation-keys.ts'

/*
 * {"carried":{"from":"KR","keys":{...},"opening":{...},"proof":"c2sp.org/tlog-proof@v1\n..."}}      in place of a consent act's consent
 */

/**
 * An originator's consent, carried by its holder into the relation with the recipient, so that both decide on the same facts.
 *
 * It proves itself: the opening of the originator's entry, its proof, and the keys of the originator's log towards this holder, signed
 * by the originator's identity. It needs no trust in the holder. What it cannot show is that the consent was not taken back since.
 */
export interface Carried {
  readonly originator: Nation
  /** The originator's relation keys, as its document. */
  readonly keys: Uint8Array
  readonly opening: Uint8Array
  /** The `.tlog-proof` of the entry. */
  readonly proof: Uint8Array
}

/** What stands in a consent act that carries another nation's consent. */
export function carriedJson({ originator, keys, opening, proof }: Carried): Json {
  return {
    carried: {
      from: originator,
      keys: decodeCanonical(keys, 'relation keys'),
      opening: decodeCanonical(opening, 'opening'),
      proof: fromUtf8(proof, 'proof'),
    },
  }
}

/** Tells whether a consent act carries another nation's consent instead of giving one. */
export function isCarried(consent: Json): boolean {
  return isObject(consent) && Object.hasOwn(consent, 'carried')
}

const PROOF_LENGTH_MAX = 48 * 1024

/** Reads {@link carriedJson}, strictly; nothing in it counts before {@link verifyCarried}. */
export function decodeCarried(consent: Json): Carried {
  const { object } = shape(consent, 'consent', ['carried'])
  const shaped = shape(object['carried'], 'consent.carried', ['from', 'keys', 'opening', 'proof'])
  return {
    originator: stringOf(shaped, 'from', 8),
    keys: canonicalBytes(valueOf(shaped, 'keys')),
    opening: canonicalBytes(valueOf(shaped, 'opening')),
    proof: utf8(stringOf(shaped, 'proof', PROOF_LENGTH_MAX)),
  }
}

/**
 * The consent, shown to be the originator's own word to this holder.
 *
 * INVARIANT: holder and originator are the two ends of the relation the entry is proved in, never what the carrier says.
 *
 * Refuses with the Fault that names the part that does not hold: `identity-invalid`, `head-invalid`, `proof-invalid`,
 * `act-unknown`, `bytes-malformed`.
 */
export function verifyCarried(
  primitives: Primitives,
  { keys: document, opening, proof: file }: Carried,
  { originator, holder }: { readonly originator: Identity; readonly holder: Identity },
): Consent {
  const relation = relationId(primitives, { ours: originator, theirs: holder })
  const keys = decodeRelationKeys(primitives, document, { identity: originator, relation })
  const opened = decodeOpening(opening)
  const proof = decodeProof(file)
  verifyHead(primitives, proof.signed, keys.log)
  verifyPath(primitives, proof, commit(primitives, opened.k, opened.fields))
  const { act } = decodeEvent(opened.fields)
  if (act.kind !== 'consent') throw new Fault('act-unknown', `carried: \`${act.kind}\` is no consent`)
  return decodeConsent(act.consent, { originator: originator.nation, holder: holder.nation })
}
