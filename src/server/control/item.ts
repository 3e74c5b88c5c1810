import { toUtc } from '../../core/bytes/calendar.ts'
import type { Json } from '../../core/bytes/canonical.ts'
import { shape, stringOf, valueOf } from '../../core/bytes/shape.ts'
import { itemJson } from '../../core/policy/item.ts'
import { decodeDraft, draftItem, itemNumbered, items, type Item } from '../../runtime/desk/item.ts'
import { findProposal, releasedAt } from '../../runtime/desk/disclosure.ts'
import type { Host } from '../host.ts'
import type { Control } from './table.ts'

/** Items of this nation. */
export const itemCommands: Readonly<Record<string, Control>> = {
  async 'item.draft'(host, input) {
    const shaped = shape(input, 'item.draft', ['draft', 'person'])
    return summary(
      await draftItem(host.desk, { draft: decodeDraft(valueOf(shaped, 'draft')), person: stringOf(shaped, 'person') }),
    )
  },
  async 'item.show'(host, input) {
    const item = await itemNumbered(host.desk, stringOf(shape(input, 'item.show', ['item']), 'item', 64))
    return { item: summary(item), facts: itemJson(item.facts), releases: await releases(host, item) }
  },
  async 'item.list'(host, input) {
    shape(input, 'item.list', [])
    const list: Json[] = []
    for await (const item of items(host.desk)) list.push(summary(item))
    return { items: list }
  },
}

async function releases({ desk, node }: Host, { facts }: Item): Promise<Json> {
  const list: Json[] = []
  for (const { partner } of node.relations.values()) {
    const asked = { item: facts.id, to: partner.nation }
    const proposal = await findProposal(desk, asked)
    if (proposal === null) continue
    const decisions = proposal.decisions.map(({ person, decision, at }) => ({ person, decision, at: toUtc(at) }))
    list.push({ to: partner.nation, proposer: proposal.proposer, decisions, index: await releasedAt(desk, asked) })
  }
  return list
}

function summary({ facts, parts, by, at }: Item): Json {
  return {
    item: facts.id,
    subject: facts.subject,
    purpose: facts.purpose,
    by,
    at: toUtc(at),
    portions: facts.portions.map((portion, i) => ({
      name: parts[i]?.name ?? '',
      bytes: parts[i]?.bytes ?? 0,
      marking: portion.label.level,
      originator: portion.originator,
      digest: portion.digest,
    })),
  }
}
