import { toUtc, fromUtc } from '../../core/bytes/calendar.ts'
import type { Json } from '../../core/bytes/canonical.ts'
import { shape, stringOf, valueOf, type Shape } from '../../core/bytes/shape.ts'
import type { Covered } from '../../core/policy/coverage.ts'
import { decodePlans } from '../../core/policy/coverage.ts'
import { deadlines, type Deadline } from '../../core/policy/deadline.ts'
import type { CompiledFacts } from '../../core/policy/facts.ts'
import type { Cell } from '../../core/policy/matrix.ts'
import type { Need } from '../../core/policy/need.ts'
import { decodePortfolio, reported, type Portfolio, type ReportedField, type Row } from '../../core/policy/portfolio.ts'
import { reasonText, type Reason } from '../../core/policy/reasons.ts'
import type { Route } from '../../core/policy/route.ts'
import { consentJson } from '../../core/policy/statement.ts'
import { waysIn } from '../../core/policy/suppose.ts'
import { coverageOf, factsOfAll, matrixNow, routesFor, whatIfEnded } from '../../runtime/desk/portfolio.ts'
import type { Control } from './table.ts'

/** Questions over all agreements at once. None of them writes. */
export const portfolioCommands: Readonly<Record<string, Control>> = {
  /** `{portfolio}`: a portfolio as JSON, or null. */
  async 'agreement.matrix'(host, input) {
    const portfolio = portfolioOf(shape(input, 'agreement.matrix', ['portfolio']))
    const named = agreementNames(factsOfAll(host.node))
    return {
      at: toUtc(host.node.ports.clock.now()),
      cells: matrixNow(host.desk).map((cell) => cellJson(cell, named)),
      rows: portfolio === null ? [] : portfolio.rows.map(rowJson),
    }
  },
  /** `{portfolio, plans}`: each as JSON, or null. */
  async 'agreement.coverage'(host, input) {
    const shaped = shape(input, 'agreement.coverage', ['portfolio', 'plans'])
    const given = valueOf(shaped, 'plans')
    const facts = factsOfAll(host.node)
    const plans = given === null ? [] : decodePlans(given, host.node.ports.policies)
    const found = await coverageOf(host.desk, { plans, portfolio: portfolioOf(shaped) })
    const named = agreementNames(facts)
    return { exchanges: found.map((one) => coveredJson(one, named)) }
  },
  /** `{agreement, ended, portfolio}` */
  async 'agreement.what-if'(host, input) {
    const shaped = shape(input, 'agreement.what-if', ['agreement', 'ended', 'portfolio'])
    const ended = fromUtc(stringOf(shaped, 'ended', 32), 'ended')
    const asked = { agreement: stringOf(shaped, 'agreement'), ended, portfolio: portfolioOf(shaped) }
    const { streams, relays, proposals, holdings, duties } = await whatIfEnded(host.desk, asked)
    const named = agreementNames(factsOfAll(host.node))
    return {
      agreement: asked.agreement,
      ended: toUtc(ended),
      streams: streams.map(({ cell, reason, passed, alternatives }) => ({
        ...cellJson(cell, named),
        because: reasonJson(reason),
        passed,
        alternatives: alternatives.map((route) => routeJson(route, named)),
      })),
      relays: relays.map((relay) => ({ ...relay })),
      proposals: proposals.map(({ item, to, reason, alternatives }) => ({
        item,
        to,
        because: reasonJson(reason),
        alternatives: alternatives.map((route) => routeJson(route, named)),
      })),
      holdings: holdings.map((group) => ({ ...group })),
      duties: duties.map((duty) => ({ ...duty })),
    }
  },
  /** `{portfolio}` */
  async 'agreement.deadlines'(host, input) {
    const portfolio = portfolioOf(shape(input, 'agreement.deadlines', ['portfolio']))
    const now = host.node.ports.clock.now()
    const found = deadlines(factsOfAll(host.node), portfolio, now)
    return { at: toUtc(now), node: host.node.identity.node, deadlines: found.map(deadlineJson) }
  },
  /** `{item, to, portfolio}` */
  async 'route.find'(host, input) {
    const shaped = shape(input, 'route.find', ['item', 'to', 'portfolio'])
    const asked = { item: stringOf(shaped, 'item', 64), to: stringOf(shaped, 'to', 8), portfolio: portfolioOf(shaped) }
    const { routes, barred } = await routesFor(host.desk, asked)
    const named = agreementNames(factsOfAll(host.node))
    return {
      item: asked.item,
      to: asked.to,
      routes: routes.map((route) => routeJson(route, named)),
      barred: barred.map(({ path, verdict }) => ({
        path,
        ...reasonJson(verdict.reason),
        article: verdict.rules.at(-1)?.cites ?? null,
        agreement: nameOf(verdict.agreement, named),
      })),
    }
  },
}

