import { utf8 } from '../core/bytes/utf8.ts'
import { createPublisher, type Publisher, type ShownHead } from '../io/tiles.ts'
import type { Node, Relation } from '../runtime/node.ts'
import { layout } from './layout.ts'

/** Shows the logs of a node as C2SP files under its directory, always at a head both nations have signed. */
export interface Shelf {
  show: Node['onBound']
  /** Waits until what was asked for is shown. */
  settled(): Promise<void>
}

/** The path of a log's C2SP directory within `published`: our own by relation and epoch, the partner's by its origin. */
export function logPath(node: Node, relation: Relation, side: 'ours' | 'theirs'): string {
  if (side === 'ours') return `rel/${relation.id}/1`
  return `mirror/${node.ports.primitives.sha256(utf8(relation.theirs.origin)).toHex()}`
}

/** A shelf; a log's publisher begins, and repairs what a crash left, when its first head is shown. */
export function openShelf(directory: string, node: () => Node, onFatal: (error: unknown) => void): Shelf {
  const publishers = new Map<string, Promise<Publisher>>()
  const pending = new Set<Promise<void>>()
  /** The largest head asked to be shown, by origin. */
  const newest = new Map<string, number>()

  const publisherOf = (relation: Relation, side: 'ours' | 'theirs', head: ShownHead): Promise<Publisher> => {
    const { origin } = relation[side]
    const known = publishers.get(origin)
    if (known !== undefined) return known
    const { primitives, store } = node().ports
    const path = layout(directory).log(logPath(node(), relation, side))
    const made = createPublisher({
      directory: path,
      hash: primitives.sha256,
      entries: (first, end) => store.entries(origin, first, end),
      head,
    })
    publishers.set(origin, made)
    return made
  }

  return {
    show({ relation, side, head }) {
      const { origin } = relation[side]
      // Two signatures may be under way at once, and the later head's be ready first; then the earlier has nothing to add.
      if (head.size < (newest.get(origin) ?? 0)) return
      newest.set(origin, head.size)
      const shown: ShownHead = { size: head.size, note: utf8(head.note) }
      const done = publisherOf(relation, side, shown)
        .then((publisher) => publisher.publish(shown))
        .catch(onFatal)
        .finally(() => pending.delete(done))
      pending.add(done)
    },
    async settled() {
      while (pending.size > 0) await Promise.all(pending)
    },
  }
}
