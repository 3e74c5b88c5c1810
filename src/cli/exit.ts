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
  'agreement-party-unknown': EXIT.usage,
  'agreement-unknown': EXIT.usage,
  'directory-not-empty': EXIT.usage,
  'entry-unknown': EXIT.usage,
  'file-unreadable': EXIT.usage,
  'item-unknown': EXIT.usage,
  'limit-exceeded': EXIT.usage,
  'node-missing': EXIT.usage,
  'object-unknown': EXIT.usage,
  'partner-unknown': EXIT.usage,
  'post-unknown': EXIT.usage,
  'usage-invalid': EXIT.usage,
  'agreement-not-in-force': EXIT.denied,
  'agreement-not-signed': EXIT.denied,
  'approval-missing': EXIT.needsConsent,
  'passphrase-wrong': EXIT.notAuthenticated,
  'agreement-act-repeated': EXIT.conflict,
  'agreement-already-proposed': EXIT.conflict,
  'agreement-mode-differs': EXIT.conflict,
  'agreement-texts-missing': EXIT.conflict,
  'approval-conflict': EXIT.conflict,
  'directory-in-use': EXIT.conflict,
  'item-changed': EXIT.conflict,
  'item-quarantined': EXIT.conflict,
  'item-released': EXIT.conflict,
  'not-bound': EXIT.conflict,
  'object-incomplete': EXIT.conflict,
  'parcel-elsewhere': EXIT.conflict,
  'parcel-gap': EXIT.conflict,
  'partner-known': EXIT.conflict,
  'partner-refused': EXIT.conflict,
  'port-in-use': EXIT.conflict,
  'relation-amnesia': EXIT.conflict,
  'relation-frozen': EXIT.conflict,
  'relation-unconfirmed': EXIT.conflict,
  'node-not-running': EXIT.partnerUnreachable,
  'partner-unreachable': EXIT.partnerUnreachable,
  'act-unknown': EXIT.verificationFailed,
  'agreement-hash-differs': EXIT.verificationFailed,
  'agreement-text-differs': EXIT.verificationFailed,
  'backup-damaged': EXIT.verificationFailed,
  'bytes-malformed': EXIT.verificationFailed,
  'bytes-not-canonical': EXIT.verificationFailed,
  'fingerprint-differs': EXIT.verificationFailed,
  'head-differs': EXIT.verificationFailed,
  'head-invalid': EXIT.verificationFailed,
  'identity-invalid': EXIT.verificationFailed,
  'log-differs': EXIT.verificationFailed,
  'log-incomplete': EXIT.verificationFailed,
  'opening-differs': EXIT.verificationFailed,
  'parcel-fork': EXIT.verificationFailed,
  'partner-untrusted': EXIT.verificationFailed,
  'policy-invalid': EXIT.verificationFailed,
  'proof-invalid': EXIT.verificationFailed,
  'seal-broken': EXIT.verificationFailed,
  'seen-false': EXIT.verificationFailed,
  'terms-invalid': EXIT.verificationFailed,
  'disk-full': EXIT.internal,
  'key-damaged': EXIT.internal,
  'store-corrupt': EXIT.internal,
  'store-failed': EXIT.internal,
  'store-sealed': EXIT.internal,
  'store-too-new': EXIT.internal,
}

/** The status for whatever ended a command: a fault's own, and 70 for everything nobody foresaw. */
export function exitStatusOf(error: unknown): ExitStatus {
  return error instanceof Fault ? OF_FAULT[error.code] : EXIT.internal
}
