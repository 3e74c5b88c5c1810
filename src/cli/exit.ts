import type { FaultCode } from '../core/fault.ts'
import { Fault } from '../core/fault.ts'

/** What the exit status says to a script. 1 is unused: it is what everything else in the world exits with. */
export const EXIT = {
  ok: 0,
  usage: 2,
  /** A verdict withheld: no agreement allows it. */
  denied: 3,
  /** A verdict withheld for now: a consent or an approval is outstanding. */
  needsConsent: 4,
  notAuthenticated: 5,
  conflict: 6,
  partnerUnreachable: 7,
  verificationFailed: 8,
  internal: 70,
} as const

export type ExitStatus = (typeof EXIT)[keyof typeof EXIT]

/** One row a fault; a missing row does not compile. Verdicts are not faults: the command that asked exits 3 or 4 itself. */
const OF_FAULT: Readonly<Record<FaultCode, ExitStatus>> = {
  'usage-invalid': EXIT.usage,
  'limit-exceeded': EXIT.usage,
  'partner-unknown': EXIT.usage,
  'item-unknown': EXIT.usage,
  'post-unknown': EXIT.usage,
  'object-unknown': EXIT.usage,
  'agreement-unknown': EXIT.usage,
  'directory-not-empty': EXIT.usage,
  'passphrase-wrong': EXIT.notAuthenticated,
  'approval-missing': EXIT.needsConsent,
  'directory-in-use': EXIT.conflict,
  'partner-known': EXIT.conflict,
  'partner-refused': EXIT.conflict,
  'relation-unconfirmed': EXIT.conflict,
  'relation-frozen': EXIT.conflict,
  'relation-amnesia': EXIT.conflict,
  'parcel-elsewhere': EXIT.conflict,
  'parcel-gap': EXIT.conflict,
  'item-changed': EXIT.conflict,
  'item-released': EXIT.conflict,
  'approval-conflict': EXIT.conflict,
  'object-incomplete': EXIT.conflict,
  'partner-unreachable': EXIT.partnerUnreachable,
  'bytes-malformed': EXIT.verificationFailed,
  'bytes-not-canonical': EXIT.verificationFailed,
  'act-unknown': EXIT.verificationFailed,
  'backup-damaged': EXIT.verificationFailed,
  'partner-untrusted': EXIT.verificationFailed,
  'fingerprint-differs': EXIT.verificationFailed,
  'parcel-fork': EXIT.verificationFailed,
  'head-invalid': EXIT.verificationFailed,
  'head-differs': EXIT.verificationFailed,
  'seen-false': EXIT.verificationFailed,
  'identity-invalid': EXIT.verificationFailed,
  'seal-broken': EXIT.verificationFailed,
  'opening-differs': EXIT.verificationFailed,
  'store-failed': EXIT.internal,
  'store-corrupt': EXIT.internal,
  'store-too-new': EXIT.internal,
  'key-damaged': EXIT.internal,
  'store-sealed': EXIT.internal,
  'disk-full': EXIT.internal,
}

/** The status for whatever ended a command: a fault's own, and 70 for everything nobody foresaw. */
export function exitStatusOf(error: unknown): ExitStatus {
  return error instanceof Fault ? OF_FAULT[error.code] : EXIT.internal
}
