import { period } from '../../core/agreement/agreement.ts'
import { countNotice, deadlines, type Counting } from '../../core/agreement/counting.ts'
import { isSuspended } from '../../core/agreement/notice.ts'
import { dutyText, type Obligations } from '../../core/agreement/obligations.ts'
import { endByNotice } from '../../core/agreement/term.ts'
import { toUtc } from '../../core/bytes/calendar.ts'
import { isObject, type Json } from '../../core/bytes/canonical.ts'
import { shape, stringOf, wordOf } from '../../core/bytes/shape.ts'
import type { Instant } from '../../core/instant.ts'
import { findAgreement, type Agreed } from '../../runtime/desk/agreement.ts'
import { standingObligations } from '../../runtime/desk/obligations.ts'
import { addStep, finishStep, procedureJson, procedureOf, WAITING } from '../../runtime/desk/procedure.ts'
import type { Control } from './table.ts'

/** What goes on after signature: deadlines and their counting, standing obligations; and the nation's own steps before it. */
export const lifeCommands: Readonly<Record<string, Control>> = {
  /** `{agreement}`: the next deadlines, and how each notice on file is counted. */
  async 'agreement.calendar'(host, input) {
    const shaped = shape(input, 'agreement.calendar', ['agreement'])
    const agreed = findAgreement(host.node, stringOf(shaped, 'agreement'), { meant: 'standing' })
    return calendarJson(agreed, host.node.ports.clock.now())
  },
  async 'agreement.obligations'(host, input) {
    const shaped = shape(input, 'agreement.obligations', ['agreement'])
    const agreed = findAgreement(host.node, stringOf(shaped, 'agreement'), { meant: 'standing' })
    return {
      agreement: agreed.state.terms.id,
      partner: agreed.relation.partner.nation,
      versions: (await standingObligations(host.desk, agreed)).map(obligationsJson),
    }
  },
  /** `{agreement, person, step}`: shows our own steps, or with a step adds or finishes it. Nothing of it leaves the node. */
  async 'agreement.procedure'(host, input) {
    const shaped = shape(input, 'agreement.procedure', ['agreement', 'person', 'step'])
    const agreed = findAgreement(host.node, stringOf(shaped, 'agreement'))
    const person = stringOf(shaped, 'person')
    const json = shaped.object['step']
    if (json === null) return procedureJson(await procedureOf(host.desk, agreed))
    if (isObject(json) && Object.hasOwn(json, 'before')) {
      const step = shape(json, 'agreement.procedure.step', ['name', 'before'])
      const added = { name: stringOf(step, 'name', 128), before: wordOf(step, 'before', WAITING), person }
      return procedureJson(await addStep(host.desk, agreed, added))
    }
    const step = shape(json, 'agreement.procedure.step', ['name', 'note'])
    const done = { name: stringOf(step, 'name', 128), note: stringOf(step, 'note', 4096), person }
    return procedureJson(await finishStep(host.desk, agreed, done))
  },
}

const DEADLINES = 3

function calendarJson({ state }: Agreed, now: Instant): Json {
  const rule = state.terms.term
  const begun = state.running ?? period(state)?.from ?? null
  if (begun === null) return { agreement: state.terms.id, from: null, deadlines: [], notices: [] }
  return {
    agreement: state.terms.id,
    from: toUtc(begun),
    deadlines: deadlines(rule, { entry: begun, after: now, count: DEADLINES }).map((deadline) => ({
      ...deadline,
      end: toUtc(deadline.end),
      last: toUtc(deadline.last),
    })),
    notices: state.notices.map((notice) => ({
      party: notice.party,
      at: toUtc(notice.at),
      counting: countingJson(countNotice(rule, { entry: begun, notice: notice.at })),
      // Both readings of a notice revived today: it bites at once, or like a new notice.
      ifRevived: isSuspended(notice)
        ? { anyTime: toUtc(now), endOfTerm: toUtc(endByNotice(rule, { entry: begun, notice: now })) }
        : null,
    })),
  }
}

function countingJson({ end, terms, conventions, ...counting }: Counting): Json {
  return {
    ...counting,
    end: toUtc(end),
    terms: terms.map((term) => ({ ...term, end: toUtc(term.end) })),
    conventions: conventions.map((convention) => ({ ...convention })),
  }
}

function obligationsJson({ agreement, at, provision, duties, held, closed }: Obligations): Json {
  return {
    agreement,
    at: toUtc(at),
    provision,
    closed,
    duties: duties.map(({ id, cites, within }) => ({
      id,
      text: { ...dutyText(id) },
      cites,
      within: within === null ? null : { ...within },
    })),
    held: held.map((item) => ({ ...item, since: toUtc(item.since) })),
  }
}
