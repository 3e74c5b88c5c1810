import { toUtc } from '../../core/bytes/calendar.ts'
import type { Json } from '../../core/bytes/canonical.ts'
import { shape, stringOf } from '../../core/bytes/shape.ts'
import { holdingNumbered, openItem, register, type Holding } from '../../runtime/desk/holding.ts'
import type { Control } from './table.ts'

/** What this nation received. */
export const receiveCommands: Readonly<Record<string, Control>> = {
  async 'receive.list'(host, input) {
    const shaped = shape(input, 'receive.list', ['from'])
    const list: Json[] = []
    for await (const holding of register(host.desk, { nation: stringOf(shaped, 'from', 8), side: 'theirs' }))
      list.push(holdingJson(holding))
    return { items: list }
  },
  async 'receive.show'(host, input) {
    const shaped = shape(input, 'receive.show', ['from', 'item'])
    return holdingJson(
      await holdingNumbered(host.desk, {
        nation: stringOf(shaped, 'from', 8),
        side: 'theirs',
        item: stringOf(shaped, 'item', 64),
      }),
    )
  },
  async 'receive.open'(host, input) {
    const shaped = shape(input, 'receive.open', ['from', 'item', 'person', 'out'])
    const opened = await openItem(host.desk, {
      nation: stringOf(shaped, 'from', 8),
      item: stringOf(shaped, 'item', 64),
      person: stringOf(shaped, 'person', 64),
      out: stringOf(shaped, 'out', 4096),
    })
    return { folder: opened.folder, digest: opened.digest, index: opened.index, item: holdingJson(opened.holding) }
  },
}

/** One line of a register. */
export function holdingJson({ index, released, act, event, rung }: Holding): Json {
  return {
    item: released.facts.id,
    index,
    at: toUtc(event.at),
    agreement: act.agreement,
    subject: released.facts.subject,
    purpose: released.facts.purpose,
    label: act.label,
    content: act.content.kind,
    rung,
    portions: released.facts.portions.map((portion, i) => ({
      name: released.parts[i]?.name ?? '',
      bytes: released.parts[i]?.bytes ?? 0,
      marking: portion.label.level,
      originator: portion.originator,
      digest: portion.digest,
    })),
  }
}
