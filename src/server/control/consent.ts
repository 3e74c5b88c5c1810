import { fromUtc } from '../../core/bytes/calendar.ts'
import type { Json } from '../../core/bytes/canonical.ts'
import { shape, stringOf, stringOrNull } from '../../core/bytes/shape.ts'
import { Fault } from '../../core/fault.ts'
import { consentJson, type Consent, type Coverage } from '../../core/policy/statement.ts'
import { carryConsents, consentsWith, giveConsent, type ConsentOnFile } from '../../runtime/desk/consent.ts'
import type { Control } from './table.ts'

/** Consents to onward release: given, received, and carried to the recipient. */
export const consentCommands: Readonly<Record<string, Control>> = {
  /** `{holder, recipient, purpose, item, subject, until, person}`: of item and subject, one is null. */
  async 'consent.give'(host, input) {
    const shaped = shape(input, 'consent.give', [
      'holder',
      'recipient',
      'purpose',
      'item',
      'subject',
      'until',
      'person',
    ])
    const until = stringOrNull(shaped, 'until', 32)
    const given = await giveConsent(host.desk, {
      holder: stringOf(shaped, 'holder', 8),
      recipient: stringOf(shaped, 'recipient', 8),
      purpose: stringOf(shaped, 'purpose', 64),
      covers: coverage(stringOrNull(shaped, 'item', 128), stringOrNull(shaped, 'subject', 64)),
      until: until === null ? null : fromUtc(until, 'consent.give.until'),
      person: stringOf(shaped, 'person', 64),
    })
    return onFile(given)
  },
  /** `{from, to, person}` */
  async 'consent.carry'(host, input) {
    const shaped = shape(input, 'consent.carry', ['from', 'to', 'person'])
    const [from, to] = [stringOf(shaped, 'from', 8), stringOf(shaped, 'to', 8)]
    const entries = await carryConsents(host.desk, { from, to, person: stringOf(shaped, 'person', 64) })
    return { from, to, entries: entries.map((index) => ({ index })) }
  },
  /** `{with}` */
  async 'consent.list'(host, input) {
    const { given, received, carried } = consentsWith(
      host.desk,
      stringOf(shape(input, 'consent.list', ['with']), 'with', 8),
    )
    return {
      given: given.map(onFile),
      received: received.map(onFile),
      carried: carried.map((one) => ({
        index: one.index,
        by: one.side,
        proved: one.kind === 'proved',
        ...(one.kind === 'proved' ? said(one.consent) : { why: one.why }),
      })),
    }
  },
}

function coverage(item: string | null, subject: string | null): Coverage {
  if (item !== null && subject === null) return { kind: 'item', item }
  if (subject !== null && item === null) return { kind: 'subject', subject }
  throw new Fault('usage-invalid', 'a consent covers one item or one subject')
}

function onFile({ index, consent }: ConsentOnFile): Json {
  return { index, ...said(consent) }
}

function said(consent: Consent): { readonly [name: string]: Json } {
  const { originator, holder } = consent
  return { originator, holder, consent: consentJson(consent) }
}
