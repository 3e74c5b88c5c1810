import type { Instant } from '../instant.ts'
import type { Nation } from '../marking/name.ts'
import type { Terminable } from './position.ts'
import { endByNotice } from './term.ts'
import type { TermRule } from './terms.ts'

/** A Party's notice of termination, and what its giver did about it afterwards. */
export interface Notice {
  readonly party: Nation
  readonly at: Instant
  /** Its effect suspended: the notice stands and ends nothing, until it is revived. */
  readonly suspended: Instant | null
  readonly revived: Instant | null
  readonly withdrawn: Instant | null
}

export type NoticeEvent = {
  readonly kind: 'notice-given' | 'notice-suspended' | 'notice-revived' | 'notice-withdrawn'
  readonly party: Nation
  readonly at: Instant
}

/** The Party's notice that stands: given and not withdrawn. */
export function standingNotice(notices: readonly Notice[], party: Nation): Notice | null {
  return notices.find((notice) => notice.party === party && notice.withdrawn === null) ?? null
}

/** Tells whether a notice's effect is suspended now. */
export function isSuspended({ suspended, revived, withdrawn }: Notice): boolean {
  return suspended !== null && revived === null && withdrawn === null
}

/** Applies one event. Total: what does not fit changes nothing. */
export function evolveNotices(notices: readonly Notice[], { kind, party, at }: NoticeEvent): readonly Notice[] {
  const standing = standingNotice(notices, party)
  if (kind === 'notice-given')
    return standing === null ? [...notices, { party, at, suspended: null, revived: null, withdrawn: null }] : notices
  if (standing === null) return notices
  const changed = change(standing, kind, at)
  return notices.map((notice) => (notice === standing ? changed : notice))
}

function change(notice: Notice, kind: Exclude<NoticeEvent['kind'], 'notice-given'>, at: Instant): Notice {
  switch (kind) {
    case 'notice-suspended':
      return isSuspended(notice) ? notice : { ...notice, suspended: at, revived: null }
    case 'notice-revived':
      return isSuspended(notice) ? { ...notice, revived: at } : notice
    case 'notice-withdrawn':
      return { ...notice, withdrawn: at }
  }
}

/**
 * When a notice ends provision; null while it ends nothing.
 *
 * No text we know says what reviving a suspended notice does, so it is read by a position: at once where the reader holds that the
 * agreement may be ended at any time, else like a new notice of that day.
 */
export function endOf(
  rule: TermRule,
  { notice, entry, terminable }: { readonly notice: Notice; readonly entry: Instant; readonly terminable: Terminable },
): Instant | null {
  if (notice.withdrawn !== null || isSuspended(notice)) return null
  const { at, revived } = notice
  const first = endByNotice(rule, { entry, notice: at })
  if (revived === null) return first
  switch (terminable) {
    case 'any-time':
      return revived > first ? revived : first
    case 'end-of-term':
      return endByNotice(rule, { entry, notice: revived })
  }
}