function portfolioOf(shaped: Shape): Portfolio | null {
  const given = valueOf(shaped, 'portfolio')
  return given === null ? null : decodePortfolio(given)
}

type Names = ReadonlyMap<string, string>

function agreementNames(facts: CompiledFacts): Names {
  return new Map([...waysIn(facts)].map(({ way }) => [way.hash, way.terms.id]))
}

function nameOf(hash: string | null, named: Names): string | null {
  return hash === null ? null : (named.get(hash) ?? hash)
}

function cellJson({ from, to, subject, level, ground }: Cell, named: Names): { readonly [name: string]: Json } {
  const agreement = nameOf(ground.agreement, named)
  if (ground.kind === 'may-not') {
    const { reason, article, fact, wanted } = ground
    return { from, to, subject, level, may: false, agreement, article, ...reasonJson(reason), fact, wanted }
  }
  const { article, equivalent, purposes, needs } = ground
  return {
    from,
    to,
    subject,
    level,
    may: true,
    agreement,
    article,
    equivalent,
    purposes,
    needs: needs.map((need) => needJson(need, named)),
  }
}

function reasonJson(reason: Reason): { readonly reason: string; readonly text: Json } {
  return { reason, text: { ...reasonText(reason).text } }
}

function needJson(need: Need, named: Names): Json {
  if (need.kind === 'consent') {
    const { originator, holder } = need.consent
    return {
      kind: need.kind,
      originator,
      holder,
      consent: consentJson(need.consent),
      subject: need.subject,
      cites: need.cites,
    }
  }
  const { by, to, level, agreement } = need.assurance
  return { kind: need.kind, by, to, level, agreement: nameOf(agreement, named), cites: need.cites }
}

function routeJson({ legs, isOpen }: Route, named: Names): Json {
  return {
    open: isOpen,
    legs: legs.map((leg) => ({
      from: leg.from,
      to: leg.to,
      ground: leg.kind === 'decided' ? 'acts' : 'report',
      agreement: leg.kind === 'decided' ? nameOf(leg.verdict.agreement, named) : leg.row,
      marking: leg.kind === 'decided' ? leg.verdict.equivalent.level : null,
      originators: leg.kind === 'decided' ? leg.verdict.originators : null,
      needs: leg.needs.map((need) => needJson(need, named)),
    })),
  }
}

function coveredJson({ exchange, basis }: Covered, named: Names): Json {
  const { id, kind, from, to, item, during } = exchange
  const common = {
    id,
    kind,
    from,
    to,
    subject: item.subject,
    purpose: item.purpose,
    at: toUtc(during.from),
    basis: basis.kind,
  }
  switch (basis.kind) {
    case 'covered':
      return {
        ...common,
        agreement: nameOf(basis.agreement, named),
        article: basis.article,
        needs: basis.needs.map((need) => needJson(need, named)),
      }
    case 'in-part':
      return { ...common, agreement: nameOf(basis.agreement, named), ...reasonJson(basis.reason), wanted: basis.wanted }
    case 'reported':
      return { ...common, rows: basis.rows, ...reasonJson(basis.reason) }
    case 'none':
      return {
        ...common,
        agreement: nameOf(basis.agreement, named),
        article: basis.article,
        ...reasonJson(basis.reason),
        fact: basis.fact,
        wanted: basis.wanted,
      }
  }
}

const FIELDS: readonly ReportedField[] = ['title', 'kind', 'scope', 'signed', 'inForce', 'status', 'topLevel']

function rowJson(row: Row): Json {
  const fields = FIELDS.map((field) => {
    const said = reported(row, field)
    return [
      field,
      said.kind === 'disputed' ? { ...said, values: said.values.map((one) => ({ ...one })) } : { ...said },
    ] as const
  })
  return {
    id: row.id,
    parties: row.parties,
    owner: row.owner,
    ...Object.fromEntries(fields),
    notes: row.accounts.flatMap(({ note }) => (note === null ? [] : [{ ...note }])),
    sources: row.accounts.map(({ source, confidence }) => ({ source, confidence })),
  }
}

function deadlineJson({ at, reading, ...rest }: Deadline): Json {
  return { ...rest, at: toUtc(at), reading: reading === null ? null : { ...reading } }
}
